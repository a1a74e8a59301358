package langgraphtest

// Version is the langgraph-api version that the server plays.
const Version = "0.16.7"

var metaRoutes = []route{
	{name: "ok", method: "GET", path: "/ok", open: true, serve: (*call).health},
	{name: "root", method: "GET", path: "/{$}", open: true, serve: (*call).health},
	{name: "info", method: "GET", path: "/info", open: true, serve: (*call).info},
}

func (c *call) health() error { return c.ok(object{"ok": true, "services": object{}}) }

func (c *call) info() error {
	return c.ok(object{
		"version":              Version,
		"langgraph_py_version": "1.2.22",
		"flags": object{"assistants": true, "crons": true, "langsmith": false,
			"langsmith_tracing_replicas": true, "langsmith_tracing_session_on_runs": true},
		"host": object{"kind": "self-hosted", "project_id": nil, "host_revision_id": nil,
			"revision_id": nil, "tenant_id": nil},
	})
}

func allRoutes() []route {
	var all []route
	for _, routes := range [][]route{metaRoutes, threadRoutes} {
		all = append(all, routes...)
	}
	return all
}
