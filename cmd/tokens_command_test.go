package cmd

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTokenCommandRefusals(t *testing.T) {
	t.Parallel()
	const byHand = "authcheck: hint: run the command by hand: it must print the token and nothing else\n"
	const endless = "authcheck: error: token command of User 1: it prints more than 64 KiB\nauthcheck: hint: it must print the token and nothing else\n"
	tests := []struct{ name, command, want string }{
		{"fails", "echo; echo not logged in >&2; echo more >&2; exit 4",
			"authcheck: error: token command of User 1: exit status 4: not logged in\n" + byHand},
		{"fails without a word", "exit 1", "authcheck: error: token command of User 1: exit status 1\n" + byHand},
		{"shows its token while failing", "echo hush; echo got hush and a0a1a2a3a4a5a6a7a8a9b0 >&2; exit 1",
			"authcheck: error: token command of User 1: exit status 1: got … and …\n" + byHand},
		{"prints nothing", "true", "authcheck: error: token command of User 1: in what it prints, the token is empty\n" +
			"authcheck: hint: it must print the token and nothing else\n"},
		{"prints more", "echo token: hush", "authcheck: error: token command of User 1: in what it prints, " +
			"the token holds spaces, line breaks or other characters that no token has\n" +
			"authcheck: hint: it must print the token and nothing else\n"},
		{"never ends", "yes", endless},
		{"never ends, in a child", "yes | cat", endless},
		{"is empty", " ", "authcheck: error: --token-command: the command is empty\n" +
			"authcheck: hint: write a command that prints a token, such as 'gcloud auth print-identity-token'\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := runIn(nil, "login", "--token-command", test.command)
			if diff := cmp.Diff(outcome{exitRefused, "", test.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestTokenCommandHelper: a command that leaves a helper behind has printed its token all the same.
func TestTokenCommandHelper(t *testing.T) {
	t.Parallel()
	got := runIn(nil, "login", "--token-command", "sleep 5 & echo a", "--token-command", "sleep 5 >/dev/null 2>&1 & echo b")
	if diff := cmp.Diff(outcome{Stdout: "export AUTHCHECK_TOKEN_1='a'\nexport AUTHCHECK_TOKEN_2='b'\n"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got = runIn(nil, "login", "--token-command", "sleep 5 & exit 3")
	want := outcome{exitRefused, "", "authcheck: error: token command of User 1: exit status 3\n" +
		"authcheck: hint: run the command by hand: it must print the token and nothing else\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTokenCommandTime ends a command that takes too long, and what it started.
func TestTokenCommandTime(t *testing.T) {
	t.Parallel()
	got := runIn(nil, "login", "--timeout", "200ms", "--token-command", "sleep 20; echo a")
	want := outcome{exitNoAnswer, "", "authcheck: error: not finished after 200ms\nauthcheck: hint: give it more time with --timeout\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTokenCommandChildren ends the children of a command that takes too long.
func TestTokenCommandChildren(t *testing.T) {
	t.Parallel()
	mark := filepath.Join(t.TempDir(), "mark")
	got := runIn(nil, "login", "--timeout", "200ms", "--token-command", "(while echo x; do touch "+mark+"; sleep 0.05; done) ; echo a")
	if got.Code != exitNoAnswer {
		t.Errorf("%+v", got)
	}
	if err := os.Remove(mark); err != nil {
		t.Error(err)
	}
	time.Sleep(300 * time.Millisecond)
	if _, err := os.Stat(mark); err == nil {
		t.Error("a child has gone on")
	}
}

// TestTwoWays refuses two ways of giving tokens on one command line.
func TestTwoWays(t *testing.T) {
	t.Parallel()
	got := runIn(nil, "verify", "--token", "a", "--token-command", "b")
	want := outcome{exitRefused, "", "authcheck: error: --token and --token-command are two ways of giving tokens\nauthcheck: hint: give the one that counts\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("two flags (-want +got):\n%s", diff)
	}
}
