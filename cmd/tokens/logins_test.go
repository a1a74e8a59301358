package tokens

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"authcheck/cmd/settings"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

const password = "correct-horse-battery"

// limited is a project with three users, which sends the first logins away.
func limited(t *testing.T, times int32, retryAfter string) *Project {
	t.Helper()
	provider, err := supabasetest.Start(supabasetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Close() })
	target, err := url.Parse(provider.URL)
	if err != nil {
		t.Fatal(err)
	}
	var left atomic.Int32
	left.Store(times)
	proxy := httputil.NewSingleHostReverseProxy(target)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/token") && left.Add(-1) >= 0 {
			w.Header().Set("Retry-After", retryAfter)
			http.Error(w, `{"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached"}`, http.StatusTooManyRequests)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	p := &Project{Client: &supabase.Client{URL: front.URL, Key: provider.AnonKey}, Users: settings.UserAddresses("me@example.com", 3), Password: password}
	for _, user := range p.Users {
		if _, err := p.Client.SignUp(t.Context(), user, password); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// TestLoginWaits: a rate limit that names a short wait is waited out, and told once.
func TestLoginWaits(t *testing.T) {
	t.Parallel()
	p := limited(t, 3, "2")
	var told atomic.Int32
	p.Waiting = func(time.Duration) { told.Add(1) }
	sessions, err := p.Login(t.Context())
	if err != nil || len(sessions) != 3 || sessions[2].AccessToken == "" || told.Load() != 1 {
		t.Errorf("%d sessions, %v, told %d times", len(sessions), err, told.Load())
	}
}

// TestLoginDoesNotWait where that would take too long: the error names the wait.
func TestLoginDoesNotWait(t *testing.T) {
	t.Parallel()
	short, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	for retryAfter, ctx := range map[string]context.Context{"120": t.Context(), "30": short} {
		begin := time.Now()
		_, err := limited(t, 100, retryAfter).Login(ctx)
		if err == nil || !strings.Contains(err.Error(), "too many requests") || time.Since(begin) > time.Second {
			t.Errorf("Retry-After %s: %v after %s", retryAfter, err, time.Since(begin))
		}
	}
}
