package cmd

import (
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

// patient is a set-up for the doctor to look at: both stand-ins, two users.
type patient struct {
	t        *testing.T
	provider *supabasetest.Server
	server   *langgraphtest.Server
	env      map[string]string
}

func newPatient(t *testing.T, o supabasetest.Options, flaw string) *patient {
	t.Helper()
	t.Chdir(t.TempDir()) // no .env
	provider, err := supabasetest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Close() })
	p := &patient{t: t, provider: provider}
	p.server = p.startServer(provider, flaw)
	p.env = map[string]string{
		"SUPABASE_URL": provider.URL, "SUPABASE_ANON_KEY": provider.AnonKey, "LANGGRAPH_URL": p.server.URL,
		"AUTHCHECK_EMAIL": standInEmail, "AUTHCHECK_PASSWORD": standInPassword,
	}
	return p
}

func (p *patient) startServer(provider *supabasetest.Server, flaw string) *langgraphtest.Server {
	p.t.Helper()
	server, err := langgraphtest.Start(langgraphtest.Options{SupabaseURL: provider.URL, APIKey: provider.ServiceKey, Flaw: flaw})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(server.Close)
	return server
}

// withUsers signs the test users up as administrator.
func (p *patient) withUsers(password string, confirmed bool) *patient {
	p.t.Helper()
	admin := &supabase.Client{URL: p.provider.URL, Key: p.provider.ServiceKey}
	for _, user := range userAddresses(standInEmail, 2) {
		if _, err := admin.AdminCreateUser(p.t.Context(), user, password, confirmed); err != nil {
			p.t.Fatal(err)
		}
	}
	return p
}

func (p *patient) ready() *patient { return p.withUsers(standInPassword, true) }

// behind replaces the LangGraph server by one that changes its answers.
func (p *patient) behind(change func(*http.Response)) *patient {
	p.t.Helper()
	target, err := url.Parse(p.server.URL)
	if err != nil {
		p.t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(r *http.Response) error { change(r); return nil },
	}
	front := httptest.NewServer(proxy)
	p.t.Cleanup(front.Close)
	p.env["LANGGRAPH_URL"] = front.URL
	return p
}

func (p *patient) with(settings map[string]string) *patient { maps.Copy(p.env, settings); return p }

// doctor runs the command, and leaves out what holds, or was not looked at for
// want of something that does not.
func (p *patient) doctor(args ...string) (int, []diagnosis) {
	p.t.Helper()
	got := runHere(p.env, append([]string{"doctor", "--format", "json"}, args...)...)
	var report doctorReport
	if err := json.Unmarshal([]byte(got.Stdout), &report); err != nil || got.Stderr != "" {
		p.t.Fatalf("%v\n%+v", err, got)
	}
	for _, user := range p.provider.Users() {
		if user.Sessions != 0 {
			p.t.Errorf("%s has %d sessions afterwards", user.Email, user.Sessions)
		}
	}
	names := strings.NewReplacer(p.provider.URL, "SUPABASE", p.env["LANGGRAPH_URL"], "LANGGRAPH", p.server.URL, "LANGGRAPH")
	var wrong []diagnosis
	for _, at := range report.Links {
		if at.Verdict != scenario.Pass && at.Verdict != scenario.Skip {
			at.Name, at.Found, at.Next = "", names.Replace(at.Found), names.Replace(at.Next)
			wrong = append(wrong, at)
		}
	}
	if want := overall(report.Links); report.Verdict != want || report.Schema != "authcheck/doctor/v1" {
		p.t.Errorf("verdict %s of schema %s, want %s", report.Verdict, report.Schema, want)
	}
	return got.Code, wrong
}

// TestDoctorPorts has something else on the port, or nothing at all, and the
// LangGraph server on the next one: `langgraph dev` moves silently. Other servers
// of this machine may be named after it.
func TestDoctorPorts(t *testing.T) {
	p := newPatient(t, supabasetest.Options{}, "").ready()
	taken, beside := p.neighbours()
	p.env["LANGGRAPH_URL"] = "http://" + taken.Addr().String()
	others := regexp.MustCompile("^(a LangGraph server answers at " + regexp.QuoteMeta(beside) + ").*(: set)")
	check := func(found string) {
		t.Helper()
		want := []diagnosis{{ID: "langgraph.reachable", Verdict: scenario.Error, Found: found,
			Next: "a LangGraph server answers at " + beside + ": set --url or LANGGRAPH_URL to it"}}
		code, got := p.doctor()
		for i := range got {
			got[i].Next = others.ReplaceAllString(got[i].Next, "$1$2")
		}
		if diff := cmp.Diff(want, got); diff != "" || code != exitNoAnswer {
			t.Errorf("exit code %d, want %d (-want +got):\n%s", code, exitNoAnswer, diff)
		}
	}
	web := &http.Server{Handler: http.NotFoundHandler()}
	go func() { _ = web.Serve(taken) }()
	check("LANGGRAPH does not look like a LangGraph server: it answered 404 with text/plain to GET /ok")
	_ = web.Close()
	check("LANGGRAPH: nothing listens there")
}

// neighbours are a listener and, on the port after it, a LangGraph server.
func (p *patient) neighbours() (net.Listener, string) {
	p.t.Helper()
	for range 50 {
		taken, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			p.t.Fatal(err)
		}
		next := fmt.Sprintf("127.0.0.1:%d", taken.Addr().(*net.TCPAddr).Port+1)
		server, err := langgraphtest.Start(langgraphtest.Options{Listen: next})
		if err == nil {
			p.t.Cleanup(server.Close)
			return taken, server.URL
		}
		_ = taken.Close()
	}
	p.t.Fatal("no two ports next to each other are free")
	return nil, ""
}

func TestListener(t *testing.T) {
	const line = "   3: 0100007F:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4242 1 0000 100 0 0 10 0"
	tests := []struct {
		name, line string
		want       int
		ok         bool
	}{
		{"IPv4", line, 2024, true},
		{"IPv6", strings.Replace(line, "0100007F", "00000000000000000000000001000000", 1), 2024, true},
		{"established", strings.Replace(line, " 0A ", " 01 ", 1), 0, false},
		{"of another user", strings.Replace(line, " 1000 ", " 0 ", 1), 0, false},
		{"head", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", 0, false},
		{"nothing", "", 0, false},
	}
	for _, test := range tests {
		if got, ok := listener(test.line, 1000); got != test.want || ok != test.ok {
			t.Errorf("%s: got %d, %v; want %d, %v", test.name, got, ok, test.want, test.ok)
		}
	}
}

// TestDoctorText is what a newcomer reads: a line for each link, as it is found.
func TestDoctorText(t *testing.T) {
	p := newPatient(t, supabasetest.Options{Confirm: true}, "").withUsers(standInPassword, false)
	delete(p.env, "AUTHCHECK_EMAIL")
	p.writeFile("AUTHCHECK_EMAIL=me@example.com\nSUPABASE_URL=http://127.0.0.1:1\nLANGGRAPH_URL=" + p.env["LANGGRAPH_URL"] + "\n")
	got := runHere(p.env, "doctor", "--url", p.env["LANGGRAPH_URL"])
	want := `✅ settings file              .env, with 3 settings
✅ LangGraph server           LANGGRAPH (--url)
➖ access tokens              none given: the test users log in with Supabase
✅ Supabase URL               SUPABASE (SUPABASE_URL in the environment, which comes before another value in .env)
✅ Supabase anon key          of kind anon (SUPABASE_ANON_KEY in the environment)
➖ Supabase service key       not set: only ` + "`signup --confirm` and `cleanup --test-users`" + ` need it
✅ e-mail address             me@example.com (AUTHCHECK_EMAIL in .env)
✅ password of the test users set (AUTHCHECK_PASSWORD in the environment)
✅ Supabase                   SUPABASE answers
✅ anon key there             belongs to this project
➖ service key there          not looked at: needs Supabase service key
✅ sign-ups                   on, with e-mail and password
✅ e-mail confirmation        on: test users open a link in a mail, or are confirmed with ` + "`authcheck signup --confirm`" + `
❌ User 1                     me+1@example.com is unconfirmed
   → open the link in the mail to me@example.com, or run ` + "`authcheck signup --confirm`" + ` with the service key
❌ User 2                     me+2@example.com is unconfirmed
   → open the link in the mail to me@example.com, or run ` + "`authcheck signup --confirm`" + ` with the service key
✅ LangGraph                  LANGGRAPH answers
✅ version                    langgraph-api 0.16.7, Python, self-hosted
✅ auth                       configured: a call without a token is refused with 401
➖ tokens there               not looked at: needs User 1
➖ graph                      not looked at: needs User 1
✅ clocks                     agree within 10s

2 ❌ · begin with the first
`
	want = strings.NewReplacer("SUPABASE (", p.provider.URL+" (", "SUPABASE answers", p.provider.URL+" answers", "LANGGRAPH ", p.server.URL+" ").Replace(want)
	if diff := cmp.Diff(outcome{Code: exitFailed, Stdout: want}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
