package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestTable holds the names that users rely on: they are part of the design.
func TestTable(t *testing.T) {
	type row struct {
		Flag, Env, Default string
		Secret             bool
	}
	want := []row{
		{Flag: "url", Env: "LANGGRAPH_URL", Default: "http://localhost:2024"},
		{Flag: "supabase-url", Env: "SUPABASE_URL"},
		{Flag: "anon-key", Env: "SUPABASE_ANON_KEY SUPABASE_PUBLISHABLE_KEY", Secret: true},
		{Env: "SUPABASE_SERVICE_KEY SUPABASE_SERVICE_ROLE_KEY SUPABASE_SECRET_KEY", Secret: true},
		{Flag: "email", Env: "AUTHCHECK_EMAIL"},
		{Env: "AUTHCHECK_PASSWORD", Secret: true},
		{Flag: "token", Env: "AUTHCHECK_TOKENS", Secret: true},
		{Flag: "token-command", Env: "AUTHCHECK_TOKEN_COMMANDS", Secret: true},
		{Flag: "oauth-token-url", Env: "AUTHCHECK_OAUTH_TOKEN_URL"},
		{Env: "AUTHCHECK_OAUTH_CLIENTS", Secret: true},
		{Env: "AUTHCHECK_OAUTH_USERS", Secret: true},
		{Flag: "oauth-scope", Env: "AUTHCHECK_OAUTH_SCOPE"},
		{Flag: "oauth-audience", Env: "AUTHCHECK_OAUTH_AUDIENCE"},
		{Flag: "oauth-token", Env: "AUTHCHECK_OAUTH_TOKEN", Default: "access_token"},
		{Flag: "header", Env: "AUTHCHECK_HEADERS", Secret: true},
		{Flag: "graph", Env: "AUTHCHECK_GRAPH"},
		{Env: "AUTHCHECK_EXPIRED_TOKEN", Secret: true},
		{Env: "SUPABASE_JWT_SECRET", Secret: true},
		{Flag: "timeout", Default: "5m"},
		{Flag: "request-timeout", Default: "30s"},
	}
	var got []row
	for _, s := range table {
		got = append(got, row{s.flag, strings.Join(s.env, " "), s.fallback, s.secret})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// valuesOf resolves settings with an environment, a .env file and flags.
func valuesOf(t *testing.T, env map[string]string, dotenv string, args ...string) (*values, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if dotenv != "" {
		if err := os.WriteFile(".env", []byte(dotenv), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := &cobra.Command{Use: "test"}
	addSettings(command, langgraphURL, email, tokens, tokenCommands)
	if err := command.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	lookup := func(name string) (string, bool) { value, ok := env[name]; return value, ok }
	return newValues(Process{LookupEnv: lookup}, command)
}

func TestPrecedence(t *testing.T) {
	tests := []struct {
		name   string
		env    map[string]string
		dotenv string
		args   []string
		want   string
	}{
		{"nothing", nil, "", nil, "http://localhost:2024"},
		{".env", nil, "LANGGRAPH_URL=http://file:1", nil, "http://file:1"},
		{"empty variable", map[string]string{"LANGGRAPH_URL": ""}, "LANGGRAPH_URL='http://file:1'", nil, "http://file:1"},
		{"environment", map[string]string{"LANGGRAPH_URL": "http://env:1"}, "LANGGRAPH_URL=http://file:1", nil, "http://env:1"},
		{"flag", map[string]string{"LANGGRAPH_URL": "http://env:1"}, "LANGGRAPH_URL=http://file:1", []string{"--url", " http://flag:1/ "}, "http://flag:1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v, err := valuesOf(t, test.env, test.dotenv, test.args...)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := v.text(langgraphURL); err != nil || got != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

func TestLists(t *testing.T) {
	env := map[string]string{"AUTHCHECK_TOKENS": " one,Bearer two,\n"}
	tests := []struct {
		name string
		args []string
		want []string
	}{
		{"environment", nil, []string{"one", "two"}},
		{"flags", []string{"--token", "three", "--token=four,five"}, []string{"three", "four,five"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v, err := valuesOf(t, env, "", test.args...)
			if err != nil {
				t.Fatal(err)
			}
			got, err := v.list(tokens)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestEnvFileSource names the file in errors, and never quotes what it holds.
func TestEnvFileSource(t *testing.T) {
	v, err := valuesOf(t, nil, "AUTHCHECK_EMAIL=nobody")
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.text(email)
	if want := `AUTHCHECK_EMAIL in .env: "nobody" is no e-mail address`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = valuesOf(t, nil, "AUTHCHECK_PASSWORD='hunter2\nUNFINISHED")
	if want := "cannot read .env: it is not a list of KEY=value lines"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestEnvironmentUnchanged keeps the .env file out of the process.
func TestEnvironmentUnchanged(t *testing.T) {
	before := os.Environ()
	if _, err := valuesOf(t, nil, "AUTHCHECK_FROM_FILE=1"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(drop(before, "PWD="), drop(os.Environ(), "PWD=")); diff != "" {
		t.Errorf("the environment changed:\n%s", diff)
	}
}

// drop leaves out the variable that t.Chdir sets.
func drop(environ []string, prefix string) []string {
	var rest []string
	for _, entry := range environ {
		if !strings.HasPrefix(entry, prefix) && !strings.HasPrefix(entry, "OLDPWD=") {
			rest = append(rest, entry)
		}
	}
	return rest
}

// TestHelp has an example in every command's help, lists every variable of its
// settings, and shows no value from the environment.
func TestHelp(t *testing.T) {
	t.Setenv("LANGGRAPH_URL", "http://from-the-environment")
	t.Setenv("SUPABASE_ANON_KEY", "from-the-environment")
	for _, c := range newRootCmd(Process{}).Commands() {
		t.Run(c.Name(), func(t *testing.T) {
			got := runWith(t, map[string]string{"SUPABASE_ANON_KEY": "from-the-environment"}, c.Name(), "--help")
			if got.Code != exitOK || got.Stderr != "" {
				t.Fatalf("%+v", got)
			}
			if !strings.Contains(got.Stdout, "\nExamples:\n  ") {
				t.Errorf("no example in:\n%s", got.Stdout)
			}
			if strings.Contains(got.Stdout, "from-the-environment") {
				t.Errorf("a value from the environment in:\n%s", got.Stdout)
			}
			for line := range strings.SplitSeq(got.Stdout, "\n") {
				if n := len([]rune(line)); n > 100 {
					t.Errorf("line of %d characters: %s", n, line)
				}
			}
		})
	}
}

// TestExamples parses every command line that help shows.
func TestExamples(t *testing.T) {
	root := newRootCmd(Process{})
	for _, c := range append(root.Commands(), root) {
		for line := range strings.SplitSeq(c.Example, "\n") {
			for _, args := range commandLines(line) {
				checkExample(t, args)
			}
		}
	}
}

// commandLines are the uses of authcheck in a line of shell.
func commandLines(line string) [][]string {
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return nil
	}
	var all [][]string
	for _, part := range strings.Split(line, "authcheck ")[1:] {
		end := strings.IndexAny(part, "|&>);")
		if end >= 0 {
			part = part[:end]
		}
		all = append(all, strings.Fields(part))
	}
	return all
}

func checkExample(t *testing.T, args []string) {
	t.Helper()
	root := newRootCmd(Process{})
	root.InitDefaultHelpCmd()
	c, rest, err := root.Find(args)
	if err != nil || c == root {
		t.Errorf("authcheck %s: no such command", strings.Join(args, " "))
		return
	}
	if err := c.ParseFlags(rest); err != nil {
		t.Errorf("authcheck %s: %v", strings.Join(args, " "), err)
	}
	if c.Args != nil {
		if err := c.Args(c, c.Flags().Args()); err != nil {
			t.Errorf("authcheck %s: %v", strings.Join(args, " "), err)
		}
	}
}

// TestFlagDefaults keeps the environment out of the defaults, which help prints.
func TestFlagDefaults(t *testing.T) {
	for _, c := range newRootCmd(Process{}).Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			for _, s := range table {
				if s.flag == f.Name && f.DefValue != s.fallback {
					t.Errorf("%s --%s: default %q, want %q", c.Name(), f.Name, f.DefValue, s.fallback)
				}
			}
		})
	}
}

func TestEnvFileFlag(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings")
	if err := os.WriteFile(path, []byte("AUTHCHECK_EMAIL=me@example.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	v, err := valuesOf(t, nil, "AUTHCHECK_EMAIL=other@example.com", "--env-file", path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := v.text(email); err != nil || got != "me@example.com" {
		t.Errorf("got %q, %v", got, err)
	}
}
