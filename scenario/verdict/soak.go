package verdict

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/phrase"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// soakLeast is how many answers there must be in which a mix-up would show: fewer exclude
// less than one mix-up in a hundred.
const soakLeast = 300

// soaked judges what came of many users at once: whose canary came back is proof, and
// how many answers showed their caller's says what is excluded.
func (c *court) soaked(report *result.Report) {
	s := soakOf(c.Soak)
	if s.AtMost > 0 && len(c.policy.Allow) > 0 { // an answer counts where it would show some user's, not every user's
		s.Notes = append(s.Notes, "the policy shares things: what is excluded are mix-ups between users who share nothing")
	}
	report.Soak, report.Target.Users = s, len(c.Soak.Users)
	for _, check := range catalog.SoakChecks {
		report.Results = append(report.Results, c.soakedResource(check, s))
	}
	for _, crossing := range c.Soak.Alone {
		report.Results = append(report.Results, c.crossedAlone(crossing))
	}
	report.Findings = c.findings(report.Results)
	for i, f := range report.Findings { // it has other users than the matrix
		if j := slices.IndexFunc(report.Results, func(r result.Result) bool { return r.Code == f.Code && r.Verdict == f.Verdict }); j >= 0 {
			report.Findings[i].Summary = report.Results[j].Summary
		}
	}
	c.accept(report)
	report.Matrix = result.MatrixOf(report.Results)
	report.Summarize()
}

// soakedResource judges the answers about one resource.
func (c *court) soakedResource(check catalog.Operation, s *result.Soak) result.Result {
	r := blankResult(check, catalog.IdentityNamed("other-user"))
	telling, mixed := int64(0), int64(0)
	for _, o := range s.Operations {
		if strings.HasPrefix(o.Operation, check.Resource+".") {
			telling, mixed = telling+o.Telling, mixed+o.MixedUp
		}
	}
	first := slices.IndexFunc(c.Soak.Crossings, func(x transcript.Crossing) bool { return strings.HasPrefix(x.Got.Operation, check.Resource+".") })
	reason, left := c.Soak.LeftOut[check.Resource]
	switch {
	case mixed > 0 && first >= 0:
		crossing := c.Soak.Crossings[first]
		r.Verdict, r.Code = catalog.Fail, check.FoundAs()
		r.Summary = fmt.Sprintf("%s (%d of %d answers)", tellCrossing(crossing), mixed, telling)
		r.Evidence = crossingEvidence(crossing, c.Target.URL)
	case len(c.Soak.Users) < 2:
		r.Verdict, r.Code, r.Summary = catalog.Error, undecided, "the server let in "+phrase.Count(len(c.Soak.Users), "user")+", and two are needed"
	case left && c.Soak.Failed[check.Resource]:
		r.Verdict, r.Code, r.Summary = catalog.Error, undecided, "left out: "+reason
	case left:
		r.Verdict, r.Summary = catalog.Skip, "left out: "+reason
	case s.Telling < soakLeast:
		r.Verdict, r.Code = catalog.Error, undecided
		r.Summary = fmt.Sprintf("%d answers would have shown a mix-up, and %d are the least that says something", s.Telling, soakLeast) + c.getsMore()
	case telling == 0:
		r.Verdict, r.Summary = catalog.Skip, "no answer showed whose it is"
	case telling < soakLeast/10:
		r.Verdict, r.Code = catalog.Error, undecided
		r.Summary = fmt.Sprintf("only %d answers would have shown a mix-up", telling) + c.getsMore()
	default:
		r.Verdict, r.Summary = catalog.Pass, fmt.Sprintf("all of %d answers belonged to their caller", telling)
	}
	return r
}

// getsMore says how there would be more answers.
func (c *court) getsMore() string {
	if c.Soak.Stopped != "" {
		return "; it ended before its time: " + c.Soak.Stopped
	}
	return ": a longer --soak gets more"
}

// tellCrossing says who was taken for whom. What its maker is never shown was put in the
// other user's name as it was made.
func tellCrossing(x transcript.Crossing) string {
	if !x.Seen && x.Made != nil {
		return fmt.Sprintf("what %s made is in the name of %s", x.Whose, x.Who)
	}
	return fmt.Sprintf("%s was taken for %s", x.Who, x.Whose)
}

func crossingEvidence(x transcript.Crossing, url string) *result.Evidence {
	e := x.Exchange
	evidence := &result.Evidence{Whose: x.Whose, Expected: "only what " + x.Who + " owns", Got: e.Described(), Method: e.Request.Method, Body: soakBody(e),
		Canary: true, Effect: tellCrossing(x)}
	if r := e.Response; r != nil {
		evidence.URL, evidence.Status, evidence.DurationMS, evidence.CanaryAt = r.URL, r.Status, r.ElapsedMS, canaryAt(r, x.Canary)
	} else {
		evidence.URL = strings.TrimRight(url, "/") + e.Request.Path
	}
	return evidence
}

// soakBody is what was sent; the canaries in it are our own.
func soakBody(e transcript.Exchange) string { return string(e.Request.Body) }

// crossedAlone is a resource on which users are not kept apart whatever else is under
// way: the same finding as that of the matrix.
func (c *court) crossedAlone(x transcript.Crossing) result.Result {
	o := catalog.Named(x.Got.Operation)
	r := blankResult(o, catalog.IdentityNamed("other-user"))
	j := judgedAs(o.FoundAs(), "")
	switch {
	case catalog.Between(c.policy.Allow, catalog.Person{}, catalog.Person{}).Permits(o):
		j = judgement{catalog.Note, "", ""}
	case j.verdict != catalog.Warn:
		j.verdict = catalog.Fail
	}
	r.Verdict, r.Code = j.verdict, j.code
	r.Summary = fmt.Sprintf("%s is shown what is %s's, with nothing else under way: verify without --soak tells more", x.Who, x.Whose)
	r.Evidence = crossingEvidence(x, c.Target.URL)
	r.Evidence.Effect = ""
	return r
}

// byID are the operations on a thread that is named: who is taken for another user there
// is refused.
var byID = []string{"threads.get", "runs.create", "runs.list"}

// soakOf makes the figures.
func soakOf(t *transcript.Soak) *result.Soak {
	s := &result.Soak{Users: len(t.Users), LengthMS: t.LengthMS, DurationMS: t.DurationMS, AtOnce: t.AtOnce, Operations: []result.SoakOperation{}, Notes: soakNotes(t)}
	var all transcript.Times
	for _, tally := range t.Tallies {
		o := result.SoakOperation{Operation: tally.Operation, Requests: tally.All(), Telling: tally.Own + tally.Crossed, MixedUp: tally.Crossed,
			Refused: tally.Refused, Failed: tally.Failed, Latency: latency(tally.Took)}
		if slices.Contains(byID, o.Operation) && o.Refused > 0 {
			o.Telling = o.MixedUp
			s.Notes = append(s.Notes, fmt.Sprintf("%s: %d of %d on something of one's own refused, which may be mix-ups: none of them counts", o.Operation, o.Refused, o.Requests))
		}
		s.Operations = append(s.Operations, o)
		s.Requests, s.Telling, s.MixedUp = s.Requests+o.Requests, s.Telling+o.Telling, s.MixedUp+o.MixedUp
		all = all.Plus(tally.Took)
	}
	s.Latency = latency(all)
	if t.DurationMS > 0 {
		s.PerSecond = float64(s.Requests*10_000/t.DurationMS) / 10
	}
	if s.MixedUp == 0 && s.Telling > 0 {
		s.AtMost = 3 / float64(s.Telling)
	}
	if len(t.Crossings) > 0 {
		s.First = mixUp(t.Crossings[0])
	}
	return s
}

func latency(t transcript.Times) result.Latency {
	return result.Latency{P50: t.Percentile(0.5), P95: t.Percentile(0.95), P99: t.Percentile(0.99)}
}

// soakNotes say what was left out, and why it was not more.
func soakNotes(t *transcript.Soak) []string {
	var notes []string
	for _, user := range slices.Sorted(maps.Keys(t.TurnedAway)) {
		said := " was not let in: "
		if strings.Contains(t.TurnedAway[user], "403") {
			said = " may make nothing: "
		}
		notes = append(notes, user+said+t.TurnedAway[user])
	}
	for _, resource := range slices.Sorted(maps.Keys(t.LeftOut)) {
		notes = append(notes, resource+" left out: "+t.LeftOut[resource])
	}
	for _, limit := range t.Limits {
		notes = append(notes, "the server's limit: "+limit)
	}
	if t.Stopped != "" {
		notes = append(notes, "it ended before its time: "+t.Stopped)
	}
	return notes
}

func mixUp(x transcript.Crossing) *result.MixUp {
	m := &result.MixUp{User: x.Who, Whose: x.Whose, Summary: tellCrossing(x), Got: soakRequest(x.Who, x.Got)}
	m.Got.Body = soakBody(x.Exchange)
	if x.Exchange.Response != nil {
		m.Shown = canaryAt(x.Exchange.Response, x.Canary)
	}
	for _, other := range []struct {
		call *transcript.SoakCall
		to   **result.SoakRequest
	}{{x.Beside, &m.Beside}, {x.Made, &m.Made}} {
		if other.call != nil {
			r := soakRequest(x.Whose, *other.call)
			*other.to = &r
		}
	}
	return m
}

func soakRequest(user string, call transcript.SoakCall) result.SoakRequest {
	return result.SoakRequest{User: user, Method: call.Method, Path: call.Path, Status: call.Status,
		AtMS: float64(call.AtUS/10) / 100, TookMS: float64(call.TookUS/10) / 100}
}
