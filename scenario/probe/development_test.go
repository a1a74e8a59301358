package probe

import (
	"errors"
	"net"
	"testing"

	"authcheck/scenario/transcript"
)

// TestReach: from where an address can be reached; a name counts as the widest of its
// addresses, and one that nobody knows here is somebody else's network.
func TestReach(t *testing.T) {
	t.Parallel()
	names := map[string][]string{"here.test": {"127.0.0.1", "::1"}, "office.test": {"127.0.0.1", "10.1.2.3"}, "shop.test": {"10.1.2.3", "8.8.8.8"}}
	lookup := func(host string) (found []net.IP, err error) {
		for _, text := range names[host] {
			found = append(found, net.ParseIP(text))
		}
		if found == nil {
			return nil, errors.New("no such host")
		}
		return found, nil
	}
	for want, hosts := range map[transcript.Reach][]string{
		transcript.Loopback: {"localhost", "LOCALHOST", "app.localhost", "127.0.0.1", "127.8.0.1", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "here.test"},
		transcript.Private:  {"10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1", "[fd00::2]", "[fe80::1]", "office.test", "nowhere.test"},
		transcript.Public:   {"8.8.8.8", "172.32.0.1", "100.128.0.1", "[2606:4700::1111]", "[::ffff:8.8.8.8]", "shop.test"},
	} {
		for _, host := range hosts {
			p := &Prober{config: Config{URL: "http://" + host + ":2024/assistant", Lookup: lookup}}
			if got := p.reach(); got != want {
				t.Errorf("%s: %s, want %s", host, got, want)
			}
		}
	}
}
