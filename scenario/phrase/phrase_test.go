package phrase

import "testing"

func TestCount(t *testing.T) {
	for want, n := range map[string]int{"0 users": 0, "1 user": 1, "2 users": 2} {
		if got := Count(n, "user"); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestCapital(t *testing.T) {
	for text, want := range map[string]string{"": "", "a thread": "A thread", "ärger": "Ärger", "User 1": "User 1", "1 thread": "1 thread", "\xff": "\xff"} {
		if got := Capital(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestShellWord(t *testing.T) {
	tests := map[string]string{"": "''", "a": "'a'", "it's $HOME": `'it'\''s $HOME'`}
	for text, want := range tests {
		if got := ShellWord(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
