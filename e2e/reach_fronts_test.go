//go:build e2e

package e2e

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// responseCache keeps what was read for a minute, whoever asked for it.
func responseCache(next http.Handler) http.Handler {
	var kept sync.Map // of path and query to *httptest.ResponseRecorder
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.Header.Get("Upgrade") != "" {
			next.ServeHTTP(w, r)
			return
		}
		if answer, ok := kept.Load(r.URL.String()); ok {
			replay(w, answer.(*httptest.ResponseRecorder))
			return
		}
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		if answer.Code == http.StatusOK && strings.HasPrefix(r.URL.Path, "/threads/") {
			kept.Store(r.URL.String(), answer)
		}
		replay(w, answer)
	})
}

func replay(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// firewall shows a page of its own for three seconds after so many refusals within a time.
func firewall(most int, within time.Duration) front {
	return func(next http.Handler) http.Handler { return firewalled(most, within, next) }
}

func firewalled(most int, within time.Duration, next http.Handler) http.Handler {
	var mu sync.Mutex
	var refusals []time.Time
	var blockedUntil time.Time
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		blocked := time.Now().Before(blockedUntil)
		mu.Unlock()
		if blocked {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte("<html><title>Request blocked</title>Access denied by the firewall. Reference 7f3a</html>"))
			return
		}
		status := statusOf{ResponseWriter: w}
		next.ServeHTTP(&status, r)
		if status.code != http.StatusUnauthorized && status.code != http.StatusForbidden {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		refusals = append(refusals, time.Now())
		if len(refusals) >= most && time.Since(refusals[len(refusals)-most]) < within {
			blockedUntil, refusals = time.Now().Add(3*time.Second), nil
		}
	})
}

type statusOf struct {
	http.ResponseWriter
	code int
}

func (s *statusOf) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets streams be flushed.
func (s *statusOf) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// ownItems takes out of lists of threads what its metadata says is somebody else's.
func ownItems(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/threads/search" {
			next.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		var items []map[string]any
		if json.Unmarshal(answer.Body.Bytes(), &items) == nil {
			caller := subjectOf(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
			items = slices.DeleteFunc(items, func(item map[string]any) bool {
				metadata, ok := item["metadata"].(map[string]any)
				return ok && metadata["owner"] != caller
			})
			answer.Body.Reset()
			_ = json.NewEncoder(answer.Body).Encode(items)
			answer.Header().Del("Content-Length")
		}
		replay(w, answer)
	})
}

// subjectOf is whom a token names; the server behind verifies it.
func subjectOf(token string) any {
	claims := jwt.MapClaims{}
	_, _, _ = jwt.NewParser().ParseUnverified(token, claims)
	return claims["sub"]
}

// loginPage sends everybody without a login to one, wherever they want to go.
func loginPage(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/login":
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<!doctype html><title>Log in</title><form></form>"))
		case r.Header.Get("Authorization") == "" && r.URL.Path != "/ok":
			http.Redirect(w, r, "/login", http.StatusFound)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// rateLimit lets each login have 20 requests a second.
func rateLimit(next http.Handler) http.Handler {
	var mu sync.Mutex
	var second int64
	sent := map[string]int{} // in this second, by login
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		if now := time.Now().Unix(); now != second {
			second = now
			clear(sent)
		}
		login := r.Header.Get("Authorization")
		sent[login]++
		tooMany := sent[login] > 20
		mu.Unlock()
		if tooMany {
			w.Header().Set("Retry-After", "1")
			http.Error(w, "slow down", http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// sixAtOnce is as much as the server is trusted with: the rest is to come back in a second.
func sixAtOnce(next http.Handler) http.Handler {
	seats := make(chan struct{}, 6)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case seats <- struct{}{}:
			defer func() { <-seats }()
			next.ServeHTTP(w, r)
		default:
			w.Header().Set("Retry-After", "1")
			http.Error(w, "busy", http.StatusServiceUnavailable)
		}
	})
}
