package langgraphtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
)

// aegraVersion is the one that is played.
const aegraVersion = "0.11.0"

// aegraLike has what is different on Aegra (recorded from aegra-api 0.11.0): refusals in a
// form of its own, one assistant for a graph and a configuration, threads without a state
// at first and runs without metadata, lists by GET, a store below users/<identity>, and a
// part of the routes only.
func aegraLike(m *module, _ Options) {
	m.aegra = true
	m.on = m.on.with(handlers{"store.*": belowUsers})
	m.lacks = map[string]bool{"ok": true, "info": true, "root": true, "metrics": true}
	for _, name := range []string{"threads.create", "threads.count", "threads.copy", "threads.storage", "threads.prune", "threads.websocket", "threads.commands",
		"assistants.create", "assistants.subgraph", "runs.create", "runs.create_stateless", "runs.batch", "runs.wait", "runs.wait_stateless", "runs.stream",
		"runs.stream_stateless", "crons.get", "store.get"} {
		m.lacks[name] = true
	}
	for _, r := range append(protocolRoutes, streamRoutes...) {
		m.lacks[r.name] = true
	}
	m.extra = aegraRoutes
}

var aegraRoutes = []route{
	{name: "aegra.info", method: "GET", path: "/info", open: true, serve: says(object{"name": "Aegra", "version": aegraVersion,
		"description": "Production-ready Agent Protocol server built on LangGraph", "status": "running", "flags": object{"assistants": true, "crons": true}})},
	{name: "aegra.health", method: "GET", path: "/health", open: true, serve: says(object{"status": "healthy", "database": "connected",
		"langgraph_checkpointer": "connected", "langgraph_store": "connected"})},
	{name: "aegra.threads.create", method: "POST", path: "/threads", serve: changed(bareThread, (*call).createThread)},
	{name: "aegra.threads.list", method: "GET", path: "/threads", serve: listed("threads", (*call).searchThreads)},
	{name: "aegra.threads.prune", method: "POST", path: "/threads/prune", serve: says(object{"deleted": 0, "pruned": 0})},
	{name: "aegra.assistants.create", method: "POST", path: "/assistants", serve: (*call).createOnly},
	{name: "aegra.assistants.list", method: "GET", path: "/assistants", serve: listed("assistants", (*call).searchAssistants)},
	{name: "aegra.runs.create", method: "POST", path: "/threads/{thread_id}/runs", serve: changed(bareRun, (*call).createRun)},
	{name: "aegra.runs.stateless", method: "POST", path: "/runs", serve: changed(bareRun, (*call).createStatelessRun)},
	{name: "aegra.runs.wait", method: "POST", path: "/threads/{thread_id}/runs/wait", serve: changed(bareRun, (*call).waitRun), waits: true},
	{name: "aegra.runs.wait_stateless", method: "POST", path: "/runs/wait", serve: changed(bareRun, (*call).waitRun), waits: true},
	{name: "aegra.runs.stream", method: "POST", path: "/threads/{thread_id}/runs/stream", serve: changed(bareRun, (*call).streamRun), waits: true},
	{name: "aegra.runs.stream_stateless", method: "POST", path: "/runs/stream", serve: changed(bareRun, (*call).streamRun), waits: true},
	{name: "aegra.runs.update", method: "PATCH", path: "/threads/{thread_id}/runs/{run_id}", serve: (*call).getRun},
	{name: "aegra.store.get", method: "GET", path: "/store/items", serve: (*call).getItemThere},
}

// says always answers the same.
func says(body object) func(*call) error { return func(c *call) error { return c.ok(body) } }

// changed serves a request whose body was changed before.
func changed(change func(object), serve func(*call) error) func(*call) error {
	return func(c *call) error {
		var body object
		if err := c.decode(&body); err != nil {
			return err
		}
		change(body)
		c.body = mustEncode(body)
		return serve(c)
	}
}

// bareThread has no state, and some metadata of the server's own.
func bareThread(body object) {
	metadata, _ := body["metadata"].(object)
	body["metadata"] = merge(object{"assistant_id": nil, "graph_id": nil, "thread_name": ""}, metadata)
	delete(body, "supersteps")
}

// bareRun begins at once, and nobody gets to see its metadata.
func bareRun(body object) {
	delete(body, "after_seconds")
	delete(body, "metadata")
}

// listed answers a search for everything under a name.
func listed(name string, search func(*call) error) func(*call) error {
	return func(c *call) error {
		c.body = []byte(`{"limit":1000}`)
		if err := search(c); err != nil {
			return err
		}
		var all []any
		if err := json.Unmarshal(c.reply.data, &all); err != nil {
			return err
		}
		return c.ok(object{name: all, "total": len(all)})
	}
}

// createOnly makes an assistant, unless there is one of this user's with its graph and configuration.
func (c *call) createOnly() error {
	var body assistantRequest
	if err := c.decode(&body); err != nil {
		return err
	}
	if body.GraphID != graphID {
		return refuse(http.StatusBadRequest, "Graph '%s' not found in aegra.json. Available: ['%s']", body.GraphID, graphID)
	}
	for _, a := range c.engine.assistants {
		mine := c.user == nil || a.Metadata["owner"] == c.user.identity
		if mine && body.ID == "" && a.GraphID == body.GraphID && reflect.DeepEqual(merge(a.Config), merge(body.Config)) {
			return refuse(http.StatusConflict, "Assistant '%s' already exists", newID())
		}
	}
	return c.createAssistant()
}

// getItemThere gets an item; there has to be one.
func (c *call) getItemThere() error {
	if err := c.getItem(); err != nil {
		return err
	}
	if c.reply.status == http.StatusOK && bytes.Equal(c.reply.data, []byte("null")) {
		return notFound("Item not found")
	}
	return nil
}

// belowUsers is where the server itself keeps a user's namespaces.
func belowUsers(u *user, value object, _ *http.Request) (filter, error) {
	namespace, _ := value["namespace"].([]string)
	if len(namespace) < 2 || namespace[0] != "users" || namespace[1] != u.identity {
		value["namespace"] = append([]string{"users", u.identity}, namespace...)
	}
	return nil, nil
}

// aegraErrors are the kinds of refusals, by status.
var aegraErrors = map[int]string{400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 409: "conflict", 422: "validation_error"}

// refusedByAegra is a refusal in Aegra's form.
func (c *call) refusedByAegra(no *refusal) error {
	kind, known := aegraErrors[no.status]
	if !known {
		kind = "unknown_error"
	}
	return c.json(no.status, object{"error": kind, "message": no.detail, "details": nil})
}
