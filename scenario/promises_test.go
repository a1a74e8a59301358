package scenario_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario"
	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestBudget: requests with a token are what costs a server that asks its provider, as the
// tutorial's own does.
func TestBudget(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		flaw           string
		keys, deep     bool
		valid, refused int64 // at most
	}{{"tutorial-as-published", false, false, 250, 100}, {"", false, false, 250, 100}, {"", true, false, 250, 100},
		{"tutorial-as-published", false, true, 400, 250}, {"", false, true, 400, 250}, {"", true, true, 400, 250}} {
		t.Run(fmt.Sprintf("%s, ES256 %v, deep %v", c.flaw, c.keys, c.deep), func(t *testing.T) {
			t.Parallel()
			report := func() *result.Report {
				if !c.keys && !c.deep {
					return plainRun(t, c.flaw).report
				}
				config := newStand(t, c.flaw, supabasetest.Options{ES256: c.keys}).config(t)
				config.Deep = c.deep
				return verify(t, config)
			}
			if sent := report().Summary.Sent; sent.Valid > c.valid || sent.Refused > c.refused {
				t.Errorf("sent %d requests with a valid token (at most %d) and %d with a refused one (at most %d)", sent.Valid, c.valid, sent.Refused, c.refused)
			}
		})
	}
}

// TestCounted: what is said to have been sent is what was, and covers the tutorial's server.
func TestCounted(t *testing.T) {
	t.Parallel()
	config := newStand(t, "tutorial-as-published", supabasetest.Options{}).config(t)
	var sent wire
	config.HTTP = sent.client(nil)
	summary := verify(t, config).Summary
	if all := summary.Sent.Valid + summary.Sent.Refused + summary.Sent.None; summary.Requests != int64(sent.count()) || all > summary.Requests {
		t.Errorf("said to have sent %d requests (%+v), the wire saw %d", summary.Requests, summary.Sent, sent.count())
	}
	if summary.Coverage.Tested < 61 || summary.Coverage.Documented != 64 {
		t.Errorf("coverage %d of %d", summary.Coverage.Tested, summary.Coverage.Documented)
	}
}

// ask sends one request as somebody and decodes the answer.
func (s *stand) ask(t testing.TB, token, method, path, body string, into any) int {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, s.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = bearer(token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	if into != nil && resp.StatusCode == http.StatusOK {
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	return resp.StatusCode
}

// holdings is how much there is on the server that a user can see.
func (s *stand) holdings(t testing.TB, token string) map[string]int {
	t.Helper()
	has := make(map[string]int)
	for kind, path := range map[string]string{"threads": "/threads/search", "assistants": "/assistants/search", "crons": "/runs/crons/search"} {
		var list []map[string]any
		s.ask(t, token, "POST", path, `{"limit":1000}`, &list)
		for _, thing := range list {
			if thing["metadata"] == nil || thing["metadata"].(map[string]any)["created_by"] != "system" {
				has[kind]++
			}
		}
	}
	var found struct{ Items []any }
	s.ask(t, token, "POST", "/store/items/search", `{"namespace_prefix":[],"limit":1000}`, &found)
	if len(found.Items) > 0 {
		has["items"] = len(found.Items)
	}
	return has
}

// TestNothingIsLeft: on servers of all sorts a run removes whatever it made.
// no-owner-filter shows everything that is there to everybody.
func TestNothingIsLeft(t *testing.T) {
	t.Parallel()
	for _, flaw := range some(2, "no-owner-filter", mixing, "", "tutorial-as-published", "js-like", "studio-as-admin", "owner-setdefault", "takeover-by-patch") {
		t.Run(flaw, func(t *testing.T) {
			t.Parallel()
			run := plainRun(t, flaw)
			if diff := cmp.Diff(map[string]map[string]int{"User 1": {}, "User 2": {}}, run.left); diff != "" {
				t.Errorf("left on the server (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string(nil), run.report.Summary.Leftovers); diff != "" {
				t.Errorf("said to be left (-want +got):\n%s", diff)
			}
		})
	}
}

// TestInterruptedRunCleansUp: however early a run is interrupted, nothing stays
// behind, and the report says that it is incomplete.
func TestInterruptedRunCleansUp(t *testing.T) {
	for _, after := range some(2, 30, 200, 1, 3, 10, 60, 100, 300, 400) {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			s := newStand(t, "no-owner-filter", supabasetest.Options{})
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			config := s.config(t)
			var sent wire
			config.HTTP = sent.client(func(*http.Request) *http.Response {
				if sent.count() == after {
					interrupt()
				}
				return nil
			})
			report, err := scenario.Verify(ctx, config)
			if err != nil {
				return // nothing was begun
			}
			if report.Summary.Incomplete != "interrupted" || report.ExitCode() == 0 {
				t.Errorf("after %d requests: incomplete %q, exit code %d", after, report.Summary.Incomplete, report.ExitCode())
			}
			if diff := cmp.Diff(map[string]int{}, s.holdings(t, s.users[0].Token)); diff != "" {
				t.Errorf("interrupted after %d requests: left (-want +got):\n%s", after, diff)
			}
			if user, err := s.client.User(context.Background(), s.users[1].Token); err != nil || user.UserMetadata["owner"] != nil {
				t.Errorf("interrupted after %d requests: profile %v, %v", after, user.UserMetadata, err)
			}
		})
	}
}

// TestInterruptedWhileMaking: what the server has made when the run is
// interrupted is removed, though nobody had read its ID yet.
func TestInterruptedWhileMaking(t *testing.T) {
	for _, path := range some(2, "/threads", "/runs/stream", "/assistants", "/runs/crons", "/runs") {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, "no-owner-filter", supabasetest.Options{})
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			config := s.config(t)
			var sent wire
			config.HTTP = sent.client(nil)
			sent.answered = func(req *http.Request) {
				if req.Method == http.MethodPost && req.URL.Path == path {
					interrupt()
					time.Sleep(20 * time.Millisecond)
				}
			}
			if _, err := scenario.Verify(ctx, config); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(map[string]int{}, s.holdings(t, s.users[0].Token)); diff != "" {
				t.Errorf("left (-want +got):\n%s", diff)
			}
			if ctx.Err() == nil {
				t.Error("was not interrupted")
			}
		})
	}
}

// TestLeftoversAreReported: what can't be removed is named.
func TestLeftoversAreReported(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	config := s.config(t)
	config.Quick = true
	var sent wire
	config.HTTP = sent.client(func(req *http.Request) *http.Response {
		if req.Method != http.MethodDelete {
			return nil
		}
		return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{}, Body: http.NoBody, Request: req}
	})
	report := verify(t, config)
	var threads []struct {
		ID string `json:"thread_id"`
	}
	s.ask(t, s.users[0].Token, "POST", "/threads/search", `{}`, &threads)
	if len(threads) != 1 {
		t.Fatalf("%d threads are left", len(threads))
	}
	if diff := cmp.Diff([]string{"thread " + threads[0].ID}, report.Summary.Leftovers); diff != "" {
		t.Errorf("leftovers (-want +got):\n%s", diff)
	}
}

// TestNoNodeRuns: the graph's node answers with "hello"; no state of any thread
// has that, not even where intruders may run what they like.
func TestNoNodeRuns(t *testing.T) {
	t.Parallel()
	for _, flaw := range some(1, "no-owner-filter", "", "no-auth", "js-like") {
		t.Run(flaw, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, flaw, supabasetest.Options{})
			config := s.config(t)
			var sent wire
			config.HTTP = sent.client(func(req *http.Request) *http.Response {
				if req.Method != http.MethodDelete || !strings.HasPrefix(req.URL.Path, "/threads/") {
					return nil
				}
				return &http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Body: http.NoBody, Request: req}
			})
			verify(t, config)
			time.Sleep(50 * time.Millisecond) // what was started without a delay
			seen := 0
			for _, user := range s.users {
				var threads []struct {
					ID string `json:"thread_id"`
				}
				s.ask(t, user.Token, "POST", "/threads/search", `{"limit":1000}`, &threads)
				for _, thread := range threads {
					var history []json.RawMessage
					s.ask(t, user.Token, "GET", "/threads/"+thread.ID+"/history", "", &history)
					seen += len(history)
					for _, state := range history {
						if bytes.Contains(state, []byte(`"hello `)) {
							t.Errorf("a node ran on thread %s: %s", thread.ID, state)
						}
					}
				}
			}
			if seen == 0 {
				t.Error("no state was looked at")
			}
			if bytes.Contains(sent.came.Bytes(), []byte(`"hello `)) {
				t.Error("an answer has what a node wrote")
			}
		})
	}
}

// TestLyingRemovals has a server that keeps nobody's metadata say of threads that they were
// removed: no list has the run's tag, and they are named all the same.
func TestLyingRemovals(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	config := s.config(t)
	config.URL = s.front(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodDelete && strings.HasPrefix(r.URL.Path, "/threads/") && strings.Count(r.URL.Path, "/") == 2 {
				fmt.Fprint(w, "{}")
				return
			}
			var body map[string]any
			text, err := io.ReadAll(r.Body)
			if err == nil && json.Unmarshal(text, &body) == nil && body["metadata"] != nil && r.URL.Path != "/threads/search" {
				delete(body, "metadata")
				text, _ = json.Marshal(body)
				r.ContentLength = int64(len(text))
			}
			r.Body = io.NopCloser(bytes.NewReader(text))
			next.ServeHTTP(w, r)
		})
	})
	report := verify(t, config)
	named := strings.Join(report.Summary.Leftovers, "\n")
	for _, user := range s.users {
		var threads []struct {
			ID string `json:"thread_id"`
		}
		s.ask(t, user.Token, "POST", "/threads/search", `{"limit":100}`, &threads)
		if len(threads) == 0 {
			t.Errorf("%s: nothing is left: this proves nothing", user.Name)
		}
		for _, left := range threads {
			if !strings.Contains(named, left.ID) {
				t.Errorf("%s: thread %s is left and not named", user.Name, left.ID)
			}
		}
	}
}
