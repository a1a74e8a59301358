package wording

import (
	"strings"
	"testing"
	"time"

	"authcheck/scenario/report/reporttest"
)

func TestList(t *testing.T) {
	tests := map[string][]string{"": nil, "a": {"a"}, "a and b": {"a", "b"}, "a, b and c": {"a", "b", "c"}}
	for want, list := range tests {
		if got := List(list); got != want {
			t.Errorf("%v: got %q, want %q", list, got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	tests := map[time.Duration]string{
		90 * time.Second: "1m30s", 10 * time.Minute: "10m", time.Hour: "1h", 1500 * time.Millisecond: "1.5s", 20 * time.Second: "20s",
	}
	for d, want := range tests {
		if got := Duration(d); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "ab", 2}, {"email", "emial", 1}, {"verify", "verfy", 1}, {"same", "same", 0}, {"login", "signup", 5}}
	for _, test := range tests {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("%s, %s: got %d, want %d", test.a, test.b, got, test.want)
		}
		if got := distance(test.b, test.a); got != test.want {
			t.Errorf("%s, %s: got %d, want %d", test.b, test.a, got, test.want)
		}
	}
}

func TestClosest(t *testing.T) {
	words := []string{"html", "json", "junit", "text", "threads.get/other-user", "store-shared", "threads.get_state"}
	for name, want := range map[string]string{"jsn": "json", "yaml": "", "htm": "html", "jnuit": "junit", "": "", "x": "", "no": "",
		"thread.get/other-usr": "threads.get/other-user", "store": "store-shared", "stor": "store-shared", "sotre-": "store-shared", "strore": "store-shared", "memory": "", "threads.gte_state": "threads.get_state"} {
		if got := Closest(name, words); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// TestOneLine lets nothing through that moves the cursor, changes colours or is a command of
// a build server.
func TestOneLine(t *testing.T) {
	long := strings.Repeat("字", maxLine)
	tests := map[string]string{" a\nb ": "a b", "\x1b[31mred\x07": "�[31mred�", "a\u202eb": "a�b", "::error::x": ": :error::x", long: strings.Repeat("字", maxLine/2-1) + "…"}
	for text, want := range tests {
		if got := OneLine(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if harms := reporttest.Harms(OneLine(reporttest.Evil)); harms != nil {
		t.Error(harms)
	}
}
