package report_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"authcheck/scenario"
	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
	"authcheck/scenario/result"
)

// unbreakable are lines that have to stay in one piece: the tutorial's wording, and
// arguments of a shell command.
var unbreakable = regexp.MustCompile(`^(✅|⚠️|❌|❗) (User|Unauthenticated)|^ {7,}(-d|'http|"http)`)

// TestTextFits80Columns breaks what is longer, and never a row of the matrix.
func TestTextFits80Columns(t *testing.T) {
	for _, flaw := range realFlaws {
		for name, o := range map[string]report.Options{"plain": {}, "verbose": {Verbose: true}, "quiet": {Quiet: true}} {
			var out bytes.Buffer
			if err := text(o)(&out, ran(t, flaw)); err != nil {
				t.Fatal(err)
			}
			for line := range strings.SplitSeq(out.String(), "\n") {
				if ansi.StringWidth(line) > 80 && !unbreakable.MatchString(line) && len(strings.Fields(line)) > 3 {
					t.Errorf("%q, %s: %q", flaw, name, line)
				}
			}
		}
	}
}

// observe shows events.
func observe(t *testing.T, s report.Sink, events ...scenario.Event) {
	t.Helper()
	for _, e := range events {
		if err := s.Event(e); err != nil {
			t.Fatal(err)
		}
	}
}

// TestQuiet says the verdict, and nothing else.
func TestQuiet(t *testing.T) {
	var out, progress bytes.Buffer
	o := report.Options{Quiet: true, Progress: &progress, Width: 200}
	observe(t, &report.Text{Options: o}, scenario.Event{Phase: "trying", Done: 1})
	if err := text(o)(&out, sample()); err != nil {
		t.Fatal(err)
	}
	want := "FAIL with 2 warnings · 8 of 10 checks decided: 3 ✅ 2 ⚠️ 2 ❌ 1 ℹ️ 1 ➖ 1 ❗ · 24 requests in 1.2 s · 62 of 64 documented operations, 2 not judged\n"
	if got := out.String() + progress.String(); got != want {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
	}
}

// TestProgress goes where it is told to, and is cleared away before anything is written.
func TestProgress(t *testing.T) {
	var both bytes.Buffer
	o := &report.Text{Options: report.Options{Out: &both, Progress: &both, Version: "0.1.0"}}
	check := result.Result{Verdict: result.Pass, Line: "User 1 created thread: 1\x1b[2J"}
	observe(t, o, scenario.Event{Phase: "setting up"}, scenario.Event{Result: &check}, scenario.Event{Done: 7, Total: 9})
	if err := o.Report(&result.Report{Summary: result.Summary{Verdict: result.Pass}}); err != nil {
		t.Fatal(err)
	}
	want := "\r\x1b[Ksetting up … 0" + "\r\x1b[K" + "✅ User 1 created thread: 1\ufffd[2J\n" +
		"\r\x1b[Ktrying … 7 of 9" + "\r\x1b[K" + "\nPASS · 0 of 0 checks decided:  · 0 requests in 0.0 s\n"
	if diff := cmp.Diff(want, both.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var out bytes.Buffer
	observe(t, &report.Text{Options: report.Options{Out: &out}}, scenario.Event{Done: 7})
	if out.Len() > 0 {
		t.Errorf("progress without a terminal: %q", out.String())
	}
}

// TestCommandsStayWhole gives the shell what it was given, however narrow the terminal.
func TestCommandsStayWhole(t *testing.T) {
	r := sample()
	for _, width := range []int{40, 80, 120, 1000} {
		var out bytes.Buffer
		if err := text(report.Options{Width: width})(&out, r); err != nil {
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
	e, _ := catalog.Explain("no-owner-filter")
	var out bytes.Buffer
	if err := report.Explain(&out, e, 0); err != nil {
		t.Fatal(err)
	}
	want := `❌ no-owner-filter  Users see each other's data everywhere

   proven  User 2 reached things of user 1 through every handler that was tried.
`
	if !strings.HasPrefix(out.String(), want) {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, out.String()))
	}
	var list bytes.Buffer
	if err := report.Explanations(&list, 0); err != nil {
		t.Fatal(err)
	}
	for _, e := range catalog.Explanations() {
		if !strings.Contains(list.String(), " "+e.Code+" ") {
			t.Errorf("%s is not in the list", e.Code)
		}
	}
}

// cells counts the columns of a line the way old terminals and tmux do, and the way that
// newer ones do: they differ about marks that are letters with a colour (U+FE0F).
func cells(line string) (older, newer int) {
	newer = ansi.StringWidth(line)
	return newer - strings.Count(line, "\ufe0f"), newer
}

// TestMatrixIsStraight has each mark below the name of its column, in every terminal.
func TestMatrixIsStraight(t *testing.T) {
	r := sample()
	verdicts := []result.Verdict{result.Pass, result.Warn, result.Fail, result.Note, result.Skip, result.Error, result.Accepted}
	r.Matrix = result.Matrix{Columns: []string{"no token", "Studio", "owner"}}
	for _, v := range verdicts {
		r.Matrix.Rows = append(r.Matrix.Rows, result.MatrixRow{Resource: "threads", Cells: []result.Verdict{v, v, result.Pass}})
	}
	r.Matrix.Rows = append(r.Matrix.Rows, result.MatrixRow{Resource: "a resource with a long name", Cells: []result.Verdict{"", "", result.Pass}})
	var out bytes.Buffer
	if err := text(report.Options{})(&out, r); err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(out.String(), "no token  Studio  owner\n")
	for _, line := range strings.SplitN(shown, "\n", len(verdicts)+2)[:len(verdicts)+1] {
		older, newer := cells(line)
		if want := len("            no token  Studio   ") + len("✅") - 1; older != want || newer != want {
			t.Errorf("%q is %d columns wide, or %d, not %d", line, older, newer, want)
		}
	}
}

// TestMatrixIsWhole has every column of the report, within 80 columns of a terminal.
func TestMatrixIsWhole(t *testing.T) {
	r := sample()
	row := result.MatrixRow{Resource: "assistants"}
	for range catalog.Columns {
		row.Cells = append(row.Cells, result.Pass)
	}
	r.Matrix = result.Matrix{Columns: catalog.Columns, Rows: []result.MatrixRow{row}}
	var out bytes.Buffer
	if err := text(report.Options{})(&out, r); err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^assistants  .*$`).FindString(out.String())
	if marks := strings.Count(line, "✅"); marks != len(catalog.Columns) || ansi.StringWidth(line) > 80 {
		t.Errorf("%d of %d columns, %d wide", marks, len(catalog.Columns), ansi.StringWidth(line))
	}
}

// TestMatrixFitsNarrowTerminals: what there is no room for stands below, with its resource.
func TestMatrixFitsNarrowTerminals(t *testing.T) {
	r := sample()
	row := result.MatrixRow{Resource: "assistants"}
	for range catalog.Columns {
		row.Cells = append(row.Cells, result.Pass)
	}
	r.Matrix = result.Matrix{Columns: catalog.Columns, Rows: []result.MatrixRow{row}}
	var out bytes.Buffer
	if err := text(report.Options{Width: 40})(&out, r); err != nil {
		t.Fatal(err)
	}
	marks := 0
	for _, line := range regexp.MustCompile(`(?m)^assistants  .*$`).FindAllString(out.String(), -1) {
		if marks += strings.Count(line, "✅"); ansi.StringWidth(line) > 40 {
			t.Errorf("%d wide: %s", ansi.StringWidth(line), line)
		}
	}
	if marks != len(catalog.Columns) {
		t.Errorf("%d of %d columns:\n%s", marks, len(catalog.Columns), out.String())
	}
}

// TestNarrowRunsHaveAMatrix: only the tutorial's lines alone say it all.
func TestNarrowRunsHaveAMatrix(t *testing.T) {
	lined := result.Result{Identity: "no-token", Line: "Unauthenticated access blocked", Verdict: result.Pass}
	for name, test := range map[string]struct {
		results []result.Result
		want    bool
	}{
		"quick":            {[]result.Result{lined, {Identity: "owner"}}, false},
		"one other":        {[]result.Result{{Identity: "other-user"}}, true},
		"the owner's":      {[]result.Result{{Identity: "owner"}}, true},
		"a line, and more": {[]result.Result{lined, {Identity: "studio"}}, true},
	} {
		r := sample()
		r.Results = test.results
		var out bytes.Buffer
		if err := text(report.Options{})(&out, r); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "user 2  owner\n"); got != test.want {
			t.Errorf("%s: matrix %t, want %t", name, got, test.want)
		}
	}
}

// TestWordsStayWhole at every width: IDs and URLs are to be copied.
func TestWordsStayWhole(t *testing.T) {
	const url = "http://a-host.example:2024/threads/01a20184-2595-7453-ab84-9631989bcaaf/state?checkpoint=1ef-2-3-4"
	r := sample()
	r.Summary.Notes = []string{"see " + url + " for more-or-less everything about it"}
	r.Findings[0].Title = strings.Repeat("a title that is long ", 9)
	r.Summary.Leftovers = []string{strings.Repeat("thread ", 30) + url}
	for _, width := range []int{20, 40, 80, 133} {
		var out bytes.Buffer
		if err := text(report.Options{Width: width})(&out, r); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(out.String(), url); n != 2 {
			t.Errorf("%d columns: the URL is whole %d times, not 2:\n%s", width, n, out.String())
		}
		_, findings, _ := strings.Cut(out.String(), "❌ no-owner-filter")
		for line := range strings.SplitSeq(findings, "\n") {
			if prose := strings.HasPrefix(line, "   a title") || strings.HasPrefix(line, "   thread"); prose && ansi.StringWidth(line) > width {
				t.Errorf("%d columns: %q", width, line)
			}
		}
	}
}

// TestCommandsStayOnOneLine at every width, in what is left as well.
func TestCommandsStayOnOneLine(t *testing.T) {
	const command = `curl -X DELETE 'http://a-host.example:2024/threads/01a20184-2595-7453-ab84-9631989bcaaf' -H "Authorization: Bearer $AUTHCHECK_TOKEN_1"`
	r := sample()
	r.Summary.Leftovers = []string{"thread 01a20184, which does not show authcheck's tag: " + command}
	var out bytes.Buffer
	if err := text(report.Options{Width: 40})(&out, r); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "tag:\n   "+command+"\n") {
		t.Errorf("the command is broken:\n%s", out.String())
	}
}

// TestPlanFits80Columns wherever there is a space.
func TestPlanFits80Columns(t *testing.T) {
	var out bytes.Buffer
	if err := report.Plan(&out, scenario.PlanOf(scenario.Config{Probe: scenario.Probe{URL: "http://localhost:2024", RunGraph: true}}), 0); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(out.String(), "\n") {
		if ansi.StringWidth(line) > 80 && len(strings.Fields(line)) > 3 {
			t.Errorf("%q", line)
		}
	}
}

// TestProgressHasATotal says how far a run is to go.
func TestProgressHasATotal(t *testing.T) {
	var progress bytes.Buffer
	observe(t, &report.Text{Options: report.Options{Out: &progress, Progress: &progress}}, scenario.Event{Done: 7, Total: 120})
	if want := "\r\x1b[Ktrying … 7 of 120"; progress.String() != want {
		t.Errorf("got %q, want %q", progress.String(), want)
	}
}

// TestInterrupted is what was proven, how far the run came, and that nothing is left: no list
// of what was not tried.
func TestInterrupted(t *testing.T) {
	r := sample()
	r.Summary.Verdict, r.Summary.Incomplete, r.Summary.Leftovers, r.Findings = result.Error, "interrupted", nil, nil
	var out bytes.Buffer
	if err := (&report.Text{Options: report.Options{Out: &out}}).Report(r); err != nil {
		t.Fatal(err)
	}
	want := "\nUNDECIDED (interrupted) · 8 of 10 checks decided\nEverything that this run made is removed.\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	out.Reset()
	r.Findings, r.Summary.Leftovers = sampleFindings(), []string{"thread x"}
	if err := (&report.Text{Options: report.Options{Out: &out}}).Report(r); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"no-owner-filter": true, "could not be removed: thread x": true, "not tested": false, "undecided": false, "is removed": false} {
		if strings.Contains(out.String(), text) != want {
			t.Errorf("%q: want %t in\n%s", text, want, out.String())
		}
	}
}

// TestNotJudgedIsFolded has many operations counted, unless everything is told.
func TestNotJudgedIsFolded(t *testing.T) {
	r := sample()
	r.Summary.Coverage = result.Coverage{Documented: 64, Tested: 34, Untested: slices.Repeat([]string{"GET /threads/{thread_id}"}, 30)}
	r.Summary.NotJudged = slices.Repeat([]string{"GET /threads/{thread_id}: not tried"}, 30)
	for verbose, want := range map[bool]string{false: "Documented, but not judged: 30 operations (--verbose lists them)\n", true: "➖ GET /threads/{thread_id}: not tried\n"} {
		var out bytes.Buffer
		if err := (&report.Text{Options: report.Options{Out: &out, Verbose: verbose, Width: 80}}).Report(r); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("verbose %t: no %q in\n%s", verbose, want, out.String())
		}
	}
}

// TestColumnsOfLists has names and titles stand under each other, and break between words.
func TestColumnsOfLists(t *testing.T) {
	var list, plan bytes.Buffer
	if err := report.Explanations(&list, 0); err != nil {
		t.Fatal(err)
	}
	if err := report.Plan(&plan, scenario.PlanOf(scenario.Config{Probe: scenario.Probe{URL: "http://localhost:2024", Deep: true, RunGraph: true}}), 0); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(list.String()+plan.String(), "\n") {
		if ansi.StringWidth(line) > 80 {
			t.Errorf("%d columns: %s", ansi.StringWidth(line), line)
		}
	}
	// marks of one cell everywhere, and of two everywhere: never with U+FE0F, which is where terminals differ
	if strings.ContainsRune(list.String(), '\ufe0f') {
		t.Error("a mark of no certain width")
	}
}

// TestHeadsStandApart from their texts, however long they are.
func TestHeadsStandApart(t *testing.T) {
	for head, want := range map[string]string{"short": "short     a text", "a-long-one": "a-long-one\n          a text", "a-longer-one": "a-longer-one\n          a text"} {
		if got := report.Hang(head, 10, "a text", 80); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got, want := report.Hang("a head", 30, "text of more than ten words, none of which is broken", 40), "a head\n     text of more than ten words, none\n     of which is broken"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := report.Hang("a-longer-one", 10, "a text", 0), "a-longer-one  a text"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestNarrowTerminals have lists, plans and explanations in their columns, but for code and IDs.
func TestNarrowTerminals(t *testing.T) {
	const columns = 40
	var list, plan, told bytes.Buffer
	if err := report.Explanations(&list, columns); err != nil {
		t.Fatal(err)
	}
	if err := report.Plan(&plan, scenario.PlanOf(scenario.Config{Probe: scenario.Probe{URL: "http://localhost:2024"}}), columns); err != nil {
		t.Fatal(err)
	}
	e, _ := catalog.Explain("open-routes")
	if err := report.Explain(&told, e, columns); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(list.String()+plan.String()+told.String(), "\n") {
		if ansi.StringWidth(line) > columns && len(strings.Fields(line)) > 2 {
			t.Errorf("%d columns: %s", ansi.StringWidth(line), line)
		}
	}
}
