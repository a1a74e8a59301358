package probe

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// mostRoutes is how many of the server's own routes are tried.
const mostRoutes = 30

// restWithin is how long an answer of a route may take, once it has begun, that is no event
// stream.
const restWithin = 10 * time.Second

// tryRoutes tries what is no row of the table: what may be open to everybody, and the
// server's own routes. It goes last: nobody knows what they do.
func (p *Prober) tryRoutes(ctx context.Context) {
	own := p.ownRoutes(ctx)
	together(
		func() { p.tryOpen(ctx, own) },
		func() { p.tryDevelopment(ctx) },
		func() { p.tryOwn(ctx, own) },
	)
}

// tryOpen asks for what may be open to everybody, and without a login for what LangGraph
// itself documents beyond the table.
func (p *Prober) tryOpen(ctx context.Context, own []catalog.Route) {
	nobody := p.keys.caller("no-token")
	open := slices.DeleteFunc(slices.Clone(own), func(r catalog.Route) bool { return r.Left != "" || !r.BuiltIn() || r.Development() })
	for _, path := range catalog.OpenByDesign {
		open = append(open, catalog.Route{Method: http.MethodGet, Path: path, Asked: path})
	}
	var all []func()
	for _, r := range open {
		o := r.Operation()
		if p.config.Has(catalog.Check(o.ID, nobody.ID)) {
			all = append(all, func() { p.callRoute(ctx, o, nobody, form{}) })
		}
	}
	together(all...)
}

// callRoute calls a route and records it; parts other than Route say so.
func (p *Prober) callRoute(ctx context.Context, o catalog.Operation, who caller, as form) transcript.Exchange {
	return p.callRouteFor(ctx, o, who, as, p.log.values(o, who.Identity), transcript.Route)
}

func (p *Prober) callRouteFor(ctx context.Context, o catalog.Operation, who caller, as form, values *catalog.Values, part transcript.Part) transcript.Exchange {
	send := func() transcript.Exchange {
		e := p.askOnce(ctx, o, who, as, values, func(request *langgraph.Request) {
			request.Stream, request.Rest = o.Body == nil, restWithin // a custom route may be one
			request.Once = o.Method != http.MethodGet && o.Method != http.MethodHead
		})
		e.Part = part
		e.Request.Header = o.HeaderLine(values)
		return e
	}
	e := send()
	endless := e.Response != nil && e.Response.Open
	if (o.Method == http.MethodGet || o.Method == http.MethodHead) && !endless && p.worthAsking(ctx, o, who, e) {
		pause(ctx, againAfter)
		e = send()
	}
	p.log.add(e)
	return e
}

// tryOwn tries the server's own routes as nobody, with a forged token where nobody is let in
// without one, as user 2 and as their owner: what a route does for its owner may be done once.
func (p *Prober) tryOwn(ctx context.Context, routes []catalog.Route) {
	tried := slices.DeleteFunc(slices.Clone(routes), func(r catalog.Route) bool { return r.Left != "" || r.BuiltIn() })
	if len(tried) == 0 || ctx.Err() != nil {
		return
	}
	p.progress.phase("own routes")
	callers, done := p.routeCallers(ctx, slices.ContainsFunc(tried, mayEndSessions))
	defer done()
	var all errgroup.Group
	all.SetLimit(atOnce)
	for _, r := range tried {
		all.Go(func() error { p.tryOwnRoute(ctx, r, callers); return nil })
	}
	_ = all.Wait()
	p.tryShown(ctx)
}

func (p *Prober) tryOwnRoute(ctx context.Context, r catalog.Route, callers []caller) {
	o := r.Operation()
	wanted := func(who caller) bool { return who.Login != catalog.Owner && p.config.Has(catalog.Check(o.ID, who.ID)) }
	if !slices.ContainsFunc(callers, wanted) {
		return
	}
	open, answers, unknown := false, make([]transcript.Exchange, len(callers)), make([]transcript.Exchange, len(callers))
	for i, who := range callers {
		if ctx.Err() != nil || who.Login != catalog.Owner && !wanted(who) || who.Token == catalog.ForgedKey && open {
			continue
		}
		e := p.callRoute(ctx, o, who, who.forms[0])
		open, answers[i] = open || e.OK(), e
		p.tryWider(ctx, r, who, e)
		if who.Login != catalog.Owner && e.OK() && len(r.OfUser1()) > 0 {
			unknown[i] = p.askUnknown(ctx, r, who, e)
		}
	}
	for i, who := range callers {
		if owner := answers[len(answers)-1]; unknown[i].OK() && p.log.known().Alike(answers[i], owner) {
			p.askFurther(ctx, r, who, unknown[i])
		}
	}
	for i, who := range callers {
		if who.Login == catalog.OtherUser {
			own := transcript.Exchange{}
			if p.isRefused(o, answers[i]) && answers[len(answers)-1].OK() {
				own = p.callOwnRoute(ctx, r, who)
			}
			p.tryLinks(ctx, r, callers, answers[i], own)
		}
	}
}

// askUnknown asks for an ID that does not exist, and where that is answered otherwise for another
// one. What all such IDs are answered so far is the answer; none where they are not alike.
func (p *Prober) askUnknown(ctx context.Context, r catalog.Route, who caller, plain transcript.Exchange) transcript.Exchange {
	unknown := p.askMadeUp(ctx, r, who, transcript.Unknown)
	if !unknown.OK() || p.log.known().Alike(plain, unknown) || !p.log.known().Alike(unknown, p.askMadeUp(ctx, r, who, transcript.Another)) {
		return transcript.Exchange{}
	}
	return unknown
}

// mostMadeUp is how many further IDs that do not exist a route is asked for, before what it says
// of user 1's is taken for something of user 1's: it may have a few answers for any ID.
const mostMadeUp = 6

func (p *Prober) askFurther(ctx context.Context, r catalog.Route, who caller, unknown transcript.Exchange) {
	for range mostMadeUp {
		if !p.log.known().Alike(unknown, p.askMadeUp(ctx, r, who, transcript.Another)) || ctx.Err() != nil {
			return
		}
	}
}

func (p *Prober) askMadeUp(ctx context.Context, r catalog.Route, who caller, part transcript.Part) transcript.Exchange {
	o := r.Operation()
	return p.callRouteFor(ctx, o, who, who.forms[0], unknownToRoute(p.log.values(o, who.Identity)), part)
}

// isRefused tells a route's refusal, on purpose or by a crash.
func (p *Prober) isRefused(o catalog.Operation, e transcript.Exchange) bool {
	got := p.log.known().Outcome(o, e, transcript.Exchange{})
	return got == transcript.Denied || got == transcript.Crashed
}

// callOwnRoute has user 2, who was refused what is user 1's, ask for the same of the own: who
// is refused that as well is not refused for whose it is.
func (p *Prober) callOwnRoute(ctx context.Context, r catalog.Route, other caller) (e transcript.Exchange) {
	o, own := r.Operation(), p.log.known().OfUser2()
	lacks := slices.ContainsFunc(r.OfUser1(), func(name string) bool { return own[name] == "" })
	if len(r.OfUser1()) > 0 && !lacks && ctx.Err() == nil {
		e = p.callRouteFor(ctx, o, other, other.forms[0], p.log.values(o, other.Identity).With(own), transcript.Own)
	}
	return e
}

// tryWider asks a route for more than the caller's own, and with the further values that it
// documents, as user 2, and as nobody where nobody
// is let in.
func (p *Prober) tryWider(ctx context.Context, r catalog.Route, who caller, plain transcript.Exchange) {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	if !reads || who.Login != catalog.OtherUser && (!who.Bare() || !plain.OK()) {
		return
	}
	for _, o := range r.Forms()[1:] {
		if o.Missing(p.log.values(o, who.Identity)) == "" {
			p.callRoute(ctx, o, who, who.forms[0])
		}
	}
}

// unknownToRoute are the same values with IDs and names that do not exist.
func unknownToRoute(v *catalog.Values) *catalog.Values {
	nobody := uuid.NewString()
	list := strings.ReplaceAll(v.Texts["conversations"], v.Texts["conversation"], nobody)
	return unknownIDs(v).With(map[string]string{"conversations": list, "subject": nobody, "owner": nobody, "email": nobody + "@example.com", "dotted": nobody, "key": nobody})
}

// mayEndSessions tells the routes that do something, which the user has allowed.
func mayEndSessions(r catalog.Route) bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead || catalog.HasEffect(r.Path)
}

// routeCallers are nobody, one with a forged token, user 2 and user 1, apart with sessions of their own where those
// can be had. done ends them.
func (p *Prober) routeCallers(ctx context.Context, apart bool) (callers []caller, done func()) {
	callers = []caller{p.keys.caller("no-token"), p.keys.other(), p.keys.owner()}
	if forged := p.keys.caller("forged-key"); len(forged.forms) > 0 {
		callers = slices.Insert(callers, 1, forged)
	}
	users := callers[len(callers)-2:]
	var opened []func()
	done = func() { together(opened...) }
	if p.config.Provider == nil || !apart {
		return callers, done
	}
	lasting, cancel := outlive(ctx, grace)
	defer cancel()
	for i, user := range []int{1, 0} {
		known := p.config.Users[user]
		if !p.config.hasLogin(user) {
			continue
		}
		session, err := login(lasting, p.config.Provider, known)
		if err != nil {
			continue // the sessions that there are do as well
		}
		p.keys.remember(session.AccessToken)
		opened = append(opened, func() { p.endSession(ctx, known.Name, session.AccessToken) })
		users[i].forms = []form{withHeader(bearer(session.AccessToken))}
	}
	return callers, done
}

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
