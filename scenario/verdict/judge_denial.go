package verdict

import (
	"slices"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// judgeDenial judges a caller who was refused, on purpose or by a crash. What a denial tells
// needs no control, and hides nothing that is worse.
func (c *court) judgeDenial(t trial) judgement {
	if t.answer.Response.Quota {
		return overQuota(t.answer)
	}
	j := c.judgeRefused(t)
	if t.id.Token == catalog.OfUser2 && t.op.Plain == nil && c.Facts.NamesOwner(t.answer) && !result.WorseThan(j.verdict, catalog.Warn) {
		return judgedAs(tellsOwner, "denied ("+t.answer.Brief()+"), with User 1's e-mail address")
	}
	return j
}

// judgeRefused judges a denial beside its controls.
func (c *court) judgeRefused(t trial) judgement {
	if t.op.Plain != nil && slices.Contains(misunderstood, t.answer.Status()) {
		return judgement{catalog.Skip, "", "this server does not have it: " + t.answer.Brief()}
	}
	if !c.tells(t) {
		return c.uncontrolled(t)
	}
	if t.effect.mute && c.unexplained(t.op) {
		return judgement{catalog.Error, undecided, "denied (" + t.answer.Brief() + "), and yet " + t.effect.seen}
	}
	if t.effect.blind && c.closedLook(t.op) {
		return judgement{catalog.Skip, "", "denied (" + t.answer.Brief() + "), and User 1 may not look at what it did"}
	}
	if t.effect.blind && !t.effect.early {
		return judgement{catalog.Error, undecided, "denied (" + t.answer.Brief() + "), and the owner's look at what it did gets no usable answer"}
	}
	if t.id.Login == catalog.OtherUser {
		if j, promised := c.withheld(t, "denied ("+t.answer.Brief()+")"); promised {
			return j
		}
		if j, ok := c.ownCall(t.op); !ok {
			return j
		}
		if c.misread(t) {
			return judgement{catalog.Error, undecided, "refused as a bad request (" + t.answer.Brief() + "), which User 1's is not, where the server denies otherwise"}
		}
	}
	if t.got == transcript.Crashed && c.deniedOtherwise(t) {
		return judgement{catalog.Error, undecided, "crashed, where everything else is denied otherwise: " + t.answer.Brief()}
	}
	if t.got == transcript.Crashed && t.id.Trips {
		return judgement{catalog.Pass, "", "blocked by a crash, as nobody sends it: " + t.answer.Brief()}
	}
	if t.got == transcript.Crashed && judgedAs(t.id.Code, "").verdict != catalog.Note { // else only who has the secret could be there
		return judgement{catalog.Warn, crashAsDenial, "blocked by a crash: " + t.answer.Brief()}
	}
	if t.answer.OK() && t.answer.IsPage() {
		return judgement{catalog.Pass, "", "denied: " + t.answer.Brief() + pageForAll}
	}
	return judgement{catalog.Pass, "", "denied: " + t.answer.Brief()}
}

// pageForAll is said of a page that is the answer to a missing login.
const pageForAll = ", with the web page that everybody without a login gets"

// overQuota judges who has made too much already: whose things they are was not looked at.
func overQuota(answer transcript.Exchange) judgement {
	return judgement{catalog.Skip, "", "not decided for a quota of the server: " + answer.Brief()}
}

// Denials that are a finding of their own.
const (
	crashAsDenial = catalog.CrashAsDenial
	tellsOwner    = "denial-tells-owner"
)

// misunderstood are the answers to a trick that the server does not know: no denials.
var misunderstood = []int{400, 405, 415, 422, 501}

// misread tells a refusal of user 2's plain request that blames the request, where most denials of
// the kind of thing don't: something on the way may have spoilt it. JSON-RPC says its refusals so.
func (c *court) misread(t trial) bool {
	if !t.answer.Blames() || c.saysAbsent(t) {
		return false
	}
	so, otherwise := 0, 0
	for check, answers := range c.attacks {
		operation, identity := catalog.SplitCheck(check)
		o := catalog.Named(operation)
		if identity != t.id.ID || o.Resource != t.op.Resource || o.Plain != nil || c.Outcome(o, answers[0], transcript.Exchange{}) != transcript.Denied {
			continue
		}
		if answers[0].Blames() {
			so++
		} else {
			otherwise++
		}
	}
	return otherwise >= so
}

// saysAbsent tells that user 1 is answered so for an ID that does not exist: it is how the server
// says that something is not there.
func (c *court) saysAbsent(t trial) bool {
	absent, asked := c.unknown[catalog.Check(t.op.ID, "owner")]
	return asked && absent.Status() == t.answer.Status() && absent.Blames()
}

// deniedOtherwise tells whether a caller who met a crash is denied without one on every
// other check: a server that denies by crashing does so again.
func (c *court) deniedOtherwise(t trial) bool {
	denied := false
	for check, answers := range c.attacks {
		operation, identity := catalog.SplitCheck(check)
		if identity != t.id.ID || operation == t.op.ID {
			continue
		}
		switch c.Outcome(catalog.Named(operation), answers[0], transcript.Exchange{}) {
		case transcript.Crashed:
			return false
		case transcript.Denied:
			denied = true
		}
	}
	return denied
}

// tells is the positive control of a denial: the owner's same call is not
// refused. Where the caller has no login and is told so, it is enough that the
// owner is refused otherwise: then the server can tell them apart.
func (c *court) tells(t trial) bool {
	if c.Facts.LetIn(c.controlRow(t.op), t.control) {
		return true
	}
	if t.control.Response == nil || t.id.Login == catalog.OtherUser || t.id.Login == catalog.Studio {
		return false
	}
	mine, owners := t.answer.Status(), t.control.Status()
	told := mine == 401 || mine == 403 || mine >= 500 || c.TurnsAway(t.answer)
	return told && owners != 401 && owners != 403 && owners < 500 && !c.TurnsAway(t.control)
}
