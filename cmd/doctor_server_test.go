package cmd

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/cmd/doctor"
	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestDoctorServer has a server let in whom it should not, refuse what it should not, or
// take its time.
func TestDoctorServer(t *testing.T) {
	const restart = `langgraph.json needs "auth": {"path": "./src/security/auth.py:auth"}, and the server a restart`
	const threads = "have the handler of threads.create let test users make threads, or take others: look at roles and quotas"
	const handlers = "see that the @auth.on handlers are registered where the server loads them, and that they set metadata and return a filter; deploy again"
	guest := "have the authenticate handler refuse whoever brings no token; allow_langsmith_api_keys in langgraph.json lets them in as well"
	keys := `remove "allow_langsmith_api_keys": on "langgraph dev" it lets in whoever brings no Authorization header; deployed, LangSmith is asked`
	const quick = "a call without a token is answered, and one with a made-up token is not"
	tests := []struct {
		name, flaw, project string
		prepare             func(*setup)
		code                int
		want                []doctor.Diagnosis
	}{
		{name: "a made-up token gets in", flaw: "garbage-as-guest", code: exitFailed, want: []doctor.Diagnosis{{ID: "langgraph.garbage", Verdict: result.Fail,
			Found: "a made-up token is let in: any bearer is a user",
			Next:  "treat every answer of the provider but 200 as a refusal; `authcheck explain bad-token-accepted` has the lines"}}},
		{name: "nobody gets in", flaw: "anonymous-as-guest", code: exitFailed, want: []doctor.Diagnosis{{ID: "langgraph.auth", Verdict: result.Fail, Found: quick, Next: guest}, studioOpen("")}},
		{name: "nobody gets in, as LangSmith's", flaw: "anonymous-as-guest", code: exitFailed, project: `{"graphs": {"agent": "./a.py:g"}, "auth": {"path": "auth.py:auth", "allow_langsmith_api_keys": true}}`,
			want: []doctor.Diagnosis{{ID: "langgraph.auth", Verdict: result.Fail, Found: quick + "; langgraph.json has auth.allow_langsmith_api_keys: true", Next: keys},
				studioOpen("; langgraph.json has no auth.disable_studio_auth")}},
		{name: "no auth", flaw: "no-auth", code: exitFailed, project: `{"graphs": {"agent": "./a.py:g"}}`, want: []doctor.Diagnosis{
			{ID: "project.auth", Verdict: result.Warn, Found: "langgraph.json has no auth.path: its server lets everybody in", Next: restart},
			{ID: "langgraph.auth", Verdict: result.Fail, Found: "not configured: a call without a token is answered; langgraph.json has no auth.path", Next: restart}}},
		{name: "Studio", flaw: "studio-accepted", want: []doctor.Diagnosis{studioOpen("")}},
		{name: "user 1 may not create", code: exitFailed, prepare: func(p *setup) { p.behind(answering("POST", "/threads", 403, `{"detail":"members only"}`)) },
			want: []doctor.Diagnosis{{ID: "langgraph.thread", Verdict: result.Fail, Found: "User 1 is let in, and may not make a thread: 403 members only", Next: threads}}},
		{name: "no owner is written", flaw: "no-owner-filter", code: exitFailed, want: []doctor.Diagnosis{{ID: "langgraph.thread", Verdict: result.Fail,
			Found: "no owner is written on a new thread, and User 2 is shown it: the handlers for authorization do not run, or do nothing", Next: handlers}}},
		{name: "its document breaks", prepare: func(p *setup) { p.behind(answering("GET", "/openapi.json", 500, "Internal Server Error")) },
			want: []doctor.Diagnosis{{ID: "langgraph.version", Verdict: result.Warn, Found: "langgraph-api 0.16.7, development server; its own document breaks: GET /openapi.json answers 500",
				Next: "look in the log of the server which route or docstring of http.app breaks it; until then `authcheck verify` does not see the application's own routes"}}},
		{name: "our metadata is refused", prepare: func(p *setup) { p.strict() }},
		{name: "an owner that does not show", prepare: func(p *setup) {
			p.behind(answering("POST", "/threads", 200, `{"thread_id":"00000000-0000-4000-8000-000000000000","metadata":null}`))
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newSetup(t, supabasetest.Options{}, test.flaw).ready()
			if test.project != "" {
				p.write("langgraph.json", test.project)
				p.write("auth.py", "auth = Auth()")
			}
			if test.prepare != nil {
				test.prepare(p)
			}
			code, got := p.doctor()
			if diff := cmp.Diff(test.want, got); diff != "" || code != test.code {
				t.Errorf("exit code %d, want %d (-want +got):\n%s", code, test.code, diff)
			}
		})
	}
}

// TestDoctorThread: what doctor makes and cannot remove, or does not know to be made, is told
// with what does remove it.
func TestDoctorThread(t *testing.T) {
	const verify, ours = "authcheck verify tells more", "`authcheck cleanup` removes what was made"
	const theirs = "look through the threads of User 1 for one that was made just now: it has no tag"
	undeletable := func(r *http.Response) {
		if r.Request.Method == http.MethodDelete {
			replace(r, 403, `{}`)
		}
	}
	untagged := func(then func(*http.Response)) func(*http.Response) {
		asked := 0
		return func(r *http.Response) {
			if r.Request.Method == http.MethodPost && r.Request.URL.Path == "/threads" {
				if asked++; asked == 1 {
					replace(r, 400, `{}`)
					return
				}
			}
			then(r)
		}
	}
	breaking := func(r *http.Response) {
		if r.Request.Method == http.MethodPost && r.Request.URL.Path == "/threads" {
			panic(http.ErrAbortHandler)
		}
	}
	id := regexp.MustCompile(`[0-9a-f-]{36}`)
	broke := "LANGGRAPH: the connection broke before an answer came"
	const check = "check LANGGRAPH_URL in the environment: is this the right port, http and not https?"
	for name, test := range map[string]struct {
		change      func(*http.Response)
		verdict     result.Verdict
		found, next string
	}{
		"stays": {undeletable, result.Warn, "the thread ID could not be removed", "authcheck cleanup"},
		"stays, without a tag": {untagged(undeletable), result.Warn, "the thread ID could not be removed",
			`curl -X DELETE 'LANGGRAPH/threads/ID' -H "Authorization: Bearer $AUTHCHECK_TOKEN_1", with the token of User 1`},
		"no ID": {answering("POST", "/threads", 200, `{}`), result.Error, "User 1 made a thread, and the answer does not say which: 200", ours + "; " + verify},
		"no ID, without a tag": {untagged(answering("POST", "/threads", 200, `{}`)), result.Error, "User 1 made a thread, and the answer does not say which: 200",
			theirs + "; " + verify},
		"no answer":                {breaking, result.Error, broke, check + "; " + ours},
		"no answer, without a tag": {untagged(breaking), result.Error, broke, check + "; " + theirs},
	} {
		t.Run(name, func(t *testing.T) {
			p := newSetup(t, supabasetest.Options{}, "").ready().behind(test.change)
			_, got := p.doctor()
			for i := range got {
				got[i].Found, got[i].Next = id.ReplaceAllString(got[i].Found, "ID"), id.ReplaceAllString(got[i].Next, "ID")
			}
			want := []doctor.Diagnosis{{ID: "langgraph.thread", Verdict: test.verdict, Found: test.found, Next: test.next}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestDoctorGraph: doctor names the graph that verify takes.
func TestDoctorGraph(t *testing.T) {
	for _, test := range []struct{ graphs, server, wanted, want string }{
		{`"notes": "./n.py:g"`, "'agent', 'notes'", "", "notes, of agent and notes"},
		{`"notes": "./n.py:g"`, "'agent', 'other'", "", "agent, of agent and other"},
		{`"agent": "./a.py:g", "notes": "./n.py:g"`, "'notes', 'agent'", "", "agent, of notes and agent"},
		{`"notes": "./n.py:g"`, "'agent', 'notes'", "agent", "agent, of agent and notes"},
		{`"notes": "./n.py:g"`, "'other'", "", "other"},
	} {
		t.Run(test.want, func(t *testing.T) {
			p := newSetup(t, supabasetest.Options{}, "").ready()
			p.behind(answering("POST", "/runs", 404, `{"detail":"Graph 'x' not found. Expected one of: [`+test.server+`]"}`))
			p.write("langgraph.json", `{"graphs": {`+test.graphs+`}, "auth": {"path": "auth.py:auth"}}`)
			p.env["AUTHCHECK_GRAPH"] = test.wanted
			got := runIn(p.env, "doctor")
			if line := "\n✅ graph                      " + test.want + "\n"; !strings.Contains(got.Stdout, line) {
				t.Errorf("no %q in\n%s", line, got.Stdout)
			}
		})
	}
}

// TestDoctorModule looks at what auth.path names, and runs nothing of it.
func TestDoctorModule(t *testing.T) {
	const source = "from langgraph_sdk import Auth\nopen('ran', 'w')\nmy_auth = Auth()\n"
	for path, want := range map[string]doctor.Diagnosis{
		"./security/auth.py:my_auth": {},
		"security.auth:my_auth":      {},
		"./security/auth.py": {Verdict: result.Fail, Found: "auth.path is ./security/auth.py, and not a file and a name in it",
			Next: "write it like ./src/security/auth.py:auth"},
		"./src/auth.py:auth": {Verdict: result.Fail, Found: "there is no src/auth.py, which auth.path names", Next: "correct auth.path: it starts at the folder of langgraph.json"},
		"security/auth.py:auth": {Verdict: result.Fail, Found: "security/auth.py has no auth, which auth.path names",
			Next: "correct the name after the colon in auth.path: the file has my_auth"},
		"security/:auth": {Verdict: result.Fail, Found: "cannot read security, which auth.path names: is a directory", Next: "correct auth.path"},
	} {
		t.Run(strings.ReplaceAll(path, "/", "_"), func(t *testing.T) {
			p := newSetup(t, supabasetest.Options{}, "").ready()
			p.write("security/auth.py", source)
			p.write("langgraph.json", `{"graphs": {"agent": "./a.py:g"}, "auth": {"path": "`+path+`"}}`)
			_, got := p.doctor()
			var all []doctor.Diagnosis
			if want.Found != "" {
				want.ID = "project.auth"
				all = append(all, want)
			}
			if diff := cmp.Diff(all, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if _, err := os.Stat("ran"); err == nil {
				t.Error("the module ran")
			}
		})
	}
}

// TestDoctorCORS asks as a browser does, and says what to write.
func TestDoctorCORS(t *testing.T) {
	const page = "http://localhost:3000"
	lines := func(origins string) string {
		return `in langgraph.json: "http": {"cors": {"allow_origins":[` + origins + `],"allow_methods":["GET","POST","PUT","PATCH","DELETE"],` +
			`"allow_headers":["authorization","content-type","last-event-id","x-api-key"],"expose_headers":["content-location","x-pagination-total"]}}`
	}
	allowing := func(pairs ...string) map[string]string {
		all := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			all["Access-Control-Allow-"+pairs[i]] = pairs[i+1]
		}
		return all
	}
	methods := "GET, POST"
	tests := []struct {
		name    string
		project string
		status  int
		allows  map[string]string // ORIGIN: whoever asks
		args    []string
		want    result.Verdict
		found   string
		next    string
	}{
		{name: "all is let in", status: 200, allows: allowing("Origin", "*", "Methods", methods, "Headers", "Authorization, Content-Type"), args: []string{"--origin", page + "/"}},
		{name: "nobody asks", status: 400},
		{name: "no POST among the methods, which needs no leave", status: 200, allows: allowing("Origin", page, "Methods", "PUT, DELETE", "Headers", "authorization, content-type"),
			args: []string{"--origin", page}},
		{name: "no methods at all", status: 200, allows: allowing("Origin", page, "Headers", "authorization, content-type"), args: []string{"--origin", page}},
		{name: "another origin", status: 400, allows: allowing("Methods", methods), args: []string{"--origin", page}, want: result.Fail,
			found: "a page at http://localhost:3000 may not call: the origin is not let in", next: lines(`"` + page + `"`)},
		{name: "origins alone", status: 400, allows: allowing("Origin", page, "Methods", "GET"), args: []string{"--origin", page}, want: result.Fail,
			project: `{"graphs": {"a": "./a.py:g"}, "auth": {"path": "auth.py:auth"}, "http": {"cors": {"allow_origins": ["https://app.example.com", "http://localhost:3000"]}}}`,
			found: "a page at http://localhost:3000 may not call: allow_origins is not enough, POST is not let in" +
				`; langgraph.json has http.cors.allow_origins: ["https://app.example.com","http://localhost:3000"], no http.cors.allow_methods and no http.cors.allow_headers`,
			next: lines(`"https://app.example.com","http://localhost:3000"`)},
		{name: "what else lets some in stays", status: 400, allows: allowing("Origin", page, "Methods", "GET"), args: []string{"--origin", page}, want: result.Fail,
			project: `{"graphs": {"a": "./a.py:g"}, "auth": {"path": "auth.py:auth"}, "http": {"cors": {"allow_origin_regex": "https://.*\\.example\\.com", "allow_credentials": true}}}`,
			found: "a page at http://localhost:3000 may not call: allow_origins is not enough, POST is not let in" +
				`; langgraph.json has no http.cors.allow_origins, no http.cors.allow_methods and no http.cors.allow_headers`,
			next: strings.Replace(lines(`"`+page+`"`), `"expose_headers"`, `"allow_credentials":true,"allow_origin_regex":"https://.*\\.example\\.com","expose_headers"`, 1)},
		{name: "a star for headers", status: 200, allows: allowing("Origin", page, "Methods", "*", "Headers", "*"), args: []string{"--origin", page}, want: result.Fail,
			found: "a page at http://localhost:3000 may not call: allow_origins is not enough, the header Authorization is not let in", next: lines(`"` + page + `"`)},
		{name: "a star with credentials", status: 200, allows: allowing("Origin", "*", "Methods", methods, "Headers", "authorization", "Credentials", "true"),
			args: []string{"--origin", page}, want: result.Fail,
			found: "every origin is let in together with credentials (* and allow_credentials), which browsers refuse", next: lines(`"` + page + `"`)},
		{name: "whoever asks, with credentials", status: 200, allows: allowing("Origin", "ORIGIN", "Methods", methods, "Headers", "authorization", "Credentials", "true"),
			args: []string{"--origin", page}, want: result.Warn,
			found: "pages of any origin may call with a user's cookies: allow_credentials goes with origins that are named", next: lines(`"` + page + `"`)},
		{name: "an expression that lets everybody in goes", status: 200, allows: allowing("Origin", "ORIGIN", "Methods", methods, "Headers", "authorization", "Credentials", "true"),
			project: `{"graphs": {"a": "./a.py:g"}, "auth": {"path": "auth.py:auth"}, "http": {"cors": {"allow_origin_regex": ".*", "allow_credentials": true}}}`,
			args:    []string{"--origin", page}, want: result.Warn,
			found: "pages of any origin may call with a user's cookies: allow_credentials goes with origins that are named; langgraph.json has http.cors.allow_credentials: true", next: lines(`"` + page + `"`)},
		{name: "the origin of langgraph.json", status: 400, project: `{"graphs": {"a": "./a.py:g"}, "auth": {"path": "auth.py:auth"}, "http": {"cors": {"allow_origins": ["http://localhost:3000"]}}}`, want: result.Fail,
			found: `a page at http://localhost:3000 may not call: the origin is not let in; langgraph.json has http.cors.allow_origins: ["http://localhost:3000"], no http.cors.allow_methods and no http.cors.allow_headers`,
			next:  lines(`"` + page + `"`)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newSetup(t, supabasetest.Options{}, "").ready().behind(func(r *http.Response) {
				if r.Request.Method != http.MethodOptions {
					return
				}
				r.StatusCode = test.status
				for name, value := range test.allows {
					r.Header.Set(name, strings.ReplaceAll(value, "ORIGIN", r.Request.Header.Get("Origin")))
				}
			})
			if test.project != "" {
				p.write("langgraph.json", test.project)
				p.write("auth.py", "auth = Auth()")
			}
			_, got := p.doctor(test.args...)
			var want []doctor.Diagnosis
			if test.want != "" {
				want = []doctor.Diagnosis{{ID: "langgraph.cors", Verdict: test.want, Found: test.found, Next: test.next}}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// studioOpen is the diagnosis of a server that lets the Studio header in.
func studioOpen(says string) doctor.Diagnosis {
	return doctor.Diagnosis{ID: "langgraph.studio", Verdict: result.Warn, Found: "x-auth-scheme: langsmith is let in without a token" + says,
		Next: `set "auth": {"path": "…", "disable_studio_auth": true} in langgraph.json; a deployed server asks LangSmith instead`}
}

// answering is a server that gives another answer to one call.
func answering(method, path string, status int, body string) func(*http.Response) {
	return func(r *http.Response) {
		if r.Request.Method == method && r.Request.URL.Path == path {
			replace(r, status, body)
		}
	}
}

func replace(r *http.Response, status int, body string) {
	r.StatusCode, r.Body, r.ContentLength = status, io.NopCloser(strings.NewReader(body)), int64(len(body))
	r.Header.Set("Content-Length", strconv.Itoa(len(body)))
}

// strict has the server refuse threads with metadata.
func (p *setup) strict() {
	asked := 0
	p.behind(func(r *http.Response) {
		if r.Request.Method == http.MethodPost && r.Request.URL.Path == "/threads" {
			if asked++; asked == 1 {
				replace(r, 422, `{"detail":"unknown metadata"}`)
			}
		}
	})
}

func (p *setup) write(name, text string) {
	p.t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}
