package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"authcheck/scenario"
)

// fewReasons are named; the others are left to --verbose.
const fewReasons = 3

// skips says in a sentence why some checks could not be tried.
func skips(results []scenario.Result) string {
	count := make(map[string]int)
	total := 0
	for _, result := range results {
		if result.Verdict == scenario.Skip {
			reason, _, _ := strings.Cut(result.Summary, ": ")
			count[reason]++
			total++
		}
	}
	if total == 0 {
		return ""
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
	return fmt.Sprintf("%s %d not testable here: %s (--verbose names them)", Icons[scenario.Skip], total, strings.Join(parts, ", "))
}
