package transcript_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// TestLearned: what the server wrote on user 1's things, and another on user 2's, is sent back in
// its own name, and as the first label of the server's name.
func TestLearned(t *testing.T) {
	for name, c := range map[string]struct {
		one, two map[string]any
		address  string
		handed   []string
		want     map[string]string // headers
		host     string
	}{
		"nothing known": {nil, nil, "http://127.0.0.1:2024", nil, map[string]string{}, "one.localhost:2024"},
		"the same":      {map[string]any{"team": "a"}, map[string]any{"team": "a"}, "https://agent.example", nil, map[string]string{}, "a.agent.example"},
		"a workspace": {map[string]any{"workspace": "one-ws"}, map[string]any{"workspace": "two-ws"}, "https://agent.example:8443", nil,
			map[string]string{"X-Workspace": "one-ws", "X-Workspace-Id": "one-ws"}, "one-ws.agent.example:8443"},
		"nested, and in a list": {map[string]any{"acl": map[string]any{"orgId": []any{"o1"}}}, map[string]any{"acl": map[string]any{"orgId": []any{"o2"}}}, "http://10.0.0.1", nil,
			map[string]string{"X-Org": "o1", "X-Org-Id": "o1"}, ""},
		"no header can hold it": {map[string]any{"team": "é"}, map[string]any{"team": "b"}, "", nil, map[string]string{}, ""},
		"handed on":             {nil, nil, "", []string{"x-customer", "x-any-*", "authorization"}, map[string]string{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			facts := transcript.Facts{Address: c.address, HandedOn: c.handed, Users: []transcript.User{{Subject: "one", Owned: c.one}, {Subject: "two", Owned: c.two}}}
			values := facts.Supplies().Values(catalog.Operation{}, catalog.Identity{})
			if diff := cmp.Diff(c.want, values.Learned[catalog.Claiming].Header); diff != "" {
				t.Errorf("headers (-want +got):\n%s", diff)
			}
			if values.Texts["host_of_1"] != c.host {
				t.Errorf("host %q, want %q", values.Texts["host_of_1"], c.host)
			}
			if got := values.Learned[catalog.HeadersToGraph].Header; (len(got) == 1 && got["X-Customer"] == "one") != (c.handed != nil) {
				t.Errorf("handed on: %v", got)
			}
		})
	}
}
