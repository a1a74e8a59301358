package scenario_test

import (
	"net/http"
	"sync/atomic"
	"testing"

	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// crowd counts how many requests are under way at once, from their beginning to the end
// of their answers' heads.
type crowd struct{ now, most atomic.Int32 }

func (c *crowd) RoundTrip(req *http.Request) (*http.Response, error) {
	n := c.now.Add(1)
	defer c.now.Add(-1)
	for old := c.most.Load(); n > old && !c.most.CompareAndSwap(old, n); old = c.most.Load() {
	}
	return http.DefaultTransport.RoundTrip(req)
}

// TestPace: with --pace 1 nothing overlaps, and what needs that is skipped with the
// reason; with --pace 2 everything is judged. Neither is a failure.
func TestPace(t *testing.T) {
	t.Parallel()
	for pace, want := range map[int]result.Verdict{1: result.Skip, 2: result.Pass} {
		var seen crowd
		config := newStand(t, "", supabasetest.Options{}).config(t)
		config.HTTP = &http.Client{Transport: &seen, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		config.Pace, config.Only = pace, []string{"*overlap*", "threads.stream/*", "runs.wait/*"}
		report := verify(t, config)
		if most := int(seen.most.Load()); most > pace {
			t.Errorf("--pace %d: %d requests at once", pace, most)
		}
		for _, r := range report.Results {
			switch r.ID {
			case "threads.overlap/other-user", "threads.overlap-create/other-user", "threads.stream/other-user":
				if r.Verdict != want {
					t.Errorf("--pace %d: %s is %s: %s", pace, r.ID, r.Verdict, r.Summary)
				}
			}
		}
		if report.ExitCode() != 0 {
			t.Errorf("--pace %d: exit code %d, %v", pace, report.ExitCode(), report.Findings)
		}
	}
}
