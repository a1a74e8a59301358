package catalog

import (
	"maps"
	"time"
)

// TokenSecret is the check of what user 1's own token is signed with. Nothing is sent.
var TokenSecret = Operation{ID: "tokens.secret", Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread}", Oracle: Access,
	Only: []string{"forged-published"}, Crossing: "known-secret"}

// TokenAnonymous is the check of who may become a user of the project: what the provider
// says of itself. Nothing is sent to the server.
var TokenAnonymous = Operation{ID: "tokens.anonymous", Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread}", Oracle: Access,
	Only: []string{"anon-key"}, Crossing: "anonymous-sign-ins"}

// TokenKept looks in what the server has shown to its users for their own tokens.
// Nothing more is sent.
var TokenKept = Operation{ID: "tokens.kept", Resource: "runs", Action: "read", Guard: "threads", Method: "GET", Path: "/threads/{thread_s}/runs/{run}", Oracle: Read,
	Only: []string{"owner"}, Crossing: "token-kept"}

// TokenShown looks in what callers were shown for the tokens of others. Nothing more is sent.
var TokenShown = Operation{ID: "tokens.shown", Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread}", Oracle: Read,
	Only: byOtherUser, Crossing: "token-shown"}

// ConfigKeys is user 2 naming user 1 in a run of their own, where the graph's schemas
// have a key for that. The record of the run says whether the server leaves it there.
var ConfigKeys = Operation{ID: "runs.config-keys", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST",
	Path: "/threads/{thread_of_2}/runs", Doc: "/threads/{thread_id}/runs", Oracle: Access, Only: byOtherUser, Crossing: "identity-from-config",
	Body: func(v *Values) any {
		return with(delayedHere(v), v.Text("declared_in"), inConfig(v, v.Object("declared")))
	}}

// ConfigOwner is user 2 naming user 1 in the configuration of a run of their own, under the
// usual keys. The record of the run says whose the server takes it for.
var ConfigOwner = Operation{ID: "runs.config-owner", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST",
	Path: "/threads/{thread_of_2}/runs", Doc: "/threads/{thread_id}/runs", Oracle: Access, Only: byOtherUser, Plain: []string{"runs.create"}, Crossing: spoofed,
	Body: func(v *Values) any {
		return with(delayedHere(v), "config", object{"configurable": v.Object("named")})
	}}

// HeaderKeys is the check of which headers the server hands on to its graphs. Nothing is sent.
var HeaderKeys = Operation{ID: "runs.header-keys", Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/runs", Oracle: Access,
	Only: []string{"owner"}, Crossing: "headers-to-graph"}

// OwnerMade is the check of what the server makes an owner of: what it wrote on the users'
// things, beside what they are known by. Nothing more is sent.
var OwnerMade = Operation{ID: "threads.owner-made", Resource: "threads", Action: "create", Method: "POST", Path: "/threads", Oracle: Access,
	Only: []string{"owner"}, Crossing: "identity-not-unique"}

// inConfig puts keys where the schema has them: under config.configurable, or in context.
func inConfig(v *Values, keys object) object {
	if v.Text("declared_in") == "config" {
		return object{"configurable": keys}
	}
	return keys
}

// namingRuns name user 1's thread in a run's body, or start it in a way that a handler
// may think harmless.
var namingRuns = []Operation{
	{ID: "runs.create-resume", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_r}/runs",
		Doc: "/threads/{thread_id}/runs", Body: resuming, Oracle: Execute, Effect: Effect{Readback: "runs_r"},
		Only: byOtherUser, Control: "runs.create", Plain: []string{"runs.create"}},
	{ID: "runs.plant", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_new}/runs",
		Doc: "/threads/{thread_id}/runs", Body: plantedHere, Oracle: Write, Effect: Effect{Readback: "threads"}, Creates: Run, Only: byOtherUser,
		Control: "runs.create", Plain: []string{"threads.search", "runs.create", "runs.create-resume"}, Crossing: spoofed},
}

// plantedHere is a run that makes its thread, and names user 1 as the owner.
func plantedHere(v *Values) any {
	return namedIn(merged(delayedHere(v).(object), object{"metadata": meta(v, v.Object("planted")), "if_not_exists": "create"}), v)
}

// namedIn has the input of a run or cron name user 1 as well: what is made for somebody may be taken
// for somebody's.
func namedIn(run object, v *Values) object {
	input, _ := run["input"].(object)
	return with(run, "input", merged(input, v.Object("named"))).(object)
}

// resuming goes on where a thread waits, and would make the thread: a handler may let
// either through, and one request tells.
func resuming(v *Values) any {
	return with(comingFrom(commanding("resume"), "a2a")(v), "if_not_exists", "create")
}

// comingFrom says of a run where it comes from: from where a handler may ask no more, or from the
// server itself. What LangGraph writes there is for it to say.
func comingFrom(body Body, source string) Body {
	return func(v *Values) any {
		run := maps.Clone(body(v).(object))
		said, _ := run["metadata"].(object)
		run["metadata"] = merged(said, object{"source": source, "origin": source, "trigger": source, "channel": source, "via": source, "type": source,
			source: true, "internal": true, "is_internal": true, "system": true, "admin": true, "is_admin": true, "trusted": true, "skip_auth": true})
		return run
	}
}

// commanding is a run that goes on where a thread waits, an hour from now.
func commanding(order string) Body {
	return func(v *Values) any {
		run := delayed(v, v.Text("graph"))
		delete(run, "input")
		run["command"] = object{order: v.Text("marker")}
		if order == "update" {
			run["command"] = object{order: v.State(v.Text("marker"))}
		}
		return run
	}
}

// inContext is a run whose context says that user 1 has started it.
func inContext(v *Values) any {
	run := delayedHere(v).(object)
	needed, _ := run["context"].(object)
	return with(run, "context", merged(needed, v.Object("claimed_context")))
}

// forking goes on from a checkpoint, with values of types that no handler has in mind: one
// that fails may let everything through.
func forking(v *Values) any {
	configurable := object{}
	for _, name := range []string{"budget", "limit", "max_tokens", "priority", "temperature", "top_k", "tags"} {
		configurable[name] = MadeBy
	}
	return merged(delayedHere(v).(object), object{"checkpoint_id": v.Text("checkpoint"), "config": object{"configurable": configurable}})
}

// reachingRuns are more of that kind, for --deep and for --run-graph. They end before
// the first node.
var reachingRuns = []Operation{
	{ID: "runs.create-on-thread", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/runs", Doc: "/runs",
		Body: func(v *Values) any { return with(delayedHere(v), "thread_id", v.Text("thread_r")) }, Oracle: Write, Creates: Run,
		Effect: Effect{Readback: "runs_r"}, Only: byOtherUser, Control: "runs.create-stateless", Plain: []string{"runs.create"}, Crossing: "thread-in-body"},
	{ID: "runs.create-goto", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_r}/runs",
		Doc: "/threads/{thread_id}/runs", Body: comingFrom(commanding("goto"), "mcp"), Oracle: Execute, Effect: Effect{Readback: "runs_r"},
		Only: byOtherUser, Control: "runs.create", Plain: []string{"runs.create"}},
	{ID: "runs.create-update", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_r}/runs",
		Doc: "/threads/{thread_id}/runs", Body: comingFrom(commanding("update"), "cron"), Oracle: Execute, Effect: Effect{Readback: "runs_r"},
		Only: byOtherUser, Control: "runs.create", Plain: []string{"runs.create"}},
	{ID: "runs.create-fork", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_r}/runs",
		Doc: "/threads/{thread_id}/runs", Body: comingFrom(forking, "studio"), Oracle: Execute, Effect: Effect{Readback: "runs_r"},
		Only: byOtherUser, Control: "runs.create", Plain: []string{"runs.create"}},
	{ID: "runs.create-context", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_r}/runs",
		Doc: "/threads/{thread_id}/runs", Body: comingFrom(inContext, "internal"), Oracle: Execute,
		Effect: Effect{Readback: "runs_r"}, Only: byOtherUser, Control: "runs.create", Plain: []string{"runs.create"}, Crossing: "identity-from-config"},
	{ID: "runs.create-second-graph", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_r}/runs",
		Doc: "/threads/{thread_id}/runs", Body: func(v *Values) any { return delayed(v, v.Text("second_graph")) }, Oracle: Execute, Effect: Effect{Readback: "runs_r"},
		Only: byOtherUser, Control: "runs.create", Plain: []string{"runs.create"}, Optional: true},
	{ID: "runs.create-third-graph", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_r}/runs",
		Doc: "/threads/{thread_id}/runs", Body: func(v *Values) any { return delayed(v, v.Text("third_graph")) }, Oracle: Execute, Effect: Effect{Readback: "runs_r"},
		Only: byOtherUser, Control: "runs.create", Plain: []string{"runs.create"}, Optional: true},
	{ID: "runs.create-rollback", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_p}/runs",
		Doc: "/threads/{thread_id}/runs", Body: func(v *Values) any { return with(delayedHere(v), "multitask_strategy", "rollback") }, Oracle: Execute,
		Only: byOtherUser, Control: "runs.create", Plain: []string{"runs.create"}},
	{ID: "runs.wait-on-thread", Answer: anyJSON, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/runs/wait", Doc: "/runs/wait",
		Body: idle(func(v *Values) object {
			return object{"config": object{"configurable": object{"thread_id": v.Text("thread_w")}}}
		}), Oracle: Write, Effect: Effect{Readback: "state_w"}, Creates: Run, Within: idleWithin,
		Only: byOtherUser, Control: "threads.state", Plain: []string{"runs.create", "threads.state-update", "threads.join"}, Crossing: "thread-in-body"},
	{ID: "runs.wait-at-checkpoint", Answer: anyJSON, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/runs/wait", Doc: "/runs/wait",
		Body: idle(func(v *Values) object {
			return object{"checkpoint": object{"thread_id": v.Text("thread_s"), "checkpoint_id": v.Text("checkpoint"), "checkpoint_ns": ""}}
		}), Oracle: Read, Creates: Run, Within: idleWithin,
		Only: byOtherUser, Control: "threads.state", Plain: []string{"threads.state"}, Crossing: "thread-in-body"},
	{ID: "runs.webhook", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_of_2}/runs",
		Doc: "/threads/{thread_id}/runs", Body: func(v *Values) any { return with(delayedHere(v), "webhook", ownWebhook(v)) }, Oracle: Write,
		Effect: Effect{Readback: "state_w"}, Only: byOtherUser, Control: "runs.create", Plain: []string{"threads.state-update"},
		Crossing: "webhook-open", Accepted: "webhook-open"},
}

// idleWithin is how long a run that runs no node may take.
const idleWithin = 15 * time.Second

// idle is a stateless run that ends before the first node, at once.
func idle(more func(*Values) object) Body {
	return func(v *Values) any {
		return merged(object{"assistant_id": v.Text("graph"), "input": v.State(v.Text("marker")), "interrupt_before": "*", "metadata": meta(v)}, more(v))
	}
}

// ownWebhook is the server's own route for the state of user 1's thread.
func ownWebhook(v *Values) string { return "/threads/" + v.Text("thread_w") + "/state" }

// memoryOperations tell the graph something as user 1, and ask it as user 2: plainly, and
// with user 1's ID in the configuration, or in what else a run is given. They run the graph.
var memoryOperations = []Operation{
	{ID: "runs.memory", Answer: anyJSON, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/runs/wait", Doc: "/runs/wait",
		Body: telling(func(*Values) object { return nil }), Oracle: Read, Creates: Run, Within: time.Minute, Except: outsiders, Tells: true, Crossing: "graph-memory-shared"},
	{ID: "runs.memory-question", Answer: anyJSON, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/runs/wait", Doc: "/runs/wait",
		Body: asking, Oracle: Read, Creates: Run, Within: time.Minute, Except: outsiders, Tells: true, Plain: []string{"runs.memory"}, Crossing: "graph-memory-shared"},
	{ID: "runs.memory-configurable", Answer: anyJSON, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/runs/wait", Doc: "/runs/wait",
		Body: telling(func(v *Values) object { return object{"config": object{"configurable": v.Object("claimed")}} }), Oracle: Read, Creates: Run,
		Within: time.Minute, Except: outsiders, Tells: true, Plain: []string{"runs.memory"}, Crossing: "identity-from-config"},
	{ID: "runs.memory-context", Answer: anyJSON, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/runs/wait", Doc: "/runs/wait",
		Body: telling(func(v *Values) object { return object{"context": v.Object("claimed_context")} }), Oracle: Read, Creates: Run,
		Within: time.Minute, Except: outsiders, Tells: true, Plain: []string{"runs.memory"}, Crossing: "identity-from-config"},
	{ID: HeadersToGraph, Answer: anyJSON, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/runs/wait", Doc: "/runs/wait",
		Header: claimsInHeaders(), Body: telling(func(*Values) object { return nil }), Oracle: Read, Creates: Run,
		Within: time.Minute, Except: outsiders, Tells: true, Plain: []string{"runs.memory", Claiming}, Crossing: "identity-from-config"},
	{ID: "runs.memory-input", Answer: anyJSON, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/runs/wait", Doc: "/runs/wait",
		Body: namingInInput, Oracle: Read, Creates: Run, Within: time.Minute, Except: outsiders, Tells: true, Plain: []string{"runs.memory"}, Crossing: "identity-from-config"},
}

// liveWebhook has the graph run, and its end told to the server itself.
var liveWebhook = []Operation{
	{ID: "runs.webhook-live", Answer: anyJSON, Resource: "runs", Action: "create_run", Guard: "threads", Method: "POST", Path: "/threads/{thread_of_2}/runs/wait",
		Doc: "/threads/{thread_id}/runs/wait", Body: func(v *Values) any { return with(live(v), "webhook", ownWebhook(v)) }, Oracle: Write,
		Effect: Effect{Readback: "state_w"}, Within: time.Minute, Only: byOtherUser, Control: "runs.memory", Plain: []string{"threads.state-update"}, Crossing: "webhook-open", Accepted: "webhook-open"},
}

// HeadersToGraph is a run with headers that name user 1: langgraph.json may have them handed on to
// the graph, as its configuration.
const HeadersToGraph = "runs.memory-headers"

// claimsInHeaders are those that no browser sends by itself.
func claimsInHeaders() map[string]string {
	all := maps.Clone(claims)
	delete(all, "Cookie")
	return all
}

var outsiders = []string{"no-token", "studio"}

// liveAlone is a run of the graph on a thread of its own.
func liveAlone(v *Values) any {
	run := live(v)
	delete(run, "multitask_strategy")
	return run
}

// telling says the canary as user 1, and anything as others.
func telling(more func(*Values) object) Body {
	return func(v *Values) any {
		said, ok := v.Texts["canary"]
		if !ok {
			said = v.Text("marker")
		}
		return merged(liveAlone(v).(object), object{"input": v.State(said)}, more(v))
	}
}

// asking is the same question of everybody: what is kept of one user's answer by the question
// alone is another's, too.
func asking(v *Values) any {
	return merged(liveAlone(v).(object), object{"input": v.State("Who am I? " + v.Text("tag"))})
}

// namingInInput names user 1 in a run's input where the graph has a place for that, in its
// message, its metadata and its tags.
func namingInInput(v *Values) any {
	run := telling(func(v *Values) object { return object{"metadata": merged(meta(v), v.Object("named"))} })(v).(object)
	run["config"] = object{"tags": []string{v.Text("subject"), "user:" + v.Text("subject")}}
	input, ok := run["input"].(object)
	if !ok {
		return run
	}
	if said, _ := input["messages"].([]any); len(said) > 0 {
		input["messages"] = []any{with(said[0], "name", v.Text("subject"))}
	}
	run["input"] = merged(input, v.Object("claimed_input"))
	return run
}

// MemoryOperations are tried with every graph of the server.
func MemoryOperations() []Operation { return memoryOperations }
