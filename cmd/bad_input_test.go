package cmd

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
)

// outcome is all that a command line leaves behind.
type outcome struct {
	Code   int
	Stdout string
	Stderr string
}

// runIn runs a command line without a terminal, in an environment of its own. There is
// no .env in this folder.
func runIn(env map[string]string, args ...string) outcome {
	var stdout, stderr bytes.Buffer
	lookup := func(name string) (string, bool) { value, ok := env[name]; return value, ok }
	code := Main(context.Background(), args, terminal.Process{Out: &stdout, Err: &stderr, LookupEnv: lookup})
	return outcome{code, stdout.String(), stderr.String()}
}

// token signs claims with a key that nobody knows.
func token(t *testing.T, claims jwt.MapClaims) string {
	t.Helper()
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte("a key of these tests"))
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// complete are settings with which nothing is missing; the servers do not exist.
func complete(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{
		"SUPABASE_URL":       "http://127.0.0.1:1",
		"SUPABASE_ANON_KEY":  token(t, jwt.MapClaims{"role": "anon"}),
		"AUTHCHECK_EMAIL":    "me@example.com",
		"AUTHCHECK_PASSWORD": "secure-password",
		"LANGGRAPH_URL":      "http://127.0.0.1:1",
	}
}

// TestUsersOfTokens: --users is about those whose tokens are given, too, in every command.
func TestUsersOfTokens(t *testing.T) {
	t.Parallel()
	const commands = "AUTHCHECK_TOKEN_COMMANDS"
	three := map[string]string{"LANGGRAPH_URL": "http://127.0.0.1:1", commands: "echo one\necho two\necho three"}
	few := "--users 4: there are tokens of 3"
	for _, command := range []string{"login", "verify", "cleanup"} {
		want := outcome{exitRefused, "", "authcheck: error: " + few + "\nauthcheck: hint: give a token of each\n"}
		if diff := cmp.Diff(want, runIn(three, command, "--users", "4")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", command, diff)
		}
	}
	if got := runIn(three, "doctor", "--users", "4"); got.Code != exitFailed || !strings.Contains(got.Stdout, "❌ access tokens              "+few+"\n") {
		t.Errorf("doctor: %+v", got)
	}
	if got := runIn(three, "login", "--users", "2"); got.Stdout != "export AUTHCHECK_TOKEN_1='one'\nexport AUTHCHECK_TOKEN_2='two'\n" {
		t.Errorf("login: %+v", got)
	}
	if got := runIn(three, "doctor", "--users", "2"); !strings.Contains(got.Stdout, " of 2 users (") || strings.Contains(got.Stdout, "User 3") {
		t.Errorf("doctor: %+v", got)
	}
	failing := map[string]string{"LANGGRAPH_URL": "http://127.0.0.1:1", commands: "echo one\necho two\nfalse"}
	for _, command := range []string{"verify", "cleanup"} { // who is not asked for is not asked
		if got := runIn(failing, command, "--users", "2"); got.Code != exitNoAnswer || !strings.Contains(got.Stderr, "nothing listens there") {
			t.Errorf("%s: %+v", command, got)
		}
	}
}

// TestFirstMistake: of two mistakes it is always the same that is named.
func TestFirstMistake(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"--url: the URL has no scheme":          {"--url", "example.com", "--graph", "a b"},
		"--soak and --quick exclude each other": {"--soak", "60s", "--quick", "--deep", "--only", "threads", "--skip", "runs"},
		"--soak and --deep exclude each other":  {"--soak", "60s", "--deep", "--allow-account-changes"},
	} {
		for range 20 {
			if got := runIn(nil, append([]string{"verify"}, args...)...); !strings.HasPrefix(got.Stderr, "authcheck: error: "+want+"\n") {
				t.Errorf("%v: %s", args, got.Stderr)
				break
			}
		}
	}
}

// TestBadInput has wrong input refused with one error and one hint before
// anything is sent: the servers of these settings do not exist.
func TestBadInput(t *testing.T) {
	t.Parallel()
	service := token(t, jwt.MapClaims{"role": "service_role"})
	anon := token(t, jwt.MapClaims{"role": "anon"})
	user := token(t, jwt.MapClaims{"role": "authenticated", "sub": "1", "iss": "x"})
	again := token(t, jwt.MapClaims{"role": "authenticated", "sub": "1", "iss": "x", "jti": "2"})
	const noURL = "this is not a URL"
	tests := []struct {
		name        string
		args        []string
		env         map[string]string
		error, hint string
	}{
		{"unknown flag", []string{"login", "--emial", "x"}, nil, "unknown flag: --emial", "did you mean --email?"},
		{"unknown flag unlike any", []string{"login", "--colour"}, nil, "unknown flag: --colour", "see authcheck login --help"},
		{"unknown shorthand", []string{"login", "-x"}, nil, "unknown flag: -x", "see authcheck login --help"},
		{"password as flag", []string{"login", "--password=p4ss"}, nil,
			"there is no flag --password", "set AUTHCHECK_PASSWORD instead: flags show up in process lists"},
		{"flag without value", []string{"login", "--email"}, nil, "flag needs an argument: --email", "see authcheck login --help"},
		{"number that is none", []string{"login", "--users", "two"}, nil, "--users: not a value it takes", "write a whole number"},
		{"duration that is none", []string{"verify", "--wait", "60"}, nil, "--wait: not a value it takes", "write it like 90s, 5m or 1h"},
		{"switch with a value", []string{"verify", "--quick=perhaps"}, nil, "--quick: not a value it takes", "give it without a value, or =true or =false"},
		{"no users", []string{"login", "--users", "0"}, nil, "--users: must be from 1 to 200", ""},
		{"unknown command", []string{"singup"}, nil, `unknown command "singup"`, "did you mean signup?"},
		{"argument", []string{"signup", "me@example.com"}, nil,
			"authcheck signup takes flags only, no other arguments", "see authcheck signup --help"},
		{"address", []string{"verify", "localhost:2024"}, nil,
			"authcheck verify takes flags only, no other arguments", "did you mean --url localhost:2024?"},
		{"unknown shell", []string{"completion", "tcsh"}, nil, `no completion for "tcsh"`, "choose one of bash, zsh, fish and powershell"},
		{"help on nothing", []string{"help", "logn"}, nil, `unknown command "logn"`, "did you mean login?"},

		{"nothing set", []string{"login"}, map[string]string{"SUPABASE_URL": "", "AUTHCHECK_PASSWORD": ""},
			"missing: Supabase URL (--supabase-url or SUPABASE_URL), password of the test users (AUTHCHECK_PASSWORD)",
			"set them in the environment or in .env, which this folder does not have; `authcheck demo` needs no settings at all"},
		{"no such file", []string{"login", "--env-file", "nowhere.env"}, nil,
			"cannot read nowhere.env: no such file or directory", "--env-file names a file of KEY=value lines"},

		{"URL without scheme", []string{"login"}, map[string]string{"SUPABASE_URL": "abc.supabase.co"},
			"SUPABASE_URL: the URL has no scheme", "write https://abc.supabase.co"},
		{"other scheme", []string{"login", "--supabase-url", "postgres://db.supabase.co"}, nil,
			`--supabase-url: the URL's scheme is "postgres"`, "it must be http or https"},
		{"URL with /auth/v1", []string{"login", "--supabase-url", "https://abc.supabase.co/auth/v1/"}, nil,
			"--supabase-url: the project's URL goes without /auth/v1", "write https://abc.supabase.co"},
		{"dashboard", []string{"login", "--supabase-url", "https://supabase.com/dashboard/project/abc/settings/api"}, nil,
			"--supabase-url: this is the Supabase dashboard, not a project", "write https://abc.supabase.co"},
		{"password in URL", []string{"login", "--supabase-url", "https://u:p4ss@x.co"}, nil,
			"--supabase-url: the URL holds a user name or password", "leave it out; for a gateway in front use --header"},
		{"query", []string{"login", "--supabase-url", "https://x.co/?apikey=p4ss"}, nil,
			"--supabase-url: the URL goes without ? and #", "write https://x.co/"},
		{"no host", []string{"login", "--supabase-url", "https://"}, nil, "--supabase-url: the URL has no host", "write it like https://example.com"},
		{"port that is none", []string{"verify", "--url", "http://localhost:65536"}, nil,
			"--url: the URL's port is not one from 1 to 65535", "write it like http://localhost:2024"},
		{"no URL", []string{"login", "--supabase-url", "https://%%"}, nil, "--supabase-url: " + noURL, "write it like https://example.com"},
		{"empty URL", []string{"login", "--supabase-url", ""}, nil, "--supabase-url: is empty", "write a URL, such as https://example.com"},

		{"service key for anon key", []string{"signup"}, map[string]string{"SUPABASE_ANON_KEY": service},
			"SUPABASE_ANON_KEY: this is a secret key (service_role), and the anon key belongs here",
			"use the anon or sb_publishable_… key; if the secret one was shared, revoke it"},
		{"secret key for anon key", []string{"signup", "--anon-key", "sb_secret_p4ss"}, nil,
			"--anon-key: this is a secret key (secret), and the anon key belongs here",
			"use the anon or sb_publishable_… key; if the secret one was shared, revoke it"},
		{"user's token for anon key", []string{"signup", "--anon-key", user}, nil,
			"--anon-key: this is a user's access token, and the anon key belongs here", settings.WhereKeys},
		{"broken key", []string{"signup", "--anon-key", "two\nlines"}, nil,
			"--anon-key: the key holds spaces, line breaks or other characters that no key has", "copy it again, on one line"},
		{"anon key for service key", []string{"signup", "--confirm"}, map[string]string{"SUPABASE_SECRET_KEY": anon},
			"SUPABASE_SECRET_KEY: this is the public key (anon), and the service key belongs here", settings.WhereKeys},
		{"key of another project", []string{"login"},
			map[string]string{"SUPABASE_URL": "https://abc.supabase.co", "SUPABASE_ANON_KEY": token(t, jwt.MapClaims{"role": "anon", "ref": "xyz"})},
			"the Supabase anon key is for project xyz, and the Supabase URL is that of abc", "copy URL and key from the same project"},

		{"no e-mail address", []string{"login", "--email", "me"}, nil,
			`--email: this is no e-mail address: it has no @`, "write an address like me@example.com"},
		{"name in address", []string{"login", "--email", "Me <me@example.com>"}, nil,
			`--email: "Me <me@example.com>" is no e-mail address`, "write only the address, like me@example.com"},
		{"empty address", []string{"login", "--email", ""}, nil, "--email: is empty", "write an address like me@example.com"},
		{"blank password", []string{"login"}, map[string]string{"AUTHCHECK_PASSWORD": "  "},
			"AUTHCHECK_PASSWORD: is empty", "set a password of at least 6 characters"},
		{"line break in password", []string{"login"}, map[string]string{"AUTHCHECK_PASSWORD": "p4ss\n"},
			"AUTHCHECK_PASSWORD: holds a line break", "write it without the line break at its end"},
		{"secret key in quotes for anon key", []string{"login"}, map[string]string{"SUPABASE_ANON_KEY": `"sb_secret_p4ss"`},
			"SUPABASE_ANON_KEY: the key has quotes in it, which no key has", "write it without them"},
		{"password in quotes", []string{"login"}, map[string]string{"AUTHCHECK_PASSWORD": `'p4ssword'`},
			"AUTHCHECK_PASSWORD: the value has quotes around it", "write it without them"},
		{"URL in quotes", []string{"login", "--supabase-url", `"https://x.supabase.co"`}, nil,
			"--supabase-url: the URL has quotes around it", "write it without them"},
		{"user without braces", []string{"verify", "--store-namespace", "memories,user"}, nil,
			"--store-namespace: names no user: its label user is the same for all", "write {user}, with braces, where the server has who the user is: memories,{user}"},
		{"duration without unit", []string{"login", "--timeout", "30"}, nil, "--timeout: is no length of time", "write it like 90s, 5m or 1h"},
		{"negative wait", []string{"signup", "--wait", "-1s"}, nil, "--wait: must not be negative", "write it like 10m"},
		{"waiting for nothing", []string{"signup", "--wait", "1m", "--confirm"}, nil,
			"--confirm and --wait exclude each other", "--confirm needs no waiting"},

		{"one token", []string{"verify", "--token", "user1-token"}, nil,
			"one token is given, and two users are needed", "give --token twice, or AUTHCHECK_TOKENS=TOKEN1,TOKEN2"},
		{"same token", []string{"verify"}, map[string]string{"AUTHCHECK_TOKENS": "user1-token, user1-token"},
			"tokens 1 and 2 are the same", "log in as another user for the second one"},
		{"tokens of one user", []string{"verify", "--token", user, "--token", "Bearer " + again}, nil,
			"tokens 1 and 2 belong to one user: their issuer and sub are the same", "log in as another user for the second one"},
		{"anon key for token", []string{"verify", "--token", anon, "--token", user}, nil,
			"--token: this is a Supabase key (anon), not a user's token", "`authcheck login --format env` prints tokens"},
		{"service key for token", []string{"verify"}, map[string]string{"AUTHCHECK_TOKENS": user + "," + service},
			"AUTHCHECK_TOKENS: this is a Supabase key (service_role), not a user's token", "`authcheck login --format env` prints tokens"},
		{"line break in token", []string{"verify", "--token", "a\nb", "--token", "c"}, nil,
			"--token: the token holds spaces, line breaks or other characters that no token has", "copy it again, on one line"},
		{"empty token", []string{"verify", "--token", "", "--token", "c"}, nil,
			"--token: the token is empty", "`authcheck login --format env` prints tokens"},
		{"header without value", []string{"verify", "--header", "X-Key"}, nil,
			"--header: a header is not of the form NAME=VALUE", "write it like X-Gateway-Key=secret"},
		{"header with colon", []string{"verify", "--header", "X-Key: p4ss=1"}, nil,
			"--header: a header is not of the form NAME=VALUE", "write it like X-Gateway-Key=secret"},
		{"own header", []string{"verify", "--header", "authorization=Bearer p4ss"}, nil,
			"--header: authcheck sets the header authorization itself", "users are given with --token or by login"},
		{"line break in header", []string{"verify", "--header", "X-Key=a\r\nX-Other: p4ss"}, nil,
			"--header: the value of header X-Key is empty or holds control characters", "write it on one line"},
		{"Studio's URL", []string{"verify", "--url", "https://smith.langchain.com/studio/?baseUrl=http://127.0.0.1:2024"}, nil,
			"--url: this is the address of LangGraph Studio", "write the server's: http://127.0.0.1:2024"},
		{"graph of two words", []string{"verify", "--graph", "my agent"}, nil,
			"--graph: is not one word", "write the name as it stands in langgraph.json"},
		{"unknown format", []string{"verify", "--format", "xml"}, nil, `--format: unknown format "xml"`, "choose text, json, html, junit, sarif, markdown and github"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			env := complete(t)
			for name, value := range test.env {
				env[name] = value
			}
			want := outcome{Code: exitRefused, Stderr: "authcheck: error: " + test.error + "\n"}
			if test.hint != "" {
				want.Stderr += "authcheck: hint: " + test.hint + "\n"
			}
			got := runIn(env, test.args...)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("authcheck %s (-want +got):\n%s", strings.Join(test.args, " "), diff)
			}
		})
	}
}
