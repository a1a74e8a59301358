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
	type wants map[string]result.Verdict
	for _, tt := range []struct {
		name, flaw string
		front      func(http.Handler) http.Handler
		want       wants
	}{
		{"short headers, sound", "", small, wants{"threads.search/key-header-forged": result.Pass}},
		{"short headers, forged token in a header", "key-header-decoded", small, wants{"threads.search/key-header-forged": result.Fail}},
		{"strict proxy, sound", "", strict, wants{"threads.search/trusted-network": result.Pass}},
		{"proxy that overrides, with a login of its own and pages instead of assets, sound", "", overridden,
			wants{"threads.search/claimed-method": result.Skip, "threads.search/key-header-forged": result.Pass, "threads.get/switches-query": result.Skip}},
		{"proxy with a login of its own, forged token in a header", "key-header-decoded", overridden, wants{"threads.search/key-header-forged": result.Fail}},
		{"pages instead of assets, a switch", "switch-query", overridden, wants{"threads.search/switches-query": result.Fail}},
		{"strict proxy, addresses of the network", "network-trusted", strict, wants{"threads.search/trusted-network": result.Fail}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, tt.flaw, supabasetest.Options{})
			config := s.config(t)
			config.URL = s.front(t, tt.front)
			all := verdicts(verify(t, config))
			for check, want := range tt.want {
				if all[check] != want {
					t.Errorf("%s: %s, want %s", check, all[check], want)
				}
			}
		})
	}
}
