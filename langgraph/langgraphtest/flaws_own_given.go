package langgraphtest

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// givenFlaws are own routes that give out a login, or what looks like one.
var givenFlaws = []Flaw{
	{Name: "route-dev-login", Summary: "an own route for development logs in whoever asks as the user of an address",
		edit: devLogin(func(c *call, login string) error { return c.ok(object{"access_token": login, "token_type": "bearer"}) })},
	{Name: "route-dev-cookie", Summary: "an own route for development sets the session of the user of an address as a cookie",
		edit: devLogin(func(c *call, login string) error {
			c.w.Header().Set("Set-Cookie", "dev_session="+login+"; Path=/; HttpOnly")
			c.w.Header().Set("Location", "/home")
			return c.text(http.StatusFound, "", "")
		})},
	{Name: "route-shows-service-token", Summary: "an own route shows the environment, and the service's token with it", edit: environment(true, true)},
	{Name: "route-shows-service-token-to-users", Summary: "an own route shows the environment to every user", edit: environment(true, false)},
	{Name: "route-shows-keys", Summary: "an own route shows the environment: the key of a model is in it", edit: environment(false, true)},
}

// givenVariants are sound.
var givenVariants = []Flaw{
	{Name: "route-shows-public-keys", Summary: "open routes show what is made for browsers, and each user a key of their own", Sound: true,
		edit: func(m *module, _ Options) {
			m.extra = []route{
				{name: "own.config", method: "GET", path: "/config", open: true, serve: func(c *call) error {
					return c.ok(object{"supabase_key": browserKey(), "stripe": object{"publishable_key": "pk_live_0123456789abcdef"}, "csrf_token": devKey("csrf"),
						"next_page_token": devKey("page"), "token_type": "bearer", "api_key": "********"})
				}},
				{name: "own.calendar", method: "GET", path: "/calendar", serve: func(c *call) error { return c.ok(object{"feed_token": devKey(c.user.identity)}) }},
			}
		}},
}

// browserKey is the key of a Supabase project that is made for browsers.
func browserKey() string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"HS256"}`)) + "." + part([]byte(`{"role":"anon","iss":"supabase"}`)) + "." + part([]byte(devKey("signature")))
}

// devKey is a key that is made of a text.
func devKey(of string) string {
	sum := sha256.Sum256([]byte("development " + of))
	return "svc_" + hex.EncodeToString(sum[:16])
}

// devLogin gives a login for an address, in the way of the application.
func devLogin(give func(c *call, login string) error) func(*module, Options) {
	return func(m *module, _ Options) { m.devLogin(give) }
}

func (m *module) devLogin(give func(c *call, login string) error) {
	var seen shared[map[string]*user] // by what is given out for them
	seen.set(map[string]*user{})
	verify := m.authenticate
	m.authenticate = func(req *http.Request) (found *user, err error) {
		seen.locked(func(users map[string]*user) bool {
			if found = users[behind(req.Header.Get("Authorization"), "Bearer ")]; found == nil {
				cookie, _ := req.Cookie("dev_session")
				found = users[cmp.Or(cookie, new(http.Cookie)).Value]
			}
			return true
		})
		if found != nil {
			return found, nil
		}
		if found, err = verify(req); err == nil {
			seen.locked(func(users map[string]*user) bool { users[devKey(found.email)] = found; return true })
		}
		return found, err
	}
	m.extra = []route{{name: "own.dev", method: "GET", path: "/dev/login", asks: inQueryText("email"), open: true, serve: func(c *call) error {
		return give(c, devKey(c.r.URL.Query().Get("email")))
	}}}
}

// environment shows what a process has; works says that the service's token is a login.
func environment(works, open bool) func(*module, Options) {
	return func(m *module, _ Options) {
		token := devKey("service")
		if works {
			verify := m.authenticate
			m.authenticate = func(req *http.Request) (*user, error) {
				if req.Header.Get("Authorization") == "Bearer "+token {
					return &user{identity: "service", role: "service"}, nil
				}
				return verify(req)
			}
			m.on = handlers{"*": func(u *user, value object, req *http.Request) (filter, error) {
				if u.role == "service" {
					return nil, nil
				}
				return ownerOnly(u, value, req)
			}, "store.*": ownNamespace}
		}
		m.extra = []route{{name: "own.env", method: "GET", path: "/debug/env", open: open, serve: func(c *call) error {
			return c.ok(object{"HOME": "/app", "OPENAI_API_KEY": devKey("model"), "INTERNAL_SERVICE_TOKEN": token})
		}}}
	}
}

func inQueryText(name string) object {
	return object{"parameters": []object{{"name": name, "in": "query", "required": true, "schema": object{"type": "string"}}}}
}

// severalFlaws are own routes that are asked for more than one thing at once, or for one of a few
// forms, and look at the first.
var severalFlaws = []Flaw{
	{Name: "route-two-ids", Summary: "an own route looks at the user in its path, and not at the thread",
		edit: ownRoutes(route{name: "own.of", method: "GET", path: "/users/{user_id}/threads/{thread_id}/export", serve: func(c *call) error {
			if c.r.PathValue("user_id") != c.user.identity {
				return refuse(http.StatusForbidden, "not yours")
			}
			return c.exportAny()
		}})},
	{Name: "route-ids-first", Summary: "an own route compares threads, and looks whose the first is", edit: ownRoutes(compareRoute(true, false))},
	{Name: "route-ids-last", Summary: "an own route compares threads, and looks whose the last is", edit: ownRoutes(compareRoute(false, true))},
	{Name: "route-format", Summary: "an own route checks whose a thread is in one format alone",
		edit: ownRoutes(formatRoute(func(format string) bool { return format == "csv" }))},
	{Name: "route-link-for-any", Summary: "an own route signs links that need no login, and not what they are to",
		edit: ownRoutes(linkRoutes(true, func(string) string { return "any" })...)},
	{Name: "route-link-for-users", Summary: "an own route signs links for users, and not what they are to",
		edit: ownRoutes(linkRoutes(false, func(string) string { return "any" })...)},
}

// severalVariants are sound.
var severalVariants = []Flaw{
	{Name: "routes-of-several", Summary: "own routes for several IDs, in several formats, with links, that look at all", Sound: true,
		edit: ownRoutes(append(linkRoutes(true, func(id string) string { return id }), compareRoute(true, true), formatRoute(func(string) bool { return false }),
			route{name: "own.of", method: "GET", path: "/users/{user_id}/threads/{thread_id}/export", serve: func(c *call) error {
				if c.r.PathValue("user_id") != c.user.identity {
					return refuse(http.StatusForbidden, "not yours")
				}
				return c.exportOwn()
			}})...)},
	{Name: "route-few-answers", Summary: "own routes answer any ID with one of a few things", Sound: true,
		edit: ownRoutes(fewAnswers("/support", 3), fewAnswers("/lane", 5))},
}

// fewAnswers is a route that answers an ID with one of so many things.
func fewAnswers(path string, n byte) route {
	return route{name: "own" + strings.ReplaceAll(path, "/", "."), method: "GET", path: path, asks: inQueryText("user_id"), serve: func(c *call) error {
		sum := sha256.Sum256([]byte(c.r.URL.Query().Get("user_id")))
		return c.ok(object{"desk": sum[0] % n, "phone": "+49 30 1234"})
	}}
}

// owns tells whether the caller may see a thread.
func (c *call) owns(id string) bool {
	t := c.engine.thread(id, nil)
	return t != nil && t.Metadata["owner"] == c.user.identity
}

// compareRoute shows threads, where the first and the last are the caller's, or all are.
func compareRoute(first, last bool) route {
	asks := object{"parameters": []object{{"name": "ids", "in": "query", "required": true, "schema": object{"type": "array", "items": object{"type": "string"}}}}}
	return route{name: "own.compare", method: "GET", path: "/compare", asks: asks, serve: func(c *call) error {
		list, ids := []object{}, c.r.URL.Query()["ids"]
		for i, id := range ids {
			looked := first && last || first && i == 0 || last && i == len(ids)-1
			t := c.engine.thread(id, nil)
			if t == nil || looked && !c.owns(id) {
				return notFound("no such thread")
			}
			list = append(list, t.Metadata)
		}
		return c.ok(list)
	}}
}

// formatRoute shows a thread in a format, some of which are for any.
func formatRoute(forAny func(format string) bool) route {
	asks := object{"parameters": []object{{"name": "thread_id", "in": "path", "required": true, "schema": object{"type": "string"}},
		{"name": "fmt", "in": "path", "required": true, "schema": object{"enum": []string{"json", "csv", "md"}, "type": "string"}}}}
	return route{name: "own.papers", method: "GET", path: "/papers/{thread_id}/{fmt}", asks: asks, serve: func(c *call) error {
		format := c.r.PathValue("fmt")
		if !slices.Contains([]string{"json", "csv", "md"}, format) {
			return invalid("fmt: json, csv or md")
		}
		t := c.engine.thread(c.r.PathValue("thread_id"), nil)
		if t == nil || !forAny(format) && !c.owns(t.ID) {
			return notFound("no such thread")
		}
		return c.ok(object{format: t.Metadata})
	}}
}

// linkRoutes give a link to a thread, which works without more.
func linkRoutes(open bool, signed func(id string) string) []route {
	return []route{
		{name: "own.link", method: "GET", path: "/letters/{thread_id}/link", serve: func(c *call) error {
			id := c.r.PathValue("thread_id")
			if !c.owns(id) {
				return notFound("no such thread")
			}
			return c.ok(object{"url": fmt.Sprintf("/letters/%s?expires=1&signature=%s", id, devKey(signed(id)))})
		}},
		{name: "own.letter", method: "GET", path: "/letters/{thread_id}", open: open, serve: func(c *call) error {
			id := c.r.PathValue("thread_id")
			if c.r.URL.Query().Get("signature") != devKey(signed(id)) {
				return refuse(http.StatusForbidden, "the link is not good")
			}
			if t := c.engine.thread(id, nil); t != nil {
				return c.ok(t.Metadata)
			}
			return notFound("no such thread")
		}},
	}
}
