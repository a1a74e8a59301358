package doctor

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"authcheck/cmd/terminal"
	"authcheck/scenario/result"
)

// TestShowInColumns has what was found stand in one column on every terminal, and break
// between words on those that have a width.
func TestShowInColumns(t *testing.T) {
	for _, verdict := range []result.Verdict{result.Pass, result.Warn, result.Fail, result.Note, result.Skip, result.Error} {
		var out bytes.Buffer
		(&Shown{Out: terminal.Process{Out: &out, Columns: 80}}).Show(Diagnosis{Name: "password of the test users", Verdict: verdict,
			Found: "found " + strings.Repeat("at some length ", 9), Next: "go " + strings.Repeat("somewhere ", 12)})
		lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
		if head, _, _ := strings.Cut(lines[0], "found"); ansi.StringWidth(head) != 30 || strings.ContainsRune(head, '\ufe0f') {
			t.Errorf("%s: what was found begins after %q", verdict, head)
		}
		for _, line := range lines {
			if ansi.StringWidth(line) > 80 {
				t.Errorf("%d columns: %s", ansi.StringWidth(line), line)
			}
		}
	}
}

// TestShowSaysOnce what several links have in common: the one that they need, or the next step.
func TestShowSaysOnce(t *testing.T) {
	var out bytes.Buffer
	s := &Shown{Out: terminal.Process{Out: &out}}
	for _, at := range []Diagnosis{
		{Name: "User 1", Verdict: result.Fail, Found: "is unconfirmed", Next: "open the link"},
		{Name: "User 2", Verdict: result.Fail, Found: "is unconfirmed", Next: "open the link"},
		{Name: "graph", Verdict: result.Skip, Found: notReached + "User 1"},
		{Name: "tokens there", Verdict: result.Skip, Found: notReached + "User 1"},
		{Name: "clocks", Verdict: result.Skip, Found: notReached + "LangGraph"},
		{Name: "web pages (CORS)", Verdict: result.Skip, Found: "no web page is named"},
	} {
		s.Show(at)
	}
	s.Close()
	want := `❌ User 1                     is unconfirmed
   → open the link
❌ User 2                     is unconfirmed
   → the same
➖ not looked at              needs User 1: graph, tokens there
➖ clocks                     not looked at: needs LangGraph
➖ web pages (CORS)           no web page is named
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
