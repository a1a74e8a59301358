package scenario_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// onRoutes are the verdicts about routes other than those that may be open.
func onRoutes(report *result.Report) map[string]string {
	got := make(map[string]string)
	for _, r := range report.Results {
		if strings.HasPrefix(r.Operation, "routes.") && !slices.Contains([]string{"/", "/ok", "/info", "/metrics", "/docs", "/openapi.json"}, strings.TrimPrefix(r.Operation, "routes.get:")) &&
			!strings.Contains(r.Operation, "/internal/") && r.Operation != "routes.get:/deploy" {
			got[strings.TrimPrefix(r.ID, "routes.")] = strings.TrimSpace(string(r.Verdict) + " " + r.Code)
		}
	}
	return got
}

// TestOwnRoutes: public pages, sessions, redirects to a login and routes that are asked
// for the caller's own are no findings, and what sounds like an effect is not called.
func TestOwnRoutes(t *testing.T) {
	t.Parallel()
	s := newStand(t, "own-routes", supabasetest.Options{})
	config := s.config(t)
	config.Only = []string{"routes.*"}
	var sent wire
	config.HTTP = sent.client(nil)
	report := verify(t, config)
	want := map[string]string{
		"get:/home/no-token": "note open-routes", "get:/home/other-user": "skip", "get:/home/owner": "pass",
		"get:/login/no-token": "note open-routes", "get:/login/other-user": "skip", "get:/login/owner": "pass",
		"get:/health/no-token": "note open-routes", "get:/health/other-user": "skip", "get:/health/owner": "pass",
		"get:/figures/no-token": "note open-routes", "get:/figures/other-user": "skip", "get:/figures/owner": "pass",
		"get:/session/no-token": "note open-routes", "get:/session/other-user": "pass", "get:/session/owner": "pass",
		"get:/me/no-token": "pass", "get:/me/forged-key": "pass", "get:/me/other-user": "pass", "get:/me/owner": "pass",
		"get:/inbox/no-token": "pass", "get:/inbox/forged-key": "pass", "get:/inbox/other-user": "pass", "get:/inbox/owner": "pass",
		"get:/settings/no-token": "pass", "get:/settings/forged-key": "pass", "get:/settings/other-user": "pass", "get:/settings/owner": "pass",
		"get:/export/{thread_id}/no-token": "pass", "get:/export/{thread_id}/forged-key": "pass", "get:/export/{thread_id}/other-user": "pass", "get:/export/{thread_id}/owner": "pass",
	}
	if diff := cmp.Diff(want, onRoutes(report)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, line := range sent.sent {
		if strings.Contains(line, "/logout") || strings.Contains(line, "/mails") {
			t.Errorf("was called: %s", line)
		}
	}
}

// TestNotJudged: what is documented and was not tried is said, with the reason.
func TestNotJudged(t *testing.T) {
	t.Parallel()
	report := verify(t, newStand(t, "own-routes", supabasetest.Options{}).config(t))
	for _, want := range []string{"GET /logout: sounds like it does something: --allow-route 'GET /logout'", "POST /mails: may change something: --allow-route 'POST /mails'"} {
		if !slices.Contains(report.Summary.NotJudged, want) {
			t.Errorf("nothing says %q: %q", want, report.Summary.NotJudged)
		}
	}
	if c := report.Summary.Coverage; c.Documented-c.Tested != len(report.Summary.NotJudged) {
		t.Errorf("%d of %d, and %d not judged", c.Tested, c.Documented, len(report.Summary.NotJudged))
	}
}

// TestAllowRoute: other methods are called where the user allows it, documented or not.
func TestAllowRoute(t *testing.T) {
	t.Parallel()
	s := newStand(t, "route-any-user-body", supabasetest.Options{})
	config := s.config(t)
	config.Only = []string{"routes.*"}
	if got := onRoutes(verify(t, config)); len(got) > 0 {
		t.Errorf("not allowed, and tried: %v", got)
	}
	config.AllowRoutes = []string{"POST /summaries"}
	want := map[string]string{"post:/summaries/no-token": "pass", "post:/summaries/forged-key": "pass", "post:/summaries/other-user": "fail route-not-owned", "post:/summaries/owner": "pass"}
	if diff := cmp.Diff(want, onRoutes(verify(t, config))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestExposedDevelopment: the same server is a note on this machine, a warning on a private
// network and a failure on the internet, and nothing but GET is sent to its own routes. All
// traffic stays on this machine.
func TestExposedDevelopment(t *testing.T) {
	t.Parallel()
	s := newStand(t, "tutorial-as-published", supabasetest.Options{})
	here, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	const note, warn, fail = "note development-routes", "warn development-server-exposed", "fail development-server-exposed"
	for host, want := range map[string]string{"localhost": note, "dev.example": fail, "192.168.1.20": warn, "203.0.113.7": fail, "dev.lan": warn, "dev.here": note} {
		config := s.config(t)
		config.Only = []string{"routes.*", "threads.search/studio"}
		config.URL = fmt.Sprintf("http://%s:%s", host, here.Port())
		config.Lookup = func(name string) ([]net.IP, error) {
			known := map[string][]net.IP{"dev.example": {net.IPv4(10, 0, 0, 1), net.IPv4(198, 51, 100, 4)}, "dev.lan": {net.IPv4(10, 0, 0, 1)}, "dev.here": {net.IPv4(127, 0, 1, 1)}}
			return known[name], nil
		}
		var sent wire
		config.HTTP = sent.client(nil)
		sent.next = &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, here.Host)
		}}
		got := map[string]string{}
		for _, r := range verify(t, config).Results {
			if strings.HasPrefix(r.Operation, "routes.get:/internal/") || r.Operation == "routes.get:/deploy" || r.Identity == "studio" {
				got[r.ID] = string(r.Verdict) + " " + r.Code
			}
		}
		studio := want
		if want != fail {
			studio = "warn studio-open"
		}
		all := map[string]string{"routes.get:/internal/debug/thread/{thread_id}/no-token": want, "routes.get:/deploy/no-token": want, "threads.search/studio": studio}
		if diff := cmp.Diff(all, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", host, diff)
		}
		for _, line := range sent.sent {
			if strings.Contains(line, "/internal/") && !strings.HasPrefix(line, "GET ") || strings.Contains(line, "/deploy") && line != "GET /deploy" {
				t.Errorf("%s: sent %s", host, line)
			}
		}
	}
}

// TestAllowedLogout: a route that ends the caller's session is called in one of its own.
func TestAllowedLogout(t *testing.T) {
	t.Parallel()
	s := newStand(t, "route-logs-out", supabasetest.Options{})
	config := s.config(t)
	config.Only = []string{"routes.*"}
	config.AllowRoutes = []string{"GET /logout"}
	report := verify(t, config)
	want := map[string]string{"get:/logout/no-token": "pass", "get:/logout/forged-key": "pass", "get:/logout/other-user": "skip", "get:/logout/owner": "pass"}
	if diff := cmp.Diff(want, onRoutes(report)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(report.Summary.Leftovers) > 0 || report.Summary.Incomplete != "" {
		t.Errorf("left: %q, incomplete: %q", report.Summary.Leftovers, report.Summary.Incomplete)
	}
	for _, user := range s.users {
		if _, err := s.client.User(t.Context(), user.Token); err != nil {
			t.Errorf("%s has no session any more: %v", user.Name, err)
		}
	}
}
