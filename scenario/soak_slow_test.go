//go:build slow

package scenario_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"authcheck/scenario/result"
)

// TestSoakKeepsRateLimit: a server that takes 200 requests a second, and sends away who
// asks more, does so hardly ever again.
func TestSoakKeepsRateLimit(t *testing.T) {
	t.Parallel()
	c := crowdOf(t, "", 5)
	target, err := url.Parse(c.URL)
	if err != nil {
		t.Fatal(err)
	}
	var second, served, refused atomic.Int64
	proxy := httputil.NewSingleHostReverseProxy(target)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if now := time.Now().Unix(); second.Swap(now) != now {
			served.Store(0)
		}
		if served.Add(1) > 200 {
			refused.Add(1)
			w.Header().Set("Retry-After", "1")
			http.Error(w, `{"detail":"slow down"}`, http.StatusTooManyRequests)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	c.URL = front.URL
	r := soak(t, c, 10*time.Second, false)
	if r.Summary.Verdict != result.Pass || refused.Load() > 100 || !strings.Contains(strings.Join(r.Soak.Notes, " "), "it limits the rate (429)") {
		t.Errorf("verdict %s, %d sent away, soak %+v", r.Summary.Verdict, refused.Load(), r.Soak)
	}
	t.Logf("%d requests, %d sent away: %v", r.Soak.Requests, refused.Load(), r.Soak.Notes)
	if left := append(r.Summary.Leftovers, leftOf(t, c)...); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
