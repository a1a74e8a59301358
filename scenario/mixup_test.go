package scenario_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario"
	"authcheck/supabase/supabasetest"
)

// mixUps verifies nothing but overlapping requests, so many times, and counts the verdicts.
func mixUps(t *testing.T, flaw string, times int) map[scenario.Verdict]int {
	t.Helper()
	config := newStand(t, flaw, supabasetest.Options{}).config(t)
	config.Only = []string{"threads.overlap/*"}
	verdicts := make(map[scenario.Verdict]int)
	for range times {
		for _, result := range verify(t, config).Results {
			if result.Operation == "threads.overlap" {
				verdicts[result.Verdict]++
			}
		}
	}
	return verdicts
}

// TestMixUpIsCaughtEveryTime: a handler that keeps the caller in a global is
// found in 20 runs of 20.
func TestMixUpIsCaughtEveryTime(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(map[scenario.Verdict]int{scenario.Fail: 20}, mixUps(t, mixing, 20)); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}

// TestNoMixUpWhereThereIsNone: a sound server answers overlapping requests rightly.
func TestNoMixUpWhereThereIsNone(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(map[scenario.Verdict]int{scenario.Pass: 5}, mixUps(t, "", 5)); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}
