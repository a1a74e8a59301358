package transcript

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
)

// Outcome classifies an answer as its facts do, and knows how this server turns callers away.
// A user who has a login is not sent to one as a denial.
func (t *Transcript) Outcome(o catalog.Operation, e Exchange, control Exchange) Outcome {
	got := t.Facts.Outcome(o, e, control)
	valid := catalog.IdentityNamed(e.Identity).Login.Valid()
	switch {
	case got == NoAnswer && (!valid || !e.OK()) && t.TurnsAway(e):
		return Denied
	case !valid && (got == Redirected || got == Admitted && e.OK() && e.IsPage()) && t.TurnsAway(e):
		return Denied
	}
	return got
}

// TurnsAway tells an answer as everybody gets it who is not let in without a login,
// whatever was asked for: sent to a login page, or shown a page that says no, or one and the same
// page with a success. That is how
// this server refuses, and not something that has gone wrong on the way: then it would be
// seldom. What does not come this way (a WebSocket) may be refused otherwise.
func (t *Transcript) TurnsAway(e Exchange) bool {
	if e.Response == nil || e.Response.Location == "" && !e.saysNo() && !e.invites() {
		return false
	}
	if e.invites() && t.usersGet(e) {
		return false
	}
	turned, letIn, otherwise := 0, 0, 0
	for _, other := range t.Exchanges {
		switch {
		case other.Part != Attack || other.Identity != "no-token":
		case e.invites() && other.samePage(e):
			turned++
		case other.OK():
			letIn++ // through a hole, perhaps
		case !e.invites() && other.Response != nil && other.Response.Location == e.Response.Location && other.saysNo() == e.saysNo():
			turned++
		default:
			otherwise++
		}
	}
	return turned > 2 && turned > letIn && turned >= usual*otherwise
}

// usual is how many are turned away in a server's own way for one who is refused otherwise.
const usual = 4

// saysNo tells a web page in the place of a refusal.
func (e Exchange) saysNo() bool {
	return e.IsPage() && (e.Status() == http.StatusUnauthorized || e.Status() == http.StatusForbidden)
}

// invites tells a web page in the place of an answer: of a login form, for one.
func (e Exchange) invites() bool { return e.OK() && e.IsPage() && !e.Response.Cut }

// samePage tells one and the same page, what is written into it for one request apart. The answer
// to HEAD has none.
func (e Exchange) samePage(other Exchange) bool {
	if !e.invites() || !other.invites() {
		return false
	}
	if e.Response.Body == other.Response.Body {
		return true
	}
	a, b := plainPage(e.Response.Body), plainPage(other.Response.Body)
	return a == b || a == "" && e.Request.Method == http.MethodHead || b == "" && other.Request.Method == http.MethodHead
}

// plainPage is a page without what differs from one request to the next: paths, and long random texts.
func plainPage(body string) string {
	return strings.Join(strings.Fields(changing.ReplaceAllString(body, " ")), " ")
}

var changing = regexp.MustCompile(`(/[A-Za-z0-9%._~-]+)+|[A-Za-z0-9_+%=-]{16,}`)

// usersGet tells whether somebody with a login gets that page, too, or gets no answers of the API:
// then it is no answer to a missing login.
func (t *Transcript) usersGet(page Exchange) bool {
	answered := map[catalog.Login]bool{}
	for _, e := range t.Exchanges {
		login := catalog.IdentityNamed(e.Identity).Login
		if e.Part != Attack && e.Part != Own || !login.Valid() {
			continue
		}
		if e.samePage(page) {
			return true
		}
		answered[login] = answered[login] || e.OK() && !e.IsPage()
	}
	return !answered[catalog.Owner]
}

// Barred tells whether a user was refused a list for who they are: with 403, where a made-up token
// is told by a 401 that it is none.
func (t *Transcript) Barred(list Exchange) bool {
	return list.Status() == http.StatusForbidden && !list.IsPage() && slices.ContainsFunc(t.Exchanges, func(e Exchange) bool {
		return e.Part == Garbage && e.Status() == http.StatusUnauthorized
	})
}
