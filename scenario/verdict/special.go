package verdict

import (
	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// edited judges what user 2 saw after having written user 1's ID into the own profile, and what else
// is tried only where there is something to try: with claims besides, and where the graph has written.
func (c *court) edited() (results []result.Result) {
	id := catalog.IdentityNamed("other-user")
	for _, o := range []catalog.Operation{catalog.AsEdited, catalog.AsEditedClaiming, catalog.Written} {
		check := catalog.Check(o.ID, id.ID)
		if c.Settings.Has(check) && (o.ID == catalog.AsEdited.ID || len(c.attacks[check]) > 0) {
			results = append(results, c.result(o, id))
		}
	}
	return results
}

// lookalike judges user 2 in the namespace of somebody whose name begins with user 2's.
// Who is let in there, where user 1 is refused, and refused in user 1's, is taken for the
// owner of all names that begin alike.
func (c *court) lookalike() []result.Result {
	o, id := catalog.Lookalike, catalog.IdentityNamed("other-user")
	answers := c.attacks[catalog.Check(o.ID, id.ID)]
	if !c.Settings.Has(catalog.Check(o.ID, id.ID)) || len(answers) == 0 {
		return nil // names are no part of the layout, or no name can begin like another
	}
	r := blankResult(o, id)
	t := trial{op: o, id: id, answer: answers[0], got: c.Outcome(o, answers[0], transcript.Exchange{}), control: c.control(o)}
	r.Evidence = c.evidence(t)
	owners, plain := c.Outcome(o, t.control, transcript.Exchange{}), c.alone("store.get", id)
	tried := len(c.attacks[catalog.Check("store.get", id.ID)]) > 0
	unsure := func(got transcript.Outcome) bool { return got == transcript.NoAnswer || got == transcript.Redirected }
	switch {
	case t.got == transcript.Denied:
		j := c.ownRefusal(o, "denied: "+t.answer.Brief())
		r.Verdict, r.Code, r.Summary = j.verdict, j.code, j.reason
	case t.got == transcript.NoAnswer || t.got == transcript.Redirected || t.got == transcript.Crashed:
		r.Verdict, r.Code, r.Summary = catalog.Error, undecided, "no usable answer: "+t.answer.Brief()
	case unsure(owners) || tried && unsure(plain):
		r.Verdict, r.Code, r.Summary = catalog.Error, undecided, "let in ("+t.answer.Brief()+"), and there is no usable answer for a namespace of User 1's, or to User 1 there, to compare with"
	case refused(owners) && refused(plain):
		j := judgedAs(o.FoundAs(), "the namespace of whoever has a name that begins with User 2's is User 2's, too: names are compared by their beginning")
		r.Verdict, r.Code, r.Summary = j.verdict, j.code, j.reason
	default:
		r.Verdict, r.Summary = catalog.Skip, "the namespace is nobody's: User 1 is not refused there either"
	}
	return []result.Result{r}
}
