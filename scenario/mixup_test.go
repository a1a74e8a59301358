package scenario_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// mixing is a flaw that lets data cross by chance wherever requests overlap.
const mixing = "identity-in-global"

// mixUps verifies nothing but overlapping requests, so many times, and counts the verdicts.
func mixUps(t *testing.T, flaw string, times int) map[result.Verdict]int {
	t.Helper()
	config := newStand(t, flaw, supabasetest.Options{}).config(t)
	config.Only = []string{"threads.overlap/*"}
	verdicts := make(map[result.Verdict]int)
	for range times {
		for _, check := range verify(t, config).Results {
			if check.Operation == "threads.overlap" {
				verdicts[check.Verdict]++
			}
		}
	}
	return verdicts
}

// TestMixUpIsCaughtEveryTime: a handler that keeps the caller in a global is
// found in 20 runs of 20, and in 3 of 3 outside of CI; with no other test beside it.
func TestMixUpIsCaughtEveryTime(t *testing.T) {
	times := 3
	if thorough {
		times = 20
	}
	if diff := cmp.Diff(map[result.Verdict]int{result.Fail: times}, mixUps(t, mixing, times)); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}

// TestNoMixUpWhereThereIsNone: a sound server answers overlapping requests rightly.
func TestNoMixUpWhereThereIsNone(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(map[result.Verdict]int{result.Pass: 5}, mixUps(t, "", 5)); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}
