package cmd

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"authcheck/scenario"
	"authcheck/supabase/supabasetest"
)

// TestDoctorLinks breaks each link of the chain, and has the doctor find that
// one and say the next step.
func TestDoctorLinks(t *testing.T) {
	const keys = whereKeys
	soon := map[string]string{"SUPABASE_SERVICE_KEY": "the provider's"}
	tests := []struct {
		name    string
		options supabasetest.Options
		flaw    string
		prepare func(*patient)
		args    []string
		code    int
		want    []diagnosis
	}{
		{name: "nothing is wrong", prepare: func(p *patient) { p.ready() }},
		{name: "nothing is wrong, new keys", options: supabasetest.Options{NewKeys: true, ES256: true, Confirm: true},
			prepare: func(p *patient) { p.ready().with(soon) }},
		{name: "settings file", prepare: func(p *patient) { p.ready(); p.writeFile("AUTHCHECK_PASSWORD=\"p4ss\n") }, code: exitFailed,
			want: []diagnosis{{ID: "settings.file", Verdict: scenario.Fail, Found: "cannot read .env: it is not a list of KEY=value lines",
				Next: "a line is KEY=value; quote a value with spaces or #"}}},
		{name: "file of something else", prepare: func(p *patient) { p.ready(); p.writeFile("DATABASE_URL=x\n") },
			want: []diagnosis{{ID: "settings.file", Verdict: scenario.Warn, Found: ".env holds none of the settings",
				Next: "a line is NAME=value; docs/settings.md has the names"}}},
		{name: "URL of the LangGraph server", prepare: func(p *patient) { p.ready().with(map[string]string{"LANGGRAPH_URL": "localhost:2024"}) }, code: exitFailed,
			want: []diagnosis{{ID: "settings.langgraph-url", Verdict: scenario.Fail, Found: "LANGGRAPH_URL: the URL has no scheme", Next: "write http://LANGGRAPH"}}},
		{name: "no settings", prepare: func(p *patient) { p.env = map[string]string{"LANGGRAPH_URL": p.server.URL} }, code: exitFailed,
			want: []diagnosis{
				{ID: "settings.supabase-url", Verdict: scenario.Fail, Found: "missing", Next: "set --supabase-url or SUPABASE_URL, in the environment or in .env; `authcheck signup` asks for it"},
				{ID: "settings.anon-key", Verdict: scenario.Fail, Found: "missing", Next: "set --anon-key or SUPABASE_ANON_KEY, in the environment or in .env; `authcheck signup` asks for it"},
				{ID: "settings.email", Verdict: scenario.Fail, Found: "missing", Next: "set --email or AUTHCHECK_EMAIL, in the environment or in .env; `authcheck signup` asks for it"},
				{ID: "settings.password", Verdict: scenario.Fail, Found: "missing", Next: "set AUTHCHECK_PASSWORD, in the environment or in .env; `authcheck signup` asks for it"},
			}},
		{name: "service key for anon key", prepare: func(p *patient) { p.ready(); p.env["SUPABASE_ANON_KEY"] = p.provider.ServiceKey }, code: exitFailed,
			want: []diagnosis{{ID: "settings.anon-key", Verdict: scenario.Fail,
				Found: "SUPABASE_ANON_KEY: this is a secret key (service_role), and the anon key belongs here",
				Next:  "use the anon or sb_publishable_… key; if the secret one was shared, revoke it"}}},
		{name: "anon key for service key", prepare: func(p *patient) { p.ready(); p.env["SUPABASE_SERVICE_KEY"] = p.provider.AnonKey }, code: exitFailed,
			want: []diagnosis{{ID: "settings.service-key", Verdict: scenario.Fail,
				Found: "SUPABASE_SERVICE_KEY: this is the public key (anon), and the service key belongs here", Next: keys}}},
		{name: "Supabase does not answer", prepare: func(p *patient) { p.with(map[string]string{"SUPABASE_URL": closedPort(p.t)}) }, code: exitNoAnswer,
			want: []diagnosis{{ID: "supabase.reachable", Verdict: scenario.Error, Found: "nothing listens there",
				Next: "start the server, or check --supabase-url or SUPABASE_URL"}}},
		{name: "Supabase is something else", prepare: func(p *patient) { p.provider.SetFault(200, "<title>Welcome</title>") }, code: exitNoAnswer,
			want: []diagnosis{{ID: "supabase.reachable", Verdict: scenario.Error, Next: "check --supabase-url or SUPABASE_URL",
				Found: "SUPABASE does not answer like Supabase: the answer is not what Supabase Auth sends: a web page: Welcome"}}},
		{name: "project is paused", prepare: func(p *patient) { p.provider.SetFault(540, "paused") }, code: exitNoAnswer,
			want: []diagnosis{{ID: "supabase.reachable", Verdict: scenario.Error, Found: "the project is paused", Next: "restore the project in the Supabase dashboard"}}},
		{name: "anon key of another project", prepare: func(p *patient) { p.ready(); p.env["SUPABASE_ANON_KEY"] = token(p.t, jwt.MapClaims{"role": "anon"}) }, code: exitFailed,
			want: []diagnosis{{ID: "supabase.anon-key", Verdict: scenario.Fail, Found: "Supabase anon key was refused: Invalid API key",
				Next: "check --anon-key or SUPABASE_ANON_KEY: " + keys}}},
		{name: "service key of another project", prepare: func(p *patient) { p.ready(); p.env["SUPABASE_SERVICE_KEY"] = "sb_secret_other" }, code: exitFailed,
			want: []diagnosis{{ID: "supabase.service-key", Verdict: scenario.Fail, Found: "Supabase service key was refused: Invalid API key",
				Next: "check SUPABASE_SERVICE_KEY: " + keys}}},
		{name: "no sign-ups", options: supabasetest.Options{DisableSignup: true}, prepare: func(p *patient) { p.ready() },
			want: []diagnosis{{ID: "supabase.sign-up", Verdict: scenario.Warn, Found: "off: test users cannot sign up",
				Next: "allow them under Authentication, Sign In / Providers, or create the users with `authcheck signup --confirm`"}}},
		{name: "no e-mail provider", prepare: func(p *patient) { p.ready(); p.intercept("/settings", 200, `{"external":{"email":false}}`) }, code: exitFailed,
			want: []diagnosis{{ID: "supabase.sign-up", Verdict: scenario.Fail, Found: "the e-mail provider is off: nobody can log in with a password",
				Next: "enable the e-mail provider under Authentication, Sign In / Providers"}}},

		{name: "users missing", prepare: func(*patient) {}, code: exitFailed, want: bothUsers(
			"ADDRESS is missing, or the password is wrong", "`authcheck signup` creates it; the password is the one of its sign-up, in AUTHCHECK_PASSWORD")},
		{name: "users missing, with the service key", prepare: func(p *patient) { p.with(soon) }, code: exitFailed, want: bothUsers(
			"ADDRESS is missing", "create it with `authcheck signup --confirm`")},
		{name: "users unconfirmed", options: supabasetest.Options{Confirm: true}, prepare: func(p *patient) { p.withUsers(standInPassword, false) }, code: exitFailed,
			want: bothUsers("ADDRESS is unconfirmed", "open the link in the mail to me@example.com, or run `authcheck signup --confirm` with the service key")},
		{name: "users unconfirmed, with the service key", options: supabasetest.Options{Confirm: true},
			prepare: func(p *patient) { p.withUsers("other-password", false).with(soon) }, code: exitFailed,
			want: bothUsers("ADDRESS is unconfirmed", "open the link in the mail to me@example.com, or run `authcheck signup --confirm`")},
		{name: "wrong password, with the service key", prepare: func(p *patient) { p.withUsers("other-password", true).with(soon) }, code: exitFailed,
			want: bothUsers("ADDRESS is there and confirmed: wrong password",
				"set AUTHCHECK_PASSWORD to the password of its sign-up; `authcheck cleanup --test-users` removes the user")},
		{name: "CAPTCHA", options: supabasetest.Options{Captcha: true}, prepare: func(p *patient) {
			p.ready()
			p.intercept("/token", 400, `{"code":400,"error_code":"captcha_failed","msg":"captcha protection: request disallowed"}`)
		}, code: exitFailed,
			want: bothUsers("ADDRESS: the project asks for a CAPTCHA, which only a browser can solve",
				"turn CAPTCHA off for the test under Authentication, Attack Protection, or give tokens with --token")},
		{name: "too many logins", prepare: func(p *patient) {
			p.ready()
			p.intercept("/token", 429, `{"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached, try again after 40 seconds"}`)
		}, code: exitNoAnswer,
			want: []diagnosis{
				{ID: "user.1", Verdict: scenario.Error, Found: "me+1@example.com: too many requests: Request rate limit reached, try again after 40 seconds", Next: "try again in 40s"},
				{ID: "user.2", Verdict: scenario.Error, Found: "me+2@example.com: too many requests: Request rate limit reached, try again after 40 seconds", Next: "try again in 40s"}}},

		{name: "no auth", flaw: "no-auth", prepare: func(p *patient) { p.ready() }, code: exitFailed,
			want: []diagnosis{{ID: "langgraph.auth", Verdict: scenario.Fail, Found: "not configured: a call without a token is answered",
				Next: `langgraph.json needs "auth": {"path": "./src/security/auth.py:auth"}, and the server a restart`}}},
		{name: "denial by crash", flaw: "tutorial-as-published", prepare: func(p *patient) { p.ready() },
			want: []diagnosis{{ID: "langgraph.auth", Verdict: scenario.Warn, Found: "a call without a token is refused by a crash: 500",
				Next: "answer it with 401: raise Auth.exceptions.HTTPException(status_code=401) instead of asserting"}}},
		{name: "server of another project", prepare: func(p *patient) { p.ready().pointElsewhere("") }, code: exitFailed,
			want: []diagnosis{{ID: "langgraph.tokens", Verdict: scenario.Fail, Found: "the server refuses User 1's token: 401",
				Next: "the token is fresh: the server may point at another Supabase project than SUPABASE; compare its SUPABASE_URL and key"}}},
		{name: "server of another project, with 403", prepare: func(p *patient) { p.ready().pointElsewhere("forbidden-403") }, code: exitFailed,
			want: []diagnosis{{ID: "langgraph.tokens", Verdict: scenario.Fail, Found: "the server refuses User 1's token: 403",
				Next: "the token is fresh: the server may point at another Supabase project than SUPABASE; compare its SUPABASE_URL and key"}}},
		{name: "no such graph", prepare: func(p *patient) { p.ready() }, args: []string{"--graph", "agents"}, code: exitFailed,
			want: []diagnosis{{ID: "langgraph.graph", Verdict: scenario.Fail, Found: "there is no agents; the server has agent", Next: "choose one with --graph or AUTHCHECK_GRAPH"}}},
		{name: "assistants denied to all", flaw: "threads-only", prepare: func(p *patient) { p.ready() }},
		{name: "clock of the server", prepare: func(p *patient) { p.ready().behind(dated(2 * time.Minute)) },
			want: []diagnosis{{ID: "clock", Verdict: scenario.Warn, Found: "the LangGraph server's clock is 2m ahead of Supabase's",
				Next: "synchronise the clocks (NTP): tokens count as expired too early, or as not valid yet"}}},
		{name: "clock of the server, refusing", prepare: func(p *patient) { p.ready().pointElsewhere("").behind(dated(-time.Hour)) }, code: exitFailed,
			want: []diagnosis{
				{ID: "langgraph.tokens", Verdict: scenario.Fail, Found: "the server refuses User 1's token: 401", Next: "its clock is off, see below: set the clocks right first"},
				{ID: "clock", Verdict: scenario.Warn, Found: "the LangGraph server's clock is 1h behind Supabase's",
					Next: "synchronise the clocks (NTP): tokens count as expired too early, or as not valid yet"}}},

		{name: "token expired", prepare: func(p *patient) { p.env["AUTHCHECK_TOKENS"] = p.minted(-time.Hour) + ",user2-token" }, code: exitFailed,
			want: []diagnosis{{ID: "user.1", Verdict: scenario.Fail, Found: "a JWT of x, expired 1h ago", Next: "get a new token, or check this machine's clock"}}},
		{name: "one token", prepare: func(p *patient) { p.env["AUTHCHECK_TOKENS"] = "user1-token" }, code: exitFailed,
			want: []diagnosis{{ID: "settings.tokens", Verdict: scenario.Fail, Found: "one token is given, and two users are needed",
				Next: "give --token twice, or AUTHCHECK_TOKENS=TOKEN1,TOKEN2"}}},
		{name: "tokens that the server does not take", prepare: func(p *patient) { p.env["AUTHCHECK_TOKENS"] = "user1-token,user2-token" }, code: exitFailed,
			want: []diagnosis{{ID: "langgraph.tokens", Verdict: scenario.Fail, Found: "the server refuses User 1's token: 401",
				Next: "check that the server takes tokens of this issuer and audience, and that they have not been revoked"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newPatient(t, test.options, test.flaw)
			test.prepare(p)
			if p.env["SUPABASE_SERVICE_KEY"] == soon["SUPABASE_SERVICE_KEY"] {
				p.env["SUPABASE_SERVICE_KEY"] = p.provider.ServiceKey
			}
			code, got := p.doctor(test.args...)
			if diff := cmp.Diff(test.want, got); diff != "" || code != test.code {
				t.Errorf("exit code %d, want %d (-want +got):\n%s", code, test.code, diff)
			}
		})
	}
}

// TestDoctorKeyProject compares without a network what keys say with the URL.
func TestDoctorKeyProject(t *testing.T) {
	key := func(role string) string { return token(t, jwt.MapClaims{"role": role, "ref": "xyz"}) }
	v, err := valuesOf(t, map[string]string{"SUPABASE_URL": "https://abc.supabase.co", "SUPABASE_ANON_KEY": key("anon"), "SUPABASE_SERVICE_KEY": key("service_role")}, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]settingID{"Supabase anon key": anonKey, "Supabase service key": serviceKey} {
		got := settingLink("key", id).look(t.Context(), &doctor{values: v})
		want := diagnosis{Verdict: scenario.Fail, Found: "the " + name + " is for project xyz, and the Supabase URL is that of abc", Next: "copy URL and key from the same project"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// bothUsers is the same diagnosis for both users.
func bothUsers(found, next string) []diagnosis {
	var all []diagnosis
	for i, address := range userAddresses(standInEmail, 2) {
		all = append(all, diagnosis{ID: fmt.Sprintf("user.%d", i+1), Verdict: scenario.Fail, Found: strings.Replace(found, "ADDRESS", address, 1), Next: next})
	}
	return all
}

// dated is a change of the time that answers tell.
func dated(by time.Duration) func(*http.Response) {
	return func(r *http.Response) { r.Header.Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat)) }
}

func (p *patient) writeFile(text string) {
	p.t.Helper()
	if err := os.WriteFile(".env", []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// intercept has Supabase give another answer to one endpoint.
func (p *patient) intercept(path string, status int, body string) {
	p.provider.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/auth/v1"+path {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
		return true
	})
}

// pointElsewhere has the LangGraph server believe another Supabase project.
func (p *patient) pointElsewhere(flaw string) *patient {
	p.t.Helper()
	other, err := supabasetest.Start(supabasetest.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = other.Close() })
	p.server = p.startServer(other, flaw)
	p.env["LANGGRAPH_URL"] = p.server.URL
	return p
}

func (p *patient) minted(life time.Duration) string {
	return token(p.t, jwt.MapClaims{"sub": "1", "iss": "x", "exp": time.Now().Add(life).Unix()})
}
