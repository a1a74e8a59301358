package langgraph_test

const (
	aegraThread  = `{"thread_id":"$T","status":"<any>","metadata":{"owner":"<any>","thread_name":"","…":""},"…":""}`
	noneThread   = `{"error":"not_found","message":"<any>","details":null}`
	configured   = `{"graph_id":"agent","config":{"configurable":{"mark":"one"}},"metadata":{"mark":"x"}}`
	aegraDelayed = `{"assistant_id":"agent","input":` + canaryInput + `,"interrupt_before":"*","after_seconds":3600,"metadata":{"mark":"x"}}`
)

// aegraContract is what is believed about Aegra (recorded from aegra-api 0.11.0).
var aegraContract = []contractCase{
	{"without login", []step{
		{"", "GET", "/ok", ``, 404, `{"detail":"Not Found"}`, ""},
		{"", "GET", "/info", ``, 200, `{"name":"Aegra","version":"0.11.0","description":"<any>","status":"running","flags":{"assistants":true,"crons":true}}`, ""},
		{"", "GET", "/health", ``, 200, `{"status":"healthy","langgraph_checkpointer":"connected","…":""}`, ""},
		{"", "POST", "/threads", `{}`, 401, `{"error":"unauthorized","message":"<any>","details":null}`, ""},
		{"Bearer garbage", "POST", "/threads/search", `{}`, 401, `{"error":"unauthorized","message":"<any>","details":null}`, ""},
	}},
	{"a thread has no state at first", []step{
		{"one", "POST", "/threads", seeded, 200, `{"thread_id":"<any>","metadata":{"graph_id":"agent","owner":"<any>","thread_name":"","…":""},"…":""}`, "T=thread_id"},
		{"one", "GET", "/threads/$T", ``, 200, aegraThread, ""},
		{"one", "POST", "/threads/$T/state", `{"values":` + canaryInput + `,"as_node":"__start__"}`, 200, `{"checkpoint":{"checkpoint_id":"<any>","…":""},"…":""}`, ""},
		{"one", "GET", "/threads/$T/state", ``, 200, `{"values":{"messages":"<any>"},"checkpoint":{"checkpoint_id":"<any>","…":""},"…":""}`, ""},
		{"one", "GET", "/threads", ``, 200, `{"threads":"<any>","total":"<any>"}`, ""},
		{"two", "GET", "/threads/$T", ``, 404, noneThread, ""},
		{"two", "DELETE", "/threads/$T", ``, 404, noneThread, ""},
		{"one", "POST", "/threads/prune", `{"thread_ids":["$T"]}`, 200, `{"deleted":0,"pruned":0}`, ""},
		{"one", "GET", "/threads/$T", ``, 200, aegraThread, ""},
		{"one", "POST", "/threads/$T/copy", ``, 404, `{"detail":"Not Found"}`, ""},
		{"one", "GET", "/threads/$T/storage", ``, 404, `{"detail":"Not Found"}`, ""},
	}},
	{"a run begins at once", []step{
		{"one", "POST", "/threads", `{"metadata":{"graph_id":"agent"}}`, 200, ``, "T=thread_id"},
		{"one", "POST", "/threads/$T/runs", aegraDelayed, 200, `{"run_id":"<any>","thread_id":"$T","…":""}`, "R=run_id"},
		{"one", "GET", "/threads/$T/runs/$R/join", ``, 200, ``, ""},
		{"two", "GET", "/threads/$T/runs/$R", ``, 404, ``, ""},
		{"two", "PATCH", "/threads/$T/runs/$R", `{"run_id":"$R","status":"interrupted"}`, 404, ``, ""},
		{"one", "PATCH", "/threads/$T/runs/$R", `{"run_id":"$R","status":"interrupted"}`, 200, `{"run_id":"$R","…":""}`, ""},
		{"one", "POST", "/runs/batch", `[` + aegraDelayed + `]`, 404, `{"detail":"Not Found"}`, ""},
		{"one", "DELETE", "/threads/$T", ``, 0, ``, ""},
	}},
	{"one assistant for a graph and a configuration", []step{
		{"one", "POST", "/assistants", `{"graph_id":"nobody"}`, 400, `{"error":"bad_request","message":"<any>","details":null}`, ""},
		{"one", "POST", "/assistants", configured, 200, `{"assistant_id":"<any>","graph_id":"agent","config":{"configurable":{"mark":"one"}},"context":{"mark":"one"},"metadata":{"mark":"x","…":""},"…":""}`, "A=assistant_id"},
		{"one", "POST", "/assistants", configured, 409, `{"error":"conflict","message":"<any>","details":null}`, ""},
		{"two", "POST", "/assistants", configured, 200, ``, "B=assistant_id"},
		{"two", "GET", "/assistants/$A", ``, 404, ``, ""},
		{"one", "GET", "/assistants", ``, 200, `{"assistants":"<any>","total":"<any>"}`, ""},
		{"one", "DELETE", "/assistants/$A", ``, 0, ``, ""},
		{"two", "DELETE", "/assistants/$B", ``, 0, ``, ""},
	}},
	{"a store below the user", []step{
		{"one", "PUT", "/store/items", `{"namespace":["notes"],"key":"k","value":{"a":1}}`, 204, ``, ""},
		{"one", "GET", "/store/items?namespace=notes&key=k", ``, 200, `{"key":"k","value":{"a":1},"namespace":["users","<any>","notes"],"…":""}`, ""},
		{"two", "GET", "/store/items?namespace=notes&key=k", ``, 404, `{"error":"not_found","message":"Item not found","details":null}`, ""},
		{"one", "DELETE", "/store/items", `{"namespace":["notes"],"key":"k"}`, 204, ``, ""},
		{"one", "GET", "/store/items?namespace=notes&key=k", ``, 404, ``, ""},
	}},
}
