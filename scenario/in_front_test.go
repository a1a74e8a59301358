package scenario_test

import (
	"net/http"
	"strings"
	"testing"

	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// firewall refuses what looks like an attack, whoever sends it, and lets the rest through.
func firewall(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		unsigned := strings.Contains(r.Header.Get("Authorization"), "eyJhbGciOiJub25l")
		if unsigned || r.Header.Get("X-Forwarded-For") != "" || strings.Contains(r.URL.EscapedPath(), "%") {
			page(w, 0)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// blocking refuses one trick with a page, as a fault may.
func blocking(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.EscapedPath(), "%") {
			page(w, 0)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// application answers with its page what is not the API's.
func application(next http.Handler) http.Handler {
	api := []string{"/threads", "/runs", "/assistants", "/store", "/ok", "/info", "/docs", "/openapi.json", "/metrics", "/internal"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, path := range api {
			if strings.HasPrefix(r.URL.Path, path) || r.Method != http.MethodGet {
				next.ServeHTTP(w, r)
				return
			}
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>App</title>"))
	})
}

// TestPagesOfWhatIsInFront: tricks that a firewall refuses, and optional routes in the place of
// which an application answers, are nothing that failed. One page alone may be an accident.
func TestPagesOfWhatIsInFront(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		front func(http.Handler) http.Handler
		says  string // of what is not decided
		want  result.Verdict
	}{
		"firewall":    {firewall, "a firewall refuses such requests", result.Pass},
		"application": {application, "gets the page that any path gets", result.Pass},
		"one page":    {blocking, "which is neither a denial nor the API", result.Error},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, "", supabasetest.Options{})
			config := s.config(t)
			config.URL = s.front(t, test.front)
			got := verify(t, config)
			said := 0
			for _, r := range got.Results {
				if strings.Contains(r.Summary, test.says) {
					said++
				} else if r.Verdict == result.Error || r.Verdict == result.Fail {
					t.Errorf("%s: %s %s", r.ID, r.Verdict, r.Summary)
				}
			}
			if got.Summary.Verdict != test.want || said == 0 {
				t.Errorf("verdict %s, %d results say %q", got.Summary.Verdict, said, test.says)
			}
		})
	}
}
