//go:build e2e

package e2e

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
)

// soakUsers is how many ask at once.
const soakUsers = 20

// soaked is what the tests read of a soak.
type soaked struct {
	Summary struct {
		Verdict   string
		Leftovers []string
	}
	Findings []struct{ Code string }
	Soak     struct {
		Users, Requests, Telling int
		MixedUp                  int     `json:"mixed_up"`
		AtMost                   float64 `json:"at_most"`
		PerSecond                float64 `json:"per_second"`
		First                    *struct{ User, Whose, Summary string }
	}
}

// TestSoak: a handler that mixes up one caller in a thousand is found each time, and one
// that remembers sessions as well, and mixes up nobody, is not. The tests with -all do it
// ten times.
func TestSoak(t *testing.T) {
	times := 1
	if *all {
		times = 10
	}
	t.Run("rare_mixup", func(t *testing.T) {
		s := subject{kind: python, auth: "rare_mixup"}.start(t)
		for range times {
			r, out := s.soak(t, "30s") // some ten thousand requests
			if out.exit != 1 || len(r.Findings) != 1 || r.Findings[0].Code != "identity-mixed-up" || r.Soak.First == nil {
				t.Errorf("exit %d, %+v\n%s", out.exit, r, out.stderr)
			}
			if *all && r.Soak.Requests < 7000 { // once in 1,000 has to be found in as many
				t.Errorf("%d requests: what is found in more says less", r.Soak.Requests)
			}
			t.Logf("%d requests, %.0f/s, %d mix-ups in %d answers: %+v", r.Soak.Requests, r.Soak.PerSecond, r.Soak.MixedUp, r.Soak.Telling, r.Soak.First)
		}
	})
	t.Run("session_cache", func(t *testing.T) {
		s := subject{kind: python, auth: "session_cache"}.start(t)
		r, out := s.soak(t, "15s")
		if out.exit != 0 || r.Summary.Verdict != "pass" || r.Soak.MixedUp != 0 || r.Soak.AtMost != 3/float64(r.Soak.Telling) {
			t.Errorf("exit %d, %+v\n%s", out.exit, r, out.stderr)
		}
		t.Logf("%d requests, %.0f/s, no mix-up in %d answers", r.Soak.Requests, r.Soak.PerSecond, r.Soak.Telling)
	})
}

// soak has all test users ask at once. Nothing of it may be left, whoever looks for it, and
// no node may have run.
func (s *server) soak(t *testing.T, length string) (soaked, outcome) {
	t.Helper()
	crowd := []string{"--users", strconv.Itoa(soakUsers)}
	if got := s.users.authcheck(t, append([]string{"signup", "--confirm"}, crowd...)...); got.exit != 0 {
		t.Fatalf("signup: exit %d: %s", got.exit, got.stderr)
	}
	out := s.verify(t, append(crowd, "--soak", length, "--format", "json")...)
	var r soaked
	if err := json.Unmarshal([]byte(out.stdout), &r); err != nil {
		t.Fatalf("verify --soak: exit %d, %v: %s", out.exit, err, out.stderr)
	}
	left := s.users.authcheck(t, append([]string{"cleanup", "--url", s.url}, crowd...)...)
	if left.exit != 0 || !strings.Contains(left.stdout, "Nothing is left behind") || len(r.Summary.Leftovers) > 0 {
		t.Errorf("left behind: %v\n%s%s", r.Summary.Leftovers, left.stdout, left.stderr)
	}
	if ran := s.nodesThatRan(t); len(ran) > 0 {
		t.Errorf("nodes ran: %v", ran)
	}
	return r, out
}
