package report

import (
	"fmt"
	"io"
	"strings"

	"authcheck/scenario"
)

// Icons are the marks of the verdicts.
var Icons = map[scenario.Verdict]string{
	scenario.Pass: "✅", scenario.Warn: "⚠️", scenario.Fail: "❌",
	scenario.Note: "ℹ️", scenario.Skip: "➖", scenario.Error: "❗", scenario.Accepted: "🔕",
}

// Text writes for a terminal or a log, live: give its Observe to the scenario, and
// call Finish with the report.
type Text struct {
	Out      io.Writer
	Progress io.Writer // a terminal for the line that shows progress; nil for none
	Verbose  bool      // what was sent and came back, for each check
	Quiet    bool      // the verdict alone
	Width    int       // of the terminal, in columns; 0: 80
	Version  string

	drawn bool
}

// Observe shows what is known already: the target, and the tutorial's lines.
func (t *Text) Observe(e scenario.Event) {
	switch {
	case t.Quiet:
	case e.Target != nil:
		t.header(*e.Target)
	case e.Result != nil && e.Result.Line != "":
		t.clear()
		fmt.Fprintf(t.Out, "%s %s\n", Icons[e.Result.Verdict], printable(e.Result.Line))
	case e.Result == nil && t.Progress != nil:
		t.draw(e)
	}
}

func (t *Text) header(target scenario.Target) {
	parts := []string{strings.TrimSpace("authcheck "+t.Version) + " → " + target.URL}
	if server := serverOf(target); server != "" {
		parts = append(parts, server)
	}
	t.clear()
	t.joined(append(parts, plural(target.Users, "user")))
	fmt.Fprintln(t.Out)
}

// serverOf names the server: "langgraph-api 0.16.7, development server".
func serverOf(target scenario.Target) string {
	name := strings.TrimSpace(target.Server + " " + target.Version)
	if name != "" && target.Kind != "" {
		name += ", "
	}
	return printable(name + target.Kind)
}

func (t *Text) draw(e scenario.Event) {
	t.drawn = true
	phase := e.Phase
	if phase == "" {
		phase = "trying"
	}
	if e.Wait > 0 {
		phase = fmt.Sprintf("the server limits the rate: going on in %s", e.Wait)
	}
	fmt.Fprintf(t.Progress, "\r\x1b[K%s … %d", phase, e.Done)
}

func (t *Text) clear() {
	if t.drawn {
		fmt.Fprint(t.Progress, "\r\x1b[K")
		t.drawn = false
	}
}

// Finish writes the rest: the matrix, the findings, and the verdict.
func (t *Text) Finish(r *scenario.Report) {
	t.clear()
	if !t.Quiet {
		if len(r.Matrix.Rows) > 0 && !quick(r) {
			fmt.Fprintln(t.Out)
			t.matrix(r.Matrix)
		}
		if t.Verbose {
			fmt.Fprintln(t.Out)
			t.checks(r.Results)
		}
		t.findings(r)
		if untested := r.Summary.Coverage.Untested; len(untested) > 0 {
			fmt.Fprintln(t.Out)
			t.wrapped("", "Documented, but not tested: "+printable(strings.Join(untested, ", ")))
		}
		if why := skips(r.Results); why != "" && !t.Verbose {
			fmt.Fprintln(t.Out)
			t.wrapped("", why)
		}
		for _, note := range r.Summary.Notes {
			fmt.Fprintln(t.Out)
			t.wrapped("", "ℹ️ "+printable(note))
		}
		for _, left := range r.Summary.Leftovers {
			fmt.Fprintf(t.Out, "⚠️ could not be removed: %s\n", left)
		}
		fmt.Fprintln(t.Out)
	}
	t.joined(verdictParts(r))
}

// quick tells a run of the tutorial's three lines only.
func quick(r *scenario.Report) bool { return len(r.Results) <= 4 }

// joined writes parts on a line; it is broken between them where the terminal is narrow.
func (t *Text) joined(parts []string) {
	line := parts[0]
	for _, part := range parts[1:] {
		if width(line+" · "+part) > t.columns() {
			fmt.Fprintln(t.Out, line)
			line = part
			continue
		}
		line += " · " + part
	}
	fmt.Fprintln(t.Out, line)
}

// wrapped breaks a text at the width of the terminal, under its label.
func (t *Text) wrapped(label, text string) {
	for _, line := range wrap("   "+label, text, t.columns()) {
		fmt.Fprintln(t.Out, line)
	}
}

// wrap breaks a text between words; what follows the first line is indented as far
// as its head, and by three columns where the head is a long one.
func wrap(head, text string, columns int) []string {
	indent := "   "
	if width(head) < 12 {
		indent = strings.Repeat(" ", max(3, width(head)))
	}
	var lines []string
	line, empty := head, true
	for _, word := range strings.Fields(text) {
		if width(line)+1+width(word) > columns && (!empty || width(line) > len(indent)) {
			lines = append(lines, strings.TrimRight(line, " "))
			line, empty = indent, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	return append(lines, strings.TrimRight(line, " "))
}

func (t *Text) columns() int {
	if t.Width > 0 {
		return t.Width
	}
	return 80
}
