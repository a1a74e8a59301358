package report

import (
	"fmt"
	"io"
	"strings"

	"authcheck/scenario"
)

// DiffJSON writes a comparison as it is, schema authcheck-diff/v1, indented.
func DiffJSON(w io.Writer, d scenario.Diff) error { return write(w, d) }

// Diff tells what changed between two runs, in lines of at most that many columns;
// 0: 80.
func Diff(w io.Writer, d scenario.Diff, columns int) {
	t := &Text{Out: w, Width: columns}
	fmt.Fprintf(w, "%s → %s\n", sideOf(d.Old), sideOf(d.New))
	if d.Old.URL != d.New.URL {
		t.wrapped("", "not the same server: "+printable(d.Old.URL)+" and "+printable(d.New.URL))
	}
	fmt.Fprintln(w)
	t.changes("new", d.Added)
	t.changes("fixed", d.Fixed)
	t.changes("not tried again", d.Unproven)
	t.changes("unchanged", d.Unchanged)
	parts := []string{fmt.Sprintf("%d new", len(d.Added)), fmt.Sprintf("%d fixed", len(d.Fixed)), fmt.Sprintf("%d unchanged", len(d.Unchanged))}
	if n := len(d.Unproven); n > 0 {
		parts = append(parts, fmt.Sprintf("%d not tried again", n))
	}
	if d.New.Verdict == scenario.Error {
		parts = append(parts, "the newer run could not decide everything")
	}
	t.joined(parts)
}

// sideOf tells a run: "FAIL of 2026-11-22 08:20 UTC".
func sideOf(s scenario.DiffSide) string {
	return words[s.Verdict] + " of " + s.Started.UTC().Format("2006-01-02 15:04 UTC")
}

// changes lists the findings to which the same happened.
func (t *Text) changes(what string, list []scenario.Change) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(t.Out, what)
	for _, c := range list {
		fmt.Fprintf(t.Out, "%s %s  %s\n", Icons[c.Verdict], c.Code, c.Title)
		if what == "new" {
			t.wrapped("", sentence(printable(c.Summary)))
		}
		if len(c.Regressed) > 0 {
			t.wrapped("", "passed before: "+someChecks(c.Regressed))
		}
		if len(c.Formerly) > 0 {
			t.wrapped("", "known before as "+strings.Join(c.Formerly, ", "))
		}
		if c.Acceptance != nil {
			t.wrapped("accepted  ", printable(acceptance(c.Finding)))
		}
	}
	fmt.Fprintln(t.Out)
}

// someChecks names a few checks, and counts many.
func someChecks(ids []string) string {
	if len(ids) <= manyOperations {
		return strings.Join(ids, ", ")
	}
	return countedByResource(ids)
}
