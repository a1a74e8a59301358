package scenario_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// caching keeps the answers to GET by their address, whoever asks.
func caching(next http.Handler) http.Handler {
	var kept sync.Map
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.Header.Get("Upgrade") != "" || !strings.HasPrefix(r.URL.Path, "/threads/") || strings.HasSuffix(r.URL.Path, "/stream") {
			next.ServeHTTP(w, r)
			return
		}
		answer, hit := kept.Load(r.URL.String())
		if !hit {
			fresh := httptest.NewRecorder()
			next.ServeHTTP(fresh, r)
			if answer = fresh; fresh.Code == http.StatusOK {
				kept.Store(r.URL.String(), answer)
			}
		}
		got := answer.(*httptest.ResponseRecorder)
		w.Header().Set("Content-Type", got.Header().Get("Content-Type"))
		w.WriteHeader(got.Code)
		_, _ = io.Copy(w, bytes.NewReader(got.Body.Bytes()))
	})
}

// TestCacheIsNamed: a cache in front is the cause, and no path that is exempt. Where
// everybody gets in without one, it is not.
func TestCacheIsNamed(t *testing.T) {
	t.Parallel()
	for flaw, want := range map[string]string{"": "answer-cached", "no-auth": "no-auth"} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, flaw, supabasetest.Options{})
			config := s.config(t)
			config.URL = s.front(t, caching)
			var codes []string
			for _, f := range verify(t, config).Findings {
				if f.Verdict == result.Fail {
					codes = append(codes, f.Code)
				}
			}
			if !slices.Contains(codes, want) || flaw == "" && len(codes) > 1 || flaw != "" && slices.Contains(codes, "answer-cached") {
				t.Errorf("findings %v, want %s", codes, want)
			}
		})
	}
}
