package report

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/fatih/color"

	"authcheck/scenario/phrase"
	"authcheck/scenario/result"
)

// manyChecks are not listed one by one.
const manyChecks = 2000

// checks writes for each check what came of it and, fainter, what was sent and
// what the same call did for its owner.
func (s *sheet) checks(results []result.Result) {
	faint := color.New(color.Faint)
	for _, check := range results[:min(manyChecks, len(results))] {
		s.hanging(Icons[check.Verdict]+" "+check.ID+"  ", check.Summary)
		if check.Evidence == nil {
			continue
		}
		for _, line := range wrap("   ", inOneSentence(*check.Evidence), s.columns) {
			s.line(faint.Sprint(line))
		}
	}
	if more := len(results) - manyChecks; more > 0 {
		s.wrapped("", fmt.Sprintf("… and %s; --report json=FILE has all of them", phrase.Count(more, "more check")))
	}
}

// inOneSentence tells a request in a sentence: "GET /threads/… of User 1: expected denied, got 404; …".
func inOneSentence(e result.Evidence) string {
	text := e.Method + " " + pathOf(e.URL)
	if e.Whose != "" {
		text += " of " + e.Whose
	}
	text += ": expected " + e.Expected + ", got " + e.Got
	if e.Control != "" {
		text += "; " + e.Control
	}
	if e.Effect != "" {
		text += "; " + e.Effect
	}
	return text
}

// pathOf leaves out what is the same in all requests.
func pathOf(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return target
	}
	return u.RequestURI()
}

// fewReasons are named; the others are left to --verbose.
const fewReasons = 3

// skipped are the checks that could not be tried.
func skipped(results []result.Result) []result.Result {
	return slices.DeleteFunc(slices.Clone(results), func(r result.Result) bool { return r.Verdict != result.Skip })
}

// withoutPair is a reason without the pair of users that stands before it.
func withoutPair(reason string) string {
	if pair, rest, found := strings.Cut(reason, ": "); found && strings.Contains(pair, " on what is ") {
		return rest
	}
	return reason
}

// skips says in a sentence why some checks could not be tried.
func skips(results []result.Result) string {
	if len(results) == 0 {
		return ""
	}
	count := make(map[string]int)
	for _, check := range results {
		reason, _, _ := strings.Cut(withoutPair(check.Summary), ": ")
		count[reason]++
	}
	reasons := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(count[b]-count[a], strings.Compare(a, b))
	})
	var parts []string
	for _, reason := range reasons[:min(fewReasons, len(reasons))] {
		parts = append(parts, fmt.Sprintf("%s (%d)", reason, count[reason]))
	}
	if len(reasons) > fewReasons {
		parts = append(parts, "…")
	}
	return fmt.Sprintf("%s %d not testable here: %s (--verbose names them)", Icons[result.Skip], len(results), strings.Join(parts, ", "))
}
