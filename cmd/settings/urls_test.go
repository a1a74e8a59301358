package settings

import "testing"

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
