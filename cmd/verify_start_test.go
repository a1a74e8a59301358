package cmd

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// verified is what a run came to.
type verified struct {
	Code     int
	Why      string   // user 1 could not get started
	Findings []string // "code: what langgraph.json has", the worst first
	Passed   []string // checks
}

// verify runs the command, and keeps of its report what these tests are about.
func (p *setup) verify(args ...string) (verified, result.Report) {
	p.t.Helper()
	got := runIn(p.env, append([]string{"verify", "--format", "json"}, args...)...)
	var report result.Report
	if err := json.Unmarshal([]byte(got.Stdout), &report); err != nil {
		p.t.Fatalf("%v\n%+v", err, got)
	}
	v := verified{Code: got.Code}
	for _, r := range report.Results {
		switch {
		case r.ID == "threads.create/owner" && r.Verdict == result.Error:
			_, v.Why, _ = strings.Cut(strings.NewReplacer(p.env["LANGGRAPH_URL"], "LANGGRAPH", p.env["SUPABASE_URL"], "SUPABASE").Replace(r.Summary), ". ")
		case r.Verdict == result.Pass:
			v.Passed = append(v.Passed, r.ID)
		}
	}
	for _, f := range report.Findings {
		_, cited, _ := strings.Cut(f.Summary, "; langgraph.json")
		v.Findings = append(v.Findings, strings.TrimRight(f.Code+":"+cited, ":"))
	}
	return v, report
}

// TestVerifyWithoutThread has user 1 get no thread: who gets in without a login is tried all
// the same, and what is said fits what is wrong.
func TestVerifyWithoutThread(t *testing.T) {
	members := func(p *setup) { p.behind(answering("POST", "/threads", 403, `{"detail":"members only"}`)) }
	const mayNot = "The token is accepted (a list of threads is answered): User 1 may not create threads"
	const notOfThis = "The token is of SUPABASE/auth/v1: is that the provider that the server asks? It was sent as Authorization: Bearer and nowhere else; --header adds a header for all users, as a gateway in front may want"
	refused := []string{"threads.search/owner", "threads.search/no-token", "threads.search/malformed", "threads.search/garbage", "threads.search/forged-none", "threads.search/studio"}
	tests := []struct {
		name, flaw string
		prepare    func(*setup)
		args       []string
		want       verified
		passed     []string // among others
	}{
		{name: "may not create", prepare: members, want: verified{Code: exitNoAnswer, Why: mayNot, Findings: []string{"set-up-failed"}}, passed: refused},
		{name: "may not create, and a bad token gets in", flaw: "garbage-as-guest", prepare: members,
			want: verified{Code: exitFailed, Why: mayNot, Findings: []string{"bad-token-accepted", "set-up-failed", "logged-out-accepted"}}, passed: []string{"threads.search/no-token"}},
		{name: "may not create, three lines", prepare: members, args: []string{"--quick"}, want: verified{Code: exitNoAnswer, Why: mayNot, Findings: []string{"set-up-failed"}}},
		{name: "not let in", prepare: func(p *setup) { p.pointElsewhere("") },
			want: verified{Code: exitNoAnswer, Why: notOfThis, Findings: []string{"token-refused"}}},
		{name: "not let in, with 403", prepare: func(p *setup) { p.pointElsewhere("forbidden-403") },
			want: verified{Code: exitNoAnswer, Why: notOfThis, Findings: []string{"set-up-failed"}}},
		{name: "crashes", prepare: func(p *setup) { p.behind(answering("POST", "/threads", 500, "Internal Server Error")) },
			want: verified{Code: exitNoAnswer, Why: "The log of the server says why", Findings: []string{"set-up-failed"}}, passed: refused},
		{name: "has no threads", prepare: func(p *setup) {
			p.write("langgraph.json", `{"graphs": {"agent": "./a.py:g"}, "http": {"mount_prefix": "/lg"}}`)
			p.behind(func(r *http.Response) {
				if strings.HasSuffix(r.Request.URL.Path, "/ok") {
					replace(r, 200, `{"ok":true}`)
				} else {
					replace(r, 404, `{"detail":"Not Found"}`)
				}
			})
			p.env["LANGGRAPH_URL"] += "/api"
		}, want: verified{Code: exitNoAnswer, Why: `The server has no threads at this address: langgraph.json has http.mount_prefix: "/lg"`, Findings: []string{"set-up-failed"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newSetup(t, supabasetest.Options{}, test.flaw).ready()
			test.prepare(p)
			got, report := p.verify(test.args...)
			for _, check := range test.passed {
				if !slices.Contains(got.Passed, check) {
					t.Errorf("%s did not pass", check)
				}
			}
			if said := strings.Join(report.Summary.Notes, "\n"); strings.Contains(said, "checks were not tried") == slices.Contains(test.args, "--quick") {
				t.Errorf("notes: %s", said)
			}
			got.Passed = nil
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestVerifyProject has langgraph.json say what lets callers in: findings cite its keys,
// and a setting is not blamed on the handler.
func TestVerifyProject(t *testing.T) {
	const graphs = `{"graphs": {"agent": "./a.py:g"}, `
	tests := []struct{ name, flaw, project, check, want string }{
		{"LangSmith's keys", "anonymous-as-guest", graphs + `"auth": {"path": "a.py:auth", "allow_langsmith_api_keys": true, "disable_studio_auth": false}}`, "threads.search/*",
			"langsmith-keys-open: has auth.allow_langsmith_api_keys: true and auth.disable_studio_auth: false"},
		{"LangSmith's keys, and Studio off", "anonymous-as-guest", graphs + `"auth": {"path": "a.py:auth", "allow_langsmith_api_keys": true, "disable_studio_auth": true}}`, "threads.search/*",
			"no-auth: has auth.allow_langsmith_api_keys: true"},
		{"LangSmith's keys, three lines", "anonymous-as-guest", graphs + `"auth": {"path": "a.py:auth", "allow_langsmith_api_keys": true}}`, "--quick",
			"langsmith-keys-open: has auth.allow_langsmith_api_keys: true and no auth.disable_studio_auth"},
		{"no login", "no-auth", graphs + `"auth": {"allow_langsmith_api_keys": true}}`, "threads.search/*", "no-auth: has no auth.path and auth.allow_langsmith_api_keys: true"},
		{"Studio", "studio-accepted", graphs + `"auth": {"path": "a.py:auth"}}`, "threads.search/studio", "studio-open: has no auth.disable_studio_auth"},
		{"Studio, switched off elsewhere", "studio-accepted", graphs + `"auth": {"path": "a.py:auth", "disable_studio_auth": true}}`, "threads.search/studio",
			"studio-open: has auth.disable_studio_auth: true (is that file this server's, and was the server restarted?)"},
		{"route", "custom-route-open", graphs + `"http": {"app": "./a.py:app"}}`, "routes.*", `route-open: has http.app: "./a.py:app" and no http.enable_custom_route_auth`},
		{"route below /ui", "route-behind-nothing", graphs + `"http": {"app": "./a.py:app", "enable_custom_route_auth": true}}`, "routes.*",
			`ui-route-open: has http.app: "./a.py:app"`},
		{"webhook", "webhook-loopback", graphs + `"webhooks": {"url": {"disable_loopback": false}}}`, "runs.webhook-live/other-user", "webhook-open: has webhooks.url.disable_loopback: false"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newSetup(t, supabasetest.Options{}, test.flaw).ready()
			p.write("langgraph.json", test.project)
			args := []string{"--run-graph", "--only", test.check}
			if strings.HasPrefix(test.check, "--") {
				args = []string{test.check}
			}
			if got, _ := p.verify(args...); !slices.Contains(got.Findings, test.want) {
				t.Errorf("findings %q, want %q among them", got.Findings, test.want)
			}
		})
	}
}
