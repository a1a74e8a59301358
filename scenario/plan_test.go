package scenario_test

import (
	"testing"

	"authcheck/scenario"
	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestReversedListsAreChecks: what user 1 sees of user 2's can be chosen and left out as any
// other check, and is tried where nothing else is.
func TestReversedListsAreChecks(t *testing.T) {
	t.Parallel()
	checks := []string{"threads.search/reversed", "assistants.search/reversed", "crons.search/reversed"}
	if unmatched := scenario.Unmatched(checks); len(unmatched) > 0 {
		t.Errorf("unknown: %q", unmatched)
	}
	s := newStand(t, "no-owner-filter", supabasetest.Options{})
	config := s.config(t)
	config.Only = checks
	failed := map[string]bool{}
	for _, r := range verify(t, config).Results {
		failed[r.ID] = r.Verdict == result.Fail
	}
	for _, check := range checks {
		if !failed[check] {
			t.Errorf("%s did not fail", check)
		}
	}
}

// TestWiderListsAreChecks: so is what only some servers have, though no plan has it.
func TestWiderListsAreChecks(t *testing.T) {
	t.Parallel()
	checks := []string{"threads.search-wider/other-user", "store.get-stored"}
	if unmatched := scenario.Unmatched(checks); len(unmatched) > 0 {
		t.Errorf("unknown: %q", unmatched)
	}
	config := newStand(t, "shared-included-unchecked", supabasetest.Options{}).config(t)
	config.Only = checks
	report := verify(t, config)
	if len(report.Findings) != 1 || report.Findings[0].Code != "list-widened" {
		t.Errorf("findings %v", report.Findings)
	}
}
