package verdict

import (
	"net/http"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

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
