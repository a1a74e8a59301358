package scenario_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"

	"authcheck/scenario/result"
)

// front is a gateway in front of the stand's server.
func (s *stand) front(t *testing.T, change func(http.Handler) http.Handler) string {
	t.Helper()
	return proxyTo(t, s.server.URL, change)
}

// proxyTo is a gateway in front of a server.
func proxyTo(t *testing.T, server string, change func(http.Handler) http.Handler) string {
	t.Helper()
	target, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(change(httputil.NewSingleHostReverseProxy(target)))
	t.Cleanup(front.Close)
	return front.URL
}

// refuse answers as the API does, in the place of the server.
func refuse(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"detail":%q}`, detail)
}

// verdicts are the results by ID, without those that rest on time alone.
func verdicts(r *result.Report) map[string]result.Verdict {
	all := make(map[string]result.Verdict)
	for _, check := range r.Results {
		all[check.ID] = check.Verdict
	}
	return all
}
