package catalog

// either is what MCP and A2A want to be told.
var either = map[string]string{"Accept": "application/json, text/event-stream"}

var protocolOperations = []Operation{
	{ID: "a2a.tasks", Answer: rpcAnswer, Header: either, Resource: "protocols", Action: "read", Guard: "threads", Method: "POST", Path: "/a2a/{assistant}", Doc: "/a2a/{assistant_id}",
		Body: func(v *Values) any {
			thread := v.Text("thread_s")
			return rpc("tasks/get", object{"id": thread + ":" + v.Text("run"), "contextId": thread})
		}, Oracle: Access},
	{ID: "a2a.card", Answer: objectOf("name"), Resource: "protocols", Action: "read", Guard: "assistants", Method: "GET", Path: "/a2a/{assistant}/.well-known/agent-card.json",
		Doc: "/a2a/{assistant_id}/.well-known/agent-card.json", Oracle: Read},
	{ID: "mcp.list", Answer: rpcAnswer, Header: either, Resource: "protocols", Action: "search", Guard: "assistants", Method: "POST", Path: "/mcp", Doc: "/mcp/",
		Body: func(*Values) any { return rpc("tools/list", object{}) }, Oracle: List, Sample: true},
	{ID: "mcp.get", Answer: anyJSON, Header: either, Resource: "protocols", Action: "search", Guard: "assistants", Method: "GET", Path: "/mcp", Doc: "/mcp/", Oracle: Create},
	{ID: "mcp.delete", Answer: done, Header: either, Resource: "protocols", Action: "search", Guard: "assistants", Method: "DELETE", Path: "/mcp", Doc: "/mcp/", Oracle: Create},
}
