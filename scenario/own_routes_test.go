package scenario_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// ownRoute is a route of an application that is documented with these parameters.
type ownRoute struct {
	path       string
	parameters string
	open       func(r *http.Request) (id string, asUser1 bool) // which thread it shows, to whom
}

// serve documents the route, and shows threads by it.
func (o ownRoute) serve(user1 string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		ask := func(method, path string, header http.Header) *httptest.ResponseRecorder {
			r := httptest.NewRequest(method, path, nil)
			r.Header = header
			w := httptest.NewRecorder()
			next.ServeHTTP(w, r)
			return w
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			prefix, _, _ := strings.Cut(o.path, "{")
			switch {
			case r.URL.Path == "/openapi.json":
				var document map[string]any
				_ = json.Unmarshal(ask(http.MethodGet, r.URL.Path, r.Header).Body.Bytes(), &document)
				document["paths"].(map[string]any)[o.path] = map[string]any{"get": map[string]any{"parameters": json.RawMessage(o.parameters)}}
				w.Header().Set("Content-Type", "application/json")
				_ = json.NewEncoder(w).Encode(document)
			case strings.HasPrefix(r.URL.Path, prefix):
				id, asUser1 := o.open(r)
				header := r.Header.Clone()
				if asUser1 && header.Get("Authorization") != "" {
					header = bearer(user1)
				}
				answer := ask(http.MethodGet, "/threads/"+id, header)
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(answer.Code)
				_, _ = w.Write(answer.Body.Bytes())
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
}

// TestOwnRoutesWithOtherValues: further values of an enumeration are tried, in the query and in
// headers; a list of IDs begins with the caller's own; and where user 1's own call does not
// work, the route was not judged.
func TestOwnRoutesWithOtherValues(t *testing.T) {
	t.Parallel()
	last := func(path string) string { return path[strings.LastIndex(path, "/")+1:] }
	for name, test := range map[string]struct {
		route    ownRoute
		says     string // of user 2's result
		unjudged bool
	}{
		"query": {ownRoute{"/papers/{thread_id}", `[{"name":"format","in":"query","schema":{"type":"string","enum":["json","csv"],"default":"json"}}]`,
			func(r *http.Request) (string, bool) { return last(r.URL.Path), r.URL.Query().Get("format") == "csv" }}, "format=csv", false},
		"header": {ownRoute{"/papers/{thread_id}", `[{"name":"X-Scope","in":"header","schema":{"type":"string","enum":["mine","all"],"default":"mine"}}]`,
			func(r *http.Request) (string, bool) { return last(r.URL.Path), r.Header.Get("X-Scope") == "all" }}, "X-Scope: all", false},
		"a list of IDs": {ownRoute{"/several", `[{"name":"ids","in":"query","required":true,"schema":{"type":"string"}}]`,
			func(r *http.Request) (string, bool) {
				ids := strings.Split(r.URL.Query().Get("ids"), ",")
				return ids[len(ids)-1], len(ids) > 1
			}}, "User 1's data came along", false},
		"not for its owner": {ownRoute{"/files/{name}", `[]`, func(*http.Request) (string, bool) { return "none", false }}, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, "", supabasetest.Options{})
			config := s.config(t)
			config.URL = s.front(t, test.route.serve(s.users[0].Token))
			got := verify(t, config)
			found := slices.ContainsFunc(got.Results, func(r result.Result) bool {
				return r.Code == "route-not-owned" && r.Identity == "other-user" && strings.Contains(r.Summary, test.says)
			})
			unjudged := slices.ContainsFunc(got.Summary.NotJudged, func(text string) bool { return strings.HasPrefix(text, "GET "+test.route.path+":") })
			if found != (test.says != "") || unjudged != test.unjudged {
				t.Errorf("found %v, not judged %v: %q", found, unjudged, got.Summary.NotJudged)
			}
		})
	}
}

// TestBrokenDocument: where the server's own document cannot be had, the run says what it did
// not see.
func TestBrokenDocument(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	config := s.config(t)
	config.URL = s.front(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/openapi.json" {
				http.Error(w, "Internal Server Error", http.StatusInternalServerError)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	if notes := strings.Join(verify(t, config).Summary.Notes, "\n"); !strings.Contains(notes, "document could not be read") {
		t.Errorf("notes: %q", notes)
	}
}
