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

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario"
	"authcheck/supabase/supabasetest"
)

// desk gives out opaque tokens in place of real ones, and lets them in for a while.
type desk struct {
	life time.Duration

	mu    sync.Mutex
	given map[string]string    // the real token behind each
	until map[string]time.Time // when each ends
}

// issue gives out a token that ends in a while.
func (d *desk) issue(real string) (string, time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	token := fmt.Sprintf("opaque-token-%d", len(d.given)+1)
	d.given[token], d.until[token] = real, time.Now().Add(d.life)
	return token, d.until[token]
}

// wrap is a gateway that knows the tokens.
func (d *desk) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin, token, _ := strings.Cut(r.Header.Get("Authorization"), "opaque-")
		d.mu.Lock()
		real, until := d.given["opaque-"+token], d.until["opaque-"+token]
		d.mu.Unlock()
		if real != "" {
			if time.Now().After(until) {
				http.Error(w, `{"detail":"the token has ended"}`, http.StatusUnauthorized)
				return
			}
			r.Header.Set("Authorization", begin+real)
		}
		next.ServeHTTP(w, r)
	})
}

// opaque has a run with opaque tokens that last so long, behind a slow gateway.
func opaque(t *testing.T, life time.Duration) (scenario.Config, *desk, *stand) {
	t.Helper()
	s := newStand(t, "", supabasetest.Options{})
	d := &desk{life: life, given: map[string]string{}, until: map[string]time.Time{}}
	c := scenario.Config{Probe: scenario.Probe{Users: []scenario.User{s.users[0], s.users[1]}}}
	c.URL = s.front(t, func(next http.Handler) http.Handler { return slow(60 * time.Millisecond)(d.wrap(next)) })
	for i := range c.Users {
		c.Users[i].Subject, c.Users[i].Password = s.subject(t, s.users[i]), ""
	}
	return c, d, s
}

func (s *stand) subject(t testing.TB, user scenario.User) string {
	t.Helper()
	who, err := s.client.User(t.Context(), user.Token)
	if err != nil {
		t.Fatal(err)
	}
	return who.ID
}

// TestOpaqueTokens: those that are known to end are renewed before, those that end
// unannounced after a refusal; what has ended for good is no denial.
func TestOpaqueTokens(t *testing.T) {
	t.Parallel()
	lasting, long, _ := opaque(t, time.Hour)
	for i := range lasting.Users {
		lasting.Users[i].Token, _ = long.issue(lasting.Users[i].Token)
	}
	begin := time.Now()
	want := verdicts(verify(t, lasting))
	life := max(3*time.Second, time.Since(begin)/3) // the machine may be busy
	for name, test := range map[string]struct{ announced, renewable bool }{
		"announced": {true, true}, "unannounced": {false, true}, "for good": {false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, d, s := opaque(t, life)
			var ends [2]time.Time
			for i := range c.Users {
				real := c.Users[i].Token
				c.Users[i].Token, ends[i] = d.issue(real)
				if test.renewable {
					c.Users[i].Refresh = func(context.Context) (token string, err error) { token, ends[i] = d.issue(real); return token, nil }
				}
				if test.announced {
					c.Users[i].Ends = func() time.Time { return ends[i] }
				}
			}
			got := verify(t, c)
			if !test.renewable {
				if left := s.holdings(t, s.users[0].Token)["threads"]; got.Summary.Incomplete != "token ended" || got.ExitCode() != 3 || left == 0 || len(got.Summary.Leftovers) < left {
					t.Errorf("%+v, exit %d, %d threads are left", got.Summary, got.ExitCode(), left)
				}
				return
			}
			if len(d.given) < 4 {
				t.Errorf("only %d tokens were given", len(d.given))
			}
			if test.announced || got.Summary.Incomplete == "" {
				if diff := cmp.Diff(want, verdicts(got)); diff != "" {
					t.Errorf("verdicts (-lasting +renewed):\n%s", diff)
				}
			}
			if got.Summary.Leftovers != nil || test.announced && got.Summary.Incomplete != "" {
				t.Errorf("%+v", got.Summary)
			}
		})
	}
}
