//go:build slow

package scenario_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestBusyServer: a server that bears two requests at once is asked fewer at once, by itself.
func TestBusyServer(t *testing.T) {
	t.Parallel()
	var under atomic.Int32
	s := newStand(t, "", supabasetest.Options{})
	c := s.config(t)
	c.URL = s.front(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer under.Add(-1)
			if under.Add(1) > 2 {
				w.Header().Set("Retry-After", "1")
				http.Error(w, `{"detail":"busy"}`, http.StatusServiceUnavailable)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	begin := time.Now()
	got := verify(t, c)
	if got.Summary.Verdict != result.Pass || got.Summary.Counts[result.Error] > 0 || got.Summary.Leftovers != nil || time.Since(begin) > time.Minute {
		t.Errorf("%s, %v, left %q, in %s", got.Summary.Verdict, got.Summary.Counts, got.Summary.Leftovers, time.Since(begin))
	}
	if notes := strings.Join(got.Summary.Notes, "\n"); !strings.Contains(notes, "--pace") {
		t.Errorf("notes: %q", notes)
	}
}

// TestQuota: a 429 to what makes something is a quota where reads are answered: no rate limit
// that is to be waited out, no failure, and no proof.
func TestQuota(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	made := map[string]int{}
	s := newStand(t, "", supabasetest.Options{})
	c := s.config(t)
	c.URL = s.front(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			who := r.Header.Get("Authorization")
			over := r.Method == http.MethodPost && r.URL.Path == "/threads" && made[who] >= 3
			if r.Method == http.MethodPost && r.URL.Path == "/threads" {
				made[who]++
			}
			mu.Unlock()
			if over {
				refuse(w, http.StatusTooManyRequests, "Your plan has 3 threads. Delete one first.")
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	begin := time.Now()
	got := verify(t, c)
	for _, r := range got.Results {
		if r.Verdict == result.Error || r.Verdict == result.Pass && strings.Contains(r.Summary, "429") {
			t.Errorf("%s: %s %s", r.ID, r.Verdict, r.Summary)
		}
	}
	if took := time.Since(begin); got.Summary.Incomplete != "" || took > time.Minute {
		t.Errorf("incomplete %q, notes %q, in %s", got.Summary.Incomplete, got.Summary.Notes, took)
	}
}

// TestInPassing: servers that lock an account for a while after a forged token, that are away
// now and then, or that take one request of a user at a time, are verified as others are.
func TestInPassing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pace  int
		front func(users map[string]bool) func(http.Handler) http.Handler
	}{
		"account lock": {0, accountLock},
		"away":         {0, awayAtTimes},
		"one session":  {1, oneSession},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, "", supabasetest.Options{})
			c := s.config(t)
			c.Provider, c.ExpiredToken, c.Pace = nil, "", test.pace
			c.URL = s.front(t, test.front(map[string]bool{"Bearer " + s.users[0].Token: true, "Bearer " + s.users[1].Token: true}))
			got := verify(t, c)
			for _, r := range got.Results {
				if r.Verdict == result.Error || r.Verdict == result.Fail {
					t.Errorf("%s: %s %s", r.ID, r.Verdict, r.Summary)
				}
			}
			if s := got.Summary; s.Verdict != result.Pass || s.Incomplete != "" || s.Leftovers != nil || s.Counts[result.Pass] < 200 {
				t.Errorf("%s (%s), left %q, notes %q, %v", s.Verdict, s.Incomplete, s.Leftovers, s.Notes, s.Counts)
			}
		})
	}
}

// accountLock refuses both users for a while after a token that is not theirs.
func accountLock(users map[string]bool) func(http.Handler) http.Handler {
	var mu sync.Mutex
	var until time.Time
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			given := r.Header.Get("Authorization")
			if strings.HasPrefix(given, "Bearer ey") && !users[given] {
				until = time.Now().Add(2 * time.Second)
			}
			locked := users[given] && time.Now().Before(until)
			mu.Unlock()
			if locked {
				refuse(w, http.StatusUnauthorized, "account is locked for a moment")
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// awayAtTimes answers every 30th request, and the next, with a page that says 503.
func awayAtTimes(map[string]bool) func(http.Handler) http.Handler {
	var n atomic.Int64
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if n.Add(1)%30 < 2 {
				w.Header().Set("Content-Type", "text/html")
				w.WriteHeader(http.StatusServiceUnavailable)
				fmt.Fprint(w, "<html><h1>503 Service Temporarily Unavailable</h1></html>")
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// oneSession takes one request of a user at a time, and is busy for a moment after each.
func oneSession(users map[string]bool) func(http.Handler) http.Handler {
	var mu sync.Mutex
	busy := map[string]bool{}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			who := r.Header.Get("Authorization")
			mu.Lock()
			taken := busy[who]
			busy[who] = users[who]
			mu.Unlock()
			if taken {
				http.Error(w, `{"detail":"You are active in another window"}`, http.StatusConflict)
				return
			}
			defer time.AfterFunc(5*time.Millisecond, func() {
				mu.Lock()
				defer mu.Unlock()
				delete(busy, who)
			})
			next.ServeHTTP(w, r)
		})
	}
}
