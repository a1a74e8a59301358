package scenario_test

import (
	"net/http"
	"strings"
	"testing"

	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestGroupsAreParted has something in front that refuses requests for what they look like:
// names that are tried together must not hide each other, and nobody is accused.
func TestGroupsAreParted(t *testing.T) {
	t.Parallel()
	small := func(next http.Handler) http.Handler { // Node's limit is 16 KiB; tokens of the stand-in are short
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			size := len(r.URL.RawQuery)
			for name, values := range r.Header {
				size += len(name) + len(strings.Join(values, ""))
			}
			if size > 3<<10 {
				w.WriteHeader(http.StatusRequestHeaderFieldsTooLarge)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	strict := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if host := r.Header.Get("X-Forwarded-Host"); host != "" || r.Header.Get("X-Original-Url") != "" {
				http.Error(w, `{"detail":"bad proxy header"}`, http.StatusBadRequest)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	overridden := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Header.Get("X-Http-Method-Override") == http.MethodOptions:
				w.WriteHeader(http.StatusNoContent)
			case r.Header.Get("Proxy-Authorization") != "":
				http.Error(w, "whose proxy?", http.StatusProxyAuthRequired)
			case strings.HasSuffix(r.URL.String(), ".png"):
				w.Header().Set("Content-Type", "text/html")
				_, _ = w.Write([]byte("<!doctype html><title>Chat</title>"))
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
	for _, tt := range []struct {
		name, flaw, check string
		front             func(http.Handler) http.Handler
		want              result.Verdict
	}{
		{"short headers, sound", "", "threads.search/key-header-forged", small, result.Pass},
		{"short headers, forged token in a header", "key-header-decoded", "threads.search/key-header-forged", small, result.Fail},
		{"strict proxy, sound", "", "threads.search/trusted-network", strict, result.Pass},
		{"proxy that overrides, sound", "", "threads.search/claimed-method", overridden, result.Skip},
		{"proxy with a login of its own, sound", "", "threads.search/key-header-forged", overridden, result.Pass},
		{"proxy with a login of its own, forged token in a header", "key-header-decoded", "threads.search/key-header-forged", overridden, result.Fail},
		{"pages instead of assets, sound", "", "threads.get/switches-query", overridden, result.Skip},
		{"pages instead of assets, a switch", "switch-query", "threads.search/switches-query", overridden, result.Fail},
		{"strict proxy, addresses of the network", "network-trusted", "threads.search/trusted-network", strict, result.Fail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, tt.flaw, supabasetest.Options{})
			config := s.config(t)
			config.URL = s.front(t, tt.front)
			if got := verdicts(verify(t, config))[tt.check]; got != tt.want {
				t.Errorf("%s: %s, want %s", tt.check, got, tt.want)
			}
		})
	}
}
