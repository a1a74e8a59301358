package settings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"authcheck/cmd/terminal"
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
		{Flag: "oauth-issuer", Env: "AUTHCHECK_OAUTH_ISSUER"},
		{Env: "AUTHCHECK_OAUTH_CLIENTS", Secret: true},
		{Env: "AUTHCHECK_OAUTH_USERS", Secret: true},
		{Flag: "oauth-scope", Env: "AUTHCHECK_OAUTH_SCOPE"},
		{Flag: "oauth-audience", Env: "AUTHCHECK_OAUTH_AUDIENCE"},
		{Flag: "oauth-token", Env: "AUTHCHECK_OAUTH_TOKEN", Default: "access_token"},
		{Env: "AUTHCHECK_OAUTH_FOREIGN", Secret: true},
		{Flag: "header", Env: "AUTHCHECK_HEADERS", Secret: true},
		{Flag: "graph", Env: "AUTHCHECK_GRAPH"},
		{Flag: "store-namespace", Env: "AUTHCHECK_STORE_NAMESPACE"},
		{Env: "AUTHCHECK_EXPIRED_TOKEN", Secret: true},
		{Env: "AUTHCHECK_FOREIGN_TOKEN", Secret: true},
		{Env: "SUPABASE_JWT_SECRET", Secret: true},
		{Flag: "timeout", Default: "5m"},
		{Flag: "request-timeout", Default: "30s"},
		{Flag: "pace", Env: "AUTHCHECK_PACE"},
	}
	var got []row
	for _, s := range Table {
		got = append(got, row{s.Flag, strings.Join(s.Env, " "), s.Default, s.Secret})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// valuesOf resolves settings with an environment, a .env file and flags.
func valuesOf(t *testing.T, env map[string]string, dotenv string, args ...string) (*Values, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if dotenv != "" {
		if err := os.WriteFile(".env", []byte(dotenv), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := &cobra.Command{Use: "test"}
	AddFlags(command, LangGraphURL, Email, Tokens, TokenCommands, OAuthURL)
	if err := command.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	lookup := func(name string) (string, bool) { value, ok := env[name]; return value, ok }
	return New(terminal.Process{LookupEnv: lookup}, command)
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
			if got, err := v.Text(LangGraphURL); err != nil || got != test.want {
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
			got, err := v.List(Tokens)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestLines: what stands one a line is taken as it is, commas at its ends included; a token has
// none there.
func TestLines(t *testing.T) {
	env := map[string]string{"AUTHCHECK_OAUTH_USERS": "\n ann:pass,word,\r\nbob:,,\n", "AUTHCHECK_OAUTH_CLIENTS": "app:secret,\napp2:s,2",
		"AUTHCHECK_OAUTH_FOREIGN": "other:secret,", "AUTHCHECK_TOKENS": "one,\nBearer two,\n"}
	v, err := valuesOf(t, env, "")
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[ID][]string{
		OAuthUsers:   {"ann:pass,word,", "bob:,,"},
		OAuthClients: {"app:secret,", "app2:s,2"},
		OAuthForeign: {"other:secret,"},
		Tokens:       {"one", "two"},
	} {
		got, err := v.List(id)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", Table[id].Name, err, diff)
		}
	}
}

// TestAgain shows what another command needs, and nothing that is secret or may be.
func TestAgain(t *testing.T) {
	v, err := valuesOf(t, nil, "", "--email", "it's@example.com", "--token", "hush-hush", "--oauth-token-url", "https://x.co/token?key=hush-hush")
	if err != nil {
		t.Fatal(err)
	}
	want := ` --email 'it'\''s@example.com' --token … --oauth-token-url 'https://x.co/token?…'`
	if got := v.Again(Email, Tokens, OAuthURL, OAuthIssuer); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestEnvFileSource names the file in errors, and never quotes what it holds.
func TestEnvFileSource(t *testing.T) {
	v, err := valuesOf(t, nil, "AUTHCHECK_EMAIL=nobody")
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.Text(Email)
	if want := `AUTHCHECK_EMAIL in .env: this is no e-mail address: it has no @`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = valuesOf(t, nil, "AUTHCHECK_PASSWORD='hunter2\nUNFINISHED")
	if want := "cannot read .env: it is not a list of KEY=value lines (line 1)"; err == nil || err.Error() != want {
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

func TestEnvFileFlag(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings")
	if err := os.WriteFile(path, []byte("AUTHCHECK_EMAIL=me@example.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	v, err := valuesOf(t, nil, "AUTHCHECK_EMAIL=other@example.com", "--env-file", path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := v.Text(Email); err != nil || got != "me@example.com" {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestStatusNames takes what `supabase status -o env` prints where it is piped in, in the shape
// that it has there, and from no file: those names belong to other programs, too.
func TestStatusNames(t *testing.T) {
	secret := strings.Repeat("s", 32)
	for _, test := range []struct {
		line string
		id   ID
		want string
	}{
		{"API_URL=http://127.0.0.1:54321", SupabaseURL, "http://127.0.0.1:54321"},
		{"API_URL=/api", SupabaseURL, ""},
		{"PUBLISHABLE_KEY=sb_publishable_x", AnonKey, "sb_publishable_x"},
		{"PUBLISHABLE_KEY=pk_live_x", AnonKey, ""},
		{"ANON_KEY=sb_publishable_x", AnonKey, "sb_publishable_x"},
		{"ANON_KEY=sb_secret_x", AnonKey, ""},
		{"SERVICE_ROLE_KEY=sb_secret_x", ServiceKey, "sb_secret_x"},
		{"SERVICE_ROLE_KEY=x", ServiceKey, ""},
		{"SECRET_KEY=sb_secret_x", ServiceKey, "sb_secret_x"},
		{"SECRET_KEY=django-insecure-x", ServiceKey, ""},
		{"JWT_SECRET=" + secret, JWTSecret, secret},
		{"JWT_SECRET=short", JWTSecret, ""},
	} {
		t.Chdir(t.TempDir())
		if err := os.WriteFile(".env", []byte(test.line), 0o600); err != nil {
			t.Fatal(err)
		}
		for from, want := range map[string]string{"--env-file=-": test.want, "--env-file=.env": ""} {
			cmd := &cobra.Command{Use: "test"}
			AddFlags(cmd, test.id)
			if err := cmd.ParseFlags([]string{from}); err != nil {
				t.Fatal(err)
			}
			v, err := New(terminal.Process{In: strings.NewReader(test.line), LookupEnv: func(string) (string, bool) { return "", false }}, cmd)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := v.Text(test.id); got != want || err != nil {
				t.Errorf("%s with %s: got %q, %v; want %q", from, test.line, got, err, want)
			}
		}
	}
}
