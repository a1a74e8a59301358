package report

import (
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"authcheck/scenario/phrase"
	"authcheck/scenario/result"
)

// Plan writes what a run would send, one operation a line, and who would, in a terminal of so
// many columns.
func Plan(w io.Writer, p result.Plan, columns int) error {
	p = harmless(p, onScreen)
	s := newNarrow(columns)
	by := 36 // where the callers begin
	if s.columns < 2*by {
		by = 4
	}
	s.hanging("", "What verify would send to "+p.URL+":")
	s.line()
	checks := 0
	for _, c := range p.Checks {
		checks += len(c.Identities)
		head := pad(c.Operation, 28) + " " + pad(c.Method, 6) + " "
		if ansi.StringWidth(head+c.Path) > s.columns {
			s.line(head)
			head = strings.Repeat(" ", max(0, s.columns-ansi.StringWidth(c.Path)))
		}
		s.line(head, c.Path)
		for _, line := range wrap("by ", strings.Join(c.Identities, ", "), s.columns-by) {
			s.line(strings.Repeat(" ", by), line)
		}
	}
	s.line("\n", phrase.Count(checks, "check"), " of ", phrase.Count(len(p.Checks), "operation"), ".")
	for _, note := range p.Notes {
		s.wrapped("", note)
	}
	_, err := io.WriteString(w, s.String())
	return err
}
