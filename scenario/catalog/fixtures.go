package catalog

import "time"

// Fixture is something of user 1 that checks are tried on.
type Fixture struct {
	Name    string // of the text that holds its ID
	Field   string // of the answer
	Create  Operation
	Instead *Fixture // made where this one can't be
}

// Fixtures are the things of user 1, in groups that depend on each other.
var (
	Assistants = []Fixture{assistantFixture("assistant"), assistantFixture("assistant_w"), assistantFixture("assistant_d"), assistantFixture("assistant_x")}
	Threads    = []Fixture{seededThread("thread_s"), seededThread("thread_w"), oddThread("thread_d"), plainThread("thread_p"), plainThread("thread_r")}
	LiveThread = plainThread("thread_l")
	ToldThread = plainThread("thread_m") // on which user 1 tells a graph something
	Runs       = []Fixture{runFixture("run", "thread_s"), runFixture("run_c", "thread_r"), runFixture("run_b", "thread_r"), runFixture("run_d", "thread_r")}
	Crons      = []Fixture{cronFixture("cron"), cronFixture("cron_w"), cronFixture("cron_d")}
)

func threadFixture(name string, body Body) Fixture {
	return Fixture{Name: name, Field: "thread_id", Create: Operation{ID: "threads.create", Method: "POST", Path: "/threads", Doc: "/threads", Creates: Thread, Body: body}}
}

func plainThread(name string) Fixture {
	return threadFixture(name, func(v *Values) any { return object{"metadata": meta(v)} })
}

// oddThread has a list in its metadata, by which it can be asked for.
func oddThread(name string) Fixture {
	f := threadFixture(name, func(v *Values) any { return object{"metadata": meta(v, odd)} })
	plain := plainThread(name)
	f.Instead = &plain
	return f
}

// seededThread has a state with the canary in it, which no node has written.
func seededThread(name string) Fixture {
	f := threadFixture(name, func(v *Values) any {
		update := object{"values": v.State(v.Text("canary")), "as_node": "__start__"}
		return object{"metadata": meta(v, object{"graph_id": v.Text("graph")}), "supersteps": []any{object{"updates": []any{update}}}}
	})
	plain := plainThread(name)
	f.Instead = &plain
	return f
}

func runFixture(name, thread string) Fixture {
	return Fixture{Name: name, Field: "run_id", Create: Operation{ID: "runs.create", Method: "POST", Path: "/threads/{" + thread + "}/runs",
		Doc: "/threads/{thread_id}/runs", Body: delayedAny}}
}

func assistantFixture(name string) Fixture {
	return Fixture{Name: name, Field: "assistant_id", Create: Operation{ID: "assistants.create", Method: "POST", Path: "/assistants", Doc: "/assistants", Creates: Assistant,
		Body: func(v *Values) any {
			return with(assistant(v, name+" of "+v.Text("tag")), "name", v.Text("canary"))
		}}}
}

func cronFixture(name string) Fixture {
	return Fixture{Name: name, Field: "cron_id", Create: Operation{ID: "crons.create", Method: "POST", Path: "/runs/crons", Doc: "/runs/crons", Creates: Cron,
		Body: func(v *Values) any { return never(v, v.Text("runnable")) }}}
}

// nowhere is a graph that there is none of: a refusal may name those that there are.
const nowhere = "authcheck-asks-which-graphs-there-are"

// Requests of the run's own, outside the checks.
var (
	UnknownGraph = Operation{ID: "assistants.create", Method: "POST", Path: "/assistants", Doc: "/assistants", Creates: Assistant,
		Body: func(v *Values) any { return object{"graph_id": nowhere, "metadata": meta(v)} }}
	UnknownAssistant = Operation{ID: "runs.create", Method: "POST", Path: "/threads/{thread}/runs", Doc: "/threads/{thread_id}/runs",
		Body: func(v *Values) any { return delayed(v, nowhere) }}
	// Tell is a run of the graph that is told the canary, on a thread that others may name.
	Tell = Operation{ID: "runs.memory", Method: "POST", Path: "/threads/{thread_m}/runs/wait", Doc: "/threads/{thread_id}/runs/wait", Within: time.Minute,
		Body: telling(func(*Values) object { return nil })}
	EndRun        = Operation{ID: "runs.cancel", Method: "POST", Path: "/threads/{thread_s}/runs/{run}/cancel", Doc: "/threads/{thread_id}/runs/{run_id}/cancel"}
	ReadState     = Operation{ID: "threads.state", Method: "GET", Path: "/threads/{thread_s}/state", Doc: "/threads/{thread_id}/state"}
	SecondVersion = Operation{ID: "assistants.patch", Method: "PATCH", Path: "/assistants/{assistant_d}", Doc: "/assistants/{assistant_id}",
		Body: func(*Values) any { return object{"description": "second version"} }}
	// UpdateState has a thread's stream tell something without running a node.
	UpdateState = Operation{ID: "threads.state-update", Method: "POST", Path: "/threads/{thread_s}/state", Doc: "/threads/{thread_id}/state",
		Body: func(v *Values) any { return object{"values": v.State(v.Text("canary")), "as_node": "__start__"} }}
	ListNamespaces = Operation{ID: "store.namespaces", Method: "POST", Path: "/store/namespaces", Doc: "/store/namespaces",
		Body: func(*Values) any { return object{"limit": 1000} }}
	Document = Operation{ID: "openapi", Method: "GET", Path: "/openapi.json", Doc: "/openapi.json"}
)

// PutItem puts user 1's item with the canary under the key of that name.
func PutItem(key string) Operation {
	return Operation{ID: "store.put", Resource: "store", Method: "PUT", Path: "/store/items", Doc: "/store/items", Creates: Item,
		Body: func(v *Values) any {
			value := merged(v.Object("owned"), object{"authcheck": v.Text("own_tag"), "authcheck_canary": v.Text("canary")})
			return object{"namespace": v.List("namespace"), "key": v.Text(key), "value": value}
		}}
}

// Ours finds what authcheck has made of a kind, in whoever's name.
func Ours(path, field string) Operation {
	return Operation{ID: "ours " + path, Method: "POST", Path: path + "/search", Doc: path + "/search", Answer: listOf(field), Body: ourNewest}
}

// OursOldest is Ours the other way round.
func OursOldest(path, field string) Operation {
	o := Ours(path, field)
	o.ID, o.Body = "our oldest "+path, ourOldest
	return o
}

// Newest finds the newest of a kind, whoever has made them.
func Newest(path, field string) Operation {
	o := Ours(path, field)
	o.ID, o.Body = "newest "+path, newest
	return o
}

// ItemsOf searches a namespace of the store.
func ItemsOf(namespace []string) Operation {
	return Operation{ID: "items", Method: "POST", Path: "/store/items/search", Doc: "/store/items/search", Answer: storeItems,
		Body: func(*Values) any { return object{"namespace_prefix": namespace, "limit": 100} }}
}
