package result

import (
	"slices"

	"authcheck/scenario/catalog"
)

// Matrix is the worst verdict of every resource and kind of caller.
type Matrix struct {
	Columns []string    `json:"columns"`
	Rows    []MatrixRow `json:"rows"`
}

// MatrixRow is one resource; "" where nothing was tried.
type MatrixRow struct {
	Resource string    `json:"resource"`
	Cells    []Verdict `json:"cells"`
}

// order ranks verdicts by how bad they are.
var order = []Verdict{Pass, Note, Skip, Accepted, Warn, Error, Fail}

// WorseThan tells the worse of two verdicts of the same thing.
func WorseThan(a, b Verdict) bool { return slices.Index(order, a) > slices.Index(order, b) }

// shown ranks verdicts by what a cell of the matrix shows: what was not tried gives way to what was.
var shown = []Verdict{"", Skip, Pass, Note, Accepted, Warn, Error, Fail}

// Covers tells whether a cell of the matrix shows the first verdict rather than the second.
func Covers(a, b Verdict) bool { return slices.Index(shown, a) > slices.Index(shown, b) }

// MatrixOf shows the worst verdict of each resource and column.
func MatrixOf(results []Result) Matrix {
	cells, weight := make(map[[2]string]Verdict), make(map[[2]string]int)
	for _, r := range results {
		key := [2]string{r.Resource, catalog.IdentityNamed(r.Identity).Column}
		if Covers(r.Verdict, cells[key]) {
			cells[key] = r.Verdict
		}
		weight[key] += map[bool]int{true: -1, false: 1}[r.Verdict == Skip]
	}
	for key, verdict := range cells {
		if weight[key] < 0 && verdict == Pass {
			cells[key] = Skip
		}
	}
	m := Matrix{Columns: catalog.Columns, Rows: []MatrixRow{}}
	for _, resource := range catalog.Resources {
		row := MatrixRow{Resource: resource}
		for _, column := range catalog.Columns {
			row.Cells = append(row.Cells, cells[[2]string{resource, column}])
		}
		if slices.ContainsFunc(row.Cells, func(v Verdict) bool { return v != "" }) {
			m.Rows = append(m.Rows, row)
		}
	}
	return m
}

// SortFindings puts the worst first.
func SortFindings(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return slices.Index(order, b.Verdict) - slices.Index(order, a.Verdict)
	})
}

// IsBad tells the verdicts that fail a run, at least under --strict.
func IsBad(v Verdict) bool { return v == Fail || v == Warn }
