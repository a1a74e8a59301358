package catalog

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// OpenByDesign are the routes that may be open to everybody.
var OpenByDesign = []string{"/", "/ok", "/info", "/metrics", "/docs", "/openapi.json"}

// DevelopmentRoute belongs to the development server, which shows any thread there to
// anybody; an unknown ID is answered 404 {"error":"not found"} (recorded from
// langgraph-api 0.16.7).
const DevelopmentRoute = "/internal/debug/thread/{thread_id}"

// DeployRoute belongs to it as well: whoever reaches it learns how the folder is called and
// whether there is a key for LangSmith, and a POST there deploys. Its answer has a
// protocol_version (recorded from langgraph-api 0.16.7).
const DeployRoute = "/deploy"

// DevelopmentRoutes are what the development server is known by, and asked for by GET alone.
func DevelopmentRoutes() []Route {
	return []Route{{Method: "GET", Path: DevelopmentRoute, Asked: strings.Replace(DevelopmentRoute, "thread_id", "conversation", 1)},
		{Method: "GET", Path: DeployRoute, Asked: DeployRoute}}
}

// Development tells one of those.
func (r Route) Development() bool {
	return slices.ContainsFunc(DevelopmentRoutes(), func(d Route) bool { return d.Method == r.Method && d.Path == r.Path })
}

// Route is one of the server's own (http.app), with what it is asked for: things and
// names of user 1. What stands in braces is a text of the run ([Values]).
type Route struct {
	Method string            `json:"method"`
	Path   string            `json:"path"` // as documented: "/export/{thread_id}"
	Asked  string            `json:"asked"`
	Query  map[string]string `json:"query,omitempty"`
	Wider  map[string]string `json:"wider,omitempty"` // asks for more than the caller's own, besides
	Header map[string]string `json:"header,omitempty"`
	// Choices are further values of what it is asked for, each tried with one more request.
	Choices []Choice  `json:"choices,omitempty"`
	Body    any       `json:"body,omitempty"`
	Form    *FormBody `json:"form,omitempty"` // how the body is sent; nil: as JSON
	Left    string    `json:"left,omitempty"` // why it is not tried; "" where it is
}

// FormBody is a body that is sent as browsers do, with its fields as they stand in JSON.
type FormBody struct {
	Type  string   `json:"type"`            // of the body: [URLEncoded] or [Multipart], or [PlainText]: JSON that is said to be no JSON
	Files []string `json:"files,omitempty"` // fields that are files
}

// The types of forms.
const (
	URLEncoded = "application/x-www-form-urlencoded"
	Multipart  = "multipart/form-data"
	PlainText  = "text/plain"
)

// builtIn are routes that LangGraph documents itself, and that no row of the table tries
// (recorded from langgraph-api 0.16.7).
var builtIn = regexp.MustCompile(`^/(mcp|a2a/\{assistant_id\}.*|\.well-known/agent(-card)?\.json|ui/\{graph_id\}|deploy(/.*)?|internal/.*)$`)

// BuiltIn tells a route that is LangGraph's, not the application's.
func (r Route) BuiltIn() bool { return builtIn.MatchString(r.Path) }

// Documented is how a route is compared: a slash at its end makes no difference.
func Documented(method, path string) string {
	if trimmed := strings.TrimRight(path, "/"); trimmed != "" {
		path = trimmed
	}
	return method + " " + path
}

// String names it as --allow-route and reports do: "POST /export".
func (r Route) String() string { return r.Method + " " + r.Path }

// Operation is the row that it would have in the table.
func (r Route) Operation() Operation {
	o := Operation{ID: RouteID(r.Method, r.Path), Resource: "routes", Action: "read", Method: r.Method, Doc: r.Path,
		Path: r.Asked, Query: r.Query, Header: r.Header, Form: r.Form, Oracle: Create}
	if r.Body != nil {
		o.Body = func(v *Values) any { return v.fillTree(r.Body) }
	}
	return o
}

// Widened asks for more than the caller's own.
func (r Route) Widened() Route {
	return r.Chosen(Choice{Query: r.Wider})
}

// Choice are other values of what a route is asked for, in the place of the usual ones.
type Choice struct {
	Asked  string            `json:"asked,omitempty"` // the path; "" for the usual one
	Query  map[string]string `json:"query,omitempty"`
	Header map[string]string `json:"header,omitempty"`
}

// Chosen asks with other values.
func (r Route) Chosen(c Choice) Route {
	r.Asked, r.Query, r.Header = cmp.Or(c.Asked, r.Asked), replaced(r.Query, c.Query), replaced(r.Header, c.Header)
	return r
}

// Forms are the operations by which it is called: plainly, for more, and with each choice.
func (r Route) Forms() []Operation {
	forms := []Operation{r.Operation()}
	if len(r.Wider) > 0 {
		forms = append(forms, r.Widened().Operation())
	}
	for _, c := range r.Choices {
		forms = append(forms, r.Chosen(c).Operation())
	}
	return forms
}

// replaced are the first texts, with the others in their place.
func replaced(all, other map[string]string) map[string]string {
	all = maps.Clone(all)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, other)
	return all
}

// fillTree fills in the texts of a JSON value.
func (v *Values) fillTree(tree any) any {
	switch node := tree.(type) {
	case string:
		return v.fill(node, plain)
	case []any:
		list := make([]any, len(node))
		for i, item := range node {
			list[i] = v.fillTree(item)
		}
		return list
	case map[string]any:
		filled := make(object, len(node))
		for key, item := range node {
			filled[key] = v.fillTree(item)
		}
		return filled
	}
	return tree
}

// OfUser1 are the texts of user 1 that a route is asked for: what it should keep to its owner.
func (r Route) OfUser1() []string {
	var names []string
	for _, name := range r.Operation().Names(&Values{}) {
		if slices.Contains(identifying, name) {
			names = append(names, name)
		}
	}
	return names
}

// ofUser2 are the texts of user 2 that stand beside those of user 1.
var ofUser2 = map[string]string{"{conversation}": "{thread_of_2}", "{assistant}": "{assistant_of_2}", "{cron}": "{cron_of_2}",
	"{subject}": "{subject_of_2}", "{email}": "{email_of_2}", "{owner}": "{owner_of_2}"}

// Listed are the ways to ask for a list of which one is the caller's own: either may be the one
// that is looked at. repeated says that each is a parameter of its own.
func Listed(one string, repeated bool) (values []string) {
	between := ","
	if repeated {
		between = Repeated
	}
	if own := ofUser2[one]; own != "" {
		return []string{own + between + one, one + between + own}
	}
	return nil
}

// Mixed asks for a thing of user 1 as the caller's own self, where it is asked whose it is as
// well; ok is false where it is not.
func (r Route) Mixed() (c Choice, ok bool) {
	names := r.OfUser1()
	isWho := func(name string) bool { return slices.Contains(saying, name) }
	if !slices.ContainsFunc(names, isWho) || !slices.ContainsFunc(names, func(name string) bool { return !isWho(name) }) {
		return c, false
	}
	var pairs []string
	for _, name := range saying {
		pairs = append(pairs, "{"+name+"}", ofUser2["{"+name+"}"])
	}
	own := strings.NewReplacer(pairs...)
	if asked := own.Replace(r.Asked); asked != r.Asked {
		c.Asked = asked
	}
	return Choice{Asked: c.Asked, Query: replacedIn(r.Query, own), Header: replacedIn(r.Header, own)}, true
}

// replacedIn are the texts that are others then.
func replacedIn(texts map[string]string, r *strings.Replacer) map[string]string {
	others := map[string]string{}
	for name, text := range texts {
		if other := r.Replace(text); other != text {
			others[name] = other
		}
	}
	return others
}

// saying are the texts that say who somebody is.
var saying = []string{"subject", "email", "owner"}

// routeIDs begins the IDs of operations that are routes of the server's own.
const routeIDs = "routes."

// RouteID is the ID of the operation that calls a route: "routes.get:/path".
func RouteID(method, path string) string {
	return routeIDs + strings.ToLower(method) + ":" + path
}

// SplitRoute is the method and the documented path of such an ID.
func SplitRoute(id string) (method, path string, ok bool) {
	rest, ok := strings.CutPrefix(id, routeIDs)
	if !ok {
		return "", "", false
	}
	method, path, ok = strings.Cut(rest, ":")
	return strings.ToUpper(method), path, ok
}

// PathParameter finds the parameters of a documented path.
var PathParameter = regexp.MustCompile(`\{[^}]*\}`)

// effects are words in the name of a route that does something when it is called,
// whatever its method.
var effects = strings.Fields(`logout signout logoff signoff delete remove destroy purge wipe drop clear reset truncate revoke
	cancel stop kill shutdown restart reload start run execute exec invoke trigger send notify publish submit import sync
	migrate seed install create update upgrade write save set approve reject confirm accept decline subscribe unsubscribe
	pay charge refund buy checkout rotate disable enable ban block callback webhook`)

var routeWords = regexp.MustCompile(`[A-Z]?[a-z]+|[A-Z]+|\d+`)

// HasEffect tells whether the name of a route sounds like it does something. Two words
// may be one: "log-out", "signOut".
func HasEffect(path string) bool {
	for segment := range strings.SplitSeq(PathParameter.ReplaceAllString(path, ""), "/") {
		words := routeWords.FindAllString(segment, -1)
		for i, word := range words {
			word = strings.ToLower(word)
			if slices.Contains(effects, word) || i > 0 && slices.Contains(effects, strings.ToLower(words[i-1])+word) {
				return true
			}
		}
	}
	return false
}
