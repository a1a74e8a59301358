package verdict

import (
	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// trial is everything that is known of one answer to a check when it is judged.
type trial struct {
	op      catalog.Operation
	id      catalog.Identity
	answer  transcript.Exchange  // to one of the variants
	got     transcript.Outcome   // of it
	control transcript.Exchange  // the owner's same call
	works   bool                 // the control shows what a leak would look like
	effect  effect               // what the owner saw
	unknown *transcript.Exchange // the same caller's answer for an ID that does not exist
}

// judgement is a verdict with its reason. Code names the cause, "" for a pass.
type judgement struct {
	verdict catalog.Verdict
	code    string
	reason  string
}

// result judges one check by the worst of its variants.
func (c *court) result(o catalog.Operation, id catalog.Identity) result.Result {
	r := blankResult(o, id)
	answers := c.attacks[r.ID]
	if len(answers) == 0 {
		j := c.untried(o, id)
		r.Verdict, r.Code, r.Summary = j.verdict, j.code, j.reason
		return r
	}
	told, worst := c.worst(o, id, answers)
	r.Allowed = id.Login == catalog.OtherUser && c.allowed(id).Permits(o)
	r.Verdict, r.Code, r.Summary = worst.verdict, worst.code, worst.reason
	r.Evidence = c.evidence(told)
	return r
}

// worst judges the answers to one check, and keeps the worst judgement.
func (c *court) worst(o catalog.Operation, id catalog.Identity, answers []transcript.Exchange) (told trial, worst judgement) {
	for i, answer := range answers {
		t := c.trial(o, id, answer)
		if j := c.judge(t); i == 0 || result.WorseThan(j.verdict, worst.verdict) {
			worst, told = j, t
		}
	}
	return told, worst
}

func blankResult(o catalog.Operation, id catalog.Identity) result.Result {
	return result.Result{ID: catalog.Check(o.ID, id.ID), Operation: o.ID, Resource: o.Resource, Action: o.Action, Identity: id.ID}
}

func (c *court) trial(o catalog.Operation, id catalog.Identity, answer transcript.Exchange) trial {
	control := c.controlOf(o, answer)
	t := trial{op: o, id: id, answer: answer, got: c.Outcome(o, answer, control), control: control, works: c.Facts.Works(o, control)}
	if o.Changes() && id.Login != catalog.Owner {
		t.effect = c.effectOf(o, id)
	}
	t.unknown = c.unknownTo(answer)
	return t
}

// unknownTo is what the caller of an answer got for an ID that does not exist; nil where that was not asked for.
func (c *court) unknownTo(answer transcript.Exchange) *transcript.Exchange {
	unknown, ok := c.unknown[answer.Check()]
	if !ok {
		return nil
	}
	return &unknown
}

// untried says why there is no answer to a check. What the server, the graph or these
// settings cannot have is skipped; what failed on the way is undecided.
func (c *court) untried(o catalog.Operation, id catalog.Identity) judgement {
	check := catalog.Check(o.ID, id.ID)
	if reason := c.Missing[id.ID]; reason != "" {
		return c.lost(id.ID, reason)
	}
	if name, reason := c.supply().Lacks(o, id); reason != "" {
		return c.lost(name, reason)
	}
	if reason, ok := c.Excuses[check]; ok {
		return c.lost(check, reason)
	}
	return judgement{catalog.Skip, "", "the run ended before it was tried"}
}

// lost judges what could not be had: by a failure on the way, or for good.
func (c *court) lost(name, reason string) judgement {
	if c.Failed[name] {
		return judgement{catalog.Error, undecided, reason}
	}
	return judgement{catalog.Skip, "", reason}
}

// anybodyGotIn tells whether anybody but the owner was let in by an operation.
func (c *court) anybodyGotIn(o catalog.Operation) bool {
	for check, answers := range c.attacks {
		operation, identity := catalog.SplitCheck(check)
		if operation != o.ID || catalog.IdentityNamed(identity).Login == catalog.Owner {
			continue
		}
		for _, answer := range answers {
			if c.Facts.LetIn(o, answer) {
				return true
			}
		}
	}
	return false
}

// denied tells whether an operation is denied to the identity.
func (c *court) denied(operation string, id catalog.Identity) bool {
	answers := c.attacks[catalog.Check(operation, id.ID)]
	return len(answers) > 0 && c.Outcome(catalog.Named(operation), answers[0], transcript.Exchange{}) == transcript.Denied
}
