package scenario

import (
	"context"
	"slices"
	"time"
)

// finish completes the report: findings, matrix, coverage, verdict.
func (r *run) finish(ctx context.Context, begin time.Time) {
	switch ctx.Err() {
	case context.Canceled:
		r.report.Summary.Incomplete = "interrupted"
	case context.DeadlineExceeded:
		r.report.Summary.Incomplete = "time limit"
	}
	r.report.Summary.Notes = append(r.clockNotes(), r.notes...)
	r.keepLines()
	r.rollUp()
	r.accept()
	r.report.Matrix = matrixOf(r.report.Results)
	r.report.Summary.Requests = r.client.Sent() + r.outside.Sent()
	r.report.Summary.Sent = r.sent
	r.report.Summary.DurationMS = time.Since(begin).Milliseconds()
	r.report.summarize()
}

// keepLines writes the tutorial's wording onto its three checks. Where the run
// ended before they were judged with the others, their results stand as they are.
func (r *run) keepLines() {
	var alone []Result
	for _, line := range r.lines {
		i := slices.IndexFunc(r.report.Results, func(result Result) bool { return result.ID == line.ID })
		if i < 0 {
			alone = append(alone, line)
			continue
		}
		r.report.Results[i].Line = line.Line
	}
	r.report.Results = append(alone, r.report.Results...)
}

// matrixOf shows the worst verdict of each resource and column.
func matrixOf(results []Result) Matrix {
	resources := []string{"threads", "runs", "assistants", "crons", "store", "protocols", "routes"}
	cells := make(map[[2]string]Verdict)
	for _, result := range results {
		key := [2]string{result.Resource, caller(result.Identity).Column}
		if old, ok := cells[key]; !ok || Worse(result.Verdict, old) {
			cells[key] = result.Verdict
		}
	}
	m := Matrix{Columns: columns, Rows: []MatrixRow{}}
	for _, resource := range resources {
		row := MatrixRow{Resource: resource}
		any := false
		for _, column := range columns {
			cell := cells[[2]string{resource, column}]
			any = any || cell != ""
			row.Cells = append(row.Cells, cell)
		}
		if any {
			m.Rows = append(m.Rows, row)
		}
	}
	return m
}

// Worse orders verdicts for a cell of the matrix: what was not tried gives way to what was.
func Worse(a, b Verdict) bool {
	rank := map[Verdict]int{"": 0, Skip: 1, Pass: 2, Note: 3, Accepted: 4, Warn: 5, Error: 6, Fail: 7}
	return rank[a] > rank[b]
}
