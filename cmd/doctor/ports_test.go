package doctor

import (
	"strings"
	"testing"
)

func TestListener(t *testing.T) {
	const line = "   3: 0100007F:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4242 1 0000 100 0 0 10 0"
	tests := []struct {
		name, line string
		want       int
		ok         bool
	}{
		{"IPv4", line, 2024, true},
		{"IPv6", strings.Replace(line, "0100007F", "00000000000000000000000001000000", 1), 2024, true},
		{"established", strings.Replace(line, " 0A ", " 01 ", 1), 0, false},
		{"of another user", strings.Replace(line, " 1000 ", " 0 ", 1), 0, false},
		{"head", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", 0, false},
		{"nothing", "", 0, false},
	}
	for _, test := range tests {
		if got, ok := listener(test.line, 1000); got != test.want || ok != test.ok {
			t.Errorf("%s: got %d, %v; want %d, %v", test.name, got, ok, test.want, test.ok)
		}
	}
}
