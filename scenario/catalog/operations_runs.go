package catalog

import "time"

func delayedHere(v *Values) any { return delayed(v, v.Text("graph")) }

// delayedAny is a stateless run: of user 1's assistant, where there is one.
func delayedAny(v *Values) any { return delayed(v, v.Text("runnable")) }

// usable is what the JavaScript server allows by itself: it asks no assistants
// handler when a run names an assistant.
var usable = Weaker{Denied: "assistants.get", Code: "assistant-usable"}

var runOperations = []Operation{
	{ID: "runs.list", Answer: listOf("run_id"), Resource: "runs", Action: "read", Guard: "threads", Asked: "search", Method: "GET", Path: "/threads/{thread_s}/runs", Doc: "/threads/{thread_id}/runs",
		Oracle: Read, Sample: true},
	{ID: "runs.get", Answer: runItself("run"), Resource: "runs", Action: "read", Guard: "threads", Method: "GET", Path: "/threads/{thread_s}/runs/{run}",
		Doc: "/threads/{thread_id}/runs/{run_id}", Oracle: Read},
	{ID: "runs.join", Answer: anyJSON, Resource: "runs", Action: "read", Guard: "threads", Method: "GET", Path: "/threads/{thread_s}/runs/{run}/join",
		Doc: "/threads/{thread_id}/runs/{run_id}/join", Oracle: Read, Hangs: true},
	{ID: "runs.join-stream", Answer: stream, Resource: "runs", Action: "read", Guard: "threads", Method: "GET", Path: "/threads/{thread_s}/runs/{run}/stream",
		Doc: "/threads/{thread_id}/runs/{run_id}/stream", Oracle: Stream},
	{ID: "runs.create", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_r}/runs",
		Doc: "/threads/{thread_id}/runs", Body: delayedHere, Oracle: Execute, Effect: Effect{Readback: "runs_r"}},
	{ID: "runs.stream", Answer: stream, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_r}/runs/stream",
		Doc: "/threads/{thread_id}/runs/stream", Body: delayedHere, Oracle: Execute, Effect: Effect{Readback: "runs_r"}, Hangs: true},
	{ID: "runs.wait", Answer: anyJSON, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_r}/runs/wait",
		Doc: "/threads/{thread_id}/runs/wait", Body: delayedHere, Oracle: Execute, Effect: Effect{Readback: "runs_r"}, Hangs: true},
	{ID: "runs.cancel", Answer: done, Resource: "runs", Action: "update", Guard: "threads", Method: "POST", Path: "/threads/{thread_r}/runs/{run_c}/cancel",
		Doc: "/threads/{thread_id}/runs/{run_id}/cancel", Oracle: Write, Effect: Effect{Readback: "runs_r", Object: "run_c", Field: "status", Want: "pending"}},
	{ID: "runs.update", Answer: runItself("run"), Resource: "runs", Action: "update", Guard: "threads", Method: "PATCH", Path: "/threads/{thread_s}/runs/{run}",
		Doc: "/threads/{thread_id}/runs/{run_id}", Body: func(v *Values) any { return object{"run_id": v.Text("run"), "status": "interrupted"} },
		Oracle: Read, Servers: []string{Aegra}, Optional: true},
	{ID: "runs.cancel-many", Answer: done, Resource: "runs", Action: "update", Guard: "threads", Method: "POST", Path: "/runs/cancel", Doc: "/runs/cancel",
		Body: func(v *Values) any {
			return object{"thread_id": v.Text("thread_r"), "run_ids": []string{v.Text("run_b")}}
		},
		Oracle: Write, Effect: Effect{Readback: "runs_r", Object: "run_b", Field: "status", Want: "pending"}},
	{ID: "runs.delete", Answer: done, Resource: "runs", Action: "delete", Guard: "threads", Method: "DELETE", Path: "/threads/{thread_r}/runs/{run_d}",
		Doc: "/threads/{thread_id}/runs/{run_id}", Oracle: Delete, Effect: Effect{Readback: "runs_r", Object: "run_d", Alone: "run_d"}},
	{ID: "runs.create-stateless", Answer: objectOf("run_id"), Resource: "runs", Action: "read", Guard: "assistants", Method: "POST", Path: "/runs", Doc: "/runs",
		Body: delayedAny, Oracle: Execute, Creates: Run, Weaker: usable},
	{ID: "runs.batch", Answer: listOf("run_id"), Resource: "runs", Action: "read", Guard: "assistants", Method: "POST", Path: "/runs/batch", Doc: "/runs/batch",
		Body: func(v *Values) any { return []any{delayedAny(v)} }, Oracle: Execute, Creates: Run, Weaker: usable},
	{ID: "runs.stream-stateless", Answer: stream, Resource: "runs", Action: "read", Guard: "assistants", Method: "POST", Path: "/runs/stream", Doc: "/runs/stream",
		Body: delayedAny, Oracle: Execute, Hangs: true, Creates: Run, Weaker: usable},
	{ID: "runs.wait-stateless", Answer: anyJSON, Resource: "runs", Action: "read", Guard: "assistants", Method: "POST", Path: "/runs/wait", Doc: "/runs/wait",
		Body: delayedAny, Oracle: Execute, Hangs: true, Creates: Run, Weaker: usable},
}

// liveOperations run the graph: for --run-graph only.
var liveOperations = []Operation{
	{ID: "runs.wait-live", Answer: anyJSON, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_l}/runs/wait",
		Doc: "/threads/{thread_id}/runs/wait", Body: func(v *Values) any { return live(v) },
		Oracle: Execute, Effect: Effect{Readback: "runs_l"}, Within: time.Minute},
	{ID: "runs.stream-live", Answer: stream, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_l}/runs/stream",
		Doc: "/threads/{thread_id}/runs/stream", Body: func(v *Values) any { return live(v) },
		Oracle: Execute, Effect: Effect{Readback: "runs_l"}, Within: time.Minute},
	{ID: "threads.command-run", Answer: anyJSON, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_l}/commands",
		Doc: "/threads/{thread_id}/commands", Oracle: Execute, Within: time.Minute,
		Body: func(v *Values) any {
			run := live(v)
			delete(run, "multitask_strategy")
			return object{"id": 1, "method": "run.start", "params": run}
		}},
}
