package report

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/fatih/color"
	"github.com/mattn/go-runewidth"

	"authcheck/scenario"
)

// Icons are the marks of the verdicts.
var Icons = map[scenario.Verdict]string{
	scenario.Pass: "✅", scenario.Warn: "⚠️", scenario.Fail: "❌",
	scenario.Note: "ℹ️", scenario.Skip: "➖", scenario.Error: "❗",
}

// Text writes for a terminal or a log, live: give its Observe to the scenario, and
// call Finish with the report.
type Text struct {
	Out      io.Writer
	Progress io.Writer // a terminal for the line that shows progress; nil for none
	Verbose  bool      // a line per check
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
		fmt.Fprintf(t.Out, "%s\n\n", t.header(*e.Target))
	case e.Result != nil && e.Result.Line != "":
		t.clear()
		fmt.Fprintf(t.Out, "%s %s\n", Icons[e.Result.Verdict], e.Result.Line)
	case e.Result == nil && t.Progress != nil:
		t.draw(e)
	}
}

func (t *Text) header(target scenario.Target) string {
	parts := []string{}
	if target.Server != "" {
		parts = append(parts, strings.TrimSpace(target.Server+" "+target.Version))
	}
	parts = append(parts, fmt.Sprintf("%d users", target.Users))
	return strings.TrimSpace("authcheck "+t.Version) + " → " + target.URL + " · " + strings.Join(parts, " · ")
}

func (t *Text) draw(e scenario.Event) {
	t.drawn = true
	phase := e.Phase
	if phase == "" {
		phase = "trying"
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
			t.wrapped("", "Documented, but not tested: "+strings.Join(untested, ", "))
		}
		for _, left := range r.Summary.Leftovers {
			fmt.Fprintf(t.Out, "⚠️ could not be removed: %s\n", left)
		}
		fmt.Fprintln(t.Out)
	}
	t.verdict(r)
}

// quick tells a run of the tutorial's three lines only.
func quick(r *scenario.Report) bool { return len(r.Results) <= 4 }

// narrow gives the columns of the matrix names that leave it within 80 columns.
var narrow = []column{
	{"no token", []string{"no token"}}, {"bad", []string{"bad token"}}, {"forged", []string{"forged"}},
	{"anon key", []string{"anon key"}}, {"expired", []string{"expired", "logged out"}}, {"Studio", []string{"Studio"}},
	{"other user", []string{"other user"}}, {"owner", []string{"owner"}},
}

type column struct {
	name string
	from []string
}

// cells are the worst of the columns that this one stands for.
func (c column) cells(m scenario.Matrix) (cells []scenario.Verdict, tried bool) {
	for _, row := range m.Rows {
		worst := scenario.Verdict("")
		for i, name := range m.Columns {
			if slices.Contains(c.from, name) && scenario.Worse(row.Cells[i], worst) {
				worst = row.Cells[i]
			}
		}
		tried = tried || worst != "" && worst != scenario.Skip
		cells = append(cells, worst)
	}
	return cells, tried
}

// matrix draws resources by callers. Columns in which nothing was tried are left out.
func (t *Text) matrix(m scenario.Matrix) {
	head := pad("", 10)
	lines := make([]string, len(m.Rows))
	for i, row := range m.Rows {
		lines[i] = pad(row.Resource, 10)
	}
	for _, column := range narrow {
		cells, tried := column.cells(m)
		if !tried {
			continue
		}
		head += "  " + column.name
		for i, cell := range cells {
			lines[i] += "  " + center(icon(cell), len(column.name))
		}
	}
	fmt.Fprintln(t.Out, color.New(color.Faint).Sprint(head))
	for _, line := range lines {
		fmt.Fprintln(t.Out, strings.TrimRight(line, " "))
	}
}

func icon(v scenario.Verdict) string {
	if v == "" {
		return " "
	}
	return Icons[v]
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

// width is how many columns a text takes; the marks take two each in terminals
// that draw emoji, whatever the variation selector says.
func width(text string) int {
	bare := strings.ReplaceAll(escapes.ReplaceAllString(text, ""), "\ufe0f", "")
	return runewidth.StringWidth(bare) + strings.Count(text, "\ufe0f")
}

func pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-width(text)))
}

func center(text string, columns int) string {
	left := max(0, (columns-width(text))/2)
	return pad(strings.Repeat(" ", left)+text, columns)
}

func (t *Text) checks(results []scenario.Result) {
	for _, result := range results {
		fmt.Fprintf(t.Out, "%s %s  %s\n", Icons[result.Verdict], result.ID, color.New(color.Faint).Sprint(result.Summary))
	}
}

// verdict is the last line; it is broken between its parts where the terminal is narrow.
func (t *Text) verdict(r *scenario.Report) {
	line := ""
	for i, part := range verdictParts(r) {
		switch {
		case i == 0:
			line = part
		case width(line+" · "+part) > t.columns():
			fmt.Fprintln(t.Out, line)
			line = part
		default:
			line += " · " + part
		}
	}
	fmt.Fprintln(t.Out, line)
}

var words = map[scenario.Verdict]string{scenario.Pass: "PASS", scenario.Warn: "PASS", scenario.Fail: "FAIL", scenario.Error: "UNDECIDED"}

var paint = map[scenario.Verdict]*color.Color{
	scenario.Pass: color.New(color.FgGreen, color.Bold), scenario.Warn: color.New(color.FgGreen, color.Bold),
	scenario.Fail: color.New(color.FgRed, color.Bold), scenario.Error: color.New(color.FgYellow, color.Bold),
}

func verdictParts(r *scenario.Report) []string {
	s := r.Summary
	head := paint[s.Verdict].Sprint(words[s.Verdict])
	if n := countFindings(r, scenario.Warn); n > 0 {
		head += fmt.Sprintf(" with %s", plural(n, "warning"))
	}
	if s.Incomplete != "" {
		head += " (" + s.Incomplete + ")"
	}
	parts := []string{
		head,
		fmt.Sprintf("%s: %s", plural(len(r.Results), "check"), counts(s.Counts)),
		fmt.Sprintf("%s in %.1f s", plural(int(s.Requests), "request"), float64(s.DurationMS)/1000),
	}
	if s.Coverage.Documented > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d documented operations", s.Coverage.Tested, s.Coverage.Documented))
	}
	return parts
}

func (t *Text) columns() int {
	if t.Width > 0 {
		return t.Width
	}
	return 80
}

func counts(by map[scenario.Verdict]int) string {
	var parts []string
	for _, v := range []scenario.Verdict{scenario.Pass, scenario.Warn, scenario.Fail, scenario.Note, scenario.Skip, scenario.Error} {
		if by[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", by[v], Icons[v]))
		}
	}
	return strings.Join(parts, " ")
}

func countFindings(r *scenario.Report, v scenario.Verdict) int {
	n := 0
	for _, f := range r.Findings {
		if f.Verdict == v {
			n++
		}
	}
	return n
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
