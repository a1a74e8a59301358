package report

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Table lays rows of cells out within so many columns, 80 where nobody knows better; what
// the first cell of a row begins with is its indent. A row that is too long for that goes
// on below its second cell; no cell is broken: names and IDs are to be copied. Nothing in them acts.
func Table(rows [][]string, columns int) string {
	s := newSheet(columns)
	rows = harmless(rows, onScreen)
	widths, fits := fitting(rows, s.columns)
	for i, row := range rows {
		if fits[i] {
			s.line(strings.TrimRight(padded(row, widths), " "))
			continue
		}
		line := ""
		for j, cell := range row {
			switch {
			case j == 0:
				line = pad(cell, widths[0])
			case cell != "" && j > 1 && ansi.StringWidth(line+"  "+cell) > s.columns:
				s.line(line)
				line = pad("", widths[0]+2) + cell
			case cell != "":
				line += "  " + cell
			}
		}
		s.line(line)
	}
	return s.String()
}

// fitting are the widths of the cells, without the longest rows where not all fit, and which fit.
func fitting(rows [][]string, columns int) (widths []int, fits []bool) {
	fits = make([]bool, len(rows))
	for i := range fits {
		fits[i] = true
	}
	first := 0
	for {
		widths = nil
		longest, at, sum := 0, -1, 0
		for i, row := range rows {
			first = max(first, ansi.StringWidth(row[0]))
			if !fits[i] {
				continue
			}
			for j, cell := range row {
				if j == len(widths) {
					widths = append(widths, 0)
				}
				widths[j] = max(widths[j], ansi.StringWidth(cell))
			}
			if n := ansi.StringWidth(strings.Join(row, "  ")); n > longest {
				longest, at = n, i
			}
		}
		if len(widths) == 0 {
			return []int{first}, fits
		}
		widths[0] = first
		for _, w := range widths {
			sum += w + 2
		}
		if sum-2 <= columns {
			return widths, fits
		}
		fits[at] = false
	}
}

func padded(row []string, widths []int) string {
	line := ""
	for j, cell := range row {
		if j > 0 {
			line += "  "
		}
		line += pad(cell, widths[j])
	}
	return line
}
