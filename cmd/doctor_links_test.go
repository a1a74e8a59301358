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

	"authcheck/cmd/doctor"
	"authcheck/cmd/settings"
	"authcheck/cmd/standins"
	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestDoctorLinks breaks each link of the chain, and has the doctor find that
// one and say the next step.
func TestDoctorLinks(t *testing.T) {
	const keys = settings.WhereKeys
	soon := map[string]string{"SUPABASE_SERVICE_KEY": "the provider's"}
	tests := []struct {
		name    string
		options supabasetest.Options
		Invalid string
		prepare func(*setup)
		args    []string
		code    int
		want    []doctor.Diagnosis
	}{
		{name: "nothing is wrong", prepare: func(p *setup) { p.ready() }},
		{name: "nothing is wrong, new keys", options: supabasetest.Options{NewKeys: true, ES256: true, Confirm: true},
			prepare: func(p *setup) { p.ready().with(soon) }},
		{name: "settings file", prepare: func(p *setup) { p.ready(); p.writeFile("AUTHCHECK_PASSWORD=\"p4ss\n") }, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "settings.file", Verdict: result.Fail, Found: "cannot read .env: it is not a list of KEY=value lines (line 1)",
				Next: "a line is KEY=value; quote a value with spaces or #, on both sides"}}},
		{name: "file of the application, which langgraph.json names", prepare: func(p *setup) {
			p.ready()
			p.write("langgraph.json", `{"graphs": {"agent": "./a.py:g"}, "auth": {"path": "./a.py:auth"}, "env": ".env"}`)
			p.write("a.py", "auth = Auth()\n")
			p.writeFile("DATABASE_URL=x\n")
		}},
		{name: "file of something else", args: []string{"--env-file", ".env"}, prepare: func(p *setup) { p.ready(); p.writeFile("DATABASE_URL=x\n") },
			want: []doctor.Diagnosis{{ID: "settings.file", Verdict: result.Warn, Found: ".env holds none of the settings",
				Next: "a line is NAME=value; docs/settings.md has the names"}}},
		{name: "URL of the LangGraph server", prepare: func(p *setup) { p.ready().with(map[string]string{"LANGGRAPH_URL": "example.com:2024"}) }, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "settings.langgraph-url", Verdict: result.Fail, Found: "LANGGRAPH_URL: the URL has no scheme", Next: "write https://LANGGRAPH"}}},
		{name: "no settings", prepare: func(p *setup) { p.env = map[string]string{"LANGGRAPH_URL": p.server.URL} }, code: exitFailed,
			want: []doctor.Diagnosis{
				{ID: "settings.supabase-url", Verdict: result.Fail, Found: "missing", Next: "set --supabase-url or SUPABASE_URL, in the environment or in .env; `authcheck signup` asks for it"},
				{ID: "settings.anon-key", Verdict: result.Fail, Found: "missing", Next: "set --anon-key or SUPABASE_ANON_KEY, in the environment or in .env; `authcheck signup` asks for it"},
				{ID: "settings.email", Verdict: result.Fail, Found: "missing", Next: "set --email or AUTHCHECK_EMAIL, in the environment or in .env; `authcheck signup` asks for it"},
				{ID: "settings.password", Verdict: result.Fail, Found: "missing", Next: "set AUTHCHECK_PASSWORD, in the environment or in .env; `authcheck signup` asks for it"},
			}},
		{name: "service key for anon key", prepare: func(p *setup) { p.ready(); p.env["SUPABASE_ANON_KEY"] = p.provider.ServiceKey }, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "settings.anon-key", Verdict: result.Fail,
				Found: "SUPABASE_ANON_KEY: this is a secret key (service_role), and the anon key belongs here",
				Next:  "use the anon or sb_publishable_… key; if the secret one was shared, revoke it"}}},
		{name: "anon key for service key", prepare: func(p *setup) { p.ready(); p.env["SUPABASE_SERVICE_KEY"] = p.provider.AnonKey }, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "settings.service-key", Verdict: result.Fail,
				Found: "SUPABASE_SERVICE_KEY: this is the public key (anon), and the service key belongs here", Next: keys}}},
		{name: "Supabase does not answer", prepare: func(p *setup) { p.with(map[string]string{"SUPABASE_URL": closed}) }, code: exitNoAnswer,
			want: []doctor.Diagnosis{{ID: "supabase.reachable", Verdict: result.Error, Found: "nothing listens there",
				Next: "start the server, or check SUPABASE_URL in the environment"}}},
		{name: "Supabase is something else", prepare: func(p *setup) { p.provider.SetFault(200, "<title>Welcome</title>") }, code: exitNoAnswer,
			want: []doctor.Diagnosis{{ID: "supabase.reachable", Verdict: result.Error, Next: "check SUPABASE_URL in the environment",
				Found: "SUPABASE does not answer like Supabase: the answer is not what Supabase Auth sends: a web page: Welcome"}}},
		{name: "project is paused", prepare: func(p *setup) { p.provider.SetFault(540, "paused") }, code: exitNoAnswer,
			want: []doctor.Diagnosis{{ID: "supabase.reachable", Verdict: result.Error, Found: "the project is paused", Next: "restore the project in the Supabase dashboard"}}},
		{name: "anon key of another project", prepare: func(p *setup) { p.ready(); p.env["SUPABASE_ANON_KEY"] = token(p.t, jwt.MapClaims{"role": "anon"}) }, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "supabase.anon-key", Verdict: result.Fail, Found: "Supabase anon key was refused: Invalid API key",
				Next: "check SUPABASE_ANON_KEY in the environment: " + keys}}},
		{name: "service key of another project", prepare: func(p *setup) { p.ready(); p.env["SUPABASE_SERVICE_KEY"] = "sb_secret_other" }, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "supabase.service-key", Verdict: result.Fail, Found: "Supabase service key was refused: Invalid API key",
				Next: "check SUPABASE_SERVICE_KEY in the environment: " + keys}}},
		{name: "no sign-ups", options: supabasetest.Options{DisableSignup: true}, prepare: func(p *setup) { p.ready() },
			want: nil},
		{name: "no sign-ups, users missing", options: supabasetest.Options{DisableSignup: true}, prepare: func(*setup) {}, code: exitFailed, want: bothUsers(
			"ADDRESS is missing, or the password is wrong", "`authcheck signup --confirm` creates it with the service key; the password is the one of its sign-up, in AUTHCHECK_PASSWORD")},
		{name: "no e-mail provider", options: supabasetest.Options{EmailOff: true}, prepare: func(p *setup) { p.ready() }, code: exitFailed,
			want: append([]doctor.Diagnosis{{ID: "supabase.sign-up", Verdict: result.Fail, Found: "the e-mail provider is off: nobody can log in with a password",
				Next: "set SUPABASE_SERVICE_KEY, which makes the test users and logs them in; or enable the e-mail provider under Authentication, Sign In / Providers"}},
				bothUsers("ADDRESS: the e-mail provider is off in this project: nobody can sign up or log in with a password",
					"set SUPABASE_SERVICE_KEY, which makes the test users (`authcheck signup --confirm`) and logs them in; or enable the provider under Authentication, Sign In / Providers")...)},
		{name: "no e-mail provider, with the service key", options: supabasetest.Options{EmailOff: true}, prepare: func(p *setup) { p.ready().with(soon) }},
		{name: "CAPTCHA, with the service key", options: supabasetest.Options{Captcha: true}, prepare: func(p *setup) { p.ready().with(soon) }},
		{name: "no password, with the service key", prepare: func(p *setup) { p.ready().with(soon); delete(p.env, "AUTHCHECK_PASSWORD") }},
		{name: "a banned user", prepare: func(p *setup) {
			p.ready()
			p.intercept("/token", 400, `{"code":400,"error_code":"user_banned","msg":"User is banned"}`)
		}, code: exitFailed,
			want: bothUsers("ADDRESS: the user is banned", "lift the ban in the Supabase dashboard under Authentication, Users")},

		{name: "users missing", prepare: func(*setup) {}, code: exitFailed, want: bothUsers(
			"ADDRESS is missing, or the password is wrong", "`authcheck signup` creates it; the password is the one of its sign-up, in AUTHCHECK_PASSWORD")},
		{name: "users missing, with the service key", prepare: func(p *setup) { p.with(soon) }, code: exitFailed, want: bothUsers(
			"ADDRESS is missing", "create it with `authcheck signup --confirm`")},
		{name: "users unconfirmed", options: supabasetest.Options{Confirm: true}, prepare: func(p *setup) { p.withUsers(standins.Password, false) }, code: exitFailed,
			want: bothUsers("ADDRESS is unconfirmed", "open the link in the mail to me@example.com, or run `authcheck signup --confirm` with the service key")},
		{name: "users unconfirmed, with the service key", options: supabasetest.Options{Confirm: true},
			prepare: func(p *setup) { p.withUsers("other-password", false).with(soon) }, code: exitFailed,
			want: bothUsers("ADDRESS is unconfirmed", "open the link in the mail to me@example.com, or run `authcheck signup --confirm`")},
		{name: "wrong password, with the service key", prepare: func(p *setup) { p.withUsers("other-password", true).with(soon) }, code: exitFailed,
			want: bothUsers("ADDRESS exists and is confirmed, but the password is wrong",
				"set AUTHCHECK_PASSWORD to the password of its sign-up; `authcheck cleanup --test-users` removes the user")},
		{name: "CAPTCHA", options: supabasetest.Options{Captcha: true}, prepare: func(p *setup) { p.ready() }, code: exitFailed,
			want: bothUsers("ADDRESS: the project asks for a CAPTCHA, which only a browser can solve",
				"set SUPABASE_SERVICE_KEY, which makes the test users (`authcheck signup --confirm`) and logs them in; or turn it off under Authentication, Attack Protection; or give tokens with --token")},
		{name: "too many logins", prepare: func(p *setup) {
			p.ready()
			p.intercept("/token", 429, `{"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached, try again after 40 seconds"}`)
		}, code: exitNoAnswer,
			want: []doctor.Diagnosis{
				{ID: "user.1", Verdict: result.Error, Found: "me+1@example.com: too many requests: Request rate limit reached, try again after 40 seconds", Next: "try again in 40s"},
				{ID: "user.2", Verdict: result.Error, Found: "me+2@example.com: too many requests: Request rate limit reached, try again after 40 seconds", Next: "try again in 40s"}}},

		{name: "LangGraph server does not answer", prepare: func(p *setup) { p.ready().with(map[string]string{"LANGGRAPH_URL": closed}) }, code: exitNoAnswer,
			want: []doctor.Diagnosis{{ID: "langgraph.reachable", Verdict: result.Error, Found: "LANGGRAPH: nothing listens there",
				Next: "start it with `langgraph dev`, and look in its log for the port, or check LANGGRAPH_URL in the environment"}}},
		{name: "no auth", Invalid: "no-auth", prepare: func(p *setup) { p.ready() }, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "langgraph.auth", Verdict: result.Fail, Found: "not configured: a call without a token is answered",
				Next: `langgraph.json needs "auth": {"path": "./src/security/auth.py:auth"}, and the server a restart`}}},
		{name: "denial by crash", Invalid: "tutorial-as-published", prepare: func(p *setup) { p.ready() },
			want: []doctor.Diagnosis{{ID: "langgraph.auth", Verdict: result.Warn, Found: "a call without a token is refused by a crash: 500",
				Next: "answer it with 401: raise Auth.exceptions.HTTPException(status_code=401) instead of asserting"}, studioOpen("")}},
		{name: "server of another project", prepare: func(p *setup) { p.ready().pointElsewhere("") }, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "langgraph.tokens", Verdict: result.Fail, Found: "the server refuses User 1's token: 401",
				Next: "the token is fresh: the server may point at another Supabase project than SUPABASE; compare its SUPABASE_URL and key"}}},
		{name: "server of another project, with 403", prepare: func(p *setup) { p.ready().pointElsewhere("forbidden-403") }, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "langgraph.tokens", Verdict: result.Fail, Found: "the server refuses User 1's token: 403",
				Next: "the token is fresh: the server may point at another Supabase project than SUPABASE; compare its SUPABASE_URL and key"}}},
		{name: "no such graph", prepare: func(p *setup) { p.ready() }, args: []string{"--graph", "agents"}, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "langgraph.graph", Verdict: result.Fail, Found: "there is no agents; the server has agent", Next: "choose one with --graph or AUTHCHECK_GRAPH"}}},
		{name: "assistants denied to all", Invalid: "threads-only", prepare: func(p *setup) { p.ready() }},
		{name: "clock of the server", prepare: func(p *setup) { p.ready().behind(dated(2 * time.Minute)) },
			want: []doctor.Diagnosis{{ID: "clock", Verdict: result.Warn, Found: "the LangGraph server's clock is 2m ahead of Supabase's",
				Next: "synchronise the clocks (NTP): tokens count as expired too early, or as not valid yet"}}},
		{name: "clock of the server, refusing", prepare: func(p *setup) { p.ready().pointElsewhere("").behind(dated(-time.Hour)) }, code: exitFailed,
			want: []doctor.Diagnosis{
				{ID: "langgraph.tokens", Verdict: result.Fail, Found: "the server refuses User 1's token: 401", Next: "its clock and Supabase's are apart, see below: set the clocks right first"},
				{ID: "clock", Verdict: result.Warn, Found: "the LangGraph server's clock is 1h behind Supabase's",
					Next: "synchronise the clocks (NTP): tokens count as expired too early, or as not valid yet"}}},
		{name: "clock of this machine, and a server that refuses", prepare: func(p *setup) { p.ready().pointElsewhere("").behind(dated(time.Hour)).supabaseDated(time.Hour) }, code: exitFailed,
			want: []doctor.Diagnosis{
				{ID: "langgraph.tokens", Verdict: result.Fail, Found: "the server refuses User 1's token: 401",
					Next: "the token is fresh: the server may point at another Supabase project than SUPABASE; compare its SUPABASE_URL and key"},
				{ID: "clock", Verdict: result.Warn, Found: "this machine's clock is 1h behind Supabase's",
					Next: "synchronise the clocks (NTP): tokens count as expired too early, or as not valid yet"}}},
		{name: "clock of this machine, and a server without one", prepare: func(p *setup) { p.ready().behind(undated).supabaseDated(time.Hour) },
			want: []doctor.Diagnosis{{ID: "clock", Verdict: result.Warn, Found: "this machine's clock is 1h behind Supabase's",
				Next: "synchronise the clocks (NTP): tokens count as expired too early, or as not valid yet"}}},

		{name: "token expired", prepare: func(p *setup) { p.env["AUTHCHECK_TOKENS"] = p.minted(-time.Hour) + ",user2-token" }, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "user.1", Verdict: result.Fail, Found: "a JWT of x, expired 1h ago", Next: "get a new token, or check this machine's clock"}}},
		{name: "one token", prepare: func(p *setup) { p.env["AUTHCHECK_TOKENS"] = "user1-token" }, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "settings.tokens", Verdict: result.Fail, Found: "one token is given, and two users are needed",
				Next: "give --token twice, or AUTHCHECK_TOKENS=TOKEN1,TOKEN2"}}},
		{name: "tokens that the server does not take", prepare: func(p *setup) { p.env["AUTHCHECK_TOKENS"] = "user1-token,user2-token" }, code: exitFailed,
			want: []doctor.Diagnosis{{ID: "langgraph.tokens", Verdict: result.Fail, Found: "the server refuses User 1's token: 401",
				Next: "check that the server takes tokens of this issuer and audience, and that they have not been revoked"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newSetup(t, test.options, test.Invalid)
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

// bothUsers is the same diagnosis for both users.
func bothUsers(found, next string) []doctor.Diagnosis {
	var all []doctor.Diagnosis
	for i, address := range settings.UserAddresses(standins.Email, 2) {
		all = append(all, doctor.Diagnosis{ID: fmt.Sprintf("user.%d", i+1), Verdict: result.Fail, Found: strings.Replace(found, "ADDRESS", address, 1), Next: next})
	}
	return all
}

// dated is a change of the time that answers tell.
func dated(by time.Duration) func(*http.Response) {
	return func(r *http.Response) { r.Header.Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat)) }
}

// undated takes the server's time away.
func undated(r *http.Response) { r.Header.Set("Date", "-") }

// supabaseDated changes the time that Supabase says it is.
func (p *setup) supabaseDated(by time.Duration) {
	p.provider.Intercept(func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat))
		return false
	})
}

func (p *setup) writeFile(text string) {
	p.t.Helper()
	if err := os.WriteFile(".env", []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// intercept has Supabase give another answer to one endpoint.
func (p *setup) intercept(path string, status int, body string) {
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
func (p *setup) pointElsewhere(flaw string) *setup {
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

func (p *setup) minted(life time.Duration) string {
	return token(p.t, jwt.MapClaims{"sub": "1", "iss": "x", "exp": time.Now().Add(life).Unix()})
}

// TestDoctorWithoutClock says nothing of a clock that it has not seen.
func TestDoctorWithoutClock(t *testing.T) {
	p := newSetup(t, supabasetest.Options{}, "").ready().behind(undated)
	if got := runIn(p.env, "doctor"); !strings.Contains(got.Stdout, "\n➖ clocks                     the LangGraph server does not tell the time\n") {
		t.Errorf("%+v", got)
	}
}
