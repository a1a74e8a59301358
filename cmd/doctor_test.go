package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/cmd/doctor"
	"authcheck/cmd/settings"
	"authcheck/cmd/standins"
	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario/result"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

// setup is a set-up for the doctor to look at: both stand-ins, two users.
type setup struct {
	t        *testing.T
	provider *supabasetest.Server
	server   *langgraphtest.Server
	env      map[string]string
}

func newSetup(t *testing.T, o supabasetest.Options, flaw string) *setup {
	t.Helper()
	t.Chdir(t.TempDir()) // no .env
	provider, err := supabasetest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Close() })
	p := &setup{t: t, provider: provider}
	p.server = p.startServer(provider, flaw)
	p.env = map[string]string{
		"SUPABASE_URL": provider.URL, "SUPABASE_ANON_KEY": provider.AnonKey, "LANGGRAPH_URL": p.server.URL,
		"AUTHCHECK_EMAIL": standins.Email, "AUTHCHECK_PASSWORD": standins.Password,
	}
	return p
}

func (p *setup) startServer(provider *supabasetest.Server, flaw string) *langgraphtest.Server {
	p.t.Helper()
	server, err := langgraphtest.Start(langgraphtest.Options{SupabaseURL: provider.URL, APIKey: provider.ServiceKey, Flaw: flaw})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(server.Close)
	return server
}

// withUsers signs the test users up as administrator.
func (p *setup) withUsers(password string, confirmed bool) *setup {
	p.t.Helper()
	admin := &supabase.Client{URL: p.provider.URL, Key: p.provider.ServiceKey}
	for _, user := range settings.UserAddresses(standins.Email, 2) {
		if _, err := admin.AdminCreateUser(p.t.Context(), user, password, confirmed); err != nil {
			p.t.Fatal(err)
		}
	}
	return p
}

func (p *setup) ready() *setup { return p.withUsers(standins.Password, true) }

// behind replaces the LangGraph server by one that changes its answers.
func (p *setup) behind(change func(*http.Response)) *setup {
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

func (p *setup) with(settings map[string]string) *setup { maps.Copy(p.env, settings); return p }

// doctor runs the command, and leaves out what holds, or was not looked at for
// want of something that does not.
func (p *setup) doctor(args ...string) (int, []doctor.Diagnosis) {
	p.t.Helper()
	got := runIn(p.env, append([]string{"doctor", "--format", "json"}, args...)...)
	var report doctor.Report
	if err := json.Unmarshal([]byte(got.Stdout), &report); err != nil || got.Stderr != "" {
		p.t.Fatalf("%v\n%+v", err, got)
	}
	for _, user := range p.provider.Users() {
		if user.Sessions != 0 {
			p.t.Errorf("%s has %d sessions afterwards", user.Email, user.Sessions)
		}
	}
	names := strings.NewReplacer(p.provider.URL, "SUPABASE", p.env["LANGGRAPH_URL"], "LANGGRAPH", p.server.URL, "LANGGRAPH")
	var wrong []doctor.Diagnosis
	for _, at := range report.Links {
		if at.Verdict != result.Pass && at.Verdict != result.Skip {
			at.Name, at.Found, at.Next = "", names.Replace(at.Found), names.Replace(at.Next)
			wrong = append(wrong, at)
		}
	}
	if want := doctor.Overall(report.Links); report.Verdict != want || report.Schema != "authcheck/doctor/v1" {
		p.t.Errorf("verdict %s of schema %s, want %s", report.Verdict, report.Schema, want)
	}
	return got.Code, wrong
}

// TestDoctorPorts has something else on the port, or nothing at all, and the
// LangGraph server on the next one: `langgraph dev` moves silently.
func TestDoctorPorts(t *testing.T) {
	p := newSetup(t, supabasetest.Options{}, "").ready()
	taken, beside := p.neighbours()
	p.env["LANGGRAPH_URL"] = "http://" + taken.Addr().String()
	check := func(found string) {
		t.Helper()
		want := []doctor.Diagnosis{{ID: "langgraph.reachable", Verdict: result.Error, Found: found,
			Next: "a LangGraph server answers at " + beside + ": if that is yours, set --url or LANGGRAPH_URL to it; else start yours, as with langgraph dev"}}
		code, got := p.doctor()
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

// TestVerifyPorts has a program on the port that speaks no HTTP.
func TestVerifyPorts(t *testing.T) {
	p := newSetup(t, supabasetest.Options{}, "").ready()
	taken, beside := p.neighbours()
	go func() {
		for {
			conn, err := taken.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "SSH-2.0-x\r\n")
			_ = conn.Close()
		}
	}()
	defer taken.Close()
	p.env["LANGGRAPH_URL"] = "http://" + taken.Addr().String()
	got := runIn(p.env, "verify", "--token", "user1-token", "--token", "user2-token")
	if want := "hint: a LangGraph server answers at " + beside; got.Code != exitNoAnswer || !strings.Contains(got.Stderr, want) {
		t.Errorf("%+v, want %q", got, want)
	}
}

// neighbourPort is the port that doctor looks at in tests; 0 is none.
var neighbourPort atomic.Int64

func neighbourPorts() []int {
	if port := neighbourPort.Load(); port != 0 {
		return []int{int(port)}
	}
	return nil
}

// neighbours are a listener and, on the port after it, a LangGraph server, which
// doctor may find for the rest of the test.
func (p *setup) neighbours() (net.Listener, string) {
	p.t.Helper()
	for range 50 {
		taken, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			p.t.Fatal(err)
		}
		port := taken.Addr().(*net.TCPAddr).Port + 1
		server, err := langgraphtest.Start(langgraphtest.Options{Listen: fmt.Sprintf("127.0.0.1:%d", port)})
		if err == nil {
			neighbourPort.Store(int64(port))
			p.t.Cleanup(func() { neighbourPort.Store(0); server.Close() })
			return taken, server.URL
		}
		_ = taken.Close()
	}
	p.t.Fatal("no two ports next to each other are free")
	return nil, ""
}

// TestDoctorText is what a newcomer reads: a line for each link, as it is found.
func TestDoctorText(t *testing.T) {
	p := newSetup(t, supabasetest.Options{Confirm: true}, "").withUsers(standins.Password, false)
	delete(p.env, "AUTHCHECK_EMAIL")
	p.writeFile("AUTHCHECK_EMAIL=me@example.com\nSUPABASE_URL=http://127.0.0.1:1\nLANGGRAPH_URL=" + p.env["LANGGRAPH_URL"] + "\n")
	got := runIn(p.env, "doctor", "--url", p.env["LANGGRAPH_URL"])
	want := `✅ settings file              .env, with 3 settings
➖ langgraph.json             there is none in this folder; --project names another one
➖ auth.path in it            not looked at: needs langgraph.json
✅ LangGraph server           LANGGRAPH (--url)
➖ access tokens              none given: the test users log in with Supabase
✅ Supabase URL               SUPABASE (SUPABASE_URL in the environment, which comes before another value in .env)
✅ Supabase anon key          of kind anon (SUPABASE_ANON_KEY in the environment)
➖ Supabase service key       not set: ` + "`signup --confirm` and `cleanup --test-users`" + ` need it
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
   → the same
✅ LangGraph                  LANGGRAPH answers
✅ version                    langgraph-api 0.16.7, development server
✅ auth                       configured: a call without a token is refused with 401
➖ not looked at              needs User 1: tokens there, signing secret, a new thread, login check, graph
✅ a made-up token            refused with 401
✅ Studio header              x-auth-scheme: langsmith alone is refused with 401
➖ web pages (CORS)           no web page is named; give one with --origin http://localhost:3000
✅ clocks                     agree within 10s

2 ❌ · begin with the first ❌
`
	want = strings.NewReplacer("SUPABASE (", p.provider.URL+" (", "SUPABASE answers", p.provider.URL+" answers", "LANGGRAPH ", p.server.URL+" ").Replace(want)
	if diff := cmp.Diff(outcome{Code: exitFailed, Stdout: want}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
