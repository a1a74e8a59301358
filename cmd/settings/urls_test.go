package settings

import (
	"testing"
)

// TestOwnMachine: what may stand without a scheme is what is looked around on, and the other way
// round.
func TestOwnMachine(t *testing.T) {
	for address, want := range map[string]bool{
		"localhost:2024": true, "LOCALHOST": true, "127.0.0.1:2024": true, "127.0.0.2:2024/agents": true, "0.0.0.0:2024": true, "[::1]:2024": true, "[::]:2024": true,
		"127.0.0.1.example.com": false, "localhost.example.com:80": false, "192.168.0.1:2024": false, "example.com:2024": false, "[fe80::1]:2024": false,
		"localhost:p@example.com": false,
	} {
		if got := IsLoopback("http://" + address); got != want {
			t.Errorf("http://%s is of this machine: %v", address, got)
		}
		_, err := parseURL(address)
		if got := err == nil; got != want {
			t.Errorf("%s goes without a scheme: %v", address, got)
		}
	}
}

// TestServerPages are refused, and the server's own address is named.
func TestServerPages(t *testing.T) {
	for address, hint := range map[string]string{
		"http://localhost:2024/docs": "write http://localhost:2024", "localhost:2024/ok/": "write http://localhost:2024", "https://host.example/api/openapi.json": "write https://host.example/api",
		"https://smith.langchain.com/studio/?baseUrl=http://127.0.0.1:2024": "write the server's: http://127.0.0.1:2024", "2024": "write http://localhost:2024",
		"http://localhost:2024/docs#/threads": "write http://localhost:2024", "http://localhost:2024/agents": "", "http://localhost:2024/": "",
	} {
		_, err := checkServerURL(address)
		said := ""
		if wrong, ok := err.(*Invalid); ok {
			said = wrong.Hint
		}
		if said != hint {
			t.Errorf("%s: %v (%s), want %s", address, err, said, hint)
		}
	}
}

// TestMisreadAt names the line of a file of settings that is none.
func TestMisreadAt(t *testing.T) {
	for text, want := range map[string]string{
		"A=1\nB=2\nC=\"open\nD=4\n": " (line 3)", "A=1\nnonsense here\n": " (line 2)", "\"\n": " (line 1)",
	} {
		if got := misreadAt([]byte(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestDashboard: the page of a project is no project, also as browsers show its address.
func TestDashboard(t *testing.T) {
	for _, address := range []string{"https://supabase.com/dashboard/project/abc", "supabase.com/dashboard/project/abc"} {
		_, err := checkSupabaseURL(address)
		if wrong, ok := err.(*Invalid); !ok || wrong.Hint != "write https://abc.supabase.co" {
			t.Errorf("%s: %v", address, err)
		}
	}
}
