//go:build slow

package doctor

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/cmd/tokens"
	"authcheck/langgraph"
	"authcheck/scenario/result"
	"authcheck/supabase"
)

var times = regexp.MustCompile(`\d+ms`)

// TestSpeed has a login check take its time at the provider, in the handler, or nowhere in
// particular.
func TestSpeed(t *testing.T) {
	t.Parallel()
	long := 600 * time.Millisecond
	tests := []struct {
		name                  string
		login, plain, provide time.Duration // what each takes
		want                  Diagnosis
	}{
		{name: "quick", want: Diagnosis{Verdict: result.Pass, Found: "a call takes no longer than TIME"}},
		{name: "handler", login: long, want: Diagnosis{Verdict: result.Warn, Found: "a call takes TIME, and the provider answers in TIME, as seen from here",
			Next: "the handler takes the time: look for what it does beside asking the provider, such as a new client for each call, or blocking code"}},
		{name: "provider", login: long, provide: long, want: Diagnosis{Verdict: result.Warn, Found: "a call takes TIME, of which the provider takes TIME, as seen from here",
			Next: "the provider takes the time: keep its answer for some seconds, check tokens locally, or have the server nearer to it"}},
		{name: "server", login: long, plain: long, want: Diagnosis{Verdict: result.Warn, Found: "a call takes TIME, and one of /ok without a login takes TIME",
			Next: "look at the server and the way to it: the login is not what takes the time"}},
		{name: "unknown provider", login: long, provide: -1, want: Diagnosis{Verdict: result.Warn, Found: "a call takes TIME, and one of /ok without a login takes TIME",
			Next: "look at what the authenticate handler asks for, and how often: keep the provider's answer for some seconds, or check tokens locally"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := &Doctor{server: &langgraph.Client{URL: taking(t, map[string]time.Duration{"/threads/search": test.login, "/ok": test.plain})}, users: []user{{token: "t"}}}
			if test.provide >= 0 {
				d.project = &tokens.Project{Client: &supabase.Client{URL: taking(t, map[string]time.Duration{"/auth/v1/user": test.provide})}}
			}
			got := lookAtSpeed(t.Context(), d)
			got.Found = times.ReplaceAllString(got.Found, "TIME")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// taking is a server that takes its time, by path.
func taking(t *testing.T, each map[string]time.Duration) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(each[r.URL.Path] + time.Millisecond)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"id":"00000000-0000-4000-8000-000000000000","email":"me@example.com"}`))
	}))
	t.Cleanup(server.Close)
	return server.URL
}
