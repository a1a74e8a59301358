//go:build slow

package scenario_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"authcheck/scenario"
	"authcheck/scenario/result"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

// TestShortTokens: tokens that end in mid-run, with nobody to renew them, prove nothing
// from then on. What is left is named; no denial is one that is due to their age.
func TestShortTokens(t *testing.T) {
	for _, opaque := range []bool{false, true} {
		t.Run(fmt.Sprintf("opaque %v", opaque), func(t *testing.T) {
			t.Parallel()
			s := newStand(t, "no-owner-filter", supabasetest.Options{})
			c := s.config(t)
			c.Provider, c.ExpiredToken = nil, ""
			c.URL = s.ending(t, &c, opaque, 3*time.Second)
			report := verify(t, c)
			if report.Summary.Incomplete != "token ended" || report.ExitCode() == 0 {
				t.Errorf("incomplete %q, exit %d", report.Summary.Incomplete, report.ExitCode())
			}
			if left := s.unnamed(t, report); left != nil {
				t.Errorf("left and not named: %q", left)
			}
			for _, r := range report.Results {
				if r.Identity == "other-user" && r.Verdict == result.Pass && r.Evidence != nil && r.Evidence.Status == http.StatusUnauthorized {
					t.Errorf("%s passed for a token that had ended", r.ID)
				}
			}
		})
	}
}

// TestShortTokensRenewed: opaque tokens that somebody renews last as long as the run.
func TestShortTokensRenewed(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	c := s.config(t)
	c.Provider, c.ExpiredToken = nil, ""
	c.URL = s.ending(t, &c, true, 3*time.Second)
	for i := range c.Users {
		life := c.Users[i].Token
		n := 0
		c.Users[i].Ends = func() time.Time { return time.Now().Add(3 * time.Second) } // as expires_in says
		c.Users[i].Refresh = func(context.Context) (string, error) { n++; return fmt.Sprintf("%s-%d", life, n), nil }
	}
	report := verify(t, c)
	if report.Summary.Incomplete != "" || report.ExitCode() == 1 || report.Summary.Leftovers != nil {
		t.Errorf("incomplete %q, exit %d, leftovers %q", report.Summary.Incomplete, report.ExitCode(), report.Summary.Leftovers)
	}
}

// ending gives the users tokens that the gateway takes for so long only, from their first
// use on; opaque ones say nothing of that.
func (s *stand) ending(t *testing.T, c *scenario.Config, opaque bool, life time.Duration) string {
	t.Helper()
	c.Users = append([]scenario.User(nil), c.Users...)
	real := map[string]string{}
	for i, user := range c.Users {
		claims, _, _ := supabase.Claims(user.Token)
		c.Users[i].Subject, _ = claims["sub"].(string)
		given := fmt.Sprintf("opaque-%d", i+1)
		if !opaque {
			claims["iat"], claims["exp"] = time.Now().Unix(), time.Now().Add(life).Unix()
			given = s.provider.Mint(claims)
		}
		c.Users[i].Token, real[given] = given, user.Token
	}
	ages := &firstUses{life: life, at: map[string]time.Time{}}
	return s.front(t, func(next http.Handler) http.Handler {
		return slow(80 * time.Millisecond)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
			name := token
			if opaque {
				name = strings.Join(strings.SplitN(token, "-", 3)[:min(2, strings.Count(token, "-")+1)], "-")
			}
			if known := real[name]; known != "" {
				if ages.over(token) {
					http.Error(w, `{"detail":"token expired"}`, http.StatusUnauthorized)
					return
				}
				r.Header.Set("Authorization", "Bearer "+known)
			}
			next.ServeHTTP(w, r)
		}))
	})
}

// firstUses knows how long tokens have been used.
type firstUses struct {
	life time.Duration
	mu   sync.Mutex
	at   map[string]time.Time
}

// over tells whether a token's time is over.
func (f *firstUses) over(token string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.at[token].IsZero() {
		f.at[token] = time.Now()
	}
	return time.Since(f.at[token]) > f.life
}

// slow has a run take some seconds.
func slow(each time.Duration) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(each)
			next.ServeHTTP(w, r)
		})
	}
}
