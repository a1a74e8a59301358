package transcript

import (
	"net/http"
	"slices"

	"authcheck/scenario/catalog"
)

// Outcome classifies an answer as its facts do, and knows how this server turns callers away.
// A user who has a login is not sent to one as a denial.
func (t *Transcript) Outcome(o catalog.Operation, e Exchange, control Exchange) Outcome {
	got := t.Facts.Outcome(o, e, control)
	if (got == NoAnswer || got == Redirected && !catalog.IdentityNamed(e.Identity).Login.Valid()) && t.TurnsAway(e) {
		return Denied
	}
	return got
}

// TurnsAway tells an answer as everybody gets it who is not let in without a login,
// whatever was asked for: sent to a login page, or shown a page that says no. That is how
// this server refuses, and not something that has gone wrong on the way: then it would be
// seldom. What does not come this way (a WebSocket) may be refused otherwise.
func (t *Transcript) TurnsAway(e Exchange) bool {
	if e.Response == nil || e.Response.Location == "" && !e.saysNo() {
		return false
	}
	turned, letIn, otherwise := 0, 0, 0
	for _, other := range t.Exchanges {
		switch {
		case other.Part != Attack || other.Identity != "no-token":
		case other.OK():
			letIn++ // through a hole, perhaps
		case other.Response != nil && other.Response.Location == e.Response.Location && other.saysNo() == e.saysNo():
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

// Barred tells whether a user was refused a list for who they are: with 403, where a made-up token
// is told by a 401 that it is none.
func (t *Transcript) Barred(list Exchange) bool {
	return list.Status() == http.StatusForbidden && !list.IsPage() && slices.ContainsFunc(t.Exchanges, func(e Exchange) bool {
		return e.Part == Garbage && e.Status() == http.StatusUnauthorized
	})
}
