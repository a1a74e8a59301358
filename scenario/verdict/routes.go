package verdict

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// healthNames are custom routes that are open on purpose nearly everywhere.
var healthNames = regexp.MustCompile(`(?i)^/(api/)?(v\d+/)?(health|healthz|healthcheck|livez?|liveness|readyz?|readiness|ping|status|version|favicon\.ico|robots\.txt)/?$`)

// visit is what is known of one caller's call of a route that is no row of the table.
type visit struct {
	trial
	route   catalog.Route
	sent    []string // of user 1, by whoever called
	betrays string   // what of user 1 the answer shows

	asUnknown bool // the answer is as for an ID that does not exist
	varies    bool // two that do not exist are answered otherwise, too: with something made of the ID
	asOwners  bool // it is as user 1's
	lost      bool // there is none for an ID that does not exist, where that was asked for
}

// routes judges what callers get of the routes that are no rows of the table. Where one was
// asked for more than the caller's own besides, that counts if it was given: what else is said
// to a parameter that was made up tells nothing.
func (c *court) routes() []result.Result {
	calls := c.routeCalls()
	var results []result.Result
	for _, e := range c.other[transcript.Route] {
		v := c.visit(e, calls[catalog.Check(e.Operation, "owner")])
		j := c.judgeRoute(v)
		if e, linked, ok := c.judgeLinked(v); ok && j.verdict != catalog.Fail {
			j, v.op, v.answer, v.got = linked, c.linkOf(v, e), e, c.Outcome(v.op, e, transcript.Exchange{})
		}
		r := blankResult(v.op, v.id)
		r.Verdict, r.Code, r.Summary = j.verdict, j.code, j.reason
		r.Evidence = c.evidence(v.trial)
		i := slices.IndexFunc(results, func(plain result.Result) bool { return plain.ID == r.ID })
		switch {
		case i < 0:
			results = append(results, r)
		case r.Verdict == catalog.Fail && results[i].Verdict != catalog.Fail:
			r.Summary += ", asked for by " + strings.Join(slices.DeleteFunc([]string{e.Request.Query, e.Request.Header}, func(s string) bool { return s == "" }), " and ")
			results[i] = r
		}
	}
	return results
}

// judgeLinked judges links that a route gave user 2 to something of their own, with user 1's ID in
// its place. ok is false where they show nothing of user 1.
func (c *court) judgeLinked(v visit) (e transcript.Exchange, j judgement, ok bool) {
	for _, e := range c.other[transcript.Linked] {
		if e.Check() != v.answer.Check() {
			continue
		}
		if of := c.Facts.Betrays(e, v.sent, c.allowed(v.id).Reading()); of != "" {
			code := notOwned
			if v.id.Login == catalog.NoLogin {
				code = v.whenOpen()
			}
			return e, judgedAs(code, of+" came along, by the link that it gave User 2 with User 1's ID in it"), true
		}
	}
	return e, j, false
}

// linkOf is the operation that follows a link to user 1's thread.
func (c *court) linkOf(v visit, e transcript.Exchange) catalog.Operation {
	link := catalog.Route{Method: http.MethodGet, Path: v.route.Path, Query: map[string]string{}}
	one := cmp.Or(c.supply().Values(v.op, v.id).Texts["conversation"], "none")
	named := func(text string) string { return strings.ReplaceAll(text, one, "{conversation}") }
	query, _ := url.ParseQuery(e.Request.Query)
	for name, values := range query {
		link.Query[name] = named(strings.Join(values, catalog.Repeated))
	}
	link.Asked = named(e.Request.Path)
	return link.Operation()
}

// routeCalls are the calls of routes, by check.
func (c *court) routeCalls() map[string]transcript.Exchange {
	calls := make(map[string]transcript.Exchange)
	for _, e := range c.other[transcript.Route] {
		calls[e.Check()] = e
	}
	return calls
}

func (c *court) visit(e, control transcript.Exchange) visit {
	v := visit{route: c.routeOf(e.Operation), trial: trial{id: catalog.IdentityNamed(e.Identity), answer: e, control: control}}
	op, plain := c.formOf(v.route, e)
	v.op = op
	v.got = c.Outcome(v.op, e, transcript.Exchange{})
	v.works = c.Facts.LetIn(v.op, control) && control.OK()
	if unknown, ok := c.unknown[e.Check()]; ok {
		v.unknown = &unknown
		v.asUnknown = c.Facts.Alike(e, unknown)
		v.varies = slices.ContainsFunc(c.other[transcript.Another], func(another transcript.Exchange) bool {
			return another.Check() == e.Check() && another.OK() && !c.Facts.Alike(unknown, another)
		})
		v.lost = c.Outcome(v.op, unknown, transcript.Exchange{}) == transcript.NoAnswer && !(unknown.IsPage() && unknown.Status() < http.StatusInternalServerError)
	}
	v.asOwners = plain && v.works && c.Facts.Alike(e, control) // other forms have no control, and no unknown ID, of their own
	texts := c.supply().Values(v.op, v.id).Texts
	for _, name := range v.route.OfUser1() {
		v.sent = append(v.sent, strings.Split(texts[name], ",")...)
	}
	v.betrays = c.Facts.Betrays(e, v.sent, c.allowed(v.id).Reading())
	if v.id.Login == catalog.NoLogin {
		v.betrays = cmp.Or(c.Facts.BetraysAny(e, v.sent, c.allowed(v.id).Reading()), c.earlier(e))
	}
	return v
}

// earlier names what an answer shows of what the users have had before the run: things in
// their own lists that are theirs by what stands on them.
func (c *court) earlier(e transcript.Exchange) string {
	if e.Response == nil {
		return ""
	}
	for i, identity := range []string{"owner", "other-user"} {
		for _, name := range []string{"threads.search", "crons.search"} {
			for _, list := range c.attacks[catalog.Check(name, identity)] {
				if i < len(c.Facts.Users) && list.OK() && slices.ContainsFunc(list.OwnedBy(c.Facts.Users[i]), e.Tells) && e.People() {
					return "an ID of " + c.Facts.Users[i].Name + "'s " + catalog.Named(name).Resource
				}
			}
		}
	}
	return ""
}

// routeOf is the route of an operation, as it was called.
func (c *court) routeOf(id string) catalog.Route {
	method, path, _ := catalog.SplitRoute(id)
	for _, r := range c.Routes.Own {
		if r.Method == method && r.Path == path {
			return r
		}
	}
	for _, r := range catalog.DevelopmentRoutes() {
		if r.Method == method && r.Path == path {
			return r
		}
	}
	return catalog.Route{Method: method, Path: path, Asked: path}
}

// formOf is the operation by which a route was called; plain is false where it was asked for more
// than what user 1 has asked for, or for something else.
func (c *court) formOf(r catalog.Route, e transcript.Exchange) (o catalog.Operation, plain bool) {
	forms := r.Forms()
	values := c.supply().Values(forms[0], catalog.IdentityNamed(e.Identity))
	for _, o := range forms[1:] {
		if sent, _ := o.Request(values); sent.Path == e.Request.Path && sent.Query.Encode() == e.Request.Query && o.HeaderLine(values) == e.Request.Header {
			return o, false
		}
	}
	return forms[0], true
}
