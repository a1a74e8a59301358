package catalog

var cronOperations = []Operation{
	{ID: "crons.create", Answer: objectOf("cron_id"), Resource: "crons", Action: "read", Guard: "assistants", Method: "POST", Path: "/runs/crons", Doc: "/runs/crons",
		Body: func(v *Values) any { return never(v, v.Text("runnable")) }, Oracle: Execute, Creates: Cron, Weaker: usable},
	{ID: "crons.create-on-thread", Answer: objectOf("cron_id"), Resource: "crons", Action: "read", Guard: "threads", Method: "POST", Path: "/threads/{thread_r}/runs/crons",
		Doc: "/threads/{thread_id}/runs/crons", Body: func(v *Values) any { return never(v, v.Text("graph")) }, Oracle: Execute, Creates: Cron,
		Takes: []Right{{"create", "crons"}, {"create_run", "threads"}}}, // threads.read is all that LangGraph asks about the thread (recorded from langgraph-api 0.16.7)
	{ID: "crons.search", Answer: listOf("cron_id"), Resource: "crons", Action: "search", Method: "POST", Path: "/runs/crons/search", Doc: "/runs/crons/search",
		Body: newest, Oracle: List, Sample: true},
	{ID: "crons.search-metadata", Answer: listOf("cron_id"), Resource: "crons", Action: "search", Method: "POST", Path: "/runs/crons/search", Doc: "/runs/crons/search",
		Body: func(v *Values) any {
			return merged(tagged(v).(object), newest(v).(object), ofAssistant(v), object{"offset": 1, "enabled": false})
		},
		Oracle: List, Only: byOtherUser, Control: "crons.search", Plain: []string{"crons.search"}},
	{ID: "crons.search-as-owner", Answer: listOf("cron_id"), Resource: "crons", Action: "search", Method: "POST", Path: "/runs/crons/search", Doc: "/runs/crons/search",
		Body: taggedAsOwned, Oracle: List, Only: byOtherUser, Control: "crons.search", Plain: []string{"crons.search", "crons.search-metadata"},
		Crossing: "filter-override", Deep: true},
	{ID: "crons.search-as-listed", Answer: listOf("cron_id"), Resource: "crons", Action: "search", Method: "POST", Path: "/runs/crons/search", Doc: "/runs/crons/search",
		Body:   func(v *Values) any { return object{"metadata": v.Object("listed_cron"), "limit": 100} },
		Oracle: List, Only: byOtherUser, Control: "crons.search", Plain: []string{"crons.search", "crons.search-metadata", "crons.search-as-owner"}, Optional: true, Deep: true},
	{ID: "crons.count", Answer: aCount, Resource: "crons", Action: "search", Method: "POST", Path: "/runs/crons/count", Doc: "/runs/crons/count",
		Body: tagged, Oracle: Count},
	{ID: "crons.get", Answer: cronItself("cron"), Resource: "crons", Action: "read", Method: "GET", Path: "/runs/crons/{cron}", Doc: "/runs/crons/{cron_id}", Oracle: Read},
	{ID: "crons.plant", Answer: objectOf("cron_id"), Resource: "crons", Action: "create", Method: "POST", Path: "/runs/crons", Doc: "/runs/crons",
		Body: func(v *Values) any {
			return namedIn(merged(never(v, v.Text("graph")), object{"metadata": meta(v, v.Object("planted")), "config": object{"configurable": v.Object("named")}}), v)
		},
		Oracle: Write, Effect: Effect{Readback: "crons"}, Creates: Cron, Only: byOtherUser, Control: "crons.search",
		Plain: []string{"crons.search"}, Crossing: spoofed},
	{ID: "crons.give-away", Answer: cronItself("cron"), Resource: "crons", Action: "update", Method: "GET", Path: "/runs/crons/{cron}", Doc: "/runs/crons/{cron_id}",
		Oracle: Read, Only: byOtherUser, Control: "crons.get", Plain: []string{"crons.get", "crons.patch"},
		Transfer: &Operation{Method: "PATCH", Path: "/runs/crons/{cron}", Doc: "/runs/crons/{cron_id}", Body: givenAway}, Crossing: "ownership-given-away"},
	{ID: "crons.patch", Answer: cronItself("cron_w"), Resource: "crons", Action: "update", Method: "PATCH", Path: "/runs/crons/{cron_w}", Doc: "/runs/crons/{cron_id}",
		Body: signed, Oracle: Write, Effect: Effect{Readback: "crons"}},
	{ID: "crons.patch-plain", Answer: cronItself("cron_w"), Resource: "crons", Action: "update", Method: "PATCH", Path: "/runs/crons/{cron_w}", Doc: "/runs/crons/{cron_id}",
		Body: func(*Values) any { return object{"enabled": false} }, Oracle: Write, Effect: Effect{Readback: "crons"}, Only: byOtherUser, Control: "crons.patch", Plain: []string{"crons.patch"}},
	{ID: "crons.delete", Answer: done, Resource: "crons", Action: "delete", Method: "DELETE", Path: "/runs/crons/{cron_d}", Doc: "/runs/crons/{cron_id}",
		Oracle: Delete, Effect: Effect{Readback: "crons", Object: "cron_d", Alone: "cron_d"}},
}

// ofAssistant asks for what runs user 1's assistant, where there is one. By the thread it is
// not asked: the server itself lists what is on a thread to none but those who may read that
// (recorded from langgraph-api 0.16.7).
func ofAssistant(v *Values) object {
	if id, ok := v.Texts["assistant"]; ok {
		return object{"assistant_id": id}
	}
	return nil
}
