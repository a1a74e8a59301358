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

// Shown writes a line for each link, and one for several that were not looked at for the same reason.
type Shown struct {
	Out terminal.Process

	next    string // the last step that was said
	culprit string
	waiting []Diagnosis // not looked at for that one
}

// Show writes the line of a link, as soon as it is known which belong together.
func (s *Shown) Show(at Diagnosis) {
	culprit, _ := strings.CutPrefix(at.Found, notReached)
	if at.Verdict != result.Skip || culprit == at.Found {
		culprit = ""
	}
	if culprit != s.culprit {
		s.Close()
	}
	if culprit != "" {
		s.culprit, s.waiting = culprit, append(s.waiting, at)
		return
	}
	s.write(at)
}

// Close writes what was not written yet.
func (s *Shown) Close() {
	if n := len(s.waiting); n > 1 {
		var names []string
		for _, at := range s.waiting {
			names = append(names, at.Name)
		}
		s.write(Diagnosis{Name: "not looked at", Verdict: result.Skip, Found: "needs " + s.culprit + ": " + strings.Join(names, ", ")})
	} else if n == 1 {
		s.write(s.waiting[0])
	}
	s.culprit, s.waiting = "", nil
}

func (s *Shown) write(at Diagnosis) {
	p := s.Out
	fmt.Fprintln(p.Out, report.Hang(report.Mark(at.Verdict)+at.Name, nameWidth+4, report.OnTerminal(at.Found), p.Columns))
	next := at.Next
	if next == s.next && next != "" {
		next = "the same"
	} else if next != "" {
		s.next = next
	}
	if next != "" {
		fmt.Fprintln(p.Out, report.Hang("   "+p.Style("→", color.Bold), 5, report.OnTerminal(next), p.Columns))
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

// Conclusion sums up in one line what the lines above have said; verify is the command that is next
// where nothing is in its way.
func Conclusion(all []Diagnosis, verify string) string {
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
		return "Everything holds. Next: " + verify
	case result.Warn:
		return strings.Join(parts, " ") + " · nothing in the way of: " + verify
	}
	first := report.Icons[result.Error]
	if counts[result.Fail] > 0 {
		first = report.Icons[result.Fail]
	}
	return strings.Join(parts, " ") + " · begin with the first " + first
}
