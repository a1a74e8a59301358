package doctor

import (
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"

	"authcheck/cmd/terminal"
	"authcheck/scenario/report"
	"authcheck/scenario/result"
)

// nameWidth is how wide the names of the links are.
const nameWidth = 26

// Show writes the line of a link.
func Show(p terminal.Process, at Diagnosis) {
	fmt.Fprintln(p.Out, report.Hang(report.Mark(at.Verdict)+at.Name, nameWidth+4, report.OnTerminal(at.Found), p.Columns))
	if at.Next != "" {
		fmt.Fprintln(p.Out, report.Hang("   "+p.Style("→", color.Bold), 5, report.OnTerminal(at.Next), p.Columns))
	}
}

// Report is what `doctor --format json` writes.
type Report struct {
	Schema  string         `json:"schema"`
	Tool    result.Tool    `json:"tool"`
	Verdict result.Verdict `json:"verdict"`
	Links   []Diagnosis    `json:"links"`
}

// WriteJSON writes what was found as JSON.
func WriteJSON(w io.Writer, version string, all []Diagnosis) error {
	return report.EncodeJSON(w, Report{"authcheck/doctor/v1", result.Tool{Name: "authcheck", Version: version}, Overall(all), all})
}

// Overall is the worst of what was found, of that which was looked at.
func Overall(all []Diagnosis) result.Verdict {
	worst := result.Pass
	for _, at := range all {
		if at.Verdict != result.Skip && result.Covers(at.Verdict, worst) {
			worst = at.Verdict
		}
	}
	return worst
}

// Conclusion sums up in one line what the lines above have said.
func Conclusion(all []Diagnosis) string {
	counts := map[result.Verdict]int{}
	for _, at := range all {
		counts[at.Verdict]++
	}
	var parts []string
	for _, v := range []result.Verdict{result.Fail, result.Error, result.Warn} {
		if counts[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[v], report.Icons[v]))
		}
	}
	switch Overall(all) {
	case result.Pass:
		return "Everything holds. Next: authcheck verify"
	case result.Warn:
		return strings.Join(parts, " ") + " · nothing in the way of: authcheck verify"
	}
	first := report.Icons[result.Error]
	if counts[result.Fail] > 0 {
		first = report.Icons[result.Fail]
	}
	return strings.Join(parts, " ") + " · begin with the first " + first
}
