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

func (c *court) judgeRoute(v visit) judgement {
	switch {
	case c.anywhere(v.answer) && v.betrays == "" && !slices.Contains(catalog.OpenByDesign, v.route.Path):
		return judgement{catalog.Skip, "", "this server does not have it: it answers any path with that page"}
	case v.route.Development():
		return c.judgeDevelopment(v)
	case v.id.Login == catalog.Owner:
		return judgeOwnersRoute(v)
	}
	if j, ok := c.judgeShown(v); ok {
		return j
	}
	switch {
	case v.got == transcript.NoAnswer && v.betrays == "":
		return v.judgeSilence()
	case v.id.Login == catalog.OtherUser:
		return c.judgeOthersRoute(v)
	}
	if v.id.Token == catalog.ForgedKey {
		return judgeForgedRoute(v)
	}
	return judgeOpenRoute(v)
}

// judgeForgedRoute judges a forged token, which is shown where nobody is let in without one.
func judgeForgedRoute(v visit) judgement {
	switch {
	case v.betrays != "":
		return judgedAs(v.id.Code, v.betrays+" came along")
	case v.got != transcript.Admitted:
		return v.judgeRefusal()
	case v.works && !v.answer.IsPage():
		return judgedAs(v.id.Code, "let in: "+v.answer.Brief())
	}
	return judgement{catalog.Skip, "", "neither denied nor let in, as far as it shows: " + v.answer.Brief()}
}

// judgeOwnersRoute says whether user 1's own call works; it never fails.
func judgeOwnersRoute(v visit) judgement {
	if v.got == transcript.Admitted || v.got == transcript.Leaked {
		return judgement{catalog.Pass, "", "works for its owner: " + v.answer.Brief()}
	}
	return judgement{catalog.Skip, "", "User 1's own call is not answered: " + v.answer.Brief()}
}

// long is an answer that was cut for its length: a file of the application's.
const long = 1 << 19

func (v visit) judgeSilence() judgement {
	if v.answer.OK() && v.answer.Response.Cut && len(v.answer.Response.Body) > long {
		return judgement{catalog.Skip, "", "longer than what is read, without anything of User 1 so far"}
	}
	if v.answer.OK() && v.answer.Response.Open && v.control.OK() && v.control.Response.Open {
		return judgement{catalog.Skip, "", "User 1's own answer does not end either"}
	}
	return judgement{catalog.Error, undecided, "no usable answer"}
}

const notOwned = "route-not-owned"

// judgeOthersRoute judges user 2, who asked for user 1's things.
func (c *court) judgeOthersRoute(v visit) judgement {
	shared := slices.ContainsFunc(c.allowed(v.id).Reading(), func(resource string) bool {
		return slices.ContainsFunc(v.route.OfUser1(), func(name string) bool { return slices.Contains(catalog.OwnThings[resource], name) })
	})
	switch {
	case v.betrays != "":
		return judgedAs(notOwned, v.betrays+" came along")
	case v.got == transcript.Leaked || v.reached() && shared:
		return judgement{catalog.Note, "", "allowed: " + v.answer.Brief()}
	case v.reached():
		return judgedAs(notOwned, "let in ("+v.answer.Brief()+") as User 1 is, where an ID that does not exist is answered otherwise")
	case v.got == transcript.Admitted:
		return c.judgeUntold(v)
	}
	if j := v.judgeRefusal(); !v.works || j.verdict == catalog.Error {
		return j
	}
	return c.ownRoute(v)
}

// ownRoute judges a refusal of user 2, whom the route has to let in to something of the own:
// else it may be for a role that user 2 has not, or as nobody is let in with that session. A
// user with a login who is sent elsewhere is not denied.
func (c *court) ownRoute(v visit) judgement {
	own, tried := c.own[v.op.ID]
	got := c.Outcome(v.op, own, transcript.Exchange{})
	switch {
	case v.got == transcript.Redirected:
		return judgement{catalog.Skip, "", "sent to " + v.answer.Response.Location + ", which is no denial"}
	case len(v.route.OfUser1()) == 0:
		return judgement{catalog.Skip, "", "User 2 may not do it at all: " + v.answer.Brief()}
	case !tried:
		return judgement{catalog.Skip, "", "denied (" + v.answer.Brief() + "), and User 2 has not asked for anything of their own to compare with"}
	case refused(got):
		return judgement{catalog.Skip, "", "User 2 may not do it at all: " + own.Brief() + " for User 2's own"}
	case got != transcript.Admitted && got != transcript.Leaked:
		return judgement{catalog.Error, undecided, "User 2's own call gets no usable answer: " + own.Brief()}
	}
	return v.judgeRefusal()
}

// reached tells an answer to the IDs of user 1 that is the one that user 1 gets, and
// another than for IDs that do not exist. What changes something answers everybody in
// its own way: there, it is enough that those IDs are refused.
func (v visit) reached() bool {
	if v.unknown == nil || v.lost || !v.answer.OK() || v.asUnknown || v.varies {
		return false
	}
	changes := v.route.Method != http.MethodGet && v.route.Method != http.MethodHead
	return v.asOwners || changes && v.unknown.Status() >= 400 && v.unknown.Status() < 500
}

// judgeUntold judges user 2, who was answered without anything of user 1. What user 1's own
// answer shows of user 1 may be who asks: the answer has to be as for an ID that does not
// exist, where there is one for that.
func (c *court) judgeUntold(v visit) judgement {
	if v.lost {
		return judgement{catalog.Error, undecided, "no answer for an ID that does not exist to compare with"}
	}
	if c.Facts.Betrays(v.control, v.sent, nil) != "" && (v.unknown == nil || v.asUnknown) {
		return judgement{catalog.Pass, "", "answered without anything of User 1"}
	}
	if v.asUnknown && v.works && !v.asOwners {
		return judgement{catalog.Pass, "", "answered as for an ID that does not exist"}
	}
	if v.varies && v.works {
		return judgement{catalog.Pass, "", "answered as for IDs that do not exist, each with something made of it"}
	}
	if j, ok := judgeSecrets(v, "the same to every user"); ok && v.works {
		return j
	}
	return judgement{catalog.Skip, "", "User 1's own answer shows nothing to recognize"}
}

// judgeRefusal judges who was not let in: that counts where user 1 is. A login page is
// an answer to people without a login as good as any.
func (v visit) judgeRefusal() judgement {
	switch {
	case !v.works && (v.answer.Status() == http.StatusUnauthorized || v.answer.Status() == http.StatusForbidden) && v.id.Login == catalog.NoLogin:
		return judgement{catalog.Pass, "", "denied: " + v.answer.Brief()}
	case v.control.Response == nil && v.control.Failure != "":
		return judgement{catalog.Error, undecided, "User 1's own call gets no usable answer: " + v.control.Failure}
	case !v.works:
		return judgement{catalog.Skip, "", "neither open nor denied: " + v.answer.Brief()}
	case v.got == transcript.Crashed:
		return judgedAs(crashAsDenial, "blocked by a crash: "+v.answer.Brief())
	case v.got == transcript.Redirected:
		return judgement{catalog.Pass, "", "denied: sent to " + v.answer.Response.Location}
	}
	return judgement{catalog.Pass, "", "denied: " + v.answer.Brief()}
}

// judgeOpenRoute judges a caller without a login. What is the same for everybody and has
// nobody's data is a public page.
func judgeOpenRoute(v visit) judgement {
	path := v.route.Path
	secrets, shows := judgeSecrets(v, "open")
	switch {
	case v.betrays != "":
		return judgedAs(v.whenOpen(), v.betrays+" came along")
	case v.got != transcript.Admitted:
		return v.judgeRefusal()
	case slices.Contains(catalog.OpenByDesign, path):
		return judgedAs("open-routes", "open, as it may be")
	case !shows && healthNames.MatchString(path):
		return judgedAs("open-routes", "open, as a health check may be")
	case v.lost && v.asOwners:
		return judgement{catalog.Error, undecided, "no answer for an ID that does not exist to compare with"}
	case v.reached():
		return judgedAs(v.whenOpen(), "let in ("+v.answer.Brief()+") as User 1 is, where an ID that does not exist is answered otherwise")
	case v.route.Method != http.MethodGet && v.route.Method != http.MethodHead:
		return judgedAs(v.whenOpen(), "let in: "+v.answer.Brief())
	case v.control.Response == nil:
		return judgedAs(v.whenOpen(), "let in: "+v.answer.Brief())
	case shows:
		return secrets
	}
	if v.answer.People() {
		return judgedAs("open-routes", "open, and shows IDs or e-mail addresses that are not the users': "+v.answer.Brief())
	}
	return judgedAs("open-routes", "open, and shows nobody's data: "+v.answer.Brief())
}

// whenOpen names the finding of a route that is open: what LangGraph serves to anybody, or
// what it was not told to guard.
func (v visit) whenOpen() string {
	if v.route.Method == http.MethodGet && strings.HasPrefix(v.route.Path, "/ui") {
		return catalog.UIRoute
	}
	return "route-open"
}
