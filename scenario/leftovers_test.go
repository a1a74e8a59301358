package scenario_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"authcheck/langgraph"
	"authcheck/scenario"
	"authcheck/supabase/supabasetest"
)

// made is a thing on the server, as in a Leftover.
type made struct{ kind, id, user, run string }

// littered is a stand with things on it.
type littered struct {
	*stand
	t    *testing.T
	flaw string
}

// make creates a thing as a user and returns its ID.
func (s littered) make(user scenario.User, path, field, body string) string {
	s.t.Helper()
	client := &langgraph.Client{URL: s.server.URL}
	resp, err := client.Send(s.t.Context(), langgraph.Request{Method: http.MethodPost, Path: path, Header: bearer(user.Token), Body: json.RawMessage(body)})
	if err != nil || !resp.OK() {
		s.t.Fatalf("POST %s: %v %+v", path, err, resp)
	}
	var thing map[string]any
	if err := resp.Decode(&thing); err != nil {
		s.t.Fatal(err)
	}
	return thing[field].(string)
}

func (s littered) put(user scenario.User, key string, namespace ...string) {
	s.t.Helper()
	value := map[string]any{"owner": s.subject(user)}
	if strings.HasPrefix(key, "write-") {
		delete(value, "owner") // somebody else wrote it
	}
	body, err := json.Marshal(map[string]any{"namespace": namespace, "key": key, "value": value})
	if err != nil {
		s.t.Fatal(err)
	}
	client := &langgraph.Client{URL: s.server.URL}
	resp, err := client.Send(s.t.Context(), langgraph.Request{Method: http.MethodPut, Path: "/store/items", Header: bearer(user.Token), Body: json.RawMessage(body)})
	if err != nil || !resp.OK() {
		s.t.Fatalf("PUT %v: %v %+v", namespace, err, resp)
	}
}

// place is where a user's items go, with the user in front where the server wants that.
func (s littered) place(user scenario.User, labels ...string) []string {
	if s.flaw == "store-refused" {
		return append([]string{s.subject(user)}, labels...)
	}
	return labels
}

// stored is where the server keeps them.
func (s littered) stored(user scenario.User, labels ...string) []string {
	if s.flaw == "tutorial-as-published" || s.flaw == "no-owner-filter" {
		return labels
	}
	return append([]string{s.subject(user)}, labels...)
}

// tag is that of a user's run.
func tag(user scenario.User) string {
	return "authcheck-0123abc" + strings.TrimPrefix(user.Name, "User ")
}

// litter makes what a crashed run leaves behind.
func (s littered) litter(has map[string]bool) []made {
	var all []made
	for _, user := range s.users {
		meta := fmt.Sprintf(`"metadata":{"made_by":"authcheck","authcheck":"%s-other-user"}`, tag(user))
		add := func(kind, id string) { all = append(all, made{kind, id, user.Name, tag(user)}) }
		if has["cron"] {
			add("cron", s.make(user, "/runs/crons", "cron_id", `{"assistant_id":"agent","schedule":"0 0 29 2 *",`+meta+`}`))
		}
		for _, name := range []string{"read", "write", "stored", "own"} {
			if key := name + "-" + tag(user); has["item"] && (name != "write" || s.flaw == "tutorial-as-published") {
				s.put(user, key, s.place(user, "authcheck", tag(user))...)
				add("item", strings.Join(append(s.stored(user, "authcheck", tag(user)), key), "/"))
			}
		}
		add("thread", s.make(user, "/threads", "thread_id", `{`+meta+`}`))
		if has["assistant"] {
			add("assistant", s.make(user, "/assistants", "assistant_id", `{"graph_id":"agent",`+meta+`}`))
		}
	}
	return all
}

// keep makes what is nobody's leftover, and looks much like one.
func (s littered) keep(has map[string]bool) {
	for _, user := range s.users {
		for _, metadata := range []string{`{}`, `{"made_by":"somebody"}`, `{"authcheck":"authcheck-0123abcd"}`, `{"made_by":{"x":"authcheck"}}`} {
			s.make(user, "/threads", "thread_id", `{"metadata":`+metadata+`}`)
			if has["assistant"] {
				s.make(user, "/assistants", "assistant_id", `{"graph_id":"agent","metadata":`+metadata+`}`)
			}
			if has["cron"] {
				s.make(user, "/runs/crons", "cron_id", `{"assistant_id":"agent","schedule":"0 0 29 2 *","metadata":`+metadata+`}`)
			}
		}
		if key := "read-" + tag(user); has["item"] {
			for _, labels := range [][]string{{"authcheck", "authcheck-notes"}, {"authcheck"}, {"other", tag(user)}, {"authcheck", tag(user), "deeper"}} {
				s.put(user, key, s.place(user, labels...)...)
			}
			s.put(user, "note-of-"+user.Name, s.place(user, "authcheck", tag(user))...)
		}
	}
}

func (s littered) subject(user scenario.User) string {
	s.t.Helper()
	who, err := s.client.User(s.t.Context(), user.Token)
	if err != nil {
		s.t.Fatal(err)
	}
	return who.ID
}

// everything is all that the users can list.
func (s littered) everything(has map[string]bool) []string {
	s.t.Helper()
	lists := map[string]string{"/threads/search": "thread", "/assistants/search": "assistant", "/runs/crons/search": "cron"}
	client := &langgraph.Client{URL: s.server.URL}
	var all []string
	ask := func(user scenario.User, path, body string) *langgraph.Response {
		resp, err := client.Send(s.t.Context(), langgraph.Request{Method: http.MethodPost, Path: path, Header: bearer(user.Token), Body: json.RawMessage(body)})
		if err != nil || !resp.OK() {
			s.t.Fatalf("POST %s: %v %+v", path, err, resp)
		}
		return resp
	}
	for _, user := range s.users {
		for path, kind := range lists {
			if kind != "thread" && !has[kind] {
				continue
			}
			var things []map[string]any
			if err := ask(user, path, `{"limit":100}`).Decode(&things); err != nil {
				s.t.Fatal(err)
			}
			for _, thing := range things {
				all = append(all, fmt.Sprint(kind, " ", thing[kind+"_id"]))
			}
		}
		if has["item"] {
			for _, prefix := range []string{"authcheck", "other", s.subject(user)} {
				var list struct {
					Items []struct{ Namespace, Key any }
				}
				body := fmt.Sprintf(`{"limit":100,"namespace_prefix":[%q]}`, prefix)
				if s.flaw == "store-refused" && prefix != s.subject(user) {
					continue
				}
				if err := ask(user, "/store/items/search", body).Decode(&list); err != nil {
					s.t.Fatal(err)
				}
				for _, item := range list.Items {
					all = append(all, fmt.Sprint("item ", item))
				}
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TestLeftovers finds and removes what runs left on all sorts of servers, and
// nothing else, however alike.
func TestLeftovers(t *testing.T) {
	everyKind := map[string]bool{"cron": true, "item": true, "assistant": true}
	for flaw, has := range map[string]map[string]bool{
		"": everyKind, "tutorial-as-published": everyKind, "no-owner-filter": everyKind, "store-refused": everyKind, "path-prefix": everyKind,
		"plain-denials": everyKind, "threads-only": {}, "js-like": {"item": true, "assistant": true},
	} {
		t.Run(flaw, func(t *testing.T) {
			s := littered{newStand(t, flaw, supabasetest.Options{}), t, flaw}
			c := scenario.Config{Probe: scenario.Probe{URL: s.server.URL, Users: s.users}}
			s.keep(has)
			before := s.everything(has)
			want := s.litter(has)
			found, err := scenario.FindLeftovers(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			var got []made
			for _, l := range found.Found {
				who := l.User
				if flaw == "no-owner-filter" || l.Kind == "item" && flaw == "tutorial-as-published" {
					who = owner(want, l.ID) // everybody lists everything
				}
				got = append(got, made{l.Kind, l.ID, who, l.Run})
				if l.Created == "" {
					t.Errorf("%s %s: created at no time", l.Kind, l.ID)
				}
			}
			byID := cmpopts.SortSlices(func(a, b made) bool { return a.id < b.id })
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(made{}), byID); diff != "" || found.Missed != nil {
				t.Errorf("missed %v, found (-want +got):\n%s", found.Missed, diff)
			}
			left, err := scenario.RemoveLeftovers(t.Context(), c, found.Found)
			if diff := cmp.Diff(&scenario.Leftovers{}, left, cmpopts.IgnoreUnexported(scenario.Leftover{})); diff != "" || err != nil {
				t.Errorf("left over: %v (-want +got):\n%s", err, diff)
			}
			if diff := cmp.Diff(before, s.everything(has)); diff != "" {
				t.Errorf("the rest (-before +after):\n%s", diff)
			}
		})
	}
}

func owner(all []made, id string) string {
	i := slices.IndexFunc(all, func(m made) bool { return m.id == id })
	if i < 0 {
		return "nobody"
	}
	return all[i].user
}

// TestLeftoversOrder has what refers to something else go first.
func TestLeftoversOrder(t *testing.T) {
	everyKind := map[string]bool{"cron": true, "item": true, "assistant": true}
	s := littered{newStand(t, "", supabasetest.Options{}), t, ""}
	s.litter(everyKind)
	found, err := scenario.FindLeftovers(t.Context(), scenario.Config{Probe: scenario.Probe{URL: s.server.URL, Users: s.users}})
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, l := range found.Found {
		kinds = append(kinds, l.Kind)
	}
	want := strings.Fields("cron cron item item item item item item thread thread assistant assistant")
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestLeftoversPages finds what does not fit on one page.
func TestLeftoversPages(t *testing.T) {
	s := littered{newStand(t, "", supabasetest.Options{}), t, ""}
	var want []string
	for range 230 {
		want = append(want, s.make(s.users[0], "/threads", "thread_id", `{"metadata":{"made_by":"authcheck"}}`))
	}
	c := scenario.Config{Probe: scenario.Probe{URL: s.server.URL, Users: s.users}}
	found, err := scenario.FindLeftovers(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range found.Found {
		got = append(got, l.ID)
	}
	if diff := cmp.Diff(want, got, cmpopts.SortSlices(strings.Compare)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if left, err := scenario.RemoveLeftovers(t.Context(), c, found.Found); err != nil || len(left.Found) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestLeftoversOfBareRuns finds the threads of stateless runs that show nothing of them,
// and no other of the user's.
func TestLeftoversOfBareRuns(t *testing.T) {
	s := littered{newStand(t, "aegra-like", supabasetest.Options{}), t, ""}
	kept := func(input string) string {
		return s.make(s.users[0], "/runs", "thread_id", `{"assistant_id":"agent","on_completion":"keep","interrupt_before":"*","input":`+input+`}`)
	}
	kept(`{"messages":[]}`)
	want := []made{{"thread", kept(`{"authcheck":"runs.stream-stateless/owner/1234abcd"}`), "User 1", "authcheck-1234abcd"}}
	found, err := scenario.FindLeftovers(t.Context(), scenario.Config{Probe: scenario.Probe{URL: s.server.URL, Users: s.users}})
	if err != nil {
		t.Fatal(err)
	}
	var got []made
	for _, l := range found.Found {
		got = append(got, made{l.Kind, l.ID, l.User, l.Run})
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(made{})); diff != "" || found.Missed != nil {
		t.Errorf("missed %v, found (-want +got):\n%s", found.Missed, diff)
	}
}

// TestLeftoversOfCrons: a server that does not say whether it has crons is asked for them.
func TestLeftoversOfCrons(t *testing.T) {
	for info, want := range map[string]int{`{"version":"0.16.7","flags":{}}`: 2, `{"version":"0.16.7","flags":{"crons":true}}`: 2, `{"version":"0.16.7","flags":{"crons":false}}`: 0} {
		s := littered{newStand(t, "", supabasetest.Options{}), t, ""}
		s.litter(map[string]bool{"cron": true})
		sent := new(wire)
		client := sent.client(func(r *http.Request) *http.Response {
			if r.URL.Path != "/info" {
				return nil
			}
			return answer(r, http.StatusOK, info)
		})
		found, err := scenario.FindLeftovers(t.Context(), scenario.Config{Probe: scenario.Probe{URL: s.server.URL, Users: s.users, HTTP: client}})
		if err != nil {
			t.Fatal(err)
		}
		crons := slices.DeleteFunc(found.Found, func(l scenario.Leftover) bool { return l.Kind != "cron" })
		if len(crons) != want {
			t.Errorf("%s: %d crons, want %d", info, len(crons), want)
		}
	}
}

// TestLeftoversMissed says what it could not look through.
func TestLeftoversMissed(t *testing.T) {
	s := newStand(t, "", supabasetest.Options{})
	users := slices.Clone(s.users)
	users[1].Token = "no token of anybody"
	found, err := scenario.FindLeftovers(t.Context(), scenario.Config{Probe: scenario.Probe{URL: s.server.URL, Users: users}})
	want := &scenario.Leftovers{Missed: []string{"threads of User 2: the server answered 401 Unauthorized"}}
	if diff := cmp.Diff(want, found, cmpopts.IgnoreUnexported(scenario.Leftover{})); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestLeftoversAtRateLimit: who is sent away for a moment comes back, to look and to remove.
func TestLeftoversAtRateLimit(t *testing.T) {
	t.Parallel()
	s := littered{newStand(t, "", supabasetest.Options{}), t, ""}
	s.litter(map[string]bool{"thread": true, "item": true})
	var sent atomic.Int64
	client := new(wire).client(func(r *http.Request) *http.Response {
		if sent.Add(1)%25 != 0 {
			return nil
		}
		limited := answer(r, http.StatusTooManyRequests, `{"detail":"slow down"}`)
		limited.Header.Set("Retry-After", "1")
		return limited
	})
	c := scenario.Config{Probe: scenario.Probe{URL: s.server.URL, Users: s.users, HTTP: client}}
	found, err := scenario.FindLeftovers(t.Context(), c)
	if err != nil || len(found.Found) == 0 || len(found.Missed) > 0 {
		t.Fatalf("%v, found %+v", err, found)
	}
	left, err := scenario.RemoveLeftovers(t.Context(), c, found.Found)
	if err != nil || len(left.Found)+len(left.Missed) > 0 {
		t.Errorf("%v, left %+v", err, left)
	}
}
