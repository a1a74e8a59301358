package wire

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestDepth(t *testing.T) {
	for text, want := range map[string]int{
		``: 0, `1`: 0, `{}`: 1, `[{"a":[1]},[]]`: 3, `"[[["`: 0, `["\"[[["]`: 1, `["\\",[]]`: 2, `[[[[`: 4, `]]][`: 0, strings.Repeat("[", 1<<20): 1 << 20,
	} {
		if got := Depth([]byte(text)); got != want {
			t.Errorf("%.20s: %d, want %d", text, got, want)
		}
	}
	nested := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	var v any
	if err := Unmarshal(nested(100), &v); err != nil {
		t.Error(err)
	}
	if err := Unmarshal(nested(101), &v); !errors.Is(err, ErrTooDeep) {
		t.Error(err)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		after, date string
		want        time.Duration
	}{
		"nothing":       {"", "", 0},
		"seconds":       {"3", "", 3 * time.Second},
		"negative":      {"-3", "", 0},
		"for ever":      {"9223372036854775807", "", 24 * time.Hour},
		"more digits":   {"92233720368547758070", "", 0},
		"a date":        {"Tue, 24 Nov 2026 12:00:09 GMT", "", 9 * time.Second},
		"by its clock":  {"Tue, 24 Nov 2026 12:00:09 GMT", "Tue, 24 Nov 2026 12:00:04 GMT", 5 * time.Second},
		"a date gone":   {"Tue, 24 Nov 2020 12:00:09 GMT", "", 0},
		"a date so far": {"Fri, 31 Dec 9999 23:59:59 GMT", "", 24 * time.Hour},
		"words":         {"soon", "", 0},
	} {
		if got := RetryAfter(http.Header{"Retry-After": {test.after}, "Date": {test.date}}, now); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestBounded(t *testing.T) {
	for size, want := range map[int]error{0: nil, MaxBody - 1: nil, MaxBody: nil, MaxBody + 1: ErrTooLong} {
		got, err := io.ReadAll(Bounded(strings.NewReader(strings.Repeat("x", size))))
		if len(got) != min(size, MaxBody) || err != want {
			t.Errorf("of %d: %d, %v", size, len(got), err)
		}
	}
}

// FuzzDepth: nothing is built deeper than it was found to be.
func FuzzDepth(f *testing.F) {
	f.Add([]byte(`{"a":["\"[",{"b":[]}]}`))
	f.Add([]byte(`[[[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v any
		if Unmarshal(data, &v) == nil && built(v) > Depth(data) {
			t.Errorf("%d deep, found to be %d", built(v), Depth(data))
		}
	})
}

func built(v any) int {
	deepest := 0
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			deepest = max(deepest, built(item))
		}
	case map[string]any:
		for _, item := range v {
			deepest = max(deepest, built(item))
		}
	default:
		return 0
	}
	return deepest + 1
}

// FuzzRetryAfter: from nothing to a day.
func FuzzRetryAfter(f *testing.F) {
	f.Add("3", "")
	f.Add("Tue, 24 Nov 2026 12:00:09 GMT", "Tue, 24 Nov 2026 12:00:04 GMT")
	f.Add("9223372036854775807", "now")
	f.Fuzz(func(t *testing.T, after, date string) {
		if got := RetryAfter(http.Header{"Retry-After": {after}, "Date": {date}}, time.Now()); got < 0 || got > maxWait {
			t.Errorf("%v", got)
		}
	})
}
