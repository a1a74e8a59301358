package report

import (
	"fmt"
	"io"
	"strings"

	"authcheck/scenario/result"
)

// Diff tells what changed between two runs, in lines of at most that many columns;
// 0: 80.
func Diff(w io.Writer, d result.Diff, columns int) error {
	d = harmless(d, onScreen)
	s := newSheet(columns)
	s.hanging("", sideOf(d.Old)+" → "+sideOf(d.New))
	if d.Old.URL != d.New.URL {
		s.wrapped("", "not the same server: "+d.Old.URL+" and "+d.New.URL)
	}
	s.line()
	s.changes("new", d.Added)
	s.changes("fixed", d.Fixed)
	s.changes("not tried again", d.Unproven)
	s.changes("unchanged", d.Unchanged)
	parts := []string{fmt.Sprintf("%d new", len(d.Added)), fmt.Sprintf("%d fixed", len(d.Fixed)), fmt.Sprintf("%d unchanged", len(d.Unchanged))}
	if n := len(d.Unproven); n > 0 {
		parts = append(parts, fmt.Sprintf("%d not tried again", n))
	}
	if d.New.Verdict == result.Error {
		parts = append(parts, "the newer run could not decide everything")
	}
	s.joined(parts)
	_, err := io.WriteString(w, s.String())
	return err
}

// sideOf tells a run: "PASS with 3 warnings, 2026-11-22 08:20 UTC".
func sideOf(s result.DiffSide) string {
	return words[s.Verdict] + qualified(s.Warnings, s.Accepted, s.Incomplete) + ", " + s.Started.UTC().Format("2006-01-02 15:04 UTC")
}

// changes lists the findings to which the same happened.
func (s *sheet) changes(what string, list []result.Change) {
	if len(list) == 0 {
		return
	}
	s.line(what)
	for _, c := range list {
		s.hanging(Icons[c.Verdict]+" "+c.Code+"  ", c.Title)
		if what == "new" {
			s.wrapped("", sentence(c.Summary))
		}
		if len(c.Regressed) > 0 {
			s.wrapped("", "passed before: "+someChecks(c.Regressed))
		}
		if len(c.Formerly) > 0 {
			s.wrapped("", "known before as "+strings.Join(c.Formerly, ", "))
		}
		if c.Acceptance != nil {
			s.wrapped("accepted  ", acceptance(c.Finding))
		}
	}
	s.line()
}

// someChecks names a few checks, and counts many.
func someChecks(ids []string) string {
	if len(ids) <= manyOperations {
		return strings.Join(ids, ", ")
	}
	return countedByResource(ids)
}
