//go:build slow

package scenario_test

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario"
	"authcheck/supabase/supabasetest"
)

// TestTokensAreRenewed has a run outlast its tokens: with new ones in time, every
// verdict is that of a run whose tokens last.
func TestTokensAreRenewed(t *testing.T) {
	t.Parallel()
	lasting := newStand(t, "", supabasetest.Options{})
	want := verify(t, lasting.config(t))

	s := newStand(t, "", supabasetest.Options{TokenLife: 3 * time.Second})
	c := s.config(t)
	c.URL = s.front(t, slow(100*time.Millisecond))
	renewals := make([]int, 2)
	for i := range c.Users {
		session, err := s.client.Login(t.Context(), c.Users[i].Email, password)
		if err != nil {
			t.Fatal(err)
		}
		c.Users[i].Token = session.AccessToken
		c.Users[i].Refresh = func(ctx context.Context) (string, error) {
			renewals[i]++
			var err error
			session, err = s.client.Refresh(ctx, session.RefreshToken)
			return session.AccessToken, err
		}
	}
	got := verify(t, c)
	if took := time.Duration(got.Summary.DurationMS) * time.Millisecond; took < 4*time.Second {
		t.Errorf("the run took %s only: its tokens lasted", took)
	}
	for i, n := range renewals {
		if n < 1 || n > 30 {
			t.Errorf("user %d: %d renewals", i+1, n)
		}
	}
	if diff := cmp.Diff(verdicts(want), verdicts(got)); diff != "" {
		t.Errorf("verdicts (-lasting +renewed):\n%s", diff)
	}
	if got.Summary.Incomplete != "" || got.Summary.Notes != nil || got.Summary.Leftovers != nil {
		t.Errorf("incomplete %q, notes %q, leftovers %q", got.Summary.Incomplete, got.Summary.Notes, got.Summary.Leftovers)
	}
}

// TestTokensEnd leaves undecided what a token did not last for: being refused for
// its age is no denial.
func TestTokensEnd(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{TokenLife: 2 * time.Second})
	c := s.config(t)
	c.URL = s.front(t, slow(100*time.Millisecond))
	got := verify(t, c)
	if got.Summary.Incomplete != "token ended" || got.ExitCode() != 3 {
		t.Errorf("incomplete %q, exit %d", got.Summary.Incomplete, got.ExitCode())
	}
	if len(got.Summary.Notes) != 1 {
		t.Errorf("notes: %q", got.Summary.Notes)
	}
}

// limited refuses everything for a second after so many requests, however long those took.
func limited(most int) func(http.Handler) http.Handler {
	var mu sync.Mutex
	var until time.Time
	var n int
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			if n++; n == most {
				until, n = time.Now().Add(time.Second), 0
			}
			over := time.Now().Before(until)
			mu.Unlock()
			if over {
				w.Header().Set("Retry-After", "1")
				http.Error(w, "too many requests", http.StatusTooManyRequests)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// TestRateLimit waits a rate limit out: the verdicts are those of a server without one.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	want := verify(t, s.config(t))
	c := s.config(t)
	c.URL = s.front(t, limited(150))
	var mu sync.Mutex
	waited := map[time.Duration]bool{}
	c.Observe = func(e scenario.Event) {
		mu.Lock()
		defer mu.Unlock()
		waited[e.Wait] = true
	}
	got := verify(t, c)
	if diff := cmp.Diff(verdicts(want), verdicts(got)); diff != "" {
		t.Errorf("verdicts (-without limit +with):\n%s", diff)
	}
	if diff := cmp.Diff(map[time.Duration]bool{0: true, time.Second: true}, waited); diff != "" {
		t.Errorf("waits shown (-want +got):\n%s", diff)
	}
	if got.Summary.Incomplete != "" || got.Summary.Leftovers != nil {
		t.Errorf("incomplete %q, leftovers %q", got.Summary.Incomplete, got.Summary.Leftovers)
	}
}

// TestRateLimitTooLong does not wait where there is no time for it: then nothing is proven.
func TestRateLimitTooLong(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	c := s.config(t)
	n := 0
	var mu sync.Mutex
	c.URL = s.front(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			n++
			over := n > 20
			mu.Unlock()
			if over && r.Method != http.MethodDelete {
				w.Header().Set("Retry-After", strconv.Itoa(3600))
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	begin := time.Now()
	got, err := scenario.Verify(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	if got.Summary.Incomplete != "rate limit" || got.ExitCode() != 3 {
		t.Errorf("incomplete %q, exit %d", got.Summary.Incomplete, got.ExitCode())
	}
	want := []string{"the server limits the rate (429), and asks to wait 1h0m0s, which the time limit does not allow: --timeout gives it more, and --pace N sends fewer requests at once"}
	if diff := cmp.Diff(want, got.Summary.Notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
}
