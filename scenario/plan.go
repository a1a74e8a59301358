package scenario

import (
	"slices"
	"strings"
)

// Plan is what a run would send, without sending it.
type Plan struct {
	URL    string    `json:"url"`
	Notes  []string  `json:"notes"`
	Checks []Planned `json:"checks"`
}

// Planned is one operation, and who would try it.
type Planned struct {
	Operation  string   `json:"operation"`
	Resource   string   `json:"resource"`
	Method     string   `json:"method"`
	Path       string   `json:"path"`
	Identities []string `json:"identities"`
	Tries      string   `json:"tries"` // how the answer is judged: read, list, write, …
}

// planNotes say what a reader of the plan has to know.
var planNotes = []string{
	"Everything is tried on things that this run creates, tags (metadata.made_by = \"authcheck\") and removes again.",
	"No node of a graph is run: state is seeded, runs are delayed by an hour and cancelled. The server itself may call graph factories and entry routers.",
	"MCP and A2A are asked for their lists and for a task; no tool is called, no message is sent.",
	"Routes that /openapi.json documents beyond these get one GET without a token, with random IDs.",
	"With Supabase logins, user 2's user_metadata is edited and put back, and one more session of user 1 is opened and ended.",
}

// PlanOf lists what Verify would try with the same configuration. It sends nothing.
func PlanOf(c Config) Plan {
	for len(c.Users) < 2 {
		c.Users = append(c.Users, User{})
	}
	r := newRun(c)
	plan := Plan{URL: c.URL, Notes: slices.Clone(planNotes)}
	if c.RunGraph {
		plan.Notes[1] = "Nodes of the graph are run (--run-graph)."
	}
	if c.Quick {
		plan.Notes = plan.Notes[:1]
	}
	ids := r.identities()
	for _, o := range slices.Concat(r.table(), []Operation{overlap, asEdited}) {
		planned := Planned{Operation: o.ID, Resource: o.Resource, Method: o.Method, Path: planPath(o), Tries: string(o.Oracle)}
		for _, id := range ids {
			if tried(o, id) && r.selected(o.ID+"/"+id.ID) && (!c.Quick || quickChecks[o.ID+"/"+id.ID]) {
				planned.Identities = append(planned.Identities, id.ID)
			}
		}
		if len(planned.Identities) > 0 && !o.Optional {
			plan.Checks = append(plan.Checks, planned)
		}
	}
	return plan
}

// Unmatched lists the patterns that no check has an ID for, and malformed ones. Those
// about routes may match what only the server knows.
func Unmatched(patterns []string) []string {
	all := PlanOf(Config{RunGraph: true})
	return slices.DeleteFunc(slices.Clone(patterns), func(pattern string) bool {
		if strings.HasPrefix(pattern, "routes.") {
			return true
		}
		return slices.ContainsFunc(all.Checks, func(p Planned) bool {
			return slices.ContainsFunc(p.Identities, func(id string) bool { return matches([]string{pattern}, p.Operation+"/"+id) })
		})
	})
}

// quickChecks are the tutorial's.
var quickChecks = map[string]bool{
	"threads.create/owner": true, "threads.create/no-token": true, "threads.get/other-user": true, "threads.get/owner": true,
}

// planPath is the path with the documented names of its parameters.
func planPath(o Operation) string {
	if o.Doc != "" {
		return o.Doc
	}
	return placeholder.ReplaceAllStringFunc(o.Path, func(name string) string {
		return "{" + strings.TrimSuffix(strings.TrimSuffix(name[1:], "_s"), "_w") + "_id}"
	})
}
