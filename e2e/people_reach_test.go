//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// rights are what one user can do with the things of another, tried in this order:
// deleting comes last, as it takes away what the others need.
var rights = []struct {
	name, method, path string
	body               any
	shows              string // what the answer has to hold; "": a status of 2xx is enough
	owner              *look  // what the owner has to see afterwards, where the answer does not tell
}{
	{name: "threads.read", method: "GET", path: "/threads/{thread}", shows: "{canary}"},
	{name: "threads.search", method: "POST", path: "/threads/search", body: object{"limit": 1000}, shows: "{canary}"},
	{name: "threads.count", method: "POST", path: "/threads/count", body: object{"metadata": object{"title": "{canary}"}}, shows: "1"},
	{name: "threads.update", method: "PATCH", path: "/threads/{thread}", body: object{"metadata": object{"seen_by": "another"}}},
	{name: "runs.read", method: "GET", path: "/threads/{thread}/runs/{run}", shows: "{run}"},
	{name: "runs.search", method: "GET", path: "/threads/{thread}/runs", shows: "{run}"},
	{name: "runs.create_run", method: "POST", path: "/threads/{thread}/runs", body: delayedRun},
	{name: "runs.update", method: "POST", path: "/threads/{thread}/runs/{run}/cancel"},
	{name: "runs.delete", method: "DELETE", path: "/threads/{thread}/runs/{run}"},
	{name: "threads.delete", method: "DELETE", path: "/threads/{thread}"},
	{name: "assistants.read", method: "GET", path: "/assistants/{assistant}", shows: "{canary}"},
	{name: "assistants.search", method: "POST", path: "/assistants/search", body: object{"limit": 1000}, shows: "{canary}"},
	{name: "assistants.update", method: "PATCH", path: "/assistants/{assistant}", body: object{"description": "another's"}},
	{name: "assistants.delete", method: "DELETE", path: "/assistants/{assistant}"},
	{name: "crons.search", method: "POST", path: "/runs/crons/search", body: object{"limit": 1000}, shows: "{cron}"},
	{name: "crons.update", method: "PATCH", path: "/runs/crons/{cron}", body: object{"schedule": "1 0 29 2 *"}},
	{name: "crons.delete", method: "DELETE", path: "/runs/crons/{cron}"},
	{name: "store.read", method: "GET", path: "/store/items?namespace={stored}&key=note", shows: "{canary}"},
	{name: "store.search", method: "POST", path: "/store/items/search", body: object{"namespace_prefix": []string{"{owner}"}, "limit": 1000}, shows: "{canary}"},
	{name: "store.update", method: "PUT", path: "/store/items", body: object{"namespace": "{namespace}", "key": "note", "value": object{"text": "another's"}},
		owner: &look{"another's", true}},
	{name: "store.delete", method: "DELETE", path: "/store/items", body: object{"namespace": "{namespace}", "key": "note"}, owner: &look{"note", false}},
}

type object = map[string]any

// look is a text that the owner's item has, or has no more.
type look struct {
	text  string
	there bool
}

// delayedRun is a run that does not begin while it is looked at.
var delayedRun = object{"assistant_id": "agent", "input": object{"messages": []any{}}, "after_seconds": 3600, "multitask_strategy": "enqueue"}

// checkReach compares what users can do with each other's things, by pairs such as "2>1",
// with what the row says of its module.
func (s *server) checkReach(t *testing.T, people []person, want map[string]string) {
	t.Helper()
	for _, pair := range slices.Sorted(maps.Keys(want)) {
		var visitor, owner int
		if _, err := fmt.Sscanf(pair, "%d>%d", &visitor, &owner); err != nil {
			t.Fatalf("%s: %v", pair, err)
		}
		got := s.reach(t, people[visitor-1], people[owner-1])
		if text := strings.Join(got, " "); text != want[pair] {
			t.Errorf("%s: can %s, want %s", pair, text, want[pair])
		}
	}
}

// reach names the rights that the visitor turns out to have, and the owner has too.
func (s *server) reach(t *testing.T, visitor, owner person) []string {
	t.Helper()
	things := s.things(t, owner)
	var has []string
	for _, r := range rights {
		path, shows := filled(things, r.path), filled(things, r.shows)
		if strings.Contains(path, "{") || strings.Contains(shows, "{") {
			continue // this server lets nobody make such a thing
		}
		status, answer := s.send(t, visitor.Token, r.method, path, fill(t, things, r.body))
		ok := status/100 == 2 && strings.Contains(string(answer), shows)
		if r.owner != nil {
			_, item := s.send(t, owner.Token, http.MethodGet, filled(things, "/store/items?namespace={owner}.notes&key=note"), nil)
			ok = strings.Contains(string(item), r.owner.text) == r.owner.there
		}
		if ok {
			has = append(has, r.name)
		}
	}
	return has
}

// things makes one of each kind, and returns what stands for their IDs.
func (s *server) things(t *testing.T, owner person) map[string]string {
	t.Helper()
	canary := "canary-" + uuid.NewString()
	titled := object{"metadata": object{"title": canary}}
	things := map[string]string{"{canary}": canary, "{owner}": owner.ID}
	make := func(name, field, path string, body any) {
		var made object
		status, answer := s.send(t, owner.Token, http.MethodPost, filled(things, path), body)
		if status == http.StatusOK && json.Unmarshal(answer, &made) == nil {
			things[name] = fmt.Sprint(made[field])
		}
	}
	make("{thread}", "thread_id", "/threads", titled)
	make("{run}", "run_id", "/threads/{thread}/runs", delayedRun)
	make("{assistant}", "assistant_id", "/assistants", object{"graph_id": "agent", "name": canary})
	make("{cron}", "cron_id", "/runs/crons", object{"assistant_id": "agent", "schedule": "0 0 29 2 *", "enabled": false,
		"end_time": time.Now().Add(24 * time.Hour).Format(time.RFC3339), "input": object{}})
	s.putNote(t, owner, things)
	if things["{run}"] == "" {
		t.Fatalf("the owner's own things: %v", things)
	}
	return things
}

// putNote has the owner put an item, and looks where the server keeps it.
func (s *server) putNote(t *testing.T, owner person, things map[string]string) {
	t.Helper()
	note := object{"namespace": []string{owner.ID, "notes"}, "key": "note", "value": object{"text": things["{canary}"]}}
	s.send(t, owner.Token, http.MethodPut, "/store/items", note)
	var item struct{ Namespace []string }
	status, answer := s.send(t, owner.Token, http.MethodGet, filled(things, "/store/items?namespace={owner}.notes&key=note"), nil)
	if err := json.Unmarshal(answer, &item); err != nil || len(item.Namespace) == 0 {
		t.Fatalf("the owner's own item: %d %s", status, answer)
	}
	things["{stored}"] = strings.Join(item.Namespace, ".")
	list, err := json.Marshal(item.Namespace)
	if err != nil {
		t.Fatal(err)
	}
	things[`"{namespace}"`] = string(list)
}

// fill fills texts in for what stands in braces.
func fill(t *testing.T, things map[string]string, body any) any {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return json.RawMessage(filled(things, string(text)))
}

func filled(things map[string]string, text string) string {
	for name, value := range things {
		text = strings.ReplaceAll(text, name, value)
	}
	return text
}
