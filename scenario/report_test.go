package scenario

import (
	"testing"

	"github.com/google/go-cmp/cmp"
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
		r.summarize()
		if r.Summary.Verdict != c.want || r.ExitCode() != c.exit {
			t.Errorf("%s: %s, exit code %d", name, r.Summary.Verdict, r.ExitCode())
		}
	}
}

// TestMatches: a pattern's * matches any number of characters, / too.
func TestMatches(t *testing.T) {
	for _, c := range []struct {
		pattern, check string
		want           bool
	}{
		{"threads.get/other-user", "threads.get/other-user", true},
		{"threads.get/*", "threads.get/other-user", true},
		{"threads.*", "threads.get/other-user", true},
		{"*/other-user", "threads.get/other-user", true},
		{"*", "routes.get:/custom/status/no-token", true},
		{"routes.get:/custom/*", "routes.get:/custom/a/b/no-token", true},
		{"threads.get", "threads.get/other-user", false},
		{"threads.g?t/owner", "threads.get/owner", true},
		{"threads.[gs]et/owner", "threads.get/owner", true},
		{"threads.[", "threads.[", false},
		{"", "threads.get/owner", false},
	} {
		if got := matches([]string{"nothing", c.pattern}, c.check); got != c.want {
			t.Errorf("%q matches %q: %v", c.pattern, c.check, got)
		}
	}
}

// TestSelected: --only picks, --skip drops, and skipping wins.
func TestSelected(t *testing.T) {
	r := newRun(Config{Only: []string{"threads.*"}, Skip: []string{"*/studio"}})
	got := map[string]bool{}
	for _, check := range []string{"threads.get/other-user", "threads.get/studio", "store.get/other-user"} {
		got[check] = r.selected(check)
	}
	if diff := cmp.Diff(map[string]bool{"threads.get/other-user": true, "threads.get/studio": false, "store.get/other-user": false}, got); diff != "" {
		t.Errorf("selected (-want +got):\n%s", diff)
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
	want := Matrix{Columns: columns, Rows: []MatrixRow{
		{Resource: "threads", Cells: []Verdict{Pass, Warn, "", "", "", "", "", "", ""}},
		{Resource: "store", Cells: []Verdict{"", "", "", "", "", "", Skip, Fail, ""}},
	}}
	if diff := cmp.Diff(want, matrixOf(results)); diff != "" {
		t.Errorf("matrix (-want +got):\n%s", diff)
	}
}

// TestTable: every operation is complete, and refers to what exists.
func TestTable(t *testing.T) {
	seen := make(map[string]bool)
	for _, o := range operations {
		if seen[o.ID] || o.Method == "" || o.Path == "" || o.Resource == "" || o.Action == "" || o.Oracle == "" {
			t.Errorf("%s is there twice, or lacks something", o.ID)
		}
		seen[o.ID] = true
		if _, ok := looks[o.Effect.Look]; o.Effect.Look != "" && !ok {
			t.Errorf("%s: no look %q", o.ID, o.Effect.Look)
		}
		if o.changes() && o.Oracle != Execute && o.Effect.Look == "" && o.Creates == "" {
			t.Errorf("%s changes something, and nobody looks", o.ID)
		}
		if o.Control != "" && operationNamed(o.Control).Method == "" {
			t.Errorf("%s: no control %q", o.ID, o.Control)
		}
		if _, ok := gifts[o.First]; o.First != "" && !ok {
			t.Errorf("%s: no gift %q", o.ID, o.First)
		}
		for _, plain := range o.Plain {
			if operationNamed(plain).Method == "" {
				t.Errorf("%s: no plain operation %q", o.ID, plain)
			}
		}
	}
}
