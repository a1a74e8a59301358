package report

import (
	"fmt"
	"strings"

	"github.com/fatih/color"

	"authcheck/scenario"
)

var words = map[scenario.Verdict]string{scenario.Pass: "PASS", scenario.Warn: "PASS", scenario.Fail: "FAIL", scenario.Error: "UNDECIDED"}

var paint = map[scenario.Verdict]*color.Color{
	scenario.Pass: color.New(color.FgGreen, color.Bold), scenario.Warn: color.New(color.FgGreen, color.Bold),
	scenario.Fail: color.New(color.FgRed, color.Bold), scenario.Error: color.New(color.FgYellow, color.Bold),
}

// headline is the verdict in words: "PASS with 3 warnings".
func headline(r *scenario.Report) string { return words[r.Summary.Verdict] + qualified(r) }

func qualified(r *scenario.Report) string {
	var with []string
	if n := countFindings(r, scenario.Warn); n > 0 {
		with = append(with, plural(n, "warning"))
	}
	if n := countFindings(r, scenario.Accepted); n > 0 {
		with = append(with, plural(n, "accepted finding"))
	}
	text := ""
	if len(with) > 0 {
		text = " with " + strings.Join(with, " and ")
	}
	if r.Summary.Incomplete != "" {
		text += " (" + r.Summary.Incomplete + ")"
	}
	return text
}

func verdictParts(r *scenario.Report) []string {
	s := r.Summary
	parts := []string{
		paint[s.Verdict].Sprint(words[s.Verdict]) + qualified(r),
		fmt.Sprintf("%s: %s", plural(len(r.Results), "check"), counts(s.Counts)),
		fmt.Sprintf("%s in %.1f s", plural(int(s.Requests), "request"), float64(s.DurationMS)/1000),
	}
	if s.Coverage.Documented > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d documented operations", s.Coverage.Tested, s.Coverage.Documented))
	}
	return parts
}

// byWeight are the verdicts in the order in which figures are told.
var byWeight = []scenario.Verdict{scenario.Pass, scenario.Warn, scenario.Fail, scenario.Accepted, scenario.Note, scenario.Skip, scenario.Error}

func counts(by map[scenario.Verdict]int) string {
	var parts []string
	for _, v := range byWeight {
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
