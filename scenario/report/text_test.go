package report_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"

	"authcheck/scenario"
	"authcheck/scenario/report"
)

// unbreakable are lines that have to stay in one piece: the tutorial's wording, and
// arguments of a shell command.
var unbreakable = regexp.MustCompile(`^(✅|⚠️|❌|❗) (User|Unauthenticated)|^ {7,}(-d|'http|"http)`)

// TestTextFits80Columns breaks what is longer, and never a row of the matrix.
func TestTextFits80Columns(t *testing.T) {
	for _, flaw := range realFlaws {
		for name, o := range map[string]report.Text{"plain": {}, "verbose": {Verbose: true}, "quiet": {Quiet: true}} {
			var out bytes.Buffer
			if err := text(o)(&out, verified(t, flaw).report); err != nil {
				t.Fatal(err)
			}
			for line := range strings.SplitSeq(out.String(), "\n") {
				if runewidth.StringWidth(strings.ReplaceAll(line, "\ufe0f", " ")) > 80 && !unbreakable.MatchString(line) && len(strings.Fields(line)) > 3 {
					t.Errorf("%q, %s: %q", flaw, name, line)
				}
			}
		}
	}
}

// TestQuiet says the verdict, and nothing else.
func TestQuiet(t *testing.T) {
	var out, progress bytes.Buffer
	o := report.Text{Quiet: true, Progress: &progress, Width: 200}
	o.Observe(scenario.Event{Phase: "trying", Done: 1})
	if err := text(o)(&out, sample()); err != nil {
		t.Fatal(err)
	}
	want := "FAIL with 2 warnings · 10 checks: 3 ✅ 2 ⚠️ 2 ❌ 1 ℹ️ 1 ➖ 1 ❗ · 24 requests in 1.2 s · 62 of 64 documented operations\n"
	if got := out.String() + progress.String(); got != want {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
	}
}

// TestProgress goes where it is told to, and is cleared away before anything is written.
func TestProgress(t *testing.T) {
	var both bytes.Buffer
	o := &report.Text{Out: &both, Progress: &both, Version: "0.1.0"}
	result := scenario.Result{Verdict: scenario.Pass, Line: "User 1 created thread: 1\x1b[2J"}
	o.Observe(scenario.Event{Phase: "setting up"})
	o.Observe(scenario.Event{Result: &result})
	o.Observe(scenario.Event{Done: 7, Total: 9})
	o.Finish(&scenario.Report{Summary: scenario.Summary{Verdict: scenario.Pass}})
	want := "\r\x1b[Ksetting up … 0" + "\r\x1b[K" + "✅ User 1 created thread: 1\ufffd[2J\n" +
		"\r\x1b[Ktrying … 7" + "\r\x1b[K" + "\nPASS · 0 checks:  · 0 requests in 0.0 s\n"
	if diff := cmp.Diff(want, both.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var out bytes.Buffer
	quiet := &report.Text{Out: &out}
	quiet.Observe(scenario.Event{Done: 7})
	if out.Len() > 0 {
		t.Errorf("progress without a terminal: %q", out.String())
	}
}

// TestCommandsStayWhole gives the shell what it was given, however narrow the terminal.
func TestCommandsStayWhole(t *testing.T) {
	r := sample()
	for _, width := range []int{40, 80, 120, 1000} {
		var out bytes.Buffer
		if err := text(report.Text{Width: width})(&out, r); err != nil {
			t.Fatal(err)
		}
		_, shown, _ := strings.Cut(out.String(), "   see  ")
		shown, _, _ = strings.Cut(shown, "\n\n")
		shown = regexp.MustCompile(` \\\n +`).ReplaceAllString(shown, " ")
		shown = strings.ReplaceAll(shown, "\n        ", "\n")
		if diff := cmp.Diff(r.Findings[0].Curl, shown); diff != "" {
			t.Errorf("%d columns (-want +got):\n%s", width, diff)
		}
	}
}

// TestExplain breaks its texts at the terminal's width as well.
func TestExplain(t *testing.T) {
	e, _ := scenario.Explain("no-owner-filter")
	var out bytes.Buffer
	report.Explain(&out, e)
	want := `❌ no-owner-filter  Users see each other's data everywhere

   proven  User 2 reached things of user 1 through every handler that was tried.
`
	if !strings.HasPrefix(out.String(), want) {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, out.String()))
	}
	var list bytes.Buffer
	report.Explanations(&list)
	if n := strings.Count(list.String(), "\n"); n != len(scenario.Explanations()) {
		t.Errorf("%d lines, want %d", n, len(scenario.Explanations()))
	}
}
