package scenario

import (
	"strings"
	"time"
)

var assistantOperations = []Operation{
	{ID: "assistants.create", Resource: "assistants", Action: "create", Method: "POST", Path: "/assistants", Doc: "/assistants",
		Body: `{"graph_id":"$graph",` + meta + `}`, Oracle: Create, Creates: "assistant"},
	{ID: "assistants.take-over", Resource: "assistants", Action: "create", Method: "POST", Path: "/assistants", Doc: "/assistants",
		Body: `{"graph_id":"$graph","assistant_id":"$assistant","if_exists":"do_nothing",` + meta + `}`, Oracle: Read},
	{ID: "assistants.search", Resource: "assistants", Action: "search", Method: "POST", Path: "/assistants/search", Doc: "/assistants/search",
		Body: `{"limit":100,"sort_by":"created_at","sort_order":"desc"}`, Oracle: List, Sample: true},
	{ID: "assistants.search-metadata", Resource: "assistants", Action: "search", Method: "POST", Path: "/assistants/search", Doc: "/assistants/search",
		Body: `{"metadata":{"authcheck":"$tag"}}`, Oracle: List},
	{ID: "assistants.search-as-owner", Resource: "assistants", Action: "search", Method: "POST", Path: "/assistants/search", Doc: "/assistants/search",
		Body: `{"metadata":{$owned"authcheck":"$tag"}}`, Oracle: List, Only: otherUser, Control: "assistants.search-metadata", Plain: []string{"assistants.search-metadata"}},
	{ID: "assistants.count", Resource: "assistants", Action: "search", Method: "POST", Path: "/assistants/count", Doc: "/assistants/count",
		Body: `{"metadata":{"authcheck":"$tag"}}`, Oracle: Count},
	{ID: "assistants.get", Resource: "assistants", Action: "read", Method: "GET", Path: "/assistants/$assistant", Doc: "/assistants/{assistant_id}", Oracle: Read},
	{ID: "assistants.graph", Resource: "assistants", Action: "read", Method: "GET", Path: "/assistants/$assistant/graph", Doc: "/assistants/{assistant_id}/graph", Oracle: Access},
	{ID: "assistants.subgraphs", Resource: "assistants", Action: "read", Method: "GET", Path: "/assistants/$assistant/subgraphs", Doc: "/assistants/{assistant_id}/subgraphs", Oracle: Access},
	{ID: "assistants.subgraph", Resource: "assistants", Action: "read", Method: "GET", Path: "/assistants/$assistant/subgraphs/authcheck",
		Doc: "/assistants/{assistant_id}/subgraphs/{namespace}", Oracle: Access},
	{ID: "assistants.schemas", Resource: "assistants", Action: "read", Method: "GET", Path: "/assistants/$assistant/schemas", Doc: "/assistants/{assistant_id}/schemas", Oracle: Access, Within: 8 * time.Second},
	{ID: "assistants.versions", Resource: "assistants", Action: "read", Method: "POST", Path: "/assistants/$assistant/versions", Doc: "/assistants/{assistant_id}/versions",
		Body: `{}`, Oracle: Read},
	{ID: "assistants.plant", Resource: "assistants", Action: "create", Method: "POST", Path: "/assistants", Doc: "/assistants",
		Body: `{"graph_id":"$graph",` + planted + `}`, Oracle: Write, Effect: Effect{Look: "assistants"}, Creates: "assistant",
		Only: otherUser, Control: "assistants.create", Plain: []string{"assistants.search"}},
	{ID: "assistants.give-away", Resource: "assistants", Action: "update", Method: "GET", Path: "/assistants/$assistant", Doc: "/assistants/{assistant_id}",
		Oracle: Read, Only: otherUser, Control: "assistants.get", Plain: []string{"assistants.get", "assistants.patch"}, First: "assistant"},
	{ID: "assistants.patch", Resource: "assistants", Action: "update", Method: "PATCH", Path: "/assistants/$assistant_w", Doc: "/assistants/{assistant_id}",
		Body: `{"metadata":{"authcheck_$who":"$marker"}}`, Oracle: Write, Effect: Effect{Look: "assistant_w"}},
	{ID: "assistants.latest", Resource: "assistants", Action: "update", Method: "POST", Path: "/assistants/$assistant_d/latest", Doc: "/assistants/{assistant_id}/latest",
		Body: `{"version":1}`, Oracle: Write, Effect: Effect{Look: "assistant_d", Object: "assistant_d", Field: "version", Want: "2"}},
	{ID: "assistants.delete", Resource: "assistants", Action: "delete", Method: "DELETE", Path: "/assistants/$assistant_x", Doc: "/assistants/{assistant_id}",
		Oracle: Delete, Effect: Effect{Look: "assistants", Object: "assistant_x"}},
}

var cronOperations = []Operation{
	{ID: "crons.create", Resource: "crons", Action: "read", Guard: "assistants", Method: "POST", Path: "/runs/crons", Doc: "/runs/crons",
		Body: `{"assistant_id":"$runnable",` + never + `}`, Oracle: Execute, Creates: "cron"},
	{ID: "crons.create-on-thread", Resource: "crons", Action: "read", Guard: "threads", Method: "POST", Path: "/threads/$thread_r/runs/crons", Doc: "/threads/{thread_id}/runs/crons",
		Body: `{"assistant_id":"$graph",` + never + `}`, Oracle: Execute, Creates: "cron"},
	{ID: "crons.search", Resource: "crons", Action: "search", Method: "POST", Path: "/runs/crons/search", Doc: "/runs/crons/search",
		Body: `{"limit":100,"sort_by":"created_at","sort_order":"desc"}`, Oracle: List, Sample: true},
	{ID: "crons.search-metadata", Resource: "crons", Action: "search", Method: "POST", Path: "/runs/crons/search", Doc: "/runs/crons/search",
		Body: `{"metadata":{"authcheck":"$tag"}}`, Oracle: List},
	{ID: "crons.count", Resource: "crons", Action: "search", Method: "POST", Path: "/runs/crons/count", Doc: "/runs/crons/count",
		Body: `{"metadata":{"authcheck":"$tag"}}`, Oracle: Count},
	{ID: "crons.get", Resource: "crons", Action: "read", Method: "GET", Path: "/runs/crons/$cron", Doc: "/runs/crons/{cron_id}", Oracle: Read},
	{ID: "crons.plant", Resource: "crons", Action: "create", Method: "POST", Path: "/runs/crons", Doc: "/runs/crons",
		Body: `{"assistant_id":"$graph",` + strings.Replace(never, meta, planted, 1) + `}`, Oracle: Write, Effect: Effect{Look: "crons"}, Creates: "cron",
		Only: otherUser, Control: "crons.search", Plain: []string{"crons.search"}},
	{ID: "crons.patch", Resource: "crons", Action: "update", Method: "PATCH", Path: "/runs/crons/$cron_w", Doc: "/runs/crons/{cron_id}",
		Body: `{"metadata":{"authcheck_$who":"$marker"}}`, Oracle: Write, Effect: Effect{Look: "crons"}},
	{ID: "crons.delete", Resource: "crons", Action: "delete", Method: "DELETE", Path: "/runs/crons/$cron_d", Doc: "/runs/crons/{cron_id}",
		Oracle: Delete, Effect: Effect{Look: "crons", Object: "cron_d"}},
}

// never is a cron that is switched off, over within the day, and set for a 29 February.
const never = `"schedule":"0 0 29 2 *","enabled":false,"end_time":"$tomorrow","input":{"authcheck":"$marker"},"interrupt_before":"*",` + meta

var storeOperations = []Operation{
	{ID: "store.get", Resource: "store", Action: "get", Method: "GET", Path: "/store/items", Doc: "/store/items",
		Query: "namespace=$dotted&key=$key", Oracle: Read, Sample: true},
	{ID: "store.search", Resource: "store", Action: "search", Method: "POST", Path: "/store/items/search", Doc: "/store/items/search",
		Body: `{"namespace_prefix":$namespace,"limit":100}`, Oracle: List},
	{ID: "store.namespaces", Resource: "store", Action: "list_namespaces", Method: "POST", Path: "/store/namespaces", Doc: "/store/namespaces",
		Body: `{"limit":1000}`, Oracle: List},
	{ID: "store.put", Resource: "store", Action: "put", Method: "PUT", Path: "/store/items", Doc: "/store/items",
		Body: `{"namespace":$namespace,"key":"$key_w","value":{"authcheck_by":"$marker"}}`, Oracle: Write, Effect: Effect{Look: "item_w"}, Creates: "item"},
	{ID: "store.delete", Resource: "store", Action: "delete", Method: "DELETE", Path: "/store/items", Doc: "/store/items",
		Body: `{"namespace":$namespace,"key":"$key_d"}`, Oracle: Delete, Effect: Effect{Look: "item_d", Object: "key_d"}},
}

// storedOperations are tried where a server keeps items under another namespace
// than the one that was asked for: there with the namespace as it is stored.
var storedOperations = []Operation{
	{ID: "store.get-stored", Resource: "store", Action: "get", Method: "GET", Path: "/store/items", Doc: "/store/items",
		Query: "namespace=$stored_dotted&key=$key", Oracle: Read, Only: otherUser, Control: "store.get", Optional: true},
	{ID: "store.search-stored", Resource: "store", Action: "search", Method: "POST", Path: "/store/items/search", Doc: "/store/items/search",
		Body: `{"namespace_prefix":$stored,"limit":100}`, Oracle: List, Only: otherUser, Control: "store.search", Optional: true},
	{ID: "store.put-stored", Resource: "store", Action: "put", Method: "PUT", Path: "/store/items", Doc: "/store/items",
		Body:   `{"namespace":$stored,"key":"$key_s","value":{"authcheck_by":"$marker"}}`,
		Oracle: Write, Effect: Effect{Look: "item_s"}, Creates: "item", Only: otherUser, Control: "store.put", Optional: true},
	{ID: "store.delete-stored", Resource: "store", Action: "delete", Method: "DELETE", Path: "/store/items", Doc: "/store/items",
		Body:   `{"namespace":$stored,"key":"$key_d"}`,
		Oracle: Delete, Effect: Effect{Look: "item_d", Object: "key_d"}, Only: otherUser, Control: "store.delete", Optional: true},
}

var protocolOperations = []Operation{
	{ID: "a2a.tasks", Header: "Accept: application/json, text/event-stream", Resource: "protocols", Action: "read", Guard: "threads", Method: "POST", Path: "/a2a/$assistant", Doc: "/a2a/{assistant_id}",
		Body: `{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"id":"$thread_s:$run","contextId":"$thread_s"}}`, Oracle: Access},
	{ID: "a2a.card", Resource: "protocols", Action: "read", Guard: "assistants", Method: "GET", Path: "/a2a/$assistant/.well-known/agent-card.json", Oracle: Read},
	{ID: "mcp.list", Header: "Accept: application/json, text/event-stream", Resource: "protocols", Action: "search", Guard: "assistants", Method: "POST", Path: "/mcp", Doc: "/mcp/",
		Body: `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}`, Oracle: List, Sample: true},
	{ID: "mcp.get", Header: "Accept: application/json, text/event-stream", Resource: "protocols", Action: "search", Guard: "assistants", Method: "GET", Path: "/mcp", Doc: "/mcp/", Oracle: Create},
	{ID: "mcp.delete", Header: "Accept: application/json, text/event-stream", Resource: "protocols", Action: "search", Guard: "assistants", Method: "DELETE", Path: "/mcp", Doc: "/mcp/", Oracle: Create},
}
