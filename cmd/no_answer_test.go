package cmd

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/supabase/supabasetest"
)

// wrongServers are addresses where no usable answer comes from.
type wrongServers struct {
	html, json, redirect, slow, broken, badGateway, untrusted string
}

func startWrongServers(t *testing.T) wrongServers {
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(secure.Close)
	return wrongServers{
		html: serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html><title>Welcome</title></html>")
		}),
		json: serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"hello":"world"}`)
		}),
		redirect: serve(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example/x?token=p4ss", http.StatusMovedPermanently)
		}),
		slow: serve(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}),
		broken:     serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }),
		badGateway: serve(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no upstream", http.StatusBadGateway) }),
		untrusted:  secure.URL,
	}
}

// overTLS is the address of a server without TLS, as if it had it.
func overTLS(url string) string { return "https" + strings.TrimPrefix(url, "http") }

// answerTest is a server that is not what it should be.
type answerTest struct {
	name, url   string
	args        []string
	error, hint string
}

func (test answerTest) run(t *testing.T, variable string, args ...string) {
	t.Run(test.name, func(t *testing.T) {
		t.Parallel()
		env := complete(t)
		env[variable] = test.url
		want := outcome{Code: exitNoAnswer, Stderr: "authcheck: error: " + test.error + "\nauthcheck: hint: " + test.hint + "\n"}
		if diff := cmp.Diff(want, runIn(env, append(args, test.args...)...)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestNoSupabase(t *testing.T) {
	t.Parallel()
	at := startWrongServers(t)
	const check = "check SUPABASE_URL in the environment"
	tests := []answerTest{
		{"nothing listens", closed, nil, "Supabase URL " + closed + ": nothing listens there", "start the server, or " + check},
		{"no such host", "https://authcheck.invalid", nil, "Supabase URL https://authcheck.invalid: no such host",
			check + "; a deleted or long paused project has no address"},
		{"web page", at.html, nil,
			at.html + " does not answer like Supabase: the answer is not what Supabase Auth sends: a web page: Welcome", check},
		{"other JSON", at.json, nil,
			at.json + " does not answer like Supabase: the answer is not what Supabase Auth sends: it has no access token", check},
		{"redirect", at.redirect, nil, "Supabase URL " + at.redirect + ": redirected to https://elsewhere.example/x, which is not followed",
			"give the address that the project really has; this one comes from SUPABASE_URL in the environment"},
		{"untrusted certificate", at.untrusted, nil,
			"Supabase URL " + at.untrusted + ": its certificate is not trusted: certificate signed by unknown authority",
			"for a certificate authority of your own, set SSL_CERT_FILE"},
		{"TLS where there is none", overTLS(at.html), nil, "Supabase URL " + overTLS(at.html) + ": the server does not speak TLS",
			check + ": http:// is for servers without TLS"},
		{"no answer in time", at.slow, []string{"--request-timeout", "50ms"}, "Supabase URL " + at.slow + ": no answer in time",
			"try again, or allow more with --request-timeout"},
		{"time limit", at.slow, []string{"--timeout", "50ms"}, "not finished after 50ms", "give it more time with --timeout"},
		{"broken connection", at.broken, nil, "Supabase URL " + at.broken + ": the connection broke before an answer came",
			check + ": is this the right port, http and not https?"},
		{"gateway error", at.badGateway, nil, "Supabase had a problem: 502 no upstream", "try again later"},
	}
	for _, test := range tests {
		test.run(t, "SUPABASE_URL", "login")
	}
}

func TestNoLangGraph(t *testing.T) {
	t.Parallel()
	at := startWrongServers(t)
	const check = "check LANGGRAPH_URL in the environment"
	const portTaken = check + ": something else may have taken the port, and langgraph dev another one"
	tests := []answerTest{
		{"nothing listens", closed, nil, "LangGraph server " + closed + ": nothing listens there", "start the server, or " + check},
		{"web page", at.html, nil,
			at.html + " does not look like a LangGraph server: it answered 200 with text/html to GET /ok", portTaken},
		{"other JSON", at.json, nil,
			at.json + " does not look like a LangGraph server: it answered 200 with application/json to GET /ok", portTaken},
		{"redirect", at.redirect, nil,
			at.redirect + " does not look like a LangGraph server: it answered a redirect to https://elsewhere.example/x",
			check + ": redirects are not followed"},
		{"gateway error", at.badGateway, nil,
			at.badGateway + " does not look like a LangGraph server: it answered 502 with text/plain to GET /ok",
			check + ": a gateway answers there, and no server behind it"},
		{"untrusted certificate", at.untrusted, nil,
			"LangGraph server " + at.untrusted + ": its certificate is not trusted: certificate signed by unknown authority",
			"for a certificate authority of your own, set SSL_CERT_FILE"},
		{"TLS where there is none", overTLS(at.html), nil, "LangGraph server " + overTLS(at.html) + ": the server does not speak TLS",
			check + ": http:// is for servers without TLS"},
		{"no answer in time", at.slow, []string{"--request-timeout", "50ms"}, "LangGraph server " + at.slow + ": no answer in time",
			"try again, or allow more with --request-timeout"},
		{"time limit", at.slow, []string{"--timeout", "50ms"}, "not finished after 50ms", "give it more time with --timeout"},
		{"broken connection", at.broken, nil, "LangGraph server " + at.broken + ": the connection broke before an answer came",
			check + ": is this the right port, http and not https?"},
	}
	for _, test := range tests {
		test.run(t, "LANGGRAPH_URL", "verify", "--token", "user1-token", "--token", "user2-token")
	}
}

// TestHalfDone has one login of two refused: the other session is closed again.
func TestHalfDone(t *testing.T) {
	t.Parallel()
	server, err := supabasetest.Start(supabasetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	env := complete(t)
	env["SUPABASE_URL"], env["SUPABASE_ANON_KEY"] = server.URL, server.AnonKey
	if got := runIn(env, "signup", "--users", "1"); got.Code != exitOK {
		t.Fatalf("signup: %+v", got)
	}
	want := outcome{Code: exitRefused, Stderr: "authcheck: error: me+2@example.com: wrong password, or no such user\n" +
		"authcheck: hint: the password must be the one of the sign-up; it comes from AUTHCHECK_PASSWORD in the environment. `authcheck signup` creates the user\n"}
	if diff := cmp.Diff(want, runIn(env, "login")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if users := server.Users(); len(users) != 1 || users[0].Sessions != 0 {
		t.Errorf("users afterwards: %+v, want one without a session", users)
	}
}

func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// closed is where nothing listens: a port that no program is given by the system.
const closed = "http://127.0.0.1:1"
