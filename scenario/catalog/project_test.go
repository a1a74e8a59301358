package catalog

import "testing"

// TestCite has findings name what langgraph.json says about them: what lets them happen;
// or, where it has what prevents them, that it is not gone by; nothing without a file.
func TestCite(t *testing.T) {
	keys := []Key{{AuthPath, anything}, {KeysAllowed, off}, {StudioOff, on}}
	tests := []struct {
		keys map[string]string
		want string
	}{
		{nil, "x.json has no auth.path and no auth.disable_studio_auth"},
		{map[string]string{AuthPath: `"a:b"`, KeysAllowed: "true", StudioOff: "false"}, "x.json has auth.allow_langsmith_api_keys: true and auth.disable_studio_auth: false"},
		{map[string]string{AuthPath: `"a:b"`, KeysAllowed: "false", StudioOff: "true"},
			`x.json has auth.path: "a:b" and auth.disable_studio_auth: true (is that file this server's, and was the server restarted?)`},
	}
	for _, test := range tests {
		if got := (Project{File: "x.json", Keys: test.keys}).Cite(keys); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
		if got := (Project{Keys: test.keys}).Cite(keys); got != "" {
			t.Errorf("%q without a file", got)
		}
	}
	if got := (Project{File: "x.json"}).Cite(nil); got != "" {
		t.Errorf("%q about nothing", got)
	}
}

// TestProjectGraph takes the usual graph, if the project has it or does not say.
func TestProjectGraph(t *testing.T) {
	for want, graphs := range map[string][]string{"agent": {"agent", "chat"}, "chat": {"chat", "essay"}} {
		if got := (Project{Graphs: graphs}).Graph("agent"); got != want {
			t.Errorf("of %q: %s", graphs, got)
		}
	}
	if got := (Project{}).Graph("agent"); got != "agent" {
		t.Errorf("of none: %s", got)
	}
}
