package verdict

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// slowMS is an answer that takes so long that no answer in time tells nothing.
const slowMS = 3000

// judge decides the verdict of one answer. The order of its rules: an effect that the
// owner sees, and the owner's data, are proof whatever the answer looks like; then an
// answer that is none proves nothing; then who was let in is judged by what kind of
// caller that is; and a denial counts only beside a control that works.
func (c *court) judge(t trial) judgement {
	switch {
	case t.id.Login == catalog.Owner:
		return c.judgeOwner(t)
	case t.effect.seen != "" && t.effect.mute && c.takenOtherwise(t):
		return judgement{catalog.Skip, "", "whoever names the thing as the server keeps it gets at it: " + t.effect.seen}
	case t.effect.seen != "" && c.blamed(t):
		return c.crossed(t, t.effect.seen)
	case t.effect.seen != "" && t.effect.mute && t.id.Login == catalog.OtherUser && t.got == transcript.Denied && c.anybodyGotIn(t.op):
		return judgement{catalog.Skip, "", "somebody without a login was faster: " + t.effect.seen}
	case t.got == transcript.Leaked:
		return c.letIn(t, "User 1's data came along")
	case catalog.MayDivert(t.op, t.id) && (t.got == transcript.Redirected || t.got == transcript.NoAnswer && (t.answer.IsPage() || t.answer.Status() == http.StatusNoContent)):
		return judgement{catalog.Skip, "", "something else answers what is asked for in this way: " + t.answer.Brief()}
	case t.got == transcript.NoAnswer:
		return c.judgeSilence(t)
	case t.got == transcript.Redirected && c.sentBack(t):
		return judgement{catalog.Skip, "", "sent back to the plain path"}
	case t.got == transcript.Redirected:
		return judgement{catalog.Error, undecided, "redirected to " + t.answer.Response.Location + ", which is no denial"}
	case t.got == transcript.Admitted:
		return c.judgeAdmitted(t)
	}
	return c.judgeDenial(t)
}

const undecided = "undecided"

// judgeOwner says whether user 1's own call works; it never fails.
func (c *court) judgeOwner(t trial) judgement {
	t.control = t.answer
	if c.Facts.Works(t.op, t.answer) {
		return judgement{catalog.Pass, "", "works for its owner: " + t.answer.Brief()}
	}
	return c.uncontrolled(t)
}

// judgeSilence judges an answer that is none.
func (c *court) judgeSilence(t trial) judgement {
	switch {
	case takesTooLong(t.op, t.control):
		return c.uncontrolled(t)
	case tooLate(t.answer) && t.control.Response != nil && t.control.Response.ElapsedMS > slowMS:
		return judgement{catalog.Skip, "", "User 1's own call is slow too"}
	case t.answer.Response == nil:
		return judgement{catalog.Error, undecided, "no usable answer: " + t.answer.Failure}
	case t.answer.OK() && t.answer.SaysNothing() && t.control.OK() && (t.control.SaysNothing() || t.op.Hangs && t.control.Response.Open):
		return judgement{catalog.Skip, "", "User 1's own answer says nothing either"}
	case c.absent(t.op, t.control):
		return c.uncontrolled(t)
	case c.firewalled(t):
		return judgement{catalog.Skip, "", "a firewall refuses such requests, whoever sends them: " + t.answer.Brief()}
	case t.answer.IsPage() && t.answer.Status() >= http.StatusInternalServerError:
		return judgement{catalog.Error, undecided, "answered with a web page (" + t.answer.Brief() + "), which is neither a denial nor the API"}
	case t.answer.IsPage():
		return judgement{catalog.Error, undecided, "answered with a web page, which is neither a denial nor the API"}
	case t.id.Login == catalog.OtherUser && c.silent(t):
		return c.ifTelling(t, "answered ("+t.answer.Brief()+") without any effect on User 1's things")
	case t.answer.OK():
		return judgement{catalog.Error, undecided, "not what the operation answers: " + t.answer.Brief()}
	}
	return judgement{catalog.Error, undecided, "could not be decided: " + t.answer.Brief()}
}

// silent tells a change that is answered with a success of the API that is not the operation's, where
// the owner's look would show its effect, and shows none: a server that refuses without saying so.
// What leaves no mark of its own is compared with its like that does.
func (c *court) silent(t trial) bool {
	looked := func(t trial) bool {
		return (t.op.Oracle == catalog.Write || t.op.Oracle == catalog.Delete) && t.op.Effect.Readback != "" && t.effect == effect{}
	}
	if !t.answer.OK() || t.answer.Response.Cut || !looked(t) || !ofAPI(t) {
		return false
	}
	return t.op.Plain == nil || slices.ContainsFunc(t.op.Plain, func(plain string) bool {
		answers := c.attacks[catalog.Check(plain, t.id.ID)]
		if len(answers) == 0 || !transcript.SameLayout(answers[0], t.answer) {
			return false
		}
		like := c.trial(catalog.Named(plain), t.id, answers[0])
		return like.got == transcript.NoAnswer && looked(like)
	})
}

// ofAPI tells an answer that names a thing, as the API's do, and no other one of the kind that was
// asked for.
func ofAPI(t trial) bool {
	tree, _ := transcript.JSON(t.answer.Response.Body)
	thing, _ := tree.(map[string]any)
	return thing[t.op.Answer.Field] == nil && slices.ContainsFunc(slices.Collect(maps.Keys(selfNames)), func(name string) bool { return thing[name] != nil })
}

// tooLate tells an answer that did not come in time, or not all of it.
func tooLate(e transcript.Exchange) bool {
	return e.Failure == transcript.TooLate || e.Response != nil && e.Response.Cut && e.Response.ElapsedMS > slowMS
}

// letIn judges by what kind of caller was let in.
func (c *court) letIn(t trial, reason string) judgement {
	if names := slices.Sorted(slices.Values(c.Names[t.id.ID])); len(names) > 0 {
		reason += ", by " + strings.Join(names, ", ")
	}
	switch t.id.Login {
	case catalog.OtherUser, catalog.Beside:
		return c.crossed(t, reason)
	case catalog.Studio:
		if t.got == transcript.Leaked {
			return c.crossed(t, reason)
		}
		if c.Target.Reach == transcript.Public {
			return judgedAs(developmentExposed, reason+" with nothing but the Studio header, by anybody on the internet")
		}
		return judgedAs("studio-open", reason)
	case catalog.NoLogin:
		if t.op.Crossing != "" && slices.Contains(t.op.Only, t.id.ID) { // by the trick: without it, see attribute
			return judgedAs(t.op.Crossing, reason)
		}
	}
	return c.heldAgainst(t, reason)
}

const foreignToken = "foreign-token-accepted"

// checksItself tells a server that does not ask the provider: it can't know of a logout. known is
// false where nobody could log out.
func (c *court) checksItself(t trial) (itself, known bool) {
	check := catalog.Check(t.op.ID, "logged-out")
	answers := c.attacks[check]
	return len(answers) > 0 && c.Facts.LetIn(t.op, answers[0]), len(answers) > 0 || !c.Settings.Has(check)
}

// heldAgainst names the finding of a credential that was let in. What the provider itself
// accepts is not the server's mistake; what gets in without having been used, or is
// let in for some seconds more, is no cache.
func (c *court) heldAgainst(t trial, reason string) judgement {
	got, twin, compared := c.twin(t)
	itself, known := c.checksItself(t)
	switch accepted := slices.Contains(c.Transcript.Accepted, t.id.ID); {
	case accepted && t.id.Code == foreignToken && !known:
		return judgement{catalog.Warn, foreignToken, reason + ", as it is by the provider: a server that asks it can't know better, one that checks tokens itself must look at the audience"}
	case accepted && !(t.id.Code == foreignToken && itself):
		return judgedAs("claims-accepted-by-provider", reason+", as it is by the provider")
	case !compared:
	case t.id.Unused != "" && !c.Settings.Has(catalog.Check(t.op.ID, twin.ID)):
		return judgement{catalog.Skip, "", "let in, and what was chosen to be tried leaves out " + twin.Title + " to compare with"}
	case got == transcript.NoAnswer || got == transcript.Crashed || got == transcript.Redirected:
		return judgement{catalog.Error, undecided, "let in, and there is no answer for one that was never used to compare with"}
	case got != transcript.Denied && t.id.Late:
		return judgement{catalog.Skip, "", "one that was never used is let in as well: the server allows for clocks that are off"}
	case got != transcript.Denied:
		return judgedAs(twin.Code, reason)
	}
	if compared && !c.Settings.Deep { // a cache of a minute is a sound design
		return judgement{catalog.Note, t.id.Code, reason + ": the server remembers it; --deep tells whether for more than a minute"}
	}
	return judgedAs(t.id.Code, reason)
}

// twin is what came of the same as a credential that was used, where it was not: of the
// identity that shows it, or of a token that ended along with it. compared tells whether
// there is anything to compare with.
func (c *court) twin(t trial) (got transcript.Outcome, id catalog.Identity, compared bool) {
	answer := c.unused[t.answer.Check()]
	if t.id.Unused != "" {
		id, answer = catalog.IdentityNamed(t.id.Unused), transcript.Exchange{}
		if answers := c.attacks[catalog.Check(t.op.ID, id.ID)]; len(answers) > 0 {
			answer = answers[0]
		}
	}
	return c.Outcome(t.op, answer, transcript.Exchange{}), id, t.id.Late || t.id.Unused != ""
}

// judgedAs is a judgement with the usual verdict of a finding.
func judgedAs(code, reason string) judgement {
	known, _ := catalog.Explain(code)
	return judgement{known.Verdict, code, reason}
}

// crossed judges what crossed between users, or reached user 1's things without a login.
func (c *court) crossed(t trial, reason string) judgement {
	visitor := slices.Contains([]catalog.Login{catalog.OtherUser, catalog.Studio, catalog.Beside}, t.id.Login)
	allowed := c.allowed(t.id)
	plainly := allowed
	if t.effect.seen != "" && t.op.Plants() { // what shows is that the owner sees what is the visitor's
		plainly = catalog.Between(c.policy.Allow, c.Settings.Relation.Owner, c.Settings.Relation.Visitor)
	}
	switch {
	case visitor && t.effect.seen != "" && t.op.Plants() && c.shows2(t.op.Effect.Readback):
		return judgement{catalog.Skip, "", "User 1 sees what is User 2's anyway: seeing it does not show whose it is"}
	case visitor && slices.ContainsFunc(t.op.Plain, func(plain string) bool { return plainly.Permits(catalog.Named(plain)) }):
		return judgement{catalog.Skip, "", "allowed without the trick: seeing it does not show whose it is"}
	case visitor && allowed.Permits(t.op) && c.takesOver(t):
		return judgedAs("ownership-given-away", "allowed, and what was User 1's is User 2's from then on: "+reason)
	case visitor && allowed.Permits(t.op):
		return judgement{catalog.Note, "", "allowed: " + reason}
	case visitor && !c.policy.Complete && judgedAs(t.op.FoundAs(), reason).verdict == catalog.Warn:
		return judgedAs(t.op.FoundAs(), reason)
	case visitor && t.op.Weaker.Code != "" && c.denied(t.op.Weaker.Denied, t.id):
		return judgedAs(t.op.Weaker.Code, reason)
	case t.id.Login == catalog.Studio:
		return judgedAs("studio-sees-all", reason)
	}
	return judgement{catalog.Fail, cmp.Or(t.id.Code, allowed.FoundAs(t.op)), reason}
}

// blamed tells whether an effect is this caller's: a marker names its author;
// what is gone was taken by whoever was let in, by user 2 where nobody was.
func (c *court) blamed(t trial) bool {
	if !t.effect.mute || t.got == transcript.Admitted || t.got == transcript.Leaked {
		return true
	}
	return t.op.Effect.Object != "" && t.id.Login == catalog.OtherUser && !c.anybodyGotIn(t.op)
}
