package verdict

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// judgeAdmitted judges a caller who was let in, without anything of user 1 in the answer.
// An answer that says nothing lets nobody in by itself.
func (c *court) judgeAdmitted(t trial) judgement {
	switch t.id.Login {
	case catalog.OtherUser, catalog.Beside:
		return c.judgeVisitor(t)
	case catalog.Studio:
		if j := c.judgeVisitor(t); j.verdict == catalog.Fail || j.code == t.op.FoundAs() {
			return j
		}
	}
	if t.id.Login != catalog.Studio && c.mute(t) && !c.getsIn(t.id) {
		return judgement{catalog.Error, undecided, "neither denied nor let in, as far as it shows: " + t.answer.Brief()}
	}
	if t.op.Oracle == catalog.List && !c.ownerSees(t) {
		return judgement{catalog.Error, undecided, "let in, as it seems (" + t.answer.Brief() + "), where User 1's own list shows nothing either"}
	}
	return c.letIn(t, "let in: "+t.answer.Brief())
}

// ownerSees tells whether user 1's own list shows anything of user 1: one that is empty for
// everybody lets nobody in. Lists of tools are nobody's: they tell by being there.
func (c *court) ownerSees(t trial) bool {
	row := c.controlRow(t.op)
	if t.op.Resource == "protocols" {
		return true
	}
	return t.control.Response != nil && (c.Outcome(row, t.control, transcript.Exchange{}) == transcript.Leaked || c.Facts.ShowsOwned(row, t.control.Response.Body))
}

// judgeVisitor judges a caller with a login of their own, who may be let in but
// must not reach anything of user 1.
func (c *court) judgeVisitor(t trial) judgement {
	switch t.op.Oracle {
	case catalog.Read:
		if named := c.named(t); named != "" {
			return c.crossed(t, named+" came along")
		}
		return c.ifTelling(t, "answered without anything of User 1")
	case catalog.List:
		if c.Facts.ShowsOwned(t.op, t.answer.Response.Body) {
			return c.crossed(t, "things of User 1 are in the list")
		}
		return c.ifTelling(t, "listed without anything of User 1")
	case catalog.Count:
		return c.judgeCount(t)
	case catalog.Access, catalog.Stream:
		return c.judgeUnseen(t)
	case catalog.Execute:
		beats := t.op.Answer.Type == catalog.Events && t.answer.OnlyBeats() && t.control.Response != nil && !t.control.OnlyBeats()
		if t.answer.SaysNothing() || strings.TrimSpace(t.answer.Response.Body) == "[]" || beats {
			return judgement{catalog.Error, undecided, "neither denied nor accepted, as far as it shows: " + t.answer.Brief()}
		}
		return c.crossed(t, "accepted: "+t.answer.Brief())
	case catalog.Create:
		return judgement{catalog.Pass, "", "any user may"}
	}
	if t.effect.early {
		return judgement{catalog.Skip, "", "the owner could not see the thing before it was tried either"}
	}
	if t.effect.blind {
		return judgement{catalog.Error, undecided, "accepted (" + t.answer.Brief() + "), and the owner can't look at what it did"}
	}
	if t.op.Accepted != "" {
		return judgement{catalog.Note, t.op.Accepted, "accepted: " + t.answer.Brief()}
	}
	if t.effect.dumb && t.effect.plain && t.works {
		return judgement{catalog.Skip, "", "accepted (" + t.answer.Brief() + "), and User 1's looks at the like show nothing of what was written either"}
	}
	if t.effect.dumb && t.works {
		return judgement{catalog.Error, undecided, "accepted (" + t.answer.Brief() + "), and the owner's look shows nothing of what was written, by whomever"}
	}
	return c.ifTelling(t, "accepted without any effect on User 1's things")
}

// named is what of user 1 an answer names that user 2 has not said, where that tells.
func (c *court) named(t trial) string {
	if !t.op.Tells {
		return ""
	}
	return c.Facts.Betrays(t.answer, nil, nil)
}

// judgeCount compares with the count of a tag that nobody used: what is counted there as
// well is not user 1's.
func (c *court) judgeCount(t trial) judgement {
	n := transcript.CountIn(t.answer.Response.Body)
	switch {
	case n == 0:
		return c.ifTelling(t, "nothing of User 1 was counted")
	case t.unknown == nil || c.Outcome(t.op, *t.unknown, transcript.Exchange{}) != transcript.Admitted:
		return judgement{catalog.Error, undecided, "no count for a tag that nobody used to compare with"}
	case n > transcript.CountIn(t.unknown.Response.Body):
		return c.crossed(t, fmt.Sprintf("%d things of User 1 were counted", n))
	}
	return judgement{catalog.Skip, "", "the server counts the same, whatever the tag"}
}

// judgeUnseen compares with an ID that does not exist: who gets another answer for
// user 1's ID has got in, and who gets the same has learned nothing.
func (c *court) judgeUnseen(t trial) judgement {
	streams := t.op.Oracle == catalog.Stream
	switch {
	case streams && c.Facts.Heard(t.control) && t.answer.Deaf:
		return judgement{catalog.Error, undecided, "heard nothing, and could not: User 1's update was refused, or the stream was not open before it"}
	case streams && c.Facts.Heard(t.control):
		return judgement{catalog.Pass, "", "heard nothing while User 1 did"}
	case streams && t.answer.EndedSilently() && t.control.Response != nil && t.control.Response.Open && (t.unknown == nil || !transcript.Alike(t.answer, *t.unknown)):
		return c.ifTelling(t, "closed at once without a word, where User 1's stays open")
	case !c.comparable(t):
		return judgement{catalog.Error, undecided, "no answer for an ID that does not exist to compare with"}
	case !transcript.Alike(t.answer, *t.unknown):
		return c.crossed(t, "let in ("+t.answer.Brief()+"), where an ID that does not exist is answered otherwise")
	case streams && (!t.answer.EndedSilently() || t.control.EndedSilently()):
		return judgement{catalog.Skip, "", "the stream stays silent, whatever the ID"}
	}
	return c.ifTelling(t, "answered as for an ID that does not exist")
}

// mute tells an answer that does not show that its caller was let in: of something whose
// effect would stay to be seen, or without content where the owner's has some.
func (c *court) mute(t trial) bool {
	switch {
	case t.op.Method == http.MethodHead: // has no content, and the headers that GET has (RFC 9110, 9.3.2)
		return t.control.Response != nil && t.answer.Response.ContentType != t.control.Response.ContentType || c.getTellsNothing(t) ||
			t.unknown != nil && transcript.Alike(t.answer, *t.unknown)
	case t.op.Answer.Type == catalog.Done && (t.op.Effect.Readback != "" || t.answer.SaysNothing()):
		return true
	}
	owners := t.control.Response
	return t.answer.SaysNothing() && !(owners != nil && !owners.Open && owners.Body == t.answer.Response.Body)
}

// getTellsNothing tells that GET answers the caller of HEAD with a 2xx that is no answer of
// the operation: an error inside, which HEAD can't show.
func (c *court) getTellsNothing(t trial) bool {
	get := controlRow(t.op)
	return slices.ContainsFunc(c.attacks[catalog.Check(get.ID, t.id.ID)], func(e transcript.Exchange) bool { return e.OK() && !c.Facts.LetIn(get, e) })
}

// getsIn tells whether another answer shows that the server lets the caller in: then those
// that say nothing do, too. A server that makes guests of strangers answers a stranger's
// deletion with 204.
func (c *court) getsIn(id catalog.Identity) bool {
	for check, answers := range c.attacks {
		operation, identity := catalog.SplitCheck(check)
		if identity != id.ID {
			continue
		}
		for _, answer := range answers {
			t := trial{op: catalog.Named(operation), id: id, answer: answer, control: c.control(catalog.Named(operation)), unknown: c.unknownTo(answer)}
			if got := c.Outcome(t.op, answer, t.control); got == transcript.Leaked || got == transcript.Admitted && !c.mute(t) {
				return true
			}
		}
	}
	return false
}

// comparable tells whether the caller got an answer for an ID that does not exist.
func (c *court) comparable(t trial) bool {
	if t.unknown == nil {
		return false
	}
	got := c.Outcome(t.op, *t.unknown, t.control)
	return got == transcript.Denied || got == transcript.Admitted
}

func (c *court) ifTelling(t trial, reason string) judgement {
	if !t.works {
		return c.uncontrolled(t)
	}
	if j, promised := c.withheld(t, reason); promised {
		return j
	}
	return judgement{catalog.Pass, "", reason}
}
