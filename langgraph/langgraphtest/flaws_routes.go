package langgraphtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
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
	// asks is what the document says that they are asked for.
	asks object
	// refuses is the parameter that nobody may ask for.
	refuses string
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
	{name: "search-paged", summary: "a search for threads from a later page", routes: []string{"threads.search"}, only: asksForLater},
	{name: "search-select", summary: "a search for threads that says which fields it wants", routes: []string{"threads.search"}, only: asksForFields},
	{name: "search-status", summary: "a search for threads that wait", routes: []string{"threads.search"}, only: asksForWaiting},
	{name: "search-busy", summary: "a search for threads at work", routes: []string{"threads.search"}, only: asksForBusy},
	{name: "search-fields", summary: "a search for threads that leaves out the metadata", routes: []string{"threads.search"}, only: asksWithoutMetadata},
	{name: "search-values", summary: "a search for threads by what is in them", routes: []string{"threads.search"}, only: asksForValues},
	{name: "assistants-named", summary: "a search for assistants by their name", routes: []string{"assistants.search"}, only: asksForName},
	{name: "crons-enabled", summary: "a search for crons that are off", routes: []string{"crons.search"}, only: asksForOff},
	{name: "crons-of-assistant", summary: "a search for crons by their assistant", routes: []string{"crons.search"}, only: asksForAssistant},
	{name: "store-filter", summary: "a search of the store by what is in it", routes: []string{"store.search"}, only: asksForMatches},
	{name: "namespaces-prefix", summary: "a list of namespaces by how they begin", routes: []string{"store.namespaces"}, only: asksForPrefix},
	{name: "assistants-paged", summary: "a search for assistants from a later page", routes: []string{"assistants.search"}, only: asksForLater},
	{name: "store-root", summary: "a search of the whole store", routes: []string{"store.search"}, only: asksForAll},
	{name: "namespaces-suffix", summary: "a list of namespaces by how they end", routes: []string{"store.namespaces"}, only: asksForSuffix},
	{name: "shared-included", summary: "a search or a count of threads with those that are shared", routes: []string{"threads.search", "threads.count"},
		only: asksFor("include_shared"), asks: inBodies(object{"include_shared": object{"type": "boolean", "default": false}, "limit": object{"type": "integer"}})},
	{name: "assistants-of-owner", summary: "a search for assistants that names an owner", routes: []string{"assistants.search"},
		only: asksFor("owner"), asks: inBodies(object{"owner": object{"anyOf": []object{{"type": "string"}, {"type": "null"}}}})},
	{name: "crons-of-all-users", summary: "a search for crons, or a count, of all users", routes: []string{"crons.search", "crons.count"},
		only: asksFor("all_users"), asks: object{"parameters": []object{{"name": "all_users", "in": "query", "schema": object{"type": "boolean"}}}}},
	{name: "shared-beside-refused", summary: "a search for threads with those that are shared, and everybody's are refused", routes: []string{"threads.search"},
		only: asksFor("include_shared"), asks: inBodies(object{"all_users": object{"type": "boolean"}, "include_shared": object{"type": "boolean"}}), refuses: "all_users"},
	{name: "store-scope", summary: "a search of the store beyond the user's own", routes: []string{"store.search"},
		only: asksFor("scope"), asks: inBodies(object{"scope": object{"enum": []string{"mine", "team"}, "default": "mine"}})},
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
				m.forgets, m.asks = map[string]func(*call) bool{}, map[string]object{}
				for _, name := range s.routes {
					m.forgets[name], m.asks[name] = s.applies, s.asks
				}
				if s.refuses != "" {
					refuseAsking(m, s.refuses)
				}
			},
		})
	}
	return flaws
}

func (s sibling) applies(c *call) bool { return s.only == nil || s.only(c) }

// asksFor tells requests with a parameter of that name, in the body or in the query.
func asksFor(name string) func(*call) bool {
	return func(c *call) bool {
		var body object
		asked := c.decode(&body) == nil && body[name] != nil && body[name] != false
		return asked || c.r.URL.Query().Get(name) == "true"
	}
}

// refuseAsking refuses everybody who asks for a parameter in a body.
func refuseAsking(m *module, name string) {
	login := m.authenticate
	m.authenticate = func(req *http.Request) (*user, error) {
		text, _ := io.ReadAll(req.Body)
		req.Body = io.NopCloser(bytes.NewReader(text))
		u, err := login(req)
		var body object
		if err == nil && json.Unmarshal(text, &body) == nil && body[name] == true {
			err = refuse(http.StatusForbidden, "For administrators")
		}
		return u, err
	}
}

func asksForIDs(c *call) bool {
	body, err := c.listing()
	return err == nil && len(body.IDs) > 0
}

func asksForLater(c *call) bool {
	body, err := c.listing()
	return err == nil && body.Offset > 0
}

func asksForWaiting(c *call) bool {
	body, err := c.listing()
	return err == nil && body.Status == "interrupted"
}

func asksForBusy(c *call) bool {
	body, err := c.listing()
	return err == nil && body.Status == "busy"
}

func asksWithoutMetadata(c *call) bool {
	return asksForFields(c) && !selectsMetadata(c)
}

func selectsMetadata(c *call) bool {
	body, err := c.listing()
	return err == nil && slices.Contains(body.Select, "metadata")
}

func asksForValues(c *call) bool {
	body, err := c.listing()
	return err == nil && len(body.Values) > 0
}

func asksForName(c *call) bool {
	body, err := c.listing()
	return err == nil && body.Name != ""
}

func asksForOff(c *call) bool {
	body, err := c.listing()
	return err == nil && body.Enabled != nil && !*body.Enabled
}

func asksForAssistant(c *call) bool {
	body, err := c.listing()
	return err == nil && body.AssistantID != ""
}

func asksForMatches(c *call) bool {
	var body struct {
		Filter object `json:"filter"`
	}
	return c.decode(&body) == nil && len(body.Filter) > 0
}

func asksForPrefix(c *call) bool {
	var body struct {
		Prefix []string `json:"prefix"`
	}
	return c.decode(&body) == nil && len(body.Prefix) > 0
}

func asksForFields(c *call) bool {
	body, err := c.listing()
	return err == nil && len(body.Select) > 0
}

func asksForAll(c *call) bool {
	var body struct {
		Prefix []string `json:"namespace_prefix"`
	}
	return c.decode(&body) == nil && len(body.Prefix) == 0
}

func asksForSuffix(c *call) bool {
	var body struct {
		Suffix []string `json:"suffix"`
	}
	return c.decode(&body) == nil && len(body.Suffix) > 0
}
