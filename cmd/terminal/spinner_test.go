package terminal

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// TestSpinnerWidth keeps the line on one: what wraps could not be taken back.
func TestSpinnerWidth(t *testing.T) {
	many := strings.Repeat("a.rather.long.address@mail.example.com, ", 5)
	for _, columns := range []int{0, 40, 80, 200} {
		var out bytes.Buffer
		s := &Spinner{out: Process{Out: &out, Columns: columns}, until: time.Now().Add(10 * time.Minute), text: "unconfirmed: " + many}
		s.draw()
		line := []rune(out.String()[len("\r\x1b[K"):])
		if want := max(columns, 40) - 1; len(line) != min(want, len([]rune(many))+len([]rune("⠋ unconfirmed:  · 10m left"))) {
			t.Errorf("%d columns: a line of %d: %s", columns, len(line), string(line))
		}
	}
}
