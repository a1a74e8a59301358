package scenario

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/supabase"
)

// Plan is what a run would send, without sending it.
type Plan = result.Plan

// Planned is one operation, and who would try it.
type Planned = result.Planned

// planNote says what a reader of the plan has to know.
type planNote struct {
	Text    string
	Quick   bool              // of a quick run, too
	Changes func(Config) bool // settings with which it is the other text; nil for none
	Else    string
}

var planNotes = []planNote{
	{Text: "Everything is tried on things that this run creates, tags (metadata.made_by = \"authcheck\") and removes again.", Quick: true},
	{Text: "No node of a graph is run: state is seeded, runs are delayed by an hour and cancelled. The server itself may call graph factories and entry routers.",
		Changes: func(c Config) bool { return c.RunGraph }, Else: "Nodes of the graph are run (--run-graph)."},
	{Text: "MCP and A2A are asked for their lists and for a task; no tool is called, no message is sent."},
	{Text: "Of the routes that /openapi.json documents beyond these, at most 30 that are read by GET or HEAD are tried without a token, as user 2 and as user 1, each asking for user 1's things; others only with --allow-route."},
	{Text: "With Supabase logins, user 2's user_metadata is edited and put back, and two more sessions of user 1 are opened and ended; one of them is used before."},
	{Text: "No account is made, deleted or banned.", Changes: func(c Config) bool { return c.Admin != nil },
		Else: "Four accounts are made with the service key, half of them used, two deleted and two banned; an anonymous one where the project gives such. None stays (--allow-account-changes)."},
	{Text: "Where the server is on this machine, two forged tokens name a listener of authcheck's own as the place of their key."},
}

// notesOf are the notes of a plan with these settings.
func notesOf(c Config) (notes []string) {
	for _, n := range planNotes {
		switch {
		case c.Quick && !n.Quick:
		case n.Changes != nil && n.Changes(c):
			notes = append(notes, n.Else)
		default:
			notes = append(notes, n.Text)
		}
	}
	return notes
}

// PlanOf lists what Verify would try with the same configuration. It sends nothing.
func PlanOf(c Config) Plan {
	plan := Plan{URL: c.URL, Notes: notesOf(c)}
	if !c.Quick {
		plan.Notes = append(plan.Notes, c.planPairs()...)
	}
	plan.Checks = slices.DeleteFunc(c.planned(), func(p Planned) bool { return catalog.Named(p.Operation).Optional })
	return plan
}

// planned are all checks, with those that only some servers have.
func (c Config) planned() (checks []Planned) {
	identities := catalog.Identities(c.Deep, c.Admin != nil)
	for _, o := range slices.Concat(catalog.Operations(c.RunGraph, c.Deep), catalog.Special()) {
		if o.Deep && !c.Deep {
			continue
		}
		planned := Planned{Operation: o.ID, Resource: o.Resource, Method: o.Method, Path: o.Documented(), Tries: string(o.Oracle)}
		for _, id := range identities {
			check := catalog.Check(o.ID, id.ID)
			if (o.TriedBy(id) || catalog.IsReversed(check)) && c.Has(check) && (!c.Quick || quickChecks[check]) {
				planned.Identities = append(planned.Identities, id.ID)
			}
		}
		if len(planned.Identities) > 0 {
			checks = append(checks, planned)
		}
	}
	return checks
}

// planPairs says which pairs of users are tried, beyond a single one.
func (c Config) planPairs() (notes []string) {
	ring := 0
	for i, r := range c.relations() {
		may := "nothing"
		if given := catalog.Between(c.Allow, r.Visitor, r.Owner).Given(); len(given) > 0 {
			may = strings.Join(given, "; ")
		}
		said := fmt.Sprintf("%s: %s tries what is %s's. May: %s.", r.Name, r.Visitor.Name, r.Owner.Name, may)
		switch {
		case r.Ring:
			ring++
		case i > 0:
			notes = append(notes, said)
		case r.Name != "":
			notes = append(notes, said+" They are user 2 and user 1; where that owner may make nothing, those of the next pair are.")
		}
	}
	if ring > 0 {
		notes = append(notes, fmt.Sprintf("%d more pairs, each on one thing of each kind that is its neighbour's.", ring))
	}
	return notes
}

// Unmatched lists the patterns that no check has an ID for, and malformed ones. Those
// about routes may match what only the server knows.
func Unmatched(patterns []string) []string {
	all := Config{Probe: Probe{RunGraph: true, Deep: true, Admin: new(supabase.Client)}}.planned()
	return slices.DeleteFunc(slices.Clone(patterns), func(pattern string) bool {
		if pattern == "routes" || strings.HasPrefix(pattern, "routes.") {
			return true
		}
		return slices.ContainsFunc(all, func(p Planned) bool {
			return slices.ContainsFunc(p.Identities, func(id string) bool {
				return catalog.Matches([]string{pattern}, catalog.Check(p.Operation, id))
			})
		})
	})
}

// Names lists the resources, operations and checks that a pattern can name.
var Names = sync.OnceValue(func() []string {
	var resources, operations, checks []string
	for _, p := range PlanOf(Config{Probe: Probe{RunGraph: true, Deep: true}}).Checks {
		if !slices.Contains(resources, p.Resource) {
			resources = append(resources, p.Resource)
		}
		operations = append(operations, p.Operation)
		for _, id := range p.Identities {
			checks = append(checks, catalog.Check(p.Operation, id))
		}
	}
	return slices.Concat(resources, operations, checks)
})

// quickChecks are the tutorial's.
var quickChecks = map[string]bool{
	"threads.create/owner": true, "threads.create/no-token": true, "threads.get/other-user": true, "threads.get/owner": true,
}
