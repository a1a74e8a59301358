package cmd

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/fatih/color"

	"authcheck/scenario"
	"authcheck/scenario/report"
)

// nameWidth is how wide the names of the links are.
const nameWidth = 26

// show writes a line as soon as its link was looked at; JSON comes at the end.
func (d *doctor) show(p Process, format string) func(diagnosis) {
	if format == "json" {
		return func(diagnosis) {}
	}
	return func(at diagnosis) {
		fmt.Fprintf(p.Out, "%s %-*s %s\n", report.Icons[at.Verdict], nameWidth, at.Name, at.Found)
		if at.Next != "" {
			fmt.Fprintf(p.Out, "   %s %s\n", p.style("→", color.Bold), at.Next)
		}
	}
}

// doctorReport is what `doctor --format json` writes.
type doctorReport struct {
	Schema  string           `json:"schema"`
	Tool    scenario.Tool    `json:"tool"`
	Verdict scenario.Verdict `json:"verdict"`
	Links   []diagnosis      `json:"links"`
}

func writeDiagnoses(p Process, format string, all []diagnosis) error {
	if format == "json" {
		e := json.NewEncoder(p.Out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(doctorReport{"authcheck/doctor/v1", scenario.Tool{Name: "authcheck", Version: version()}, overall(all), all})
	}
	_, err := fmt.Fprintln(p.Out, "\n"+conclusion(all))
	return err
}

func overall(all []diagnosis) scenario.Verdict {
	worst := scenario.Pass
	for _, at := range all {
		if at.Verdict != scenario.Skip && scenario.Worse(at.Verdict, worst) {
			worst = at.Verdict
		}
	}
	return worst
}

func conclusion(all []diagnosis) string {
	counts := map[scenario.Verdict]int{}
	for _, at := range all {
		counts[at.Verdict]++
	}
	var parts []string
	for _, v := range []scenario.Verdict{scenario.Fail, scenario.Error, scenario.Warn} {
		if counts[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[v], report.Icons[v]))
		}
	}
	switch overall(all) {
	case scenario.Pass:
		return "Everything holds. Next: authcheck verify"
	case scenario.Warn:
		return strings.Join(parts, " ") + " · nothing in the way of: authcheck verify"
	}
	return strings.Join(parts, " ") + " · begin with the first"
}
