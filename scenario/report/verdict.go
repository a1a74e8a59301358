package report

import (
	"fmt"
	"strings"

	"github.com/fatih/color"

	"authcheck/scenario/phrase"
	"authcheck/scenario/result"
)

var words = map[result.Verdict]string{result.Pass: "PASS", result.Warn: "PASS", result.Fail: "FAIL", result.Error: "UNDECIDED"}

var paint = map[result.Verdict]*color.Color{
	result.Pass: color.New(color.FgGreen, color.Bold), result.Warn: color.New(color.FgGreen, color.Bold),
	result.Fail: color.New(color.FgRed, color.Bold), result.Error: color.New(color.FgYellow, color.Bold),
}

// worstFirst are all verdicts.
var worstFirst = []result.Verdict{result.Fail, result.Error, result.Warn, result.Accepted, result.Pass, result.Note, result.Skip}

// headline is the verdict in words: "PASS with 3 warnings".
func headline(r *result.Report) string { return words[r.Summary.Verdict] + qualifiedOf(r) }

func qualifiedOf(r *result.Report) string {
	return qualified(r.Number(result.Warn), r.Number(result.Accepted), r.Summary.Incomplete)
}

// qualified is what goes with the verdict of a run.
func qualified(warnings, accepted int, incomplete string) string {
	var with []string
	if warnings > 0 {
		with = append(with, phrase.Count(warnings, "warning"))
	}
	if accepted > 0 {
		with = append(with, phrase.Count(accepted, "accepted finding"))
	}
	text := ""
	if len(with) > 0 {
		text = " with " + strings.Join(with, " and ")
	}
	if incomplete != "" {
		text += " (" + incomplete + ")"
	}
	return text
}

func verdictParts(r *result.Report) []string {
	verdict := words[r.Summary.Verdict]
	if colour, ok := paint[r.Summary.Verdict]; ok {
		verdict = colour.Sprint(verdict)
	}
	return append([]string{verdict + qualifiedOf(r)}, figures(r)...)
}

// figures say what a run cost and covered.
func figures(r *result.Report) []string {
	s := r.Summary
	parts := []string{
		fmt.Sprintf("%d of %s decided: %s", decidedOf(r), phrase.Count(checksOf(r), "check"), counts(s.Counts)),
		fmt.Sprintf("%s in %.1f s", phrase.Count(int(s.Requests), "request"), float64(s.DurationMS)/1000),
	}
	if s.Coverage.Documented > 0 {
		covered := fmt.Sprintf("%d of %d documented operations", s.Coverage.Tested, s.Coverage.Documented)
		if n := numberNotJudged(s); n > 0 {
			covered += fmt.Sprintf(", %d not judged", n)
		}
		parts = append(parts, covered)
	}
	return parts
}

// checksOf is how many checks a run had, however many of them are shown.
func checksOf(r *result.Report) int {
	n := 0
	for _, count := range r.Summary.Counts {
		n += count
	}
	return n
}

// decidedOf is how many of them were decided.
func decidedOf(r *result.Report) int {
	return checksOf(r) - r.Summary.Counts[result.Skip] - r.Summary.Counts[result.Error]
}

// byWeight are the verdicts in the order in which figures are told.
var byWeight = []result.Verdict{result.Pass, result.Warn, result.Fail, result.Accepted, result.Note, result.Skip, result.Error}

func counts(by map[result.Verdict]int) string {
	var parts []string
	for _, v := range byWeight {
		if by[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", by[v], Icons[v]))
		}
	}
	return strings.Join(parts, " ")
}

// unproven says why a run as a whole proved nothing, where no check of it says so.
func unproven(r *result.Report) string {
	switch {
	case r.Summary.Incomplete != "":
		return "the run ended early: " + r.Summary.Incomplete
	case r.Summary.Verdict == result.Error && r.Summary.Counts[result.Error] == 0:
		return "nothing was proven"
	}
	return ""
}

// sentence begins with a capital letter and ends with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.TrimRight(begun(text), ".:") + "."
}

// begun begins with a capital letter, unless it begins with the name of a user.
func begun(text string) string {
	if strings.Contains(text, " on what is ") { // which such a name stands before
		return text
	}
	return phrase.Capital(text)
}
