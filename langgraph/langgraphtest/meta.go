package langgraphtest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// The versions that the server plays.
const (
	Version      = "0.16.7"
	graphVersion = "1.2.22"
)

var metaRoutes = []route{
	{name: "root", method: "GET", path: "/{$}", open: true, serve: (*call).health},
	{name: "ok", method: "GET", path: "/ok", open: true, serve: (*call).health},
	{name: "info", method: "GET", path: "/info", open: true, serve: (*call).info},
	{name: "metrics", method: "GET", path: "/metrics", open: true, serve: (*call).metrics},
	{name: "docs", method: "GET", path: "/docs", open: true, serve: (*call).docs},
	{name: "openapi", method: "GET", path: "/openapi.json", open: true, serve: (*call).openapi},
}

// allRoutes are those of the real server, development routes aside.
func allRoutes() []route {
	return slices.Concat(metaRoutes, threadRoutes, stateRoutes, streamRoutes, eventRoutes,
		runRoutes, cronRoutes, assistantRoutes, storeRoutes, protocolRoutes)
}

func (c *call) health() error { return c.ok(object{"ok": true, "services": object{}}) }

func (c *call) info() error {
	flags := object{"assistants": true, "crons": !c.module.javaScript, "langsmith": false,
		"langsmith_tracing_replicas": true}
	if c.module.javaScript {
		return c.ok(object{"version": "2.0.0", "langgraph_js_version": "1.7.3", "context": "js", "flags": flags})
	}
	flags["langsmith_tracing_session_on_runs"] = true
	return c.ok(object{
		"version":              Version,
		"langgraph_py_version": graphVersion,
		"flags":                flags,
		"host": object{"kind": "self-hosted", "project_id": nil, "host_revision_id": nil,
			"revision_id": nil, "tenant_id": nil},
	})
}

func (c *call) metrics() error {
	return c.text(http.StatusOK, "text/plain; version=1.0.0; charset=utf-8", fmt.Sprintf(
		"# HELP lg_api_num_pending_runs The number of runs currently pending.\n"+
			"# TYPE lg_api_num_pending_runs gauge\nlg_api_num_pending_runs %d\n", len(c.engine.runs)))
}

func (c *call) docs() error {
	return c.text(http.StatusOK, "text/html; charset=utf-8",
		"<!doctype html>\n<title>LangSmith Deployment</title>\n<p>See <a href=\"openapi.json\">openapi.json</a>.\n")
}

// undocumented routes exist without being in the OpenAPI document.
var undocumented = []string{"root", "openapi", "threads.websocket", "mcp.post", "mcp.get", "mcp.delete"}

// openapi lists the server's routes, those of the application included.
func (c *call) openapi() error {
	paths := object{}
	for _, r := range c.routes {
		if r.hidden || slices.Contains(undocumented, r.name) {
			continue
		}
		path := strings.TrimSuffix(r.path, "{$}")
		if paths[path] == nil {
			paths[path] = object{}
		}
		documented := object{
			"operationId": r.name,
			"summary":     r.name,
			"parameters":  parameters(path),
			"responses":   object{"200": object{"description": "Success"}},
		}
		maps.Copy(documented, r.asks)
		maps.Copy(documented, c.module.asks[r.name])
		paths[path].(object)[strings.ToLower(r.method)] = documented
	}
	return c.ok(object{"openapi": "3.1.0", "info": object{"title": "LangSmith Deployment", "version": "0.1.0"},
		"paths": paths})
}

// parameters are the names in braces of a path.
func parameters(path string) []object {
	found := []object{}
	for _, part := range strings.Split(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			found = append(found, object{"name": strings.TrimSuffix(name, "}"), "in": "path",
				"required": true, "schema": object{"type": "string"}})
		}
	}
	return found
}

// debugRoute is one of the routes that langgraph dev serves to everybody.
var debugRoute = route{name: "internal.debug", method: "GET", path: "/internal/debug/thread/{thread_id}",
	open: true, hidden: true, serve: (*call).debugThread}

// deployRoute is another.
var deployRoute = route{name: "deploy.get", method: "GET", path: "/deploy", open: true, hidden: true, serve: (*call).deployment}

// deployment says what there is to deploy (recorded from langgraph-api 0.16.7).
func (c *call) deployment() error {
	return c.ok(object{"protocol_version": 1, "default_name": "app", "has_api_key": false, "has_config": true, "current_operation": nil})
}

func (c *call) debugThread() error {
	if t := c.engine.thread(c.r.PathValue("thread_id"), nil); t != nil {
		return c.ok(t)
	}
	return c.json(http.StatusNotFound, object{"error": "not found"})
}
