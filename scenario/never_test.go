package scenario_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestNeverSent: Aegra's /threads/prune prunes whatever has expired, of anybody. No caller
// of a run asks for it, in no spelling, and the report says why.
func TestNeverSent(t *testing.T) {
	t.Parallel()
	s := newStand(t, "aegra-like", supabasetest.Options{})
	var mu sync.Mutex
	var sent []string
	c := s.config(t)
	c.URL = s.front(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(strings.ToLower(r.URL.Path), "prune") {
				mu.Lock()
				sent = append(sent, r.Method+" "+r.URL.Path)
				mu.Unlock()
			}
			next.ServeHTTP(w, r)
		})
	})
	c.Deep, c.RunGraph = true, true
	tried := 0
	for _, r := range verify(t, c).Results {
		if r.Operation != "threads.prune" {
			continue
		}
		if tried++; r.Verdict != result.Skip || r.Summary != catalog.ServerNamed(catalog.Aegra).Never["threads.prune"] {
			t.Errorf("%s is %s: %s", r.ID, r.Verdict, r.Summary)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(sent) > 0 || tried == 0 {
		t.Errorf("%d checks of it, and sent was %q", tried, sent)
	}
}
