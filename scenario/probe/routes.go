package probe

import (
	"context"
	"net/http"
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
