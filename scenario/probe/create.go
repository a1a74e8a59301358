package probe

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// create makes something as a user, under an ID that the run chooses where the kind has one:
// an answer with another tells of nothing that is ours. Where the answer was lost, what it
// may have made is looked for by its tag before it is made once more.
// adjust changes the first request.
func (p *Prober) create(ctx context.Context, who caller, o catalog.Operation, adjust ...func(*langgraph.Request)) transcript.Exchange {
	values := p.log.values(o, who.Identity)
	send := func(adjust ...func(*langgraph.Request)) transcript.Exchange {
		return p.askOnce(ctx, o, who, who.forms[0], values, append(adjust, p.bared)...)
	}
	e := send(adjust...)
	if p.worthAsking(ctx, o, who, e) {
		p.findLost(ctx, who, o.Creates)
		pause(ctx, againAfter)
		e = send()
	}
	e = p.adapt(o, e, send)
	switch id := answeredID(e, o.Creates); {
	case id == "":
	case p.log.carriesTag(e.Response.Body):
		p.made.tagged.Store(o.Creates, true)
		if isNamed(o.Creates) && !p.made.chose(id) && p.whose(ctx, who.thing(o.Creates, id)) == ours {
			p.made.choose(id)
			p.ways.naming.Store(true)
		}
	case p.made.chose(id):
		p.ways.choosing.Store(true)
	case !isNamed(o.Creates) && p.ways.choosing.CompareAndSwap(false, true):
		e = send()
	}
	return e
}

// adapt makes a thing otherwise where the server refuses what was asked for: without an ID of
// ours, then without metadata that it does not know. Where it drops metadata, IDs alone tell
// what is ours.
func (p *Prober) adapt(o catalog.Operation, e transcript.Exchange, send func(...func(*langgraph.Request)) transcript.Exchange) transcript.Exchange {
	seeded := strings.Contains(string(e.Request.Body), `"supersteps"`) // it may be the state that is refused
	if !slices.Contains([]int{400, 422}, e.Status()) || seeded || p.takesTags(o.Creates, e.Status()) {
		return e
	}
	if isNamed(o.Creates) && !p.ways.naming.Load() {
		if again := send(unnamed(o.Creates)); again.OK() {
			p.ways.naming.Store(true)
			return again
		}
	}
	if !p.ways.bare.Load() {
		if again := send(strip, p.name(o.Creates)); again.OK() {
			p.ways.bare.Store(true)
			p.ways.choosing.Store(true)
			return again
		}
	}
	return e
}

// takesTags tells whether the run's tag was taken before, with one of the kind, or of any where the
// request alone is blamed.
func (p *Prober) takesTags(kind catalog.Kind, status int) bool {
	_, fine := p.made.tagged.Load(kind)
	if !fine && status == http.StatusBadRequest {
		_, fine = p.made.tagged.Load(catalog.Thread)
	}
	return fine
}

// unnamed leaves it to the server to name what is made.
func unnamed(kind catalog.Kind) func(*langgraph.Request) {
	return func(request *langgraph.Request) {
		edit(request, func(body map[string]any) { delete(body, resources[kind].field) })
	}
}

// isNamed tells the kinds of things whose ID the client may choose.
func isNamed(kind catalog.Kind) bool { return kind == catalog.Thread || kind == catalog.Assistant }

// choose has a request name the ID of what it makes. Of crons, only where the server drops
// metadata: nothing else would show there that one is ours.
func (p *Prober) choose(kind catalog.Kind, request *langgraph.Request) {
	if !p.ways.naming.Load() && (isNamed(kind) || p.ways.choosing.Load()) {
		p.name(kind)(request)
	}
}

// name has a request name the ID of what it makes, where it names none.
func (p *Prober) name(kind catalog.Kind) func(*langgraph.Request) {
	return func(request *langgraph.Request) {
		field := resources[kind].field
		if field == "" {
			return
		}
		edit(request, func(body map[string]any) {
			if body[field] == nil {
				id := uuid.NewString()
				body[field] = id
				p.made.choose(id)
			}
		})
	}
}

// bared leaves out the metadata on servers that refuse it.
func (p *Prober) bared(request *langgraph.Request) {
	if p.ways.bare.Load() {
		strip(request)
	}
}

// strip leaves out the metadata.
func strip(request *langgraph.Request) {
	edit(request, func(body map[string]any) {
		if metadata, ok := body["metadata"].(map[string]any); ok {
			maps.DeleteFunc(metadata, func(name string, _ any) bool { return name != "graph_id" })
		}
	})
}

// edit changes the body of a request.
func edit(request *langgraph.Request, change func(map[string]any)) {
	var body map[string]any
	text, _ := request.Body.(json.RawMessage)
	if json.Unmarshal(text, &body) != nil || body == nil {
		return
	}
	change(body)
	if changed, err := json.Marshal(body); err == nil {
		request.Body = json.RawMessage(changed)
	}
}

// idOf is the ID of what an accepted call has made, if it is this run's own: one that the run
// chose, or that was read with its tag. That of a cron is still to be seen (proveCrons).
func (p *Prober) idOf(e transcript.Exchange, kind catalog.Kind) string {
	id := answeredID(e, kind)
	if id == "" || !p.made.chose(id) && (isNamed(kind) || !p.log.carriesTag(e.Response.Body)) {
		return ""
	}
	return id
}

// answeredID is the ID that an accepted call answers.
func answeredID(e transcript.Exchange, kind catalog.Kind) string {
	if !e.OK() {
		return ""
	}
	id := stringField([]byte(e.Response.Body), resources[kind].field)
	if !isID(id) {
		return ""
	}
	return id
}

// findLost looks for what a call has made whose answer was lost, so that it is removed.
func (p *Prober) findLost(ctx context.Context, who caller, kind catalog.Kind) {
	for _, list := range tagged {
		if list.kind == string(kind) {
			p.made.add(p.listOurs(ctx, who.forms[0].header, who.Login, list)...)
		}
	}
}

// listOurs lists the things of a kind with this run's tag that a caller sees.
func (p *Prober) listOurs(ctx context.Context, header http.Header, login catalog.Login, list taggedList) []thing {
	things, _ := p.search(ctx, header, login, list)
	return things
}

// search is listOurs that tells what became of the request: Admitted where there is a list.
// A list may show the tag beside an ID of something else: what has no ID of the run's own is
// read before it is removed.
func (p *Prober) search(ctx context.Context, header http.Header, login catalog.Login, list taggedList) ([]thing, transcript.Outcome) {
	return p.searchBy(ctx, catalog.Ours(list.path, list.field), header, login, list)
}

func (p *Prober) searchBy(ctx context.Context, o catalog.Operation, header http.Header, login catalog.Login, list taggedList) (things []thing, got transcript.Outcome) {
	who := caller{Identity: catalog.Identity{Login: login}, forms: []form{withHeader(header)}}
	e := p.as(ctx, who, o)
	if isLacking(e) {
		return nil, transcript.Admitted // and has none
	}
	var found []map[string]any
	got = p.log.known().Outcome(o, e, transcript.Exchange{})
	if got < transcript.Admitted || json.Unmarshal([]byte(e.Response.Body), &found) != nil {
		return nil, min(got, transcript.Redirected)
	}
	for _, item := range found {
		metadata, _ := item["metadata"].(map[string]any)
		id, _ := item[list.field].(string)
		if shown, err := json.Marshal(metadata); err != nil || !isID(id) || p.made.isForeign(id) || !p.log.carriesTag(string(shown)) { // some servers keep a change's metadata alone
			continue
		}
		t := removable(catalog.Kind(list.kind), id)
		t.check, _ = metadata["authcheck_by"].(string)
		t.ours, t.listed, t.login, t.removal.Header = p.made.chose(id), true, login, header
		things = append(things, t)
	}
	return things, transcript.Admitted
}

// isLacking tells the answer of a server that does not have what is asked for: the JavaScript
// server has no crons (500 "Not implemented", recorded from langgraph-cli 2.0.0).
func isLacking(e transcript.Exchange) bool {
	return !e.IsPage() && (slices.Contains([]int{http.StatusMethodNotAllowed, http.StatusNotImplemented}, e.Status()) ||
		e.Status() == http.StatusInternalServerError && e.Response.Body == "Not implemented")
}
