package langgraphtest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
)

// ownRouteFlaws are routes of the application (http.app) that ask who is logged in, at
// best, and not whose the thing is.
var ownRouteFlaws = []Flaw{
	{Name: "route-any-user", Summary: "an own route exports any thread to anybody with a login",
		edit: ownRoutes(route{name: "own.export", method: "GET", path: "/export/{thread_id}", serve: (*call).exportAny})},
	{Name: "route-any-user-query", Summary: "an own route prints the thread that its query names",
		edit: ownRoutes(route{name: "own.transcript", method: "GET", path: "/transcript", asks: inQuery("thread"), serve: (*call).exportAny})},
	{Name: "route-any-user-body", Summary: "an own route sums up the thread that its body names",
		edit: ownRoutes(route{name: "own.summaries", method: "POST", path: "/summaries", asks: inBody("thread_id"), serve: (*call).exportAny})},
	{Name: "route-any-user-form", Summary: "an own route sums up the thread that its form names",
		edit: ownRoutes(route{name: "own.letters", method: "POST", path: "/letters", asks: inForm("application/x-www-form-urlencoded"), serve: (*call).exportForm})},
	{Name: "route-any-user-upload", Summary: "an own route takes a file along with the thread that it is about, and shows that",
		edit: ownRoutes(route{name: "own.uploads", method: "POST", path: "/uploads", asks: inForm("multipart/form-data"), serve: (*call).exportForm})},
	{Name: "route-of-user", Summary: "an own route lists the threads of the user that its path names",
		edit: ownRoutes(route{name: "own.threads_of", method: "GET", path: "/users/{user_id}/threads", serve: func(c *call) error { return c.latest(c.r.PathValue("user_id")) }})},
	{Name: "route-of-all", Summary: "an own route lists the latest threads of everybody",
		edit: ownRoutes(route{name: "own.dashboard", method: "GET", path: "/dashboard/activity", serve: func(c *call) error { return c.latest("") }})},
	{Name: "route-all-on-request", Summary: "an own route lists the caller's threads, and everybody's with ?all=true",
		edit: ownRoutes(route{name: "own.inbox", method: "GET", path: "/inbox", asks: mayBeWider("all"), serve: (*call).inbox})},
	{Name: "route-scope-on-request", Summary: "an own route lists the caller's threads, and everybody's with ?scope=team",
		edit: ownRoutes(route{name: "own.inbox", method: "GET", path: "/inbox", asks: mayBeWider("scope"), serve: (*call).inbox})},
	{Name: "route-odd-name", Summary: "an own route exports any thread, and calls its ID something else",
		edit: ownRoutes(route{name: "own.sheet", method: "GET", path: "/sheets/{sheet}", serve: (*call).exportAny})},
	{Name: "route-unverified", Summary: "an own route decodes tokens, and does not verify them",
		edit: ownRoutes(route{name: "own.mine", method: "GET", path: "/mine", open: true, serve: (*call).latestUnverified})},
	{Name: "route-behind-nothing", Summary: "pages of an own route show any thread without a login",
		edit: ownRoutes(route{name: "own.page", method: "GET", path: "/ui/threads/{thread_id}", open: true, serve: (*call).exportAny})},
}

// soundRoutes are an application's own routes as they should be: pages that are public,
// what is the caller's own, and a login page for who has none.
func soundRoutes() []route {
	return []route{
		{name: "own.home", method: "GET", path: "/home", open: true, serve: html("<h1>Notebook</h1>")},
		{name: "own.login", method: "GET", path: "/login", open: true, serve: html("<form method=post><input name=email></form>")},
		{name: "own.health", method: "GET", path: "/health", open: true, serve: (*call).health},
		{name: "own.figures", method: "GET", path: "/figures", open: true, serve: func(c *call) error { return c.ok(object{"version": Version, "plans": []string{"free", "paid"}}) }},
		{name: "own.session", method: "GET", path: "/session", open: true, serve: (*call).session},
		{name: "own.me", method: "GET", path: "/me", serve: func(c *call) error { return c.ok(object{"user": c.user.public(), "profile": c.user.profile}) }},
		{name: "own.export", method: "GET", path: "/export/{thread_id}", serve: (*call).exportOwn},
		{name: "own.inbox", method: "GET", path: "/inbox", asks: mayBeWider("all"), serve: func(c *call) error {
			if c.r.URL.Query().Get("all") == "true" {
				return refuse(http.StatusForbidden, "For administrators")
			}
			return c.latest(c.user.identity)
		}},
		{name: "own.settings", method: "GET", path: "/settings", open: true, serve: (*call).settings},
		{name: "own.logout", method: "GET", path: "/logout", serve: func(c *call) error { return errCrash }},
		{name: "own.mail", method: "POST", path: "/mails", asks: inBody("thread_id"), serve: func(c *call) error { return errCrash }},
	}
}

func ownRoutes(routes ...route) func(*module, Options) {
	return func(m *module, _ Options) { m.extra = routes }
}

// inbox lists the caller's threads, or everybody's for who asks for that.
func (c *call) inbox() error {
	if q := c.r.URL.Query(); q.Get("all") == "true" || q.Get("scope") == "team" {
		return c.latest("")
	}
	return c.latest(c.user.identity)
}

// inQuery and inBody document what a route asks for.
func inQuery(name string) object {
	return object{"parameters": []object{{"name": name, "in": "query", "required": true, "schema": object{"type": "string", "format": "uuid"}}}}
}

func inBody(name string) object {
	return object{"requestBody": object{"required": true, "content": object{"application/json": object{"schema": object{
		"type": "object", "required": []string{name}, "properties": object{name: object{"type": "string"}, "words": object{"type": "integer", "default": 100}}}}}}}
}

// inForm documents a form as FastAPI does; one of several parts has a file.
func inForm(kind string) object {
	fields, required := object{"thread_id": object{"type": "string"}}, []string{"thread_id"}
	if kind == "multipart/form-data" {
		fields["file"], required = object{"type": "string", "format": "binary"}, append(required, "file")
	}
	return object{"requestBody": object{"required": true, "content": object{kind: object{"schema": object{"type": "object", "required": required, "properties": fields}}}}}
}

func inBodies(properties object) object {
	return object{"requestBody": object{"content": object{"application/json": object{"schema": object{"type": "object", "properties": properties}}}}}
}

// mayBeWider documents how a list is asked for more than the caller's own.
func mayBeWider(name string) object {
	schema := object{"type": "boolean", "default": false}
	if name == "scope" {
		schema = object{"type": "string", "enum": []string{"own", "team"}, "default": "own"}
	}
	return object{"parameters": []object{{"name": name, "in": "query", "required": false, "schema": schema}}}
}

// exportAny shows the thread that path, query or body name, whoever asks.
func (c *call) exportAny() error {
	var body struct {
		ID string `json:"thread_id"`
	}
	if len(c.body) > 0 {
		if err := c.decode(&body); err != nil {
			return err
		}
	}
	for _, id := range []string{c.r.PathValue("thread_id"), c.r.PathValue("sheet"), c.r.URL.Query().Get("thread"), body.ID} {
		if t := c.engine.thread(id, nil); t != nil {
			return c.ok(object{"about": t.Metadata, "messages": t.Values})
		}
	}
	return notFound("no such thread")
}

// exportForm shows the thread that a form names, whoever asks.
func (c *call) exportForm() error {
	c.r.Body = io.NopCloser(bytes.NewReader(c.body))
	if err := c.r.ParseMultipartForm(maxBody); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return invalid("%s", err)
	}
	if c.r.MultipartForm != nil && len(c.r.MultipartForm.File["file"]) == 0 {
		return invalid("file: field required")
	}
	if t := c.engine.thread(c.r.PostFormValue("thread_id"), nil); t != nil {
		return c.ok(object{"about": t.Metadata, "messages": t.Values})
	}
	return notFound("no such thread")
}

// exportOwn shows a thread to its owner.
func (c *call) exportOwn() error {
	t, err := c.readThread()
	if err != nil {
		return err
	}
	return c.ok(object{"about": t.Metadata, "messages": t.Values})
}

// latestUnverified lists the threads of whom a token names, whoever signed it.
func (c *call) latestUnverified() error {
	u, err := decoded(behind(c.r.Header.Get("Authorization"), "Bearer "))
	if err != nil {
		return refuse(http.StatusUnauthorized, "Log in first")
	}
	return c.latest(u.identity)
}

// latest lists the metadata of threads, those of an owner or all.
func (c *call) latest(owner string) error {
	list := []object{}
	for _, t := range slices.Backward(c.engine.threads) {
		if owner == "" || t.Metadata["owner"] == owner {
			list = append(list, t.Metadata)
		}
	}
	return c.ok(object{"latest": list[:min(len(list), 100)]})
}

func html(text string) func(*call) error {
	return func(c *call) error { return c.text(http.StatusOK, "text/html; charset=utf-8", text) }
}

// session says who is logged in, null for nobody.
func (c *call) session() error {
	u, err := c.module.authenticate(c.r)
	if err != nil {
		return c.ok(object{"user": nil})
	}
	return c.ok(object{"user": u.email})
}

// settings sends who has no login to the login page.
func (c *call) settings() error {
	u, err := c.module.authenticate(c.r)
	if err != nil {
		c.w.Header().Set("Location", "/login")
		return c.text(http.StatusFound, "", "")
	}
	return c.ok(object{"settings of": u.email})
}

// logOut ends the caller's session at the provider.
func (c *call) logOut(o Options) error {
	req, err := http.NewRequestWithContext(c.r.Context(), http.MethodPost, o.SupabaseURL+"/auth/v1/logout?scope=local", nil)
	if err != nil {
		return err
	}
	req.Header = http.Header{"Authorization": {c.r.Header.Get("Authorization")}, "Apikey": {o.APIKey}}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	_ = res.Body.Close()
	return c.ok(object{"logged out": res.StatusCode == http.StatusNoContent})
}
