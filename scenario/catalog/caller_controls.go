package catalog

import "sync"

// callerControls are what user 2 does with things of user 2's own: one for each
// authorization handler and method, but for those that only read by POST. Only where they work does a denial of user 1's
// things say anything about whose they are: a role or a gateway may refuse user 2
// everything. Their IDs are what CallerControl names.
var callerControls = []Operation{
	{Resource: "threads", Action: "create", Answer: objectOf("thread_id"), Method: "POST", Path: "/threads", Doc: "/threads", Creates: Thread,
		Body: func(v *Values) any { return object{"metadata": meta(v)} }},
	{Resource: "threads", Action: "search", Answer: listOf("thread_id"), Method: "POST", Path: "/threads/search", Doc: "/threads/search", Body: ownNewest},
	{Resource: "threads", Action: "read", Answer: threadItself("thread_of_2"), Method: "GET", Path: "/threads/{thread_of_2}", Doc: "/threads/{thread_id}"},
	{Resource: "threads", Action: "update", Answer: threadItself("thread_of_2"), Method: "PATCH", Path: "/threads/{thread_of_2}", Doc: "/threads/{thread_id}", Body: signed},
	{Resource: "threads", Action: "create_run", Answer: objectOf("run_id"), Method: "POST", Path: "/threads/{thread_of_2}/runs", Doc: "/threads/{thread_id}/runs", Body: delayedHere},
	{Resource: "assistants", Action: "create", Answer: objectOf("assistant_id"), Method: "POST", Path: "/assistants", Doc: "/assistants", Creates: Assistant,
		Body: func(v *Values) any { return assistant(v, v.Text("marker")) }},
	{Resource: "assistants", Action: "search", Answer: listOf("assistant_id"), Method: "POST", Path: "/assistants/search", Doc: "/assistants/search", Body: ownNewest},
	{Resource: "assistants", Action: "read", Answer: assistantItself("assistant_of_2"), Method: "GET", Path: "/assistants/{assistant_of_2}", Doc: "/assistants/{assistant_id}"},
	{Resource: "assistants", Action: "update", Answer: assistantItself("assistant_of_2"), Method: "PATCH", Path: "/assistants/{assistant_of_2}", Doc: "/assistants/{assistant_id}", Body: signed},
	{Resource: "crons", Action: "create", Answer: objectOf("cron_id"), Method: "POST", Path: "/runs/crons", Doc: "/runs/crons", Creates: Cron,
		Body: func(v *Values) any { return never(v, v.Text("graph")) }},
	{Resource: "crons", Action: "search", Answer: listOf("cron_id"), Method: "POST", Path: "/runs/crons/search", Doc: "/runs/crons/search", Body: ownNewest},
	{Resource: "crons", Action: "read", Answer: cronItself("cron_of_2"), Method: "GET", Path: "/runs/crons/{cron_of_2}", Doc: "/runs/crons/{cron_id}"},
	{Resource: "crons", Action: "update", Answer: cronItself("cron_of_2"), Method: "PATCH", Path: "/runs/crons/{cron_of_2}", Doc: "/runs/crons/{cron_id}", Body: signed},
	{Resource: "store", Action: "put", Answer: done, Method: "PUT", Path: "/store/items", Doc: "/store/items", Creates: Item, Body: written("namespace_of_2", "key_2")},
	{Resource: "store", Action: "get", Answer: Shape{Type: AnObject, Field: "key"}, Method: "GET", Path: "/store/items", Doc: "/store/items", Query: itemQuery("dotted_of_2", "key_2")},
	{Resource: "store", Action: "search", Answer: storeItems, Method: "POST", Path: "/store/items/search", Doc: "/store/items/search", Body: searched("namespace_of_2")},
	{Resource: "store", Action: "list_namespaces", Answer: namespaces, Method: "POST", Path: "/store/namespaces", Doc: "/store/namespaces",
		Body: ownNamespaces},
}

// ownNamespaces lists below user 2's own place, where there is one: a server may list
// nothing else.
func ownNamespaces(v *Values) any {
	if own, ok := v.Lists["namespace_of_2"]; ok {
		return object{"prefix": own, "limit": 10}
	}
	return object{"limit": 10}
}

func ownNewest(*Values) any {
	return object{"limit": 1, "sort_by": "created_at", "sort_order": "desc"}
}

// ControlID is the ID of the caller control of an operation: its handler and method.
func (o Operation) ControlID() string { return "own " + o.Handler() + " " + o.Method }

// CallerControls lists them, with their IDs.
var CallerControls = sync.OnceValue(func() []Operation {
	rows := make([]Operation, len(callerControls))
	for i, o := range callerControls {
		o.ID = o.ControlID()
		rows[i] = o
	}
	return rows
})

// DeletionControl is the caller control of a handler for deletions: that user 2's own
// things can be removed is seen when they are.
func DeletionControl(kind Kind) Operation {
	guard := map[Kind]string{Thread: "threads", Assistant: "assistants", Cron: "crons", Item: "store"}[kind]
	o := Operation{Resource: guard, Action: "delete", Method: "DELETE", Answer: done}
	o.ID = o.ControlID()
	return o
}

// CallerControlOf is the control that fits an operation best: of its handler and
// method, else of its handler alone. ok is false where there is none for the handler.
func CallerControlOf(o Operation) (row Operation, ok bool) {
	for _, kind := range []Kind{Thread, Assistant, Cron, Item} {
		if d := DeletionControl(kind); d.Handler() == o.Handler() {
			return d, true
		}
	}
	for _, control := range CallerControls() {
		if control.Handler() != o.Handler() {
			continue
		}
		if row, ok = control, true; control.Method == o.Method {
			return row, true
		}
	}
	return row, ok
}
