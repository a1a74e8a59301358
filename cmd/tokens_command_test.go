package cmd

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTokenCommandRefusals(t *testing.T) {
	const byHand = "authcheck: hint: run the command by hand: it must print the token and nothing else\n"
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
		{"is empty", " ", "authcheck: error: --token-command: the command is empty\n" +
			"authcheck: hint: write a command that prints a token, such as 'gcloud auth print-identity-token'\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := runWith(t, nil, "login", "--token-command", test.command)
			if diff := cmp.Diff(outcome{exitRefused, "", test.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestTokenCommandTime ends a command that takes too long, and what it started.
func TestTokenCommandTime(t *testing.T) {
	got := runWith(t, nil, "login", "--timeout", "200ms", "--token-command", "sleep 20; echo a")
	want := outcome{exitNoAnswer, "", "authcheck: error: not finished after 200ms\nauthcheck: hint: give it more time with --timeout\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTokenWays has flags come before the environment, and tokens before the
// commands that print them.
func TestTokenWays(t *testing.T) {
	commands := map[string]string{"AUTHCHECK_TOKEN_COMMANDS": "echo c1\necho c2", "AUTHCHECK_TOKENS": "t1,t2"}
	tests := []struct {
		name   string
		env    map[string]string
		dotenv string
		args   []string
		want   []string
	}{
		{"tokens before commands", commands, "", nil, []string{"t1", "t2"}},
		{"a flag before the environment", commands, "", []string{"--token-command", "echo f1", "--token-command", "echo f2"}, []string{"f1", "f2"}},
		{"the environment before the file", map[string]string{"AUTHCHECK_TOKEN_COMMANDS": "echo c1\necho c2"}, "AUTHCHECK_TOKENS=t1,t2", nil, []string{"c1", "c2"}},
		{"the file", nil, "AUTHCHECK_TOKENS=t1,t2", nil, []string{"t1", "t2"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v, err := valuesOf(t, test.env, test.dotenv, test.args...)
			if err != nil {
				t.Fatal(err)
			}
			source, err := v.tokenSource(t.Context(), tokenWays...)
			if err != nil {
				t.Fatal(err)
			}
			got, err := source.tokens(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	got := runWith(t, nil, "verify", "--token", "a", "--token-command", "b")
	want := outcome{exitRefused, "", "authcheck: error: --token and --token-command are two ways of giving tokens\nauthcheck: hint: give the one that counts\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("two flags (-want +got):\n%s", diff)
	}
}
