package probe

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// ownRoutes reads what the server documents, and chooses what of it is tried.
func (p *Prober) ownRoutes(ctx context.Context) []catalog.Route {
	documented, source := p.documented(ctx)
	known := make(map[string]bool)
	for _, o := range catalog.Operations(true, true) {
		known[catalog.Documented(o.Method, o.Doc)] = true
	}
	var names []string
	var own []catalog.Route
	for _, r := range documented {
		names = append(names, r.String())
		open := r.Method == http.MethodGet && slices.Contains(catalog.OpenByDesign, r.Path)
		if !known[catalog.Documented(r.Method, r.Path)] && !open {
			own = append(own, r)
		}
	}
	own = p.chooseRoutes(append(own, p.undocumented(names)...))
	slices.Sort(names)
	p.log.change(func(t *transcript.Transcript) {
		t.Routes = transcript.Routes{Documented: slices.Compact(names), Source: source, Own: own}
	})
	return own
}

// documented are the server's routes; those of the built-in table where there is no
// such document (the JS server).
func (p *Prober) documented(ctx context.Context) (routes []catalog.Route, source string) {
	if routes = routesIn(p.document(ctx)); routes != nil {
		return routes, "/openapi.json"
	}
	for _, o := range catalog.Operations(false, false) {
		if o.Doc != "" && o.Servers == nil {
			routes = append(routes, catalog.Route{Method: o.Method, Path: o.Doc})
		}
	}
	return routes, "built-in table"
}

// document is what the server documents of itself, asked for once; "" where it does not.
func (p *Prober) document(ctx context.Context) string {
	if p.ways.document != nil {
		return *p.ways.document
	}
	text, last := "", transcript.Exchange{}
	for _, who := range []caller{p.keys.caller("no-token"), p.keys.owner()} { // most are open, and tokens cost time
		if last = p.as(ctx, who, catalog.Document); last.OK() && routesIn(last.Response.Body) != nil {
			text = last.Response.Body
			break
		}
	}
	p.ways.document = &text
	if text == "" && isUnreadable(last) {
		p.wire.note("The server's own document could not be read (GET " + catalog.Document.Path + ": " + last.Brief() + "): routes of the application's own were not tried.")
	}
	return text
}

// isUnreadable tells a document that there is and that cannot be had, from none.
func isUnreadable(e transcript.Exchange) bool {
	return e.Status() >= http.StatusInternalServerError && e.Status() != http.StatusNotImplemented || e.OK() && e.Response.Cut
}

// undocumented are the routes that the user allows, and that no document names.
func (p *Prober) undocumented(names []string) []catalog.Route {
	var routes []catalog.Route
	for _, allowed := range p.config.AllowRoutes {
		if method, path, ok := strings.Cut(allowed, " "); ok && !slices.Contains(names, allowed) {
			o := operation{}
			if method != http.MethodGet && method != http.MethodHead && method != http.MethodDelete {
				o.Body = new(content)
			}
			routes = append(routes, new(document).route(method, path, o))
		}
	}
	return routes
}

// chooseRoutes notes why routes are not tried. Those that ask for something of user 1 go first.
func (p *Prober) chooseRoutes(routes []catalog.Route) []catalog.Route {
	slices.SortStableFunc(routes, func(a, b catalog.Route) int { return min(1, len(b.OfUser1())) - min(1, len(a.OfUser1())) })
	tried := 0
	for i, r := range routes {
		routes[i].Left = p.whyLeft(r)
		if routes[i].Left == "" && !r.BuiltIn() {
			if tried++; tried > mostRoutes {
				routes[i].Left = "more than 30 routes"
			}
		}
	}
	return routes
}

// development are routes of the development server, some of which start or delete things.
var development = regexp.MustCompile(`^/(internal|deploy)(/|$)`)

func (p *Prober) whyLeft(r catalog.Route) string {
	if r.Left != "" {
		return r.Left
	}
	if r.Development() {
		return "" // see tryDevelopment
	}
	if r.BuiltIn() && (r.Method != http.MethodGet || catalog.HasEffect(r.Path) || development.MatchString(r.Path)) {
		return "LangGraph's own, and no check tries it"
	}
	if !slices.Contains(p.config.AllowRoutes, r.String()) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			return "may change something: --allow-route '" + r.String() + "'"
		}
		if catalog.HasEffect(r.Path) {
			return "sounds like it does something: --allow-route '" + r.String() + "'"
		}
	}
	o, owner := r.Operation(), p.keys.owner().Identity
	if _, reason := p.log.lacks(o, owner); reason != "" {
		return reason
	}
	values := p.log.values(o, owner)
	for _, name := range r.OfUser1() {
		if values.Texts[name] == "" {
			return "User 1's " + name + " is not known"
		}
	}
	return ""
}
