package report_test

import (
	"bytes"
	"os/exec"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/joshdk/go-junit"

	"authcheck/scenario/result"
)

// suites reads a report back with a parser that others use.
func suites(t *testing.T, r *result.Report) []junit.Suite {
	t.Helper()
	var out bytes.Buffer
	if err := as("junit")(&out, r); err != nil {
		t.Fatal(err)
	}
	wellFormed(t, out.Bytes())
	read, err := junit.Ingest(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// wellFormed asks xmllint, too, where it is installed.
func wellFormed(t *testing.T, document []byte) {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		return
	}
	check := exec.Command("xmllint", "--noout", "-")
	check.Stdin = bytes.NewReader(document)
	if said, err := check.CombinedOutput(); err != nil {
		t.Errorf("xmllint: %v\n%s", err, said)
	}
}

func statuses(list []junit.Suite) map[string]string {
	told := make(map[string]string)
	for _, suite := range list {
		for _, test := range suite.Tests {
			told[suite.Name+" "+test.Name] = string(test.Status)
		}
	}
	return told
}

// TestJUnit maps verdicts to what test viewers know.
func TestJUnit(t *testing.T) {
	want := map[string]string{
		"authcheck.threads threads.create/owner":              "passed",
		"authcheck.threads threads.create/no-token":           "passed",
		"authcheck.threads threads.get/other-user":            "failed",
		"authcheck.threads threads.get/owner":                 "passed",
		"authcheck.threads threads.get/forged-key":            "skipped",
		"authcheck.threads threads.search/studio":             "passed",
		"authcheck.threads threads.search/owner":              "passed",
		"authcheck.threads threads.search/other-user@auditor": "passed",
		"authcheck.store store.get/no-token":                  "error",
		"authcheck.store store.delete/other-user":             "failed",
		"authcheck.routes routes.get:/docs/no-token":          "passed",
		"authcheck.coverage POST /mcp/":                       "skipped",
		"authcheck.coverage GET /x/{<b>}":                     "skipped",
	}
	if diff := cmp.Diff(want, statuses(suites(t, sample()))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	strict := sample()
	strict.Summary.Strict = true
	want["authcheck.threads threads.create/no-token"], want["authcheck.threads threads.search/studio"] = "failed", "failed"
	if diff := cmp.Diff(want, statuses(suites(t, strict))); diff != "" {
		t.Errorf("strict (-want +got):\n%s", diff)
	}
}

// TestJUnitTotals agree with the verdicts of real runs, and with what was not judged.
func TestJUnitTotals(t *testing.T) {
	for _, flaw := range realFlaws {
		r := ran(t, flaw)
		var got junit.Totals
		for _, suite := range suites(t, r) {
			got.Tests += suite.Totals.Tests
			got.Passed += suite.Totals.Passed
			got.Skipped += suite.Totals.Skipped
			got.Failed += suite.Totals.Failed
			got.Error += suite.Totals.Error
		}
		c, left := r.Summary.Counts, len(r.Summary.NotJudged)
		want := junit.Totals{Tests: len(r.Results) + left, Passed: c[result.Pass] + c[result.Warn] + c[result.Note], Skipped: c[result.Skip] + left, Failed: c[result.Fail], Error: c[result.Error]}
		if got != want {
			t.Errorf("%q: %+v, want %+v", flaw, got, want)
		}
	}
}

// TestJUnitUnproven has a run that ended early be no success.
func TestJUnitUnproven(t *testing.T) {
	r := &result.Report{Summary: result.Summary{Verdict: result.Error, Incomplete: "interrupted"}}
	if diff := cmp.Diff(map[string]string{"authcheck.run run": "error"}, statuses(suites(t, r))); diff != "" {
		t.Errorf("interrupted (-want +got):\n%s", diff)
	}
	r.Summary.Incomplete = ""
	if diff := cmp.Diff(map[string]string{"authcheck.run run": "error"}, statuses(suites(t, r))); diff != "" {
		t.Errorf("nothing proven (-want +got):\n%s", diff)
	}
}
