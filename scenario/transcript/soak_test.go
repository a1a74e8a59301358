package transcript

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMarks reads canaries wherever they stand, each once, and no others.
func TestMarks(t *testing.T) {
	m := Marks{Prefix: "soak.authcheck-01234567.", Users: map[string]int{"aa": 0, "bb": 1}}
	one, two := m.Of("aa", 7), m.Of("bb", 12)
	text := `[{"a":"` + one + `"},{"b":"` + one + two + `"},"soak.authcheck-01234567.cc.1;","soak.authcheck-01234567.aa.x;","` + two[:len(two)-2]
	want := []Mark{{User: 0, Serial: 7, Text: one[:len(one)-1]}, {User: 1, Serial: 12, Text: two[:len(two)-1]}}
	if diff := cmp.Diff(want, m.In(text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTimes has percentiles that are right to a tenth.
func TestTimes(t *testing.T) {
	var times Times
	for ms := range 1000 {
		times.Add(int64(ms+1) * 1000)
	}
	for part, want := range map[float64]float64{0.5: 500, 0.95: 950, 0.99: 990, 1: 1000} {
		if got := times.Percentile(part); got < want || got > want*1.11 {
			t.Errorf("percentile %v is %v ms, want %v", part, got, want)
		}
	}
	if none := Times(nil).Percentile(0.5); none != 0 {
		t.Errorf("%v of nothing", none)
	}
}
