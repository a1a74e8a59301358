package catalog

import "time"

var assistantOperations = []Operation{
	{ID: "assistants.create", Answer: objectOf("assistant_id"), Resource: "assistants", Action: "create", Method: "POST", Path: "/assistants", Doc: "/assistants",
		Body: func(v *Values) any { return assistant(v, v.Text("marker")) }, Oracle: Create, Creates: Assistant},
	{ID: "assistants.take-over", Answer: assistantItself("assistant"), Resource: "assistants", Action: "create", Method: "POST", Path: "/assistants", Doc: "/assistants",
		Body: func(v *Values) any {
			return object{"graph_id": v.Text("graph"), "assistant_id": v.Text("assistant"), "if_exists": "do_nothing", "metadata": meta(v)}
		}, Oracle: Read},
	{ID: "assistants.search", Answer: listOf("assistant_id"), Resource: "assistants", Action: "search", Method: "POST", Path: "/assistants/search", Doc: "/assistants/search",
		Body: newest, Oracle: List, Sample: true},
	{ID: "assistants.list", Answer: Shape{Type: AList, Field: "assistant_id", In: "assistants"}, Resource: "assistants", Action: "search", Method: "GET", Path: "/assistants", Doc: "/assistants",
		Oracle: List, Servers: []string{Aegra}, Optional: true},
	{ID: "assistants.search-metadata", Answer: listOf("assistant_id"), Resource: "assistants", Action: "search", Method: "POST", Path: "/assistants/search", Doc: "/assistants/search",
		Body: tagged, Oracle: List, Deep: true},
	{ID: "assistants.search-as-owner", Answer: listOf("assistant_id"), Resource: "assistants", Action: "search", Method: "POST", Path: "/assistants/search", Doc: "/assistants/search",
		Body: taggedAsOwned, Oracle: List, Only: byOtherUser, Control: "assistants.search-metadata", Plain: []string{"assistants.search-metadata"},
		Crossing: "filter-override", Deep: true},
	{ID: "assistants.search-page", Answer: listOf("assistant_id"), Resource: "assistants", Action: "search", Method: "POST", Path: "/assistants/search", Doc: "/assistants/search",
		Body: func(v *Values) any {
			return merged(tagged(v).(object), newest(v).(object), object{"offset": 1, "graph_id": v.Text("graph"), "name": SearchText})
		},
		Oracle: List, Only: byOtherUser, Control: "assistants.search", Plain: []string{"assistants.search", "assistants.search-metadata"}},
	{ID: "assistants.count", Answer: aCount, Resource: "assistants", Action: "search", Method: "POST", Path: "/assistants/count", Doc: "/assistants/count",
		Body: tagged, Oracle: Count},
	{ID: "assistants.get", Answer: assistantItself("assistant"), Resource: "assistants", Action: "read", Method: "GET", Path: "/assistants/{assistant}", Doc: "/assistants/{assistant_id}", Oracle: Read},
	{ID: "assistants.graph", Answer: objectOf("nodes"), Resource: "assistants", Action: "read", Method: "GET", Path: "/assistants/{assistant}/graph",
		Doc: "/assistants/{assistant_id}/graph", Oracle: Access},
	{ID: "assistants.subgraphs", Answer: Shape{Type: AnObject}, Resource: "assistants", Action: "read", Method: "GET", Path: "/assistants/{assistant}/subgraphs",
		Doc: "/assistants/{assistant_id}/subgraphs", Oracle: Access},
	{ID: "assistants.subgraph", Answer: Shape{Type: AnObject}, Resource: "assistants", Action: "read", Method: "GET", Path: "/assistants/{assistant}/subgraphs/authcheck",
		Doc: "/assistants/{assistant_id}/subgraphs/{namespace}", Oracle: Access},
	{ID: "assistants.schemas", Answer: objectOf("graph_id"), Resource: "assistants", Action: "read", Method: "GET", Path: "/assistants/{assistant}/schemas",
		Doc: "/assistants/{assistant_id}/schemas", Oracle: Access, Within: 8 * time.Second},
	{ID: "assistants.versions", Answer: listOf("assistant_id"), Resource: "assistants", Action: "read", Method: "POST", Path: "/assistants/{assistant}/versions",
		Doc: "/assistants/{assistant_id}/versions", Body: func(*Values) any { return object{} }, Oracle: Read},
	{ID: "assistants.plant", Answer: objectOf("assistant_id"), Resource: "assistants", Action: "create", Method: "POST", Path: "/assistants", Doc: "/assistants",
		Body: func(v *Values) any {
			named := v.Object("named")
			planted := object{"graph_id": v.Text("graph"), "metadata": meta(v, v.Object("planted")), "config": object{"configurable": named}}
			return configured(v, planted, merged(meta(v, object{"authcheck_by": v.Text("marker")}), named))
		}, Oracle: Write, Effect: Effect{Readback: "assistants"}, Creates: Assistant,
		Only: byOtherUser, Control: "assistants.create", Plain: []string{"assistants.search"}, Crossing: spoofed},
	{ID: "assistants.give-away", Answer: assistantItself("assistant"), Resource: "assistants", Action: "update", Method: "GET", Path: "/assistants/{assistant}", Doc: "/assistants/{assistant_id}",
		Oracle: Read, Only: byOtherUser, Control: "assistants.get", Plain: []string{"assistants.get", "assistants.patch"},
		Transfer: &Operation{Method: "PATCH", Path: "/assistants/{assistant}", Doc: "/assistants/{assistant_id}", Body: givenAway}, Crossing: "ownership-given-away"},
	{ID: "assistants.patch", Answer: assistantItself("assistant_w"), Resource: "assistants", Action: "update", Method: "PATCH", Path: "/assistants/{assistant_w}", Doc: "/assistants/{assistant_id}",
		Body: signed, Oracle: Write, Effect: Effect{Readback: "assistant_w"}},
	{ID: "assistants.publish", Answer: assistantItself("assistant_w"), Resource: "assistants", Action: "update", Method: "PATCH", Path: "/assistants/{assistant_w}", Doc: "/assistants/{assistant_id}",
		Body: publishing, Oracle: Write, Effect: Effect{Readback: "assistant_w"}, Only: byOtherUser, Control: "assistants.patch", Plain: []string{"assistants.patch"}, Deep: true},
	{ID: "assistants.get-published", Answer: assistantItself("assistant_w"), Resource: "assistants", Action: "update", Method: "GET", Path: "/assistants/{assistant_w}", Doc: "/assistants/{assistant_id}",
		Oracle: Read, Only: byOtherUser, Control: "assistants.get", Plain: []string{"assistants.get", "assistants.patch", "assistants.publish"}, Deep: true,
		Transfer: &Operation{Method: "GET", Path: "/assistants/{assistant_w}", Doc: "/assistants/{assistant_id}"}}, // seen by user 1 as well, after user 2 has tried to publish it
	{ID: "assistants.patch-shared", Answer: assistantItself("assistant_w"), Resource: "assistants", Action: "update", Method: "PATCH", Path: "/assistants/{assistant_w}", Doc: "/assistants/{assistant_id}",
		Body: signed, Oracle: Write, Effect: Effect{Readback: "assistant_w"}, Only: byOtherUser, Control: "assistants.patch", Plain: []string{"assistants.patch", "assistants.publish"}, Deep: true,
		Transfer: &Operation{Method: "PATCH", Path: "/assistants/{assistant_w}", Doc: "/assistants/{assistant_id}", Body: sharing},
		Restore:  &Operation{Method: "PATCH", Path: "/assistants/{assistant_w}", Doc: "/assistants/{assistant_id}", Body: unsharing}, Crossing: "published-writable"},
	{ID: "assistants.latest", Answer: assistantItself("assistant_d"), Resource: "assistants", Action: "update", Method: "POST", Path: "/assistants/{assistant_d}/latest",
		Doc: "/assistants/{assistant_id}/latest", Body: func(*Values) any { return object{"version": 1} },
		Oracle: Write, Effect: Effect{Readback: "assistant_d", Object: "assistant_d", Field: "version", Want: "2"}},
	{ID: "assistants.delete", Answer: done, Resource: "assistants", Action: "delete", Method: "DELETE", Path: "/assistants/{assistant_x}", Doc: "/assistants/{assistant_id}",
		Oracle: Delete, Effect: Effect{Readback: "assistants", Object: "assistant_x", Alone: "assistant_x"}},
}
