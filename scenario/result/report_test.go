package result

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
)

// TestSummarize: the verdict of a run, and what it exits with.
func TestSummarize(t *testing.T) {
	for name, c := range map[string]struct {
		results    []Verdict
		strict     bool
		incomplete string
		want       Verdict
		exit       int
	}{
		"all pass":              {[]Verdict{Pass, Pass, Skip, Note}, false, "", Pass, 0},
		"a warning":             {[]Verdict{Pass, Warn}, false, "", Warn, 0},
		"a warning, strictly":   {[]Verdict{Pass, Warn}, true, "", Fail, 1},
		"a note, strictly":      {[]Verdict{Pass, Note}, true, "", Pass, 0},
		"a failure":             {[]Verdict{Pass, Fail, Warn, Error}, false, "", Fail, 1},
		"undecided":             {[]Verdict{Pass, Warn, Error}, false, "", Error, 3},
		"nothing proven":        {[]Verdict{Skip, Note}, false, "", Error, 3},
		"nothing at all":        {nil, false, "", Error, 3},
		"only warnings":         {[]Verdict{Warn, Skip}, false, "", Warn, 0},
		"interrupted":           {[]Verdict{Pass}, false, "interrupted", Error, 3},
		"interrupted, failed":   {[]Verdict{Pass, Fail}, false, "interrupted", Fail, 1},
		"accepted":              {[]Verdict{Pass, Accepted}, false, "", Pass, 0},
		"accepted, strictly":    {[]Verdict{Pass, Accepted}, true, "", Pass, 0},
		"undecided, strictly":   {[]Verdict{Pass, Error}, true, "", Error, 3},
		"warned and undecided!": {[]Verdict{Warn, Error}, true, "", Fail, 1},
	} {
		r := Report{Summary: Summary{Strict: c.strict, Incomplete: c.incomplete}}
		for _, v := range c.results {
			r.Results = append(r.Results, Result{Verdict: v})
		}
		r.Summarize()
		if r.Summary.Verdict != c.want || r.ExitCode() != c.exit {
			t.Errorf("%s: %s, exit code %d", name, r.Summary.Verdict, r.ExitCode())
		}
	}
}

// TestCrossings: what a caller was refused is no leak, however it was refused.
func TestCrossings(t *testing.T) {
	var got Crossings
	for _, r := range []Result{{Verdict: Pass}, {Verdict: Warn, Code: "crash-as-denial"}, {Verdict: Warn, Code: "denial-tells-owner"}, {Verdict: Warn, Code: "store-shared"},
		{Verdict: Fail, Code: "threads-read"}, {Verdict: Fail, Code: catalog.OverBlocked}, {Verdict: Error, Code: "undecided"}, {Verdict: Note, Allowed: true}, {Verdict: Note}, {Verdict: Skip}} {
		r.Identity = "other-user"
		got.Add(r)
	}
	if want := (Crossings{Allowed: 1, Denied: 3, Leaked: 2, OverBlocked: 1, Undecided: 1}); got != want {
		t.Errorf("%+v", got)
	}
}

// TestMatrix: a cell has the worst verdict; what was not tried gives way.
func TestMatrix(t *testing.T) {
	results := []Result{
		{Resource: "threads", Identity: "no-token", Verdict: Skip}, {Resource: "threads", Identity: "no-token", Verdict: Pass},
		{Resource: "threads", Identity: "malformed", Verdict: Warn}, {Resource: "threads", Identity: "garbage", Verdict: Pass},
		{Resource: "store", Identity: "other-user", Verdict: Fail}, {Resource: "store", Identity: "other-user", Verdict: Error},
		{Resource: "store", Identity: "studio", Verdict: Skip},
	}
	want := Matrix{Columns: catalog.Columns, Rows: []MatrixRow{
		{Resource: "threads", Cells: []Verdict{Pass, Warn, "", "", "", "", "", "", ""}},
		{Resource: "store", Cells: []Verdict{"", "", "", "", "", "", Skip, Fail, ""}},
	}}
	if diff := cmp.Diff(want, MatrixOf(results)); diff != "" {
		t.Errorf("matrix (-want +got):\n%s", diff)
	}
}
