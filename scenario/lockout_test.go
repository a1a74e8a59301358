package scenario_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// lockout keeps everybody out for a while after ten refusals in a row.
func lockout(shut http.HandlerFunc) func(http.Handler) http.Handler {
	var mu sync.Mutex
	var refusals int
	var until time.Time
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			locked := time.Now().Before(until)
			mu.Unlock()
			if locked {
				shut(w, r)
				return
			}
			status := &watched{ResponseWriter: w}
			next.ServeHTTP(status, r)
			mu.Lock()
			defer mu.Unlock()
			if status.code != http.StatusUnauthorized && status.code != http.StatusForbidden {
				refusals = 0
			} else if refusals++; refusals == 10 {
				until, refusals = time.Now().Add(800*time.Millisecond), 0
			}
		})
	}
}

type watched struct {
	http.ResponseWriter
	code int
}

func (w *watched) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}

// Unwrap lets streams be flushed.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// TestLockedOut: a refusal of everybody says nothing of who was refused. What is behind it
// is found as it is without, but for a few checks that stay undecided.
func TestLockedOut(t *testing.T) {
	t.Parallel()
	answer := func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusForbidden, "too many failed logins")
	}
	page := func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(w, "<html><title>Blocked</title>Reference %d</html>", time.Now().UnixNano())
	}
	for name, test := range map[string]struct {
		flaw string
		shut http.HandlerFunc
	}{"sound": {"", answer}, "hole behind an answer": {"store-path-exempt", answer}, "hole behind a page": {"store-path-exempt", page}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, test.flaw, supabasetest.Options{})
			config := s.config(t)
			want := verdicts(plainRun(t, test.flaw).report)
			config.URL = s.front(t, lockout(test.shut))
			got := verify(t, config)
			bad := map[result.Verdict]bool{result.Fail: true, result.Warn: true}
			undecided := map[result.Verdict]bool{result.Error: true, result.Skip: true} // a lock may come again at any time
			for id, verdict := range verdicts(got) {
				if bad[verdict] != bad[want[id]] && !undecided[verdict] {
					t.Errorf("%s: %s, and %s without a lock", id, verdict, want[id])
				}
			}
			if test.flaw != "" && got.Summary.Verdict != result.Fail {
				t.Errorf("verdict %s", got.Summary.Verdict)
			}
			if len(got.Summary.Notes) == 0 {
				t.Error("nothing is said of the lock")
			}
		})
	}
}
