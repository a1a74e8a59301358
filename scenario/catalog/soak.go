package catalog

// SoakMost is how many of the newest things a search of a soak asks for.
const SoakMost = 20

// SoakKey begins the keys of a soak's items; a number and the tag follow. They are the
// same for all users: who is taken for another user gets that one's item.
const SoakKey = "soak-"

// Soak are the calls that each user makes in a soak, over and over: the texts are the
// tag, the canary, the thread, the key; the list is the namespace.
var Soak = []Operation{
	{ID: "threads.create", Answer: objectOf("thread_id"), Resource: "threads", Action: "create", Method: "POST", Path: "/threads",
		Body: func(v *Values) any { return object{"metadata": meta(v)} }, Creates: Thread},
	{ID: "threads.get", Answer: objectOf("thread_id"), Resource: "threads", Action: "read", Method: "GET", Path: "/threads/{thread}"},
	{ID: "threads.search", Answer: listOf("thread_id"), Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Body: soaked},
	{ID: "threads.delete", Answer: done, Resource: "threads", Action: "delete", Method: "DELETE", Path: "/threads/{thread}"},
	{ID: "runs.create", Answer: objectOf("run_id"), Resource: "runs", Action: "create_run", Method: "POST", Path: "/threads/{thread}/runs",
		Body: func(v *Values) any { return delayed(v, v.Text("graph")) }, Creates: Run},
	{ID: "runs.list", Answer: listOf("run_id"), Resource: "runs", Action: "read", Method: "GET", Path: "/threads/{thread}/runs"},
	{ID: "store.put", Answer: done, Resource: "store", Action: "put", Method: "PUT", Path: "/store/items", Body: func(v *Values) any {
		return object{"namespace": v.List("namespace"), "key": v.Text("key"), "value": meta(v)}
	}, Creates: Item},
	{ID: "store.get", Answer: storeItem, Resource: "store", Action: "get", Method: "GET", Path: "/store/items", Query: itemQuery("dotted", "key")},
	{ID: "store.search", Answer: storeItems, Resource: "store", Action: "search", Method: "POST", Path: "/store/items/search", Body: func(v *Values) any {
		return object{"namespace_prefix": v.List("namespace"), "limit": SoakMost}
	}},
	{ID: "store.delete", Answer: done, Resource: "store", Action: "delete", Method: "DELETE", Path: "/store/items", Body: addressed("namespace", "key")},
}

// soaked finds the newest things of the soak, in whoever's name they are.
func soaked(v *Values) any {
	return object{"metadata": object{"authcheck": v.Text("own_tag")}, "limit": SoakMost, "sort_by": "created_at", "sort_order": "desc"}
}

// SoakCall is one of the calls.
func SoakCall(id string) Operation {
	for _, o := range Soak {
		if o.ID == id {
			return o
		}
	}
	panic("no call of a soak: " + id)
}

// SoakChecks are what a soak comes to: that no answer about the resource is another user's.
var SoakChecks = []Operation{
	{ID: "threads.soak", Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search", Oracle: List, Only: byOtherUser, Crossing: mixedUp},
	{ID: "runs.soak", Resource: "runs", Action: "read", Method: "GET", Path: "/threads/{thread_id}/runs", Oracle: List, Only: byOtherUser, Crossing: mixedUp},
	{ID: "store.soak", Resource: "store", Action: "search", Method: "POST", Path: "/store/items/search", Oracle: List, Only: byOtherUser, Crossing: mixedUp},
}
