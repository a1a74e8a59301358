package report

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/fatih/color"

	"authcheck/scenario/result"
)

// narrow gives the columns of the matrix names that leave it within 80 columns.
var narrow = []column{
	{"no token", "no token"}, {"bad", "bad token"}, {"forged", "forged"}, {"anon", "anon key"},
	{"expired", "expired"}, {"logout", "logged out"}, {"Studio", "Studio"}, {"user 2", "other user"}, {"owner", "owner"},
}

// column is one of the matrix, with its name in the report.
type column struct{ name, from string }

// matrix draws resources by callers. Columns in which nothing was tried are left out; those for
// which there is no room are drawn below.
func (s *sheet) matrix(m result.Matrix) {
	const resource = 10
	var head string
	lines := make([]string, len(m.Rows))
	begin := func() {
		head = pad("", resource)
		for i, row := range m.Rows {
			lines[i] = pad(ansi.Truncate(row.Resource, resource, "…"), resource)
		}
	}
	begin()
	for _, column := range narrow {
		cells := cellsOf(m, slices.Index(m.Columns, column.from))
		if !slices.ContainsFunc(cells, func(v result.Verdict) bool { return v != "" && v != result.Skip }) {
			continue
		}
		if ansi.StringWidth(head)+2+len(column.name) > s.columns && len(head) > resource {
			s.rows(head, lines)
			s.line()
			begin()
		}
		head += "  " + column.name
		for i, cell := range cells {
			lines[i] += "  " + center(mark(cell), len(column.name))
		}
	}
	s.rows(head, lines)
}

func (s *sheet) rows(head string, lines []string) {
	s.line(color.New(color.Faint).Sprint(head))
	for _, line := range lines {
		s.line(strings.TrimRight(line, " "))
	}
}

// legend says what the matrix does not: who all is in a column, and what a mark there means.
func (s *sheet) legend(r *result.Report) {
	var parts []string
	if len(r.Relations) > 0 {
		parts = append(parts, "whoever is not the owner, as listed below")
	}
	switch {
	case s.allowed && len(r.Relations) > 0:
		parts = append(parts, mark(result.Note)+" is what the policy allows")
	case s.allowed:
		parts = append(parts, mark(result.Note)+" is what --shared or authcheck.yaml allows")
	}
	if len(parts) > 0 {
		s.wrapped("", "Column user 2: "+strings.Join(parts, "; "))
	}
}

// cellsOf is a column of the matrix; "" where a row has nothing there.
func cellsOf(m result.Matrix, column int) []result.Verdict {
	cells := make([]result.Verdict, len(m.Rows))
	for i, row := range m.Rows {
		if column >= 0 && column < len(row.Cells) {
			cells[i] = row.Cells[column]
		}
	}
	return cells
}
