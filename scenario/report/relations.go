package report

import (
	"fmt"
	"strings"

	"authcheck/scenario/phrase"
	"authcheck/scenario/result"
)

// related says in words which users stand in a relation.
func related(r result.Relation) string {
	said := fmt.Sprintf("%s on what is %s's", r.Visitor.Name, r.Owner.Name)
	if r.Pairs > 1 {
		said += ", and " + phrase.Count(r.Pairs-1, "other pair") + " by reads and lists"
	}
	return said
}

// introduced says it, and of the first relation what its users are called in the rest.
func introduced(i int, r result.Relation) string {
	said := related(r)
	if i == 0 && r.Visitor.Name != "User 2" {
		said += fmt.Sprintf(". Elsewhere in the report, %s is User 1, and %s is User 2", r.Owner.Name, r.Visitor.Name)
	}
	return said
}

// isAllowed tells a check of what the policy lets somebody do, and which works.
func isAllowed(r result.Result) bool { return r.Allowed && r.Verdict == result.Note }

// outcome is what came of one resource between two users, in short.
type outcome struct {
	Verdict result.Verdict
	Counts  string
}

// crossed counts what came of one resource, the worst first.
func crossed(c result.Crossings) outcome {
	said := outcome{Verdict: result.Pass}
	var parts []string
	for _, part := range []struct {
		number  int
		word    string
		verdict result.Verdict
	}{
		{c.Leaked, "leaked", result.Fail}, {c.OverBlocked, "over-blocked", result.Fail}, {c.Undecided, "undecided", result.Error},
		{c.Allowed, "allowed", result.Pass}, {c.Denied, "denied", result.Pass},
	} {
		if part.number == 0 {
			continue
		}
		if len(parts) == 0 {
			said.Verdict = part.verdict
		}
		parts = append(parts, fmt.Sprintf("%d %s", part.number, part.word))
	}
	if parts == nil {
		return outcome{result.Skip, "not testable here"}
	}
	said.Counts = strings.Join(parts, ", ")
	return said
}

// relations draws what users may do with each other's things, and do.
func (s *sheet) relations(list []result.Relation) {
	for i, r := range list {
		s.line()
		s.hanging("", r.Name+": "+introduced(i, r))
		for _, c := range r.Resources {
			came := crossed(c)
			s.line("  " + pad(c.Resource, 12) + Icons[came.Verdict] + " " + came.Counts)
		}
	}
}

// markdownRelations lists them.
func markdownRelations(b *strings.Builder, list []result.Relation) {
	for i, r := range list {
		fmt.Fprintf(b, "%s: %s\n\n", r.Name, introduced(i, r))
		for _, c := range r.Resources {
			came := crossed(c)
			fmt.Fprintf(b, "- %s %s: %s\n", Icons[came.Verdict], c.Resource, came.Counts)
		}
		fmt.Fprintln(b)
	}
}
