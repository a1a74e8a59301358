package scenario_test

import (
	"regexp"
	"testing"
	"time"

	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestSlowServer: where each answer takes long, the verdict is the same, and the summary says
// what the time went to.
func TestSlowServer(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	server, err := langgraphtest.Start(langgraphtest.Options{SupabaseURL: s.provider.URL, APIKey: s.provider.ServiceKey, JWTSecret: s.provider.JWTSecret,
		Latency: 1100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	c := s.config(t)
	c.URL, c.Quick = server.URL, true
	got := verify(t, c)
	if got.Summary.Verdict != result.Pass {
		t.Errorf("%s: %+v", got.Summary.Verdict, got.Findings)
	}
	want := regexp.MustCompile(`^the time went to a slow server: half of its answers took (\d{3} ms|\d\.\d s) or longer ` +
		`\([67] requests of users: (\d{3} ms|\d\.\d s), 2 without a valid login: (\d{3} ms|\d\.\d s)\).*; the slowest: threads\.(create|get), `)
	if notes := got.Summary.Notes; len(notes) != 1 || !want.MatchString(notes[0]) {
		t.Errorf("notes: %q", notes)
	}
}
