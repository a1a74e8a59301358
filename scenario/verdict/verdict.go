// Package verdict decides: pure functions from a transcript, the catalog and a
// policy to results, findings and a report. It has no client, no clock, no lock and
// no context, so it judges recorded runs as it judges live ones, and it is the only
// place that does.
//
// The path of a judgement: evidence of one check (trial.go, effect.go), its verdict
// (judge.go; overlap.go and routes.go for the checks with a course of their own), the
// cause behind several of them (causes.go), findings (findings.go), the report.
package verdict

import (
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// court is a run before its judge: the transcript with its exchanges in order.
type court struct {
	*transcript.Transcript
	policy  Policy
	attacks map[string][]transcript.Exchange // by check
	unknown map[string]transcript.Exchange   // by check
	before  map[string]transcript.Exchange   // by readback
	after   map[string]transcript.Exchange
	unused  map[string]transcript.Exchange // by check
	own     map[string]transcript.Exchange // by caller control
	other   map[transcript.Part][]transcript.Exchange

	supplies *transcript.Supplies // of the facts; see supply
}

// supply is what the run built its requests of.
func (c *court) supply() *transcript.Supplies {
	if c.supplies == nil {
		c.supplies = c.Facts.Supplies()
	}
	return c.supplies
}

func open(t *transcript.Transcript, p Policy) *court {
	c := &court{Transcript: t, policy: p, attacks: map[string][]transcript.Exchange{}, unknown: map[string]transcript.Exchange{},
		before: map[string]transcript.Exchange{}, after: map[string]transcript.Exchange{}, unused: map[string]transcript.Exchange{}, own: map[string]transcript.Exchange{}, other: map[transcript.Part][]transcript.Exchange{}}
	for _, e := range t.Exchanges {
		switch e.Part {
		case transcript.Attack:
			c.attacks[e.Check()] = append(c.attacks[e.Check()], e)
		case transcript.Unknown:
			c.unknown[e.Check()] = e
		case transcript.Before:
			c.before[e.Operation] = e
		case transcript.After:
			c.after[e.Operation] = e
		case transcript.Unused:
			c.unused[e.Check()] = e
		case transcript.Own:
			c.own[e.Operation] = e
		default:
			c.other[e.Part] = append(c.other[e.Part], e)
		}
	}
	return c
}

// Judge makes the report of a run.
func Judge(t *transcript.Transcript, p Policy) *result.Report {
	c := open(t, p)
	report := c.blank()
	if t.Soak != nil {
		c.soaked(report)
		return report
	}
	c.judgeAll(report)
	if t.Settings.Relation.Name != "" {
		c.nameTokens(report)
	}
	for _, before := range t.Tried {
		open(before, p).addTo(&report.Summary)
	}
	addRelations(report, c, t.Relations)
	report.Relations = relationsOf(t, report.Results)
	report.Target.Users = max(report.Target.Users, usersOf(t))
	c.settle(report)
	report.Summary.Notes = append(report.Summary.Notes, timeSpent(t, report.Summary)...)
	return report
}

// judgeAll judges every check, and names the causes behind them.
func (c *court) judgeAll(report *result.Report) {
	lines := c.lines()
	switch {
	case !c.begun():
		report.Results = append(lines, c.logins()...)
		report.Summary.Notes = append(report.Summary.Notes, c.notReached(report.Results)...)
	case c.Settings.Quick:
		report.Results = lines
	default:
		report.Results = withLines(c.results(), lines)
	}
	if c.Settings.Quick && c.begun() {
		report.Results = append(report.Results, c.result(catalog.Named("threads.get"), catalog.IdentityNamed("owner")))
	}
	c.nameCauses(report.Results)
}

// Lines are the results of the tutorial's three checks, as far as they were tried.
func Lines(t *transcript.Transcript, p Policy) []result.Result { return open(t, p).lines() }

// begun tells whether user 1 got anywhere.
func (c *court) begun() bool { return c.Facts.Things["thread"] != "" }

func (c *court) blank() *result.Report {
	t := c.Transcript
	return &result.Report{
		Schema: result.Schema, Tool: result.Tool{Name: "authcheck", Version: t.Version},
		Target: result.Target{URL: t.Target.URL, Server: t.Target.Server, Version: t.Target.Version, Kind: t.Target.Kind,
			Graph: t.Facts.Graph, Users: len(t.Facts.Users)},
		Summary: result.Summary{Strict: c.policy.Strict, Started: t.Started, Incomplete: t.Incomplete, Notes: slices.Concat(t.Clocks, t.Notes), Leftovers: slices.Clone(t.Leftovers),
			Requests: t.Sent.All, DurationMS: t.DurationMS,
			Sent: result.RequestCounts{Valid: t.Sent.Valid, Refused: t.Sent.Refused, None: t.Sent.None}},
		Findings: []result.Finding{},
	}
}

// results judges every check, in the order of the tables.
func (c *court) results() []result.Result {
	results := []result.Result{}
	callers := catalog.Identities(c.Settings.Deep, c.Settings.Accounts)
	for _, o := range c.Settings.Needed(catalog.Operations(c.Settings.RunGraph, c.Settings.Deep)) {
		for _, id := range callers {
			if !o.TriedBy(id) || !c.Settings.Has(catalog.Check(o.ID, id.ID)) || o.Optional && c.lacks(o, id) {
				continue
			}
			results = append(results, c.result(o, id))
		}
	}
	return slices.Concat(results, c.reversed(), c.overlaps(), c.edited(), c.lookalike(), c.reached(), c.routes())
}

// unseenRoutes is said of servers with routes of their own, and unasked where those ask for no
// login by themselves.
const (
	unseenRoutes = "What http.app serves and its document does not name (WebSockets, hidden routes) was not tried"
	unasked      = "; without enable_custom_route_auth nobody asks for a login there"
)

// notSeen says what of the application's own the server's document does not name.
func (c *court) notSeen() []string {
	project := c.Settings.Project
	switch {
	case project.Keys[catalog.OwnApp] == "" || c.Settings.Quick || !c.begun():
		return nil
	case project.On(catalog.OwnRoutesAuth):
		return []string{unseenRoutes}
	}
	return []string{unseenRoutes + unasked}
}

// pageNote is said of servers that refuse with a success.
const pageNote = "Whoever has no valid login gets one and the same web page, with a status of success: taken for the refusal that it is, as users get answers of the API"

// settle completes the report: findings, matrix, coverage, verdict.
func (c *court) settle(report *result.Report) {
	report.Findings = c.findings(report.Results)
	report.Summary.Coverage = c.coverage(report.Results)
	report.Summary.NotJudged = c.notJudged(report.Summary.Coverage.Untested, report.Results)
	report.Summary.Notes = append(report.Summary.Notes, c.notSeen()...)
	if slices.ContainsFunc(report.Results, func(r result.Result) bool { return strings.HasSuffix(r.Summary, pageForAll) }) {
		report.Summary.Notes = append(report.Summary.Notes, pageNote)
	}
	development := catalog.RouteID("GET", catalog.DevelopmentRoute)
	if slices.ContainsFunc(report.Results, func(r result.Result) bool { return r.Operation == development && r.Code != "" }) {
		report.Target.Kind = "development server"
	}
	c.accept(report)
	report.Matrix = result.MatrixOf(report.Results)
	report.Summarize()
}

func (c *court) lacks(o catalog.Operation, id catalog.Identity) bool {
	name, _ := c.supply().Lacks(o, id)
	return name != ""
}
