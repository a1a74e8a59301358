package probe

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// thing is something that this run made, and how its maker removes it.
type thing struct {
	kind    catalog.Kind
	id      string
	check   string // that has made it
	login   catalog.Login
	ours    bool                 // a name that the run chose says so, or an answer and a list together; else it is read before it is removed
	listed  bool                 // a list shows it with the run's tag
	untold  bool                 // it was made since the run began, and shows no tag
	maybe   bool                 // the answer that would tell that it was made is lost
	answer  *transcript.Response // that was had instead of it
	removal langgraph.Request
}

// what names it: "thread 0192…".
func (t thing) what() string {
	if t.kind == catalog.Item {
		return "store item " + t.id
	}
	return string(t.kind) + " " + t.id
}

// made remembers what accepted calls have made.
type made struct {
	mu     sync.Mutex
	things []thing
	tries  []attempt
	chosen map[string]bool
	away   map[string]bool // IDs of what was removed
	others map[string]bool // IDs that a list shows with the run's tag, and that are something else's
	tagged sync.Map        // by kind: one was made with the run's tag, and shows it
	bare   bool            // no search finds the threads of stateless runs
}

// gone notes that a thing was removed.
func (m *made) gone(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away == nil {
		m.away = map[string]bool{}
	}
	m.away[id] = true
}

// isGone tells whether a thing was removed.
func (m *made) isGone(id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.away[id]
}

// foreign notes an ID that a list shows with the run's tag, and that is something else's.
func (m *made) foreign(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.others == nil {
		m.others = map[string]bool{}
	}
	m.others[id] = true
}

// isForeign tells whether an ID is known to be something else's.
func (m *made) isForeign(id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.others[id]
}

// find is the thing of an ID.
func (m *made) find(id string) (thing, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.things, func(t thing) bool { return t.id == id })
	if i < 0 {
		return thing{}, false
	}
	return m.things[i], true
}

// choose notes an ID that the run has chosen.
func (m *made) choose(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.chosen == nil {
		m.chosen = map[string]bool{}
	}
	m.chosen[id] = true
}

// chose tells whether the run has chosen an ID.
func (m *made) chose(id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.chosen[id]
}

// add notes what is to be removed, each thing once.
func (m *made) add(things ...thing) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range things {
		if !m.knows(t) {
			m.things = append(m.things, t)
		}
	}
}

func (m *made) knows(t thing) bool {
	return slices.ContainsFunc(m.things, func(known thing) bool { return known.kind == t.kind && known.id == t.id })
}

// track remembers what a call has made, or that it may have made something.
func (m *made) track(o catalog.Operation, id catalog.Identity, request langgraph.Request, resp *langgraph.Response, err error) {
	if o.Creates == "" {
		return
	}
	a := attemptOf(o, id, request, resp, err)
	if a.unsent {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	isMade := func(t thing) bool { return t.kind == a.kind && !t.maybe }
	a.lost = a.lost || a.blamed && slices.ContainsFunc(m.things, isMade) // what is refused always is not made
	var things []thing
	switch {
	case resp != nil && resp.OK():
		things = thingsIn(o.Creates, request, resp)
	case a.lost && o.Creates == catalog.Item:
		things = itemsIn(request)
	case a.lost:
		things = meantIn(o.Creates, request)
	}
	things = slices.DeleteFunc(things, func(t thing) bool { return t.maybe && m.knows(t) }) // somebody else's, that was to be taken over
	for _, t := range things {
		t.check, t.login = a.check, a.login
		if t.maybe = t.maybe || resp == nil || !resp.OK(); t.maybe || isPage(resp) {
			t.answer = a.answer
		}
		t.removal.Header = request.Header
		m.things = append(m.things, t)
	}
	if !slices.ContainsFunc(things, func(t thing) bool { return !t.maybe || t.kind == catalog.Item }) { // under another ID, maybe
		m.tries = append(m.tries, a)
	}
}

// take hands over what is to be removed, and what may have made more. Who was turned away as
// everybody without a login is has made nothing.
func (m *made) take(turnedAway func(transcript.Exchange) bool) (things []thing, tries []attempt) {
	m.mu.Lock()
	defer m.mu.Unlock()
	nothing := func(login catalog.Login, answer *transcript.Response) bool {
		return !login.Valid() && turnedAway(transcript.Exchange{Response: answer})
	}
	things = slices.DeleteFunc(m.things, func(t thing) bool { return nothing(t.login, t.answer) })
	tries = slices.DeleteFunc(m.tries, func(a attempt) bool { return nothing(a.login, a.answer) })
	m.things, m.tries = nil, nil
	return things, tries
}

// resources are where things with an ID of the server's are, and the field that has it.
var resources = map[catalog.Kind]struct{ path, field string }{
	catalog.Thread:    {"/threads/", "thread_id"},
	catalog.Assistant: {"/assistants/", "assistant_id"},
	catalog.Cron:      {"/runs/crons/", "cron_id"},
}

func removable(kind catalog.Kind, id string) thing {
	return thing{kind: kind, id: id, removal: langgraph.Request{Method: http.MethodDelete, Path: resources[kind].path + id}}
}

// thingsIn reads the IDs of what was made out of an answer. That a thing is the run's own is
// believed of what has a name that the run chose; a tag in the answer may stand beside an ID
// of something else.
func thingsIn(kind catalog.Kind, request langgraph.Request, resp *langgraph.Response) []thing {
	switch kind {
	case catalog.Item:
		return itemsIn(request)
	case catalog.Run:
		return threadsOfRuns(resp)
	}
	id, meant := stringField(resp.Body, resources[kind].field), meantIn(kind, request)
	if !isID(id) {
		return meant
	}
	named := removable(kind, id)
	if len(meant) > 0 && meant[0].id == id {
		named.ours, meant = true, nil
	}
	return append([]thing{named}, meant...)
}

// meantIn is what a request asks for under an ID of the run's own, made or not.
func meantIn(kind catalog.Kind, request langgraph.Request) []thing {
	asked := chosen(request, kind)
	if !isID(asked) {
		return nil
	}
	meant := removable(kind, asked)
	meant.ours, meant.maybe = true, true
	return []thing{meant}
}

// isID tells a UUID, as servers give them: nothing else goes into a path.
func isID(text string) bool { return len(text) == 36 && uuid.Validate(text) == nil }

// chosen is the ID that the request asked for, "" where it left that to the server.
func chosen(request langgraph.Request, kind catalog.Kind) string {
	body, _ := request.Body.(json.RawMessage)
	return stringField(body, resources[kind].field)
}

// storeItem is how an item is named.
type storeItem struct {
	Namespace []string `json:"namespace"`
	Key       string   `json:"key"`
}

// itemsIn reads a store item out of the request: the answer has none.
func itemsIn(request langgraph.Request) []thing {
	var item storeItem
	body, ok := request.Body.(json.RawMessage)
	if !ok || json.Unmarshal(body, &item) != nil {
		return nil
	}
	return []thing{{kind: catalog.Item, id: item.Key, ours: true, removal: langgraph.Request{Method: http.MethodDelete, Path: "/store/items", Body: item}}}
}

// threadsOfRuns finds stateless runs: in the body, in a list (batch), or in the
// Content-Location header of a stream ("/threads/…/runs/…", recorded from 0.16.7).
// Each has a thread of its own, and goes with it when that is removed.
func threadsOfRuns(resp *langgraph.Response) []thing {
	type run struct {
		ID     string `json:"run_id"`
		Thread string `json:"thread_id"`
	}
	var one json.RawMessage
	var many []json.RawMessage
	if json.Unmarshal(resp.Body, &many) != nil && json.Unmarshal(resp.Body, &one) == nil {
		many = append(many, one)
	}
	var things []thing
	for _, text := range many {
		var r run
		if json.Unmarshal(text, &r) == nil && r.ID != "" && isID(r.Thread) {
			things = append(things, removable(catalog.Thread, r.Thread))
		}
	}
	parts := strings.Split(strings.Trim(resp.Header.Get("Content-Location"), "/"), "/")
	if i := slices.Index(parts, "threads"); len(things) == 0 && i >= 0 && len(parts) >= i+4 && isID(parts[i+1]) {
		things = append(things, removable(catalog.Thread, parts[i+1]))
	}
	return things
}
