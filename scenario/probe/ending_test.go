package probe

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

// endedSessions notes the sessions that are logged out.
type endedSessions []string

func (e *endedSessions) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/logout") {
		*e = append(*e, sessionOf(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")))
	}
	return http.DefaultTransport.RoundTrip(r)
}

func sessionOf(token string) string {
	claims, _, _ := supabase.Claims(token)
	id, _ := claims["session_id"].(string)
	return id
}

// TestEndingSessionsEnd: sessions whose tokens were waited for are ended at the provider, also
// where the tokens are over; where that fails, it is said.
func TestEndingSessionsEnd(t *testing.T) {
	provider, err := supabasetest.Start(supabasetest.Options{TokenLife: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Close() })
	ended := new(endedSessions)
	client := &supabase.Client{URL: provider.URL, Key: provider.AnonKey, HTTP: &http.Client{Transport: ended}}
	if _, err := client.SignUp(t.Context(), "me@example.com", "correct-horse-battery"); err != nil {
		t.Fatal(err)
	}
	var asked []string
	config := emptyServer(t, &asked)
	config.Provider = client
	config.Users[0].Email, config.Users[0].Password = "me@example.com", "correct-horse-battery"
	p := New(config, nil)
	soon, missing := p.endingSessions(t.Context())
	if missing != "" {
		t.Fatal(missing)
	}
	want := []string{sessionOf(soon.used), sessionOf(soon.unused)}
	time.Sleep(time.Until(soon.at) + afterEnd)
	p.CleanUp(t.Context())
	slices.Sort(want)
	slices.Sort(*ended)
	if diff := cmp.Diff(want, []string(*ended)); diff != "" || p.Transcript(t.Context()).Notes != nil {
		t.Errorf("notes %q (-opened +ended):\n%s", p.Transcript(t.Context()).Notes, diff)
	}

	p = New(config, nil)
	if _, missing := p.endingSessions(t.Context()); missing != "" {
		t.Fatal(missing)
	}
	provider.SetFault(http.StatusServiceUnavailable, "")
	p.CleanUp(t.Context())
	if notes := p.Transcript(t.Context()).Notes; len(notes) != 1 || !strings.Contains(notes[0], "a session of User 1") {
		t.Errorf("notes %q", notes)
	}
}
