package scenario

import (
	"slices"
	"time"
)

// operations is the whole table, in the order of the report.
var operations = slices.Concat(threadOperations, stateOperations, runOperations, assistantOperations,
	cronOperations, storeOperations, storedOperations, protocolOperations)

// meta marks what is made: made_by is what `authcheck cleanup` looks for.
const meta = `"metadata":{$secret"made_by":"authcheck","authcheck":"$own_tag","authcheck_by":"$marker"}`

// planted is the same with user 1's name on it.
const planted = `"metadata":{$owned"made_by":"authcheck","authcheck":"$own_tag","authcheck_by":"$marker"}`

// claims are the headers in which gateways and careless handlers carry an identity.
const claims = "X-User-Id: $subject\nX-User: $subject\nX-Forwarded-User: $subject\nX-Auth-User: $subject\nX-Authenticated-User: $subject\n" +
	"X-Auth-Request-User: $subject\nX-Remote-User: $subject\nRemote-User: $subject\nX-Owner: $subject\nX-Owner-Id: $subject\n" +
	"X-User-Identity: $subject\nX-Identity: $subject\nX-Subject: $subject\nX-Impersonate-User: $subject\nX-Act-As: $subject\n" +
	"X-User-Email: $email\nX-Forwarded-Email: $email\nX-Auth-Request-Email: $email\n" +
	"Cookie: user_id=$subject; user=$subject; identity=$subject"

var otherUser = []string{"other-user"}

// gifts are what the owner does to give something of their own to user 2.
var gifts = map[string]Operation{
	"thread":    {Method: "PATCH", Path: "/threads/$thread", Body: `{"metadata":{$given"authcheck_gift":"yes"}}`},
	"assistant": {Method: "PATCH", Path: "/assistants/$assistant", Body: `{"metadata":{$given"authcheck_gift":"yes"}}`},
}

// delayed is a run that no one starts: it waits an hour, is cancelled long
// before, and would stop before the first node even then. Its input is not
// null: null would resume a thread that waits at a node.
const delayed = `"input":{"authcheck":"$marker"},"interrupt_before":"*","after_seconds":3600,"multitask_strategy":"enqueue",` + meta

var threadOperations = []Operation{
	{ID: "threads.create", Resource: "threads", Action: "create", Method: "POST", Path: "/threads", Doc: "/threads",
		Body: `{` + meta + `}`, Oracle: Create, Creates: "thread"},
	{ID: "threads.take-over", Resource: "threads", Action: "create", Method: "POST", Path: "/threads", Doc: "/threads",
		Body: `{"thread_id":"$thread","if_exists":"do_nothing",` + meta + `}`, Oracle: Read},
	{ID: "threads.search", Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: `{"limit":100,"sort_by":"created_at","sort_order":"desc"}`, Oracle: List, Sample: true},
	{ID: "threads.search-ids", Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: `{"ids":["$thread"]}`, Oracle: List},
	{ID: "threads.search-metadata", Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: `{"metadata":{"authcheck":"$tag"}}`, Oracle: List},
	{ID: "threads.search-as-owner", Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Doc: "/threads/search",
		Body: `{"metadata":{$owned"authcheck":"$tag"}}`, Oracle: List, Only: otherUser, Control: "threads.search-metadata", Plain: []string{"threads.search-metadata"}},
	{ID: "threads.count", Resource: "threads", Action: "search", Method: "POST", Path: "/threads/count", Doc: "/threads/count",
		Body: `{"metadata":{"authcheck":"$tag"}}`, Oracle: Count},
	{ID: "threads.get", Resource: "threads", Action: "read", Method: "GET", Path: "/threads/$thread", Doc: "/threads/{thread_id}",
		Oracle: Read, Sample: true},
	{ID: "threads.patch", Resource: "threads", Action: "update", Method: "PATCH", Path: "/threads/$thread_w", Doc: "/threads/{thread_id}",
		Body: `{"metadata":{"authcheck_$who":"$marker"}}`, Oracle: Write, Effect: Effect{Look: "thread_w"}},
	{ID: "threads.copy", Resource: "threads", Action: "read", Method: "POST", Path: "/threads/$thread_s/copy", Doc: "/threads/{thread_id}/copy",
		Oracle: Read, Creates: "thread"},
	{ID: "threads.storage", Resource: "threads", Action: "read", Method: "GET", Path: "/threads/$thread_s/storage", Doc: "/threads/{thread_id}/storage",
		Oracle: Access},
	{ID: "threads.get-claiming", Resource: "threads", Action: "read", Method: "GET", Path: "/threads/$thread", Doc: "/threads/{thread_id}",
		Header: claims, Query: "user_id=$subject&owner=$subject", Oracle: Read, Only: []string{"other-user", "no-token"}, Control: "threads.get", Plain: []string{"threads.get"}},
	{ID: "threads.plant", Resource: "threads", Action: "create", Method: "POST", Path: "/threads", Doc: "/threads",
		Body: `{` + planted + `}`, Oracle: Write, Effect: Effect{Look: "threads"}, Creates: "thread", Only: otherUser, Control: "threads.create", Plain: []string{"threads.search"}},
	{ID: "threads.give-away", Resource: "threads", Action: "update", Method: "GET", Path: "/threads/$thread", Doc: "/threads/{thread_id}",
		Oracle: Read, Only: otherUser, Control: "threads.get", Plain: []string{"threads.get", "threads.patch"}, First: "thread"},
	{ID: "threads.prune", Resource: "threads", Action: "delete", Method: "POST", Path: "/threads/prune", Doc: "/threads/prune",
		Body: `{"thread_ids":["$thread_p"]}`, Oracle: Delete, Effect: Effect{Look: "threads", Object: "thread_p"}},
	{ID: "threads.delete", Resource: "threads", Action: "delete", Method: "DELETE", Path: "/threads/$thread_d", Doc: "/threads/{thread_id}",
		Oracle: Delete, Effect: Effect{Look: "threads", Object: "thread_d"}},
}

var stateOperations = []Operation{
	{ID: "threads.state", Resource: "threads", Action: "read", Method: "GET", Path: "/threads/$thread_s/state", Doc: "/threads/{thread_id}/state", Oracle: Read},
	{ID: "threads.state-at", Resource: "threads", Action: "read", Method: "GET", Path: "/threads/$thread_s/state/$checkpoint",
		Doc: "/threads/{thread_id}/state/{checkpoint_id}", Oracle: Read},
	{ID: "threads.state-checkpoint", Resource: "threads", Action: "read", Method: "POST", Path: "/threads/$thread_s/state/checkpoint",
		Doc: "/threads/{thread_id}/state/checkpoint", Body: `{"checkpoint":{"checkpoint_id":"$checkpoint","checkpoint_ns":""}}`, Oracle: Read},
	{ID: "threads.history", Resource: "threads", Action: "read", Method: "GET", Path: "/threads/$thread_s/history", Doc: "/threads/{thread_id}/history", Oracle: Read},
	{ID: "threads.history-post", Resource: "threads", Action: "read", Method: "POST", Path: "/threads/$thread_s/history",
		Doc: "/threads/{thread_id}/history", Body: `{"limit":10}`, Oracle: Read},
	{ID: "threads.state-update", Resource: "threads", Action: "update", Method: "POST", Path: "/threads/$thread_w/state",
		Doc: "/threads/{thread_id}/state", Body: `{"values":$state_marked,"as_node":"__start__"}`, Oracle: Write, Effect: Effect{Look: "state_w"}},
	{ID: "threads.stream", Resource: "threads", Action: "read", Method: "GET", Path: "/threads/$thread_s/stream", Query: "stream_modes=state_update",
		Doc: "/threads/{thread_id}/stream", Oracle: Stream},
	{ID: "threads.stream-events", Resource: "threads", Action: "read", Method: "POST", Path: "/threads/$thread_s/stream/events",
		Doc: "/threads/{thread_id}/stream/events", Body: `{"channels":["values","messages"]}`, Oracle: Stream},
	{ID: "threads.socket", Resource: "threads", Action: "read", Method: "GET", Path: "/threads/$thread_s/stream/events",
		Body: `{"id":1,"method":"subscription.subscribe","params":{"channels":["values"]}}`, Oracle: Stream, Socket: true},
	{ID: "threads.commands", Resource: "threads", Action: "read", Method: "POST", Path: "/threads/$thread_s/commands",
		Doc: "/threads/{thread_id}/commands", Body: `{"id":1,"method":"agent.getTree","params":{}}`, Oracle: Access},
}

var runOperations = []Operation{
	{ID: "runs.list", Resource: "runs", Action: "read", Guard: "threads", Method: "GET", Path: "/threads/$thread_s/runs", Doc: "/threads/{thread_id}/runs",
		Oracle: Read, Sample: true},
	{ID: "runs.get", Resource: "runs", Action: "read", Guard: "threads", Method: "GET", Path: "/threads/$thread_s/runs/$run", Doc: "/threads/{thread_id}/runs/{run_id}", Oracle: Read},
	{ID: "runs.join", Resource: "runs", Action: "read", Guard: "threads", Method: "GET", Path: "/threads/$thread_s/runs/$run/join",
		Doc: "/threads/{thread_id}/runs/{run_id}/join", Oracle: Read, Hangs: true},
	{ID: "runs.join-stream", Resource: "runs", Action: "read", Guard: "threads", Method: "GET", Path: "/threads/$thread_s/runs/$run/stream",
		Doc: "/threads/{thread_id}/runs/{run_id}/stream", Oracle: Stream},
	{ID: "runs.create", Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/$thread_r/runs", Doc: "/threads/{thread_id}/runs",
		Body: `{"assistant_id":"$graph",` + delayed + `}`, Oracle: Execute, Effect: Effect{Look: "runs_r"}},
	{ID: "runs.stream", Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/$thread_r/runs/stream",
		Doc: "/threads/{thread_id}/runs/stream", Body: `{"assistant_id":"$graph",` + delayed + `}`, Oracle: Execute, Effect: Effect{Look: "runs_r"}, Hangs: true},
	{ID: "runs.wait", Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/$thread_r/runs/wait",
		Doc: "/threads/{thread_id}/runs/wait", Body: `{"assistant_id":"$graph",` + delayed + `}`, Oracle: Execute, Effect: Effect{Look: "runs_r"}, Hangs: true},
	{ID: "runs.cancel", Resource: "runs", Action: "update", Guard: "threads", Method: "POST", Path: "/threads/$thread_r/runs/$run_c/cancel",
		Doc: "/threads/{thread_id}/runs/{run_id}/cancel", Oracle: Write, Effect: Effect{Look: "runs_r", Object: "run_c", Field: "status", Want: "pending"}},
	{ID: "runs.cancel-many", Resource: "runs", Action: "update", Guard: "threads", Method: "POST", Path: "/runs/cancel", Doc: "/runs/cancel",
		Body:   `{"thread_id":"$thread_r","run_ids":["$run_b"]}`,
		Oracle: Write, Effect: Effect{Look: "runs_r", Object: "run_b", Field: "status", Want: "pending"}},
	{ID: "runs.delete", Resource: "runs", Action: "delete", Guard: "threads", Method: "DELETE", Path: "/threads/$thread_r/runs/$run_d",
		Doc: "/threads/{thread_id}/runs/{run_id}", Oracle: Delete, Effect: Effect{Look: "runs_r", Object: "run_d"}},
	{ID: "runs.create-stateless", Resource: "runs", Action: "read", Guard: "assistants", Method: "POST", Path: "/runs", Doc: "/runs",
		Body: `{"assistant_id":"$runnable",` + delayed + `}`, Oracle: Execute, Creates: "run"},
	{ID: "runs.batch", Resource: "runs", Action: "read", Guard: "assistants", Method: "POST", Path: "/runs/batch", Doc: "/runs/batch",
		Body: `[{"assistant_id":"$runnable",` + delayed + `}]`, Oracle: Execute, Creates: "run"},
	{ID: "runs.stream-stateless", Resource: "runs", Action: "read", Guard: "assistants", Method: "POST", Path: "/runs/stream", Doc: "/runs/stream",
		Body: `{"assistant_id":"$runnable",` + delayed + `}`, Oracle: Execute, Hangs: true, Creates: "run"},
	{ID: "runs.wait-stateless", Resource: "runs", Action: "read", Guard: "assistants", Method: "POST", Path: "/runs/wait", Doc: "/runs/wait",
		Body: `{"assistant_id":"$runnable",` + delayed + `}`, Oracle: Execute, Hangs: true, Creates: "run"},
}

// liveOperations run the graph: for --run-graph only.
var liveOperations = []Operation{
	{ID: "runs.wait-live", Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/$thread_l/runs/wait",
		Doc: "/threads/{thread_id}/runs/wait", Body: `{"assistant_id":"$graph","input":$state_marked,"multitask_strategy":"enqueue",` + meta + `}`,
		Oracle: Execute, Effect: Effect{Look: "runs_l"}, Within: time.Minute},
	{ID: "runs.stream-live", Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/$thread_l/runs/stream",
		Doc: "/threads/{thread_id}/runs/stream", Body: `{"assistant_id":"$graph","input":$state_marked,"multitask_strategy":"enqueue",` + meta + `}`,
		Oracle: Execute, Effect: Effect{Look: "runs_l"}, Within: time.Minute},
	{ID: "threads.command-run", Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/$thread_l/commands",
		Doc: "/threads/{thread_id}/commands", Oracle: Execute, Within: time.Minute,
		Body: `{"id":1,"method":"run.start","params":{"assistant_id":"$graph","input":$state_marked,` + meta + `}}`},
}
