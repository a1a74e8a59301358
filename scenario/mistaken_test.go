package scenario_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/langgraph"
	"authcheck/scenario"
	"authcheck/supabase/supabasetest"
)

// mistakes are creates whose answers name something else, which was there before.
var mistakes = map[string]struct{ path, field, list, older string }{
	"threads":        {"/threads", "thread_id", "/threads/search", `{"metadata":{"project":"mine"}}`},
	"assistants":     {"/assistants", "assistant_id", "/assistants/search", `{"graph_id":"agent","metadata":{"project":"mine"}}`},
	"crons":          {"/runs/crons", "cron_id", "/runs/crons/search", `{"assistant_id":"agent","schedule":"0 0 29 2 *","metadata":{"project":"mine"}}`},
	"stateless runs": {"/runs", "thread_id", "/threads/search", ""},
}

// TestOlderThings: what was there before is neither changed nor removed where a create is
// answered with its ID, beside the tag of this run; and what was really made is removed.
func TestOlderThings(t *testing.T) {
	t.Parallel()
	for name, m := range mistakes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := littered{stand: newStand(t, "", supabasetest.Options{}), t: t}
			older := map[string]string{}
			for _, user := range s.users {
				path, field, body := m.path, m.field, m.older
				if body == "" {
					path, body = "/threads", mistakes["threads"].older
				}
				older["Bearer "+user.Token] = s.make(user, path, field, body)
			}
			before := s.listed(m.list)
			time.Sleep(1100 * time.Millisecond) // servers tell the time in whole seconds
			config := s.config(t)
			config.URL = s.front(t, func(next http.Handler) http.Handler { return mistaking(next, m.path, m.field, older) })
			report := verify(t, config)
			if diff := cmp.Diff(before, s.listed(m.list)); diff != "" {
				t.Errorf("what was there before (-before +after):\n%s", diff)
			}
			for _, left := range report.Summary.Leftovers {
				t.Errorf("left: %s", left)
			}
		})
	}
}

// mistaking answers every second create with the ID of what its caller had before.
func mistaking(next http.Handler, path, field string, older map[string]string) http.Handler {
	var mu sync.Mutex
	creates := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, known := older[r.Header.Get("Authorization")]
		if r.Method != http.MethodPost || r.URL.Path != path || !known {
			next.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		mu.Lock()
		creates++
		mistaken := creates%2 == 0
		mu.Unlock()
		var made map[string]any
		body := answer.Body.Bytes()
		if mistaken && answer.Code == http.StatusOK && json.Unmarshal(body, &made) == nil {
			made[field] = id
			body, _ = json.Marshal(made)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body)
	})
}

// mixedLists are ways in which a list shows the tag of a run beside the ID of something older.
var mixedLists = map[string]func(list []map[string]any, field, older string) []map[string]any{
	"instead of one": func(list []map[string]any, field, older string) []map[string]any {
		list[len(list)-1][field] = older
		return list
	},
	"beside the others": func(list []map[string]any, field, older string) []map[string]any {
		more := maps.Clone(list[0])
		more[field] = older
		return append(list, more)
	},
}

// TestMixedLists: what was there before is neither removed nor named as left where lists show
// the run's tag beside its ID: by a run, and by a search for leftovers.
func TestMixedLists(t *testing.T) {
	t.Parallel()
	for name, mix := range mixedLists {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := littered{stand: newStand(t, "", supabasetest.Options{}), t: t}
			older, before := map[string]string{}, map[string][]string{}
			for _, kind := range []string{"threads", "assistants", "crons"} {
				m := mistakes[kind]
				for _, user := range s.users {
					older[m.list+"Bearer "+user.Token] = s.make(user, m.path, m.field, m.older)
				}
				before[m.list] = s.listed(m.list)
			}
			config := s.config(t)
			config.URL = s.front(t, func(next http.Handler) http.Handler { return relisting(next, mix, older) })
			report := verify(t, config)
			for _, named := range report.Summary.Leftovers {
				if _, id, _ := strings.Cut(named, " "); slices.Contains(slices.Collect(maps.Values(older)), id) {
					t.Errorf("named as left, and was there before: %s", named)
				}
			}
			s.make(s.users[0], "/threads", "thread_id", `{"metadata":{"made_by":"authcheck","authcheck":"authcheck-0123abcd"}}`)
			left, err := scenario.FindLeftovers(t.Context(), config)
			if err != nil || len(left.Found) == 0 {
				t.Fatal(left, err)
			}
			if _, err := scenario.RemoveLeftovers(t.Context(), config, left.Found); err != nil {
				t.Fatal(err)
			}
			for list, want := range before {
				if diff := cmp.Diff(want, slices.DeleteFunc(s.listed(list), func(item string) bool { return strings.Contains(item, "authcheck-0123abcd") })); diff != "" {
					t.Errorf("%s: what was there before (-before +after):\n%s", list, diff)
				}
			}
		})
	}
}

// relisting has lists show something older of their caller's.
func relisting(next http.Handler, mix func(list []map[string]any, field, older string) []map[string]any, older map[string]string) http.Handler {
	fields := map[string]string{}
	for _, m := range mistakes {
		fields[m.list] = m.field
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, known := older[r.URL.Path+r.Header.Get("Authorization")]
		if !known {
			next.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		var list []map[string]any
		body := answer.Body.Bytes()
		if json.Unmarshal(body, &list) == nil && len(list) > 0 {
			body, _ = json.Marshal(mix(list, fields[r.URL.Path], id))
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body)
	})
}

// TestUnseenRemovals: a removal that a front answers by itself has removed nothing, though
// the other user may remove what has the same name; what is left is named.
func TestUnseenRemovals(t *testing.T) {
	t.Parallel()
	s := newStand(t, "", supabasetest.Options{})
	config := s.config(t)
	config.URL = s.front(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodDelete || r.URL.Path != "/store/items" || r.Header.Get("Authorization") != "Bearer "+s.users[1].Token {
				next.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<!doctype html><title>Log in</title>"))
		})
	})
	report := verify(t, config)
	client := &langgraph.Client{URL: s.server.URL}
	resp, err := client.Send(t.Context(), langgraph.Request{Method: http.MethodPost, Path: "/store/items/search", Header: bearer(s.users[1].Token),
		Body: map[string]any{"namespace_prefix": []string{}, "limit": 100}})
	var left struct{ Items []struct{ Key string } }
	if err != nil || resp.Decode(&left) != nil || len(left.Items) == 0 {
		t.Fatalf("nothing is left: %v %+v", err, resp)
	}
	for _, item := range left.Items {
		if !slices.ContainsFunc(report.Summary.Leftovers, func(named string) bool { return strings.Contains(named, item.Key) }) {
			t.Errorf("%s is left and not named: %q", item.Key, report.Summary.Leftovers)
		}
	}
}

// listed is all of a kind that the users have, as the server shows it.
func (s littered) listed(path string) []string {
	s.t.Helper()
	client := &langgraph.Client{URL: s.server.URL}
	var all []string
	for _, user := range s.users {
		resp, err := client.Send(s.t.Context(), langgraph.Request{Method: http.MethodPost, Path: path, Header: bearer(user.Token), Body: map[string]any{"limit": 1000}})
		if err != nil || !resp.OK() {
			s.t.Fatalf("%s: %v %+v", path, err, resp)
		}
		var items []json.RawMessage
		if err := resp.Decode(&items); err != nil {
			s.t.Fatal(err)
		}
		for _, item := range items {
			all = append(all, string(item))
		}
	}
	slices.Sort(all)
	return all
}
