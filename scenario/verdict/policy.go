package verdict

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// Policy is what the user allows, and lives with.
type Policy struct {
	Strict   bool                // warnings fail
	Allow    []catalog.Allowance // what users may do with each other's things; nothing else
	Accepted []result.Acceptance // findings that are lived with
	Complete bool                // says of all users what they may do: whatever else crosses fails
}

// allowed is what the policy lets a caller do with user 1's things. Studio is anybody.
func (c *court) allowed(id catalog.Identity) catalog.Allowed {
	relation := c.Settings.Relation
	if id.Token == catalog.OfUser1 { // tries what is user 2's
		return catalog.Between(c.policy.Allow, relation.Owner, relation.Visitor)
	}
	switch id.Login {
	case catalog.OtherUser, catalog.Beside:
		return catalog.Between(c.policy.Allow, relation.Visitor, relation.Owner)
	case catalog.Studio:
		return catalog.Between(c.policy.Allow, catalog.Person{}, relation.Owner)
	}
	return nil
}

// withheld judges a call that brought nothing, where the policy promises that it works. A list
// is withheld only where no list of the resource shows anything.
func (c *court) withheld(t trial, how string) (judgement, bool) {
	promised := t.op
	if t.id.Token == catalog.OfUser1 { // the same with user 2's things
		promised = catalog.Named(t.op.Control)
	}
	if t.id.Login != catalog.OtherUser || !c.allowed(t.id).Promises(promised) || t.effect.seen != "" {
		return judgement{}, false
	}
	if j, ok := c.letInAtAll(); !ok {
		return j, true
	}
	switch said := t.answer.Brief(); {
	case t.id.Token == catalog.OfUser1 && t.op.Resource == "store" && c.keepsElsewhere():
		return judgement{catalog.Skip, "", "the server keeps User 2's items elsewhere than where they are asked for"}, true
	case t.answer.Status() == http.StatusUnauthorized:
		return judgement{catalog.Error, undecided, "refused as nobody (" + said + "), which does not say what User 2 may do"}, true
	case t.got == transcript.Crashed && !c.deniesByCrash(t):
		return judgement{catalog.Error, undecided, "crashed, which is no denial here: " + said}, true
	case t.got == transcript.Admitted && c.ownChangeIsLost(t):
		return judgement{catalog.Skip, "", "accepted (" + said + "), and User 1's own change does not show either"}, true
	}
	if t.op.Oracle == catalog.List && t.got != transcript.Denied && c.listedElsewhere(t) || c.reachedOtherwise(t) {
		return judgement{}, false
	}
	return judgedAs(catalog.OverBlocked, fmt.Sprintf("%s, which the policy allows: %s", how, t.op.Handler())), true
}

// keepsElsewhere tells a server that shows user 2's own item in another namespace than it was put into:
// whoever asks for the one that it was put into asks for something else.
func (c *court) keepsElsewhere() bool {
	var item struct{ Namespace []string }
	own := c.own[catalog.Named("store.get").ControlID()]
	return own.OK() && json.Unmarshal([]byte(own.Response.Body), &item) == nil && len(item.Namespace) > 0 && !slices.Equal(item.Namespace, c.Facts.Own)
}

// deniesByCrash tells whether what the policy does not allow ends in a crash as well.
func (c *court) deniesByCrash(t trial) bool {
	allowed := c.allowed(t.id)
	for check, answers := range c.attacks {
		operation, identity := catalog.SplitCheck(check)
		o := catalog.Named(operation)
		if identity == t.id.ID && !allowed.Permits(o) && c.Outcome(o, answers[0], transcript.Exchange{}) == transcript.Crashed {
			return true
		}
	}
	return false
}

// ownChangeIsLost tells a server that shows user 1 the metadata of the thing that user 1 has just
// changed, without the change: nobody's would show.
func (c *court) ownChangeIsLost(t trial) bool {
	if t.op.Oracle != catalog.Write || t.op.Effect.Object != "" || !t.control.OK() {
		return false
	}
	body := t.control.Response.Body
	return strings.Contains(body, `"metadata"`) && !strings.Contains(body, c.Facts.Marker(t.op.ID, "owner"))
}

// reachedOtherwise tells whether a variant of the operation brings the caller what the plain
// one does not: on a server that keeps the store's namespaces below their owners, say.
func (c *court) reachedOtherwise(t trial) bool {
	return slices.ContainsFunc(c.variantsOf(t), func(v trial) bool { return v.got == transcript.Leaked || v.effect.seen != "" })
}

// takenOtherwise tells whether what is gone was as likely taken by a variant of the operation.
func (c *court) takenOtherwise(t trial) bool {
	return slices.ContainsFunc(c.variantsOf(t), func(v trial) bool {
		return v.op.Effect.Object == t.op.Effect.Object && v.got == transcript.Admitted
	})
}

// variantsOf are the same caller's answers to operations of which this one is the plain form.
func (c *court) variantsOf(t trial) []trial {
	var variants []trial
	for check, answers := range c.attacks {
		operation, identity := catalog.SplitCheck(check)
		if o := catalog.Named(operation); identity == t.id.ID && o.Optional && slices.Contains(o.Plain, t.op.ID) && len(answers) > 0 {
			variants = append(variants, c.trial(o, t.id, answers[0]))
		}
	}
	return variants
}

// listedElsewhere tells whether another list of the resource shows the caller user 1's things.
func (c *court) listedElsewhere(t trial) bool {
	for check, answers := range c.attacks {
		operation, identity := catalog.SplitCheck(check)
		o := catalog.Named(operation)
		if identity != t.id.ID || o.Oracle != catalog.List || o.Resource != t.op.Resource {
			continue
		}
		for _, answer := range answers {
			if c.Outcome(o, answer, c.control(o)) == transcript.Leaked || answer.OK() && c.Facts.ShowsOwned(o, answer.Response.Body) {
				return true
			}
		}
	}
	return false
}

// usesRights tells whether user 2 is let in by something that the policy allows, by the same
// resource's handlers: then what is denied is denied for whose it is, or for the role, and
// both are what the policy says.
func (c *court) usesRights(o catalog.Operation) bool {
	other := catalog.IdentityNamed("other-user")
	allowed := c.allowed(other)
	for check, answers := range c.attacks {
		operation, identity := catalog.SplitCheck(check)
		row := catalog.Named(operation)
		if identity == other.ID && row.Guarded() == o.Guarded() && allowed.Permits(row) && slices.ContainsFunc(answers, func(e transcript.Exchange) bool { return c.Facts.LetIn(row, e) }) {
			return true
		}
	}
	return false
}

// addRelation adds what came of a further pair of users, in their own names. Where its owner could
// make nothing, that is an open question only if it leaves a line of the policy without an answer.
func addRelation(report *result.Report, c *court, lines []told) {
	var part result.Report
	relation := c.Settings.Relation
	if c.begun() {
		c.judgeAll(&part)
		underFound(part.Results, report.Results)
	} else {
		part.Results = []result.Result{c.nothingToTry(lines)}
	}
	suffix := "@" + relation.Name
	if relation.Ring || relation.Back {
		suffix = "@" + relation.Visitor.Name + ">" + relation.Owner.Name
	}
	names := c.names()
	for _, r := range part.Results {
		if catalog.IdentityNamed(r.Identity).Login == catalog.Owner && r.Verdict == catalog.Pass {
			continue // the control of the others
		}
		r.ID, r.Relation, r.Line = r.ID+suffix, relation.Name, ""
		r.Summary = relation.Visitor.Name + " on what is " + relation.Owner.Name + "'s: " + names.Replace(r.Summary)
		if e := r.Evidence; e != nil {
			e.Whose, e.Control, e.Effect, e.Curl = relation.Owner.Name, names.Replace(e.Control), names.Replace(e.Effect), names.Replace(e.Curl)
		}
		report.Results = append(report.Results, r)
	}
	c.tell(lines, part.Results)
	c.addTo(&report.Summary)
}

// addTo adds the figures of another pair to those of the whole run, and what it left and noted.
func (c *court) addTo(s *result.Summary) {
	t, names := c.Transcript, c.names()
	s.Requests, s.Sent.Valid, s.Sent.Refused, s.Sent.None = s.Requests+t.Sent.All, s.Sent.Valid+t.Sent.Valid, s.Sent.Refused+t.Sent.Refused, s.Sent.None+t.Sent.None
	s.DurationMS = max(s.DurationMS, t.Started.Sub(s.Started).Milliseconds()+t.DurationMS)
	for _, left := range t.Leftovers {
		s.Leftovers = append(s.Leftovers, names.Replace(left))
	}
	s.Leftovers = result.Unique(s.Leftovers)
	for _, note := range t.Notes {
		s.Notes = append(s.Notes, names.Replace(note))
	}
	s.Notes = result.Unique(s.Notes)
	if s.Incomplete == "" {
		s.Incomplete = names.Replace(t.Incomplete)
	}
}

// names says who User 1 and User 2 are, and how a shell names their tokens.
func (c *court) names() *strings.Replacer {
	visitor, owner := c.Settings.Relation.Visitor, c.Settings.Relation.Owner
	return strings.NewReplacer("$AUTHCHECK_TOKEN_1", owner.Token, "$AUTHCHECK_TOKEN_2", visitor.Token, "User 1", owner.Name, "User 2", visitor.Name)
}

// nameTokens has the lines for a shell that come with the first pair name the tokens of its
// users. In words they stay User 1 and User 2.
func (c *court) nameTokens(report *result.Report) {
	visitor, owner := c.Settings.Relation.Visitor, c.Settings.Relation.Owner
	tokens := strings.NewReplacer("$AUTHCHECK_TOKEN_1", owner.Token, "$AUTHCHECK_TOKEN_2", visitor.Token)
	for _, r := range report.Results {
		if r.Evidence != nil {
			r.Evidence.Curl = tokens.Replace(r.Evidence.Curl)
		}
	}
	for i, left := range report.Summary.Leftovers {
		report.Summary.Leftovers[i] = tokens.Replace(left)
	}
}

// nothingToTry says of a pair why its owner has nothing: a role that may not create any thing
// has nothing that could be taken. What is no refusal on purpose says nothing of a role, and what the policy allows between these alone is not proven.
func (c *court) nothingToTry(lines []told) result.Result {
	r := c.refusedOwner()
	r.Operation, r.Identity = "threads.get", "other-user"
	r.ID = catalog.Check(r.Operation, r.Identity)
	known := c.listed() || c.policy.Complete && c.Barred(c.control(catalog.Named("threads.search")))
	if r.Code != catalog.SetUpFailed || !known || !c.denied("threads.create", catalog.IdentityNamed("owner")) {
		return r
	}
	r.Verdict, r.Code = catalog.Skip, ""
	for i, line := range c.policy.Allow {
		if c.fits(line) && !lines[i].asked {
			r.Verdict, r.Code = catalog.Error, undecided
			r.Summary = line.String() + ": could not be proven. " + r.Summary
		}
	}
	return r
}

// relationsOf counts for each relation what came of it, with the ring as one.
func relationsOf(t *transcript.Transcript, results []result.Result) []result.Relation {
	if t.Settings.Relation.Name == "" {
		return nil
	}
	list := []result.Relation{crossings(t.Settings.Relation, results, "", t.Settings.Relation.Name)}
	for _, further := range t.Relations {
		relation := further.Settings.Relation
		if !slices.ContainsFunc(list, func(known result.Relation) bool { return known.Name == relation.Name }) {
			list = append(list, crossings(relation, results, relation.Name))
		}
	}
	return list
}

// usersOf counts the users of all pairs.
func usersOf(t *transcript.Transcript) int {
	names := map[string]bool{}
	for _, run := range append([]*transcript.Transcript{t}, t.Relations...) {
		names[run.Settings.Relation.Visitor.Name], names[run.Settings.Relation.Owner.Name] = true, true
	}
	return len(names)
}

// crossings counts user 2's results of one relation, by resource.
func crossings(relation catalog.Relation, results []result.Result, names ...string) result.Relation {
	list := result.Relation{Name: relation.Name, Visitor: relation.Visitor, Owner: relation.Owner, Pairs: relation.Like}
	for _, resource := range catalog.Resources {
		row, any := result.Crossings{Resource: resource}, false
		for _, r := range results {
			if slices.Contains(names, r.Relation) && r.Resource == resource && catalog.IdentityNamed(r.Identity).Login == catalog.OtherUser {
				row.Add(r)
				any = true
			}
		}
		if any {
			list.Resources = append(list.Resources, row)
		}
	}
	return list
}
