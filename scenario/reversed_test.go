package scenario_test

import (
	"testing"

	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestReversed has user 1 try user 2's things of each kind, with --deep.
func TestReversed(t *testing.T) {
	t.Parallel()
	kinds := []string{"threads.get", "threads.state", "assistants.get", "crons.get", "store.get"}
	for flaw, failing := range map[string]string{"": "", "assistants-read-unhandled": "assistants.get", "store-shared": "store.get"} {
		s := newStand(t, flaw, supabasetest.Options{})
		config := s.config(t)
		config.Deep, config.Only = true, append([]string{"*/reversed"}, kinds...)
		got := map[string]result.Verdict{}
		for _, r := range verify(t, config).Results {
			got[r.ID] = r.Verdict
		}
		for _, kind := range kinds {
			want := result.Pass
			if kind == failing {
				want = map[bool]result.Verdict{true: result.Warn, false: result.Fail}[kind == "store.get"]
			}
			if id := kind + "-reversed/reversed"; got[id] != want {
				t.Errorf("%q: %s is %q, want %q", flaw, id, got[id], want)
			}
		}
	}
}
