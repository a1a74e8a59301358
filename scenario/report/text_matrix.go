package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/fatih/color"
	"github.com/mattn/go-runewidth"

	"authcheck/scenario"
)

// narrow gives the columns of the matrix names that leave it within 80 columns.
var narrow = []column{
	{"no token", []string{"no token"}}, {"bad", []string{"bad token"}}, {"forged", []string{"forged"}},
	{"anon key", []string{"anon key"}}, {"expired", []string{"expired"}}, {"Studio", []string{"Studio"}},
	{"other user", []string{"other user"}}, {"owner", []string{"owner"}},
}

type column struct {
	name string
	from []string
}

// cells are the worst of the columns that this one stands for.
func (c column) cells(m scenario.Matrix) (cells []scenario.Verdict, tried bool) {
	for _, row := range m.Rows {
		worst := scenario.Verdict("")
		for i, name := range m.Columns {
			if slices.Contains(c.from, name) && scenario.Worse(row.Cells[i], worst) {
				worst = row.Cells[i]
			}
		}
		tried = tried || worst != "" && worst != scenario.Skip
		cells = append(cells, worst)
	}
	return cells, tried
}

// matrix draws resources by callers. Columns in which nothing was tried are left out.
func (t *Text) matrix(m scenario.Matrix) {
	head := pad("", 10)
	lines := make([]string, len(m.Rows))
	for i, row := range m.Rows {
		lines[i] = pad(row.Resource, 10)
	}
	for _, column := range narrow {
		cells, tried := column.cells(m)
		if !tried {
			continue
		}
		head += "  " + column.name
		for i, cell := range cells {
			lines[i] += "  " + center(icon(cell), len(column.name))
		}
	}
	fmt.Fprintln(t.Out, color.New(color.Faint).Sprint(head))
	for _, line := range lines {
		fmt.Fprintln(t.Out, strings.TrimRight(line, " "))
	}
}

func icon(v scenario.Verdict) string {
	if v == "" {
		return " "
	}
	return Icons[v]
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

// width is how many columns a text takes; the marks take two each in terminals
// that draw emoji, whatever the variation selector says.
func width(text string) int {
	bare := strings.ReplaceAll(escapes.ReplaceAllString(text, ""), "\ufe0f", "")
	return runewidth.StringWidth(bare) + strings.Count(text, "\ufe0f")
}

func pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-width(text)))
}

func center(text string, columns int) string {
	left := max(0, (columns-width(text))/2)
	return pad(strings.Repeat(" ", left)+text, columns)
}
