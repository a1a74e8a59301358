package scenario_test

import (
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/supabase/supabasetest"
)

// TestClockOff says that the server's clock is off, and refuses to take the
// token's end by our clock.
func TestClockOff(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	for _, test := range []struct {
		name  string
		ahead time.Duration
		want  []string
	}{
		{"ahead", 2 * time.Hour, []string{"the server's clock is 2h0m0s ahead of this machine's",
			"User 1's token ended 1h0m0s before this run by the server's clock", "User 2's token ended 1h0m0s before this run by the server's clock"}},
		{"behind", -time.Hour, []string{"the server's clock is 1h0m0s behind this machine's",
			"User 1's token was issued 1h0m0s in the future by the server's clock", "User 2's token was issued 1h0m0s in the future by the server's clock"}},
		{"in time", 0, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := s.config(t)
			c.Quick = true
			c.URL = s.front(t, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Date", time.Now().Add(test.ahead).UTC().Format(http.TimeFormat))
					next.ServeHTTP(w, r)
				})
			})
			got := verify(t, c).Summary.Notes
			for i := range got {
				got[i] = roundDurations(got[i])
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

var lengths = regexp.MustCompile(`\b(\d+h)?(\d+m)?\d+s\b`)

// roundDurations leaves out the seconds that a test takes.
func roundDurations(text string) string {
	return lengths.ReplaceAllStringFunc(text, func(length string) string {
		d, err := time.ParseDuration(length)
		if err != nil {
			return length
		}
		return d.Round(time.Minute).String()
	})
}
