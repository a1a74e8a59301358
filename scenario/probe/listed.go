package probe

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// listedThread is what a list shows of a thread.
type listedThread struct {
	ID       string         `json:"thread_id"`
	Status   string         `json:"status"`
	Values   map[string]any `json:"values"`
	Metadata map[string]any `json:"metadata"`
	bare     bool           // the list shows no values, not even null
}

// learnListed learns from user 1's own list how a thread is asked for by all that is
// known of it: a handler may leave out the filter where any of that is asked for.
func (p *Prober) learnListed(ctx context.Context, ops []catalog.Operation) {
	owner, search := p.keys.owner(), catalog.Named("threads.search")
	wanted := slices.ContainsFunc(ops, func(o catalog.Operation) bool { return slices.Contains(o.Names(&catalog.Values{}), "listed") })
	if !wanted || !p.has(search, owner) || ctx.Err() != nil {
		return
	}
	p.tryForms(ctx, search, owner)
	e, ok := p.log.control(search.ID)
	if !ok || !p.log.known().LetIn(search, e) {
		p.log.lack("listed", e.Why(search.Doc), !ok || p.broke(search, e))
		return
	}
	threads := p.ownListed(e.Response.Body)
	if len(threads) == 0 {
		p.log.lack("listed", "User 1's own list shows no thread of theirs", false)
		return
	}
	slices.SortStableFunc(threads, func(a, b listedThread) int { return cmp.Compare(b.tells(), a.tells()) })
	p.log.change(func(t *transcript.Transcript) { t.Facts.Listed = threads[0].filter(t.Facts.Tag) })
}

// learnListedCron learns what the server itself has written on user 1's cron, the owner
// apart: a handler may filter by that instead, for whoever asks.
func (p *Prober) learnListedCron() {
	facts := p.log.known()
	e, _ := p.log.control("crons.search")
	var list []struct {
		ID       string         `json:"cron_id"`
		Metadata map[string]any `json:"metadata"`
	}
	if !e.OK() || json.Unmarshal([]byte(e.Response.Body), &list) != nil {
		return
	}
	for _, cron := range list {
		maps.DeleteFunc(cron.Metadata, func(key string, _ any) bool {
			_, owner := facts.Users[0].Owned[key]
			return owner || slices.Contains(catalog.PlainMetadata, key)
		})
		if cron.ID == facts.Things["cron"] && len(cron.Metadata) > 0 {
			p.log.change(func(t *transcript.Transcript) { t.Facts.ListedCron = cron.Metadata })
			return
		}
	}
	p.log.lack("listed_cron", "User 1's cron has no metadata but what was asked for", false)
}

// ownListed are user 1's threads in a list of theirs.
func (p *Prober) ownListed(body string) []listedThread {
	var list []json.RawMessage
	if json.Unmarshal([]byte(body), &list) != nil {
		return nil
	}
	var own []listedThread
	facts := p.log.known()
	for _, item := range list {
		var t listedThread
		var fields map[string]any
		ours := func(name string) bool { return facts.Things[name] == t.ID }
		if json.Unmarshal(item, &t) == nil && json.Unmarshal(item, &fields) == nil && slices.ContainsFunc(catalog.OwnThings["threads"], ours) {
			_, has := fields["values"]
			t.bare = !has
			own = append(own, t)
		}
	}
	return own
}

// tells is how much may be asked of a thread. Threads that show no values at all are found
// by any on the JavaScript server, which compares no lists (recorded from langgraphjs-api 2.0.0);
// a status other than idle is one that handlers make exceptions for.
func (t listedThread) tells() int {
	n := 0
	if t.bare {
		n += 4
	} else if len(t.Values) > 0 {
		n += 2
	}
	if t.Status != "" && t.Status != "idle" {
		n++
	}
	return n
}

// filter asks for the thread.
func (t listedThread) filter(tag string) map[string]any {
	f := map[string]any{"ids": []string{t.ID}, "limit": 100, "select": []string{"thread_id", "values"}}
	if t.Status != "" {
		f["status"] = t.Status
	}
	if t.bare {
		f["values"] = map[string]any{catalog.MadeBy: tag}
	} else if len(t.Values) > 0 {
		f["values"] = t.Values
	}
	if graph := t.Metadata["graph_id"]; graph != nil {
		f["metadata"] = map[string]any{"graph_id": graph}
	}
	return f
}
