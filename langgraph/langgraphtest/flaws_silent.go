package langgraphtest

import (
	"net/http"
	"strings"
)

// silentVariants refuse in ways that look like something else.
var silentVariants = []Flaw{
	{Name: "login-page-200", Summary: "whoever has no login gets a page to log in, with 200", Sound: true,
		edit: func(m *module, _ Options) { m.rephrases = loginPage }},
	{Name: "silent-refusals", Summary: "changes and deletions of another's things are answered as if they had been done", Sound: true,
		edit: func(m *module, _ Options) { m.rephrases = asIfDone }},
	{Name: "refusals-reworded", Summary: "every refusal is put into the same words, under its status", Sound: true,
		edit: func(m *module, _ Options) { m.rephrases = reworded }},
}

// silentFlaws are mistakes on servers that answer so.
var silentFlaws = []Flaw{
	{Name: "login-page-read-open", Summary: "whoever has no login gets a page to log in, but threads are read without",
		edit: func(m *module, _ Options) {
			m.rephrases = loginPage
			m.exemptPath = func(req *http.Request) bool {
				return req.Method == http.MethodGet && strings.HasPrefix(req.URL.Path, "/threads/")
			}
		}},
	{Name: "silent-changes", Summary: "changes of crons are answered in the same way, whether they were done or not, and no handler asks whose they are",
		edit: func(m *module, _ Options) {
			m.on = m.on.without("crons.update")
			m.adorns = func(c *call) {
				if c.route.name == "crons.patch" {
					serve := c.route.serve
					c.route.serve = func(c *call) error {
						if err := serve(c); err != nil {
							return err
						}
						return c.ok(object{"assistant_id": "crons", "metadata": object{}, "status": "idle"})
					}
				}
			}
		}},
}

// loginPage is what a middleware of the application makes of 401.
func loginPage(c *call, no *refusal) bool {
	if no.status != http.StatusUnauthorized {
		return false
	}
	_ = c.text(http.StatusOK, "text/html; charset=utf-8", "<!doctype html><title>Sign in</title><form action=/login method=post><input name=email></form>")
	return true
}

// asIfDone answers changes of what is not the caller's as if they had been done.
func asIfDone(c *call, no *refusal) bool {
	switch {
	case no.status != http.StatusNotFound:
		return false
	case c.r.Method == http.MethodDelete:
		_ = c.empty(http.StatusNoContent)
	case c.r.Method == http.MethodPatch:
		part := strings.Split(c.r.URL.Path, "/") // /runs/crons/ID, too
		field := map[bool]string{true: "thread_id", false: "assistant_id"}[part[1] == "threads"]
		_ = c.ok(object{field: part[2], "metadata": object{}, "status": "idle"})
	default:
		return false
	}
	return true
}

// reworded says every refusal in the same words.
func reworded(c *call, no *refusal) bool {
	_ = c.json(no.status, object{"detail": "not found or not allowed"})
	return true
}
