package langgraphtest

import (
	"net/http"
	"strings"
)

// soundVariants are other ways to be sound.
var soundVariants = []Flaw{
	{Name: "forbidden-403", Summary: "a missing or bad token is refused with 403", Sound: true,
		edit: func(m *module, o Options) { m.authenticate = bearerAuth(o.provider(), http.StatusForbidden) }},
	{Name: "plain-denials", Summary: "refusals are bare text", Sound: true,
		edit: func(m *module, _ Options) { m.plainDenials = true }},
	{Name: "assistants-shared-read-only", Summary: "everybody may read all assistants, on purpose", Sound: true, Shared: []string{"assistants"},
		edit: func(m *module, _ Options) {
			m.on = m.on.with(handlers{"assistants.read": allowed, "assistants.search": allowed})
		}},
	{Name: "development-routes", Summary: "the development server's own routes show any thread to anybody", Sound: true,
		edit: func(m *module, _ Options) { m.extra = []route{debugRoute, deployRoute} }},
	{Name: "store-refused", Summary: "namespaces that do not begin with the user's ID are refused", Sound: true,
		edit: func(m *module, _ Options) { m.on = m.on.with(handlers{"store.*": foreignNamespace}) }},
	{Name: "threads-only", Summary: "assistants, crons and store are denied to everybody", Sound: true,
		edit: func(m *module, _ Options) { m.on = handlers{"threads.*": ownerOnly, "*": denied} }},
	{Name: "per-action-handlers", Summary: "each operation has a handler of its own", Sound: true,
		edit: func(m *module, _ Options) { m.on = perAction(m.on) }},
	{Name: "local-jwt", Summary: "tokens are checked without asking the provider: good until they expire", Sound: true,
		edit: acceptTokens(func(o Options, accept provider) provider {
			keys := o.keyring()
			return func(token string) (*user, error) {
				if !keys.usable() {
					return accept(token)
				}
				return keys.accept(token)
			}
		})},
	{Name: "custom-routes-guarded", Summary: "the application's own routes need a login, too", Sound: true,
		edit: func(m *module, _ Options) { m.extra = customRoutes(false) }},
	{Name: "own-routes", Summary: "public pages, a session, and routes that are asked for the caller's own things only", Sound: true,
		edit: func(m *module, _ Options) { m.extra = soundRoutes() }},
	{Name: "wider-refused", Summary: "lists document how administrators see more, and refuse it to users", Sound: true,
		edit: func(m *module, _ Options) {
			m.asks = map[string]object{}
			for _, name := range []string{"threads.search", "threads.count", "assistants.search", "crons.search", "store.search", "store.namespaces"} {
				m.asks[name] = inBodies(object{"all_users": object{"type": "boolean", "default": false}})
			}
			refuseAsking(m, "all_users")
		}},
	{Name: "wider-ignored", Summary: "lists document an owner and a scope, and list the caller's own", Sound: true,
		edit: func(m *module, _ Options) {
			m.asks = map[string]object{"threads.search": inBodies(object{"owner": object{"type": "string"}, "scope": object{"type": "string"}})}
		}},
	{Name: "route-logs-out", Summary: "an own route ends the session of who calls it", Sound: true,
		edit: func(m *module, o Options) {
			m.extra = []route{{name: "own.logout", method: "GET", path: "/logout", serve: func(c *call) error { return c.logOut(o) }}}
		}},
	{Name: "path-prefix", Summary: "the server is mounted below a path", Sound: true,
		edit: func(m *module, _ Options) { m.prefix = "/lg" }},
	{Name: "js-like", Summary: "the manners of the JavaScript server", Sound: true, edit: javaScript},
	{Name: "aegra-like", Summary: "the manners of Aegra", Sound: true, edit: aegraLike},
}

// perAction writes out what wildcards say.
func perAction(on handlers) handlers {
	rows := handlers{}
	for _, operation := range operations {
		resource, action, _ := strings.Cut(operation, ".")
		rows[operation] = on.find(resource, action)
	}
	return rows
}

// javaScript has what langgraphjs-api (langgraph-cli 2.0.0) has: refusals as text,
// /ok behind authentication, and a part of the routes only.
func javaScript(m *module, _ Options) {
	m.plainDenials, m.javaScript = true, true
	m.closed = map[string]bool{"ok": true}
	m.lacks = map[string]bool{}
	for _, name := range []string{"root", "docs", "metrics", "openapi", "threads.storage", "threads.prune",
		"threads.commands", "threads.events", "threads.websocket", "runs.cancel_many"} {
		m.lacks[name] = true
	}
	for _, r := range append(protocolRoutes, cronRoutes...) {
		m.lacks[r.name] = true
	}
	m.extra = []route{
		{name: "crons.absent", method: "POST", path: "/runs/crons", serve: absent},
		{name: "crons.absent_search", method: "POST", path: "/runs/crons/search", serve: absent},
		{name: "crons.absent_thread", method: "POST", path: "/threads/{thread_id}/runs/crons", serve: absent},
	}
}

// absent is what the server does not have, and says so in its way.
func absent(c *call) error {
	return c.text(http.StatusInternalServerError, "text/plain;charset=UTF-8", "Not implemented")
}
