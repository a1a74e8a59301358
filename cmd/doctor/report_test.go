package doctor

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"authcheck/cmd/terminal"
	"authcheck/scenario/result"
)

// TestShowInColumns has what was found stand in one column on every terminal, and break
// between words on those that have a width.
func TestShowInColumns(t *testing.T) {
	for _, verdict := range []result.Verdict{result.Pass, result.Warn, result.Fail, result.Note, result.Skip, result.Error} {
		var out bytes.Buffer
		Show(terminal.Process{Out: &out, Columns: 80}, Diagnosis{Name: "password of the test users", Verdict: verdict,
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
