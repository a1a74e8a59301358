package langgraphtest

import (
	"net/http"
	"strings"
)

// routeFlaws leave ways in that nobody guards.
var routeFlaws = []Flaw{
	{Name: "reads-public", Summary: "authentication is skipped for GET",
		edit: exempt(func(req *http.Request) bool { return req.Method == http.MethodGet })},
	{Name: "runs-path-exempt", Summary: "authentication is skipped below /runs", edit: exempt(below("/runs"))},
	{Name: "store-path-exempt", Summary: "authentication is skipped below /store", edit: exempt(below("/store"))},
	{Name: "mcp-open", Summary: "authentication is skipped for MCP", edit: exempt(below("/mcp"))},
	{Name: "a2a-open", Summary: "authentication is skipped for A2A", edit: exempt(below("/a2a"))},
	{Name: "custom-route-open", Summary: "the application's own routes are served without authentication",
		edit: func(m *module, _ Options) { m.extra = customRoutes(true) }},
}

func exempt(paths func(*http.Request) bool) func(*module, Options) {
	return func(m *module, _ Options) { m.exemptPath = paths }
}

func below(prefix string) func(*http.Request) bool {
	return func(req *http.Request) bool {
		return req.URL.Path == prefix || strings.HasPrefix(req.URL.Path, prefix+"/")
	}
}

// customRoutes are an application's own.
func customRoutes(open bool) []route {
	return []route{
		{name: "custom.status", method: "GET", path: "/custom/status", open: open, serve: func(c *call) error {
			return c.ok(object{"threads": len(c.engine.threads)})
		}},
		{name: "custom.summary", method: "GET", path: "/custom/threads/{thread_id}/summary", open: open,
			serve: (*call).summary},
	}
}

// summary tells about a thread, to its owner if there is a caller.
func (c *call) summary() error {
	t, err := c.readThread()
	if err != nil {
		return err
	}
	return c.ok(object{"thread_id": t.ID, "values": t.Values})
}

// sibling is a route, or several alike, that lost its check.
type sibling struct {
	name, summary string
	routes        []string
	// only narrows it to some requests.
	only func(*call) bool
}

var siblings = []sibling{
	{name: "bulk-cancel", summary: "POST /runs/cancel", routes: []string{"runs.cancel_many"}},
	{name: "join", summary: "joining a run", routes: []string{"runs.join"}},
	{name: "join-stream", summary: "joining the stream of a run", routes: []string{"runs.join_stream"}},
	{name: "wait", summary: "creating a run and waiting for it", routes: []string{"runs.wait"}},
	{name: "run-stream", summary: "creating a run and streaming it", routes: []string{"runs.stream"}},
	{name: "copy", summary: "copying a thread", routes: []string{"threads.copy"}},
	{name: "history", summary: "the history of a thread", routes: []string{"threads.history", "threads.history_post"}},
	{name: "state-at-checkpoint", summary: "the state at a checkpoint", routes: []string{"threads.state_at", "threads.state_at_post"}},
	{name: "storage", summary: "the storage figures of a thread", routes: []string{"threads.storage"}},
	{name: "versions", summary: "the versions of an assistant", routes: []string{"assistants.versions"}},
	{name: "search-by-ids", summary: "a search for threads by ID", routes: []string{"threads.search"}, only: asksForIDs},
	{name: "count", summary: "counting", routes: []string{"threads.count", "assistants.count", "crons.count"}},
	{name: "prune", summary: "pruning threads", routes: []string{"threads.prune"}},
	{name: "thread-stream", summary: "the stream of a thread", routes: []string{"threads.stream"}},
	{name: "thread-events", summary: "the event stream and the WebSocket of a thread", routes: []string{"threads.events", "threads.websocket"}},
	{name: "thread-crons", summary: "creating a cron on a thread", routes: []string{"crons.create_thread"}},
}

// siblingFlaws are servers on which one route does not ask the handlers that its
// neighbours ask.
func siblingFlaws() []Flaw {
	var flaws []Flaw
	for _, s := range siblings {
		flaws = append(flaws, Flaw{
			Name:    s.name + "-unchecked",
			Summary: s.summary + " asks no handler",
			edit: func(m *module, _ Options) {
				m.forgets = map[string]func(*call) bool{}
				for _, name := range s.routes {
					m.forgets[name] = s.applies
				}
			},
		})
	}
	return flaws
}

func (s sibling) applies(c *call) bool { return s.only == nil || s.only(c) }

func asksForIDs(c *call) bool {
	body, err := c.listing()
	return err == nil && len(body.IDs) > 0
}
