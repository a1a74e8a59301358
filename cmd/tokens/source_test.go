package tokens

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/scenario"
)

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
			v, err := waysOf(t, test.env, test.dotenv, test.args...)
			if err != nil {
				t.Fatal(err)
			}
			source, err := SourceOf(t.Context(), v, settings.TokenWays...)
			if err != nil {
				t.Fatal(err)
			}
			list, err := source.Tokens(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, token := range list {
				got = append(got, token.Text)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestTokensAreFetchedAgain runs a command anew for each new token, and takes
// tokens that were given as they are.
func TestTokensAreFetchedAgain(t *testing.T) {
	count := filepath.Join(t.TempDir(), "count")
	line := "echo >>" + count + "; wc -l <" + count
	v, err := waysOf(t, nil, "", "--token-command", "echo other", "--token-command", line)
	if err != nil {
		t.Fatal(err)
	}
	users := sourceUsers(t, v)
	second, err := users[1].Refresh(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"other", "1", "2"}, []string{users[0].Token, users[1].Token, second}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	given, err := waysOf(t, nil, "", "--token", "one", "--token", "two")
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range sourceUsers(t, given) {
		if user.Refresh != nil {
			t.Errorf("%s: a token that was given is renewed", user.Name)
		}
	}
}

func sourceUsers(t *testing.T, v *settings.Values) []scenario.User {
	t.Helper()
	source, err := SourceOf(t.Context(), v, settings.TokenWays...)
	if err != nil {
		t.Fatal(err)
	}
	users, err := source.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return users
}

// waysOf resolves the ways of giving tokens with an environment, a .env file and flags.
func waysOf(t testing.TB, env map[string]string, dotenv string, args ...string) (*settings.Values, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if dotenv != "" {
		if err := os.WriteFile(".env", []byte(dotenv), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := &cobra.Command{Use: "test"}
	settings.AddFlags(command, settings.TokenWays...)
	if err := command.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	lookup := func(name string) (string, bool) { value, ok := env[name]; return value, ok }
	return settings.New(terminal.Process{LookupEnv: lookup}, command)
}
