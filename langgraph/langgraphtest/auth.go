package langgraphtest

import (
	"maps"
	"net/http"
	"reflect"
)

// user is who a request comes from, as the auth module says.
type user struct {
	identity, email, role string
	// profile is what the user may edit about himself (Supabase: user_metadata).
	profile object
	studio  bool
	banned  bool   // as the provider says
	team    string // that the user has chosen
	// token is what a careless developer hands on.
	token string
}

// public is the user as runs carry it along in their configuration.
func (u *user) public() object {
	if u.studio {
		return object{"kind": "StudioUser", "is_authenticated": false, "display_name": u.identity,
			"identity": u.identity, "permissions": []string{}}
	}
	public := object{"identity": u.identity, "is_authenticated": true, "display_name": u.identity}
	if u.email != "" {
		public["email"] = u.email
	}
	if u.token != "" {
		public["supabase_token"] = u.token
	}
	return public
}

// filter restricts an operation to resources whose metadata has these values, or values
// that fit these functions; an empty one restricts nothing.
type filter object

func (f filter) matches(metadata object) bool {
	for key, want := range f {
		got, ok := metadata[key]
		if fits, is := want.(func(any) bool); is && ok && fits(got) {
			continue
		}
		if !ok || !reflect.DeepEqual(got, want) {
			return false
		}
	}
	return true
}

// contains is what a search by metadata or values matches: everything asked for
// is there, nested objects in part.
func contains(whole, part object) bool {
	for key, want := range part {
		got, ok := whole[key]
		if !ok {
			return false
		}
		gotObject, ok1 := got.(object)
		wantObject, ok2 := want.(object)
		if ok1 && ok2 {
			if !contains(gotObject, wantObject) {
				return false
			}
		} else if !reflect.DeepEqual(got, want) {
			return false
		}
	}
	return true
}

// handler decides about one operation: it may change value in place (above all
// its metadata or its namespace) and returns the filter to apply, or a refusal.
// asked is the request that the decision is for.
type handler func(u *user, value object, asked *http.Request) (filter, error)

// handlers are the module's rows: "threads.create", "threads.*", "*". What has
// no row, or an empty one, is allowed without a filter: the server fails open.
type handlers map[string]handler

// find follows the real server: the most specific row wins.
func (h handlers) find(resource, action string) handler {
	for _, key := range []string{resource + "." + action, resource + ".*", "*." + action, "*"} {
		if found, ok := h[key]; ok {
			return found
		}
	}
	return nil
}

// with is a copy with some rows replaced.
func (h handlers) with(rows handlers) handlers {
	changed := maps.Clone(h)
	maps.Copy(changed, rows)
	return changed
}

// without is a copy in which some operations have no handler.
func (h handlers) without(keys ...string) handlers {
	changed := maps.Clone(h)
	for _, key := range keys {
		changed[key] = nil
	}
	return changed
}

// module is what the developer of an application writes and configures.
type module struct {
	// authenticate says who sends a request, or refuses it.
	authenticate func(*http.Request) (*user, error)
	on           handlers
	// forgets names routes on which the engine does not ask the handlers: sibling
	// routes that lost their check.
	forgets map[string]func(*call) bool
	// asks is what the document says of routes beyond their rows.
	asks map[string]object
	// exemptPath lets requests in without authentication, besides open routes.
	exemptPath func(*http.Request) bool
	// closed puts these open routes behind authentication.
	closed map[string]bool
	// current, when set, is the user that handlers believe to be talking to.
	current *shared[*user]
	// front, when set, stands in front of all routes.
	front func(http.Handler) http.Handler
	// adorns, when set, is asked before each answer to a user.
	adorns func(*call)
	manners
	// threadOfBody has stateless runs go on with the thread of their body, unasked.
	threadOfBody bool
	// remembers says whose memory the graph looks into: "" for none, "all" for one that all
	// have, "config" for that of config.configurable.user_id, "header" for that of X-User-Id, "input" for that of input.user_id.
	remembers string
	// webhooks may be the server's own routes.
	webhooks bool
	// extra routes are the application's own; lacks names those that are missing.
	extra []route
	lacks map[string]bool
}

// manners are how a server answers.
type manners struct {
	// crashes turns each "not found" into an exception.
	crashes bool
	// plainDenials are refusals as bare text.
	plainDenials bool
	// rephrases, when set, may answer in the place of a refusal.
	rephrases func(*call, *refusal) bool
	// javaScript gives the server the other manners of langgraphjs-api: what it
	// tells about itself, how results are typed, assistants of unknown graphs.
	javaScript bool
	// aegra gives it those of Aegra, as far as they are no routes.
	aegra bool
	// helper is a second graph.
	helper bool
	// prefix is the path below which the server is mounted.
	prefix string
}

// graphs are those of the server.
func (m *module) graphs() []string {
	if m.helper {
		return []string{graphID, helperID}
	}
	return []string{graphID}
}

func (m *module) exempt(r route, req *http.Request) bool {
	if r.open {
		return !m.closed[r.name]
	}
	return m.exemptPath != nil && m.exemptPath(req)
}

// routes are the operations that the server has.
func (m *module) routes() []route {
	var routes []route
	for _, r := range append(allRoutes(), m.extra...) {
		if !m.lacks[r.name] {
			routes = append(routes, r)
		}
	}
	return routes
}

// authorize asks the module about an operation. A request without a user (on a
// server or a path without authentication) is allowed everything.
func (c *call) authorize(resource, action string, value object) (filter, error) {
	u := c.user
	if u == nil {
		return nil, nil
	}
	if forgets := c.module.forgets[c.route.name]; forgets != nil && forgets(c) {
		return nil, nil
	}
	decide := c.module.on.find(resource, action)
	if decide == nil {
		return nil, nil
	}
	if c.module.current != nil {
		u = c.module.current.get()
	}
	return decide(u, value, c.r)
}
