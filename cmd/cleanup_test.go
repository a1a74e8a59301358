package cmd

import (
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/supabase/supabasetest"
)

// TestCleanupKnowsUsers: tokens that only the provider can read are of users all the same, whose
// names are what namespaces of the store begin with on some servers.
func TestCleanupKnowsUsers(t *testing.T) {
	t.Parallel()
	i := newIssuer(t, "/.well-known/openid-configuration")
	i.document["introspection_endpoint"] = i.url + "/introspect"
	var asked seenBy
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch {
		case r.URL.Path == "/ok":
			_, _ = io.WriteString(w, `{"ok":true}`)
		case r.URL.Path == "/store/namespaces":
			asked.add(string(body))
			_, _ = io.WriteString(w, `{"namespaces":[]}`)
		case strings.HasPrefix(r.URL.Path, "/store"):
			_, _ = io.WriteString(w, `{"items":[]}`)
		default:
			_, _ = io.WriteString(w, `[]`)
		}
	})
	got := runIn(map[string]string{"AUTHCHECK_OAUTH_CLIENTS": "ann:1,bob:2", "LANGGRAPH_URL": server}, "cleanup", "--oauth-issuer", i.url)
	if want := (outcome{Stdout: "Nothing is left behind\n"}); got != want {
		t.Errorf("%+v", got)
	}
	for _, user := range []string{"ann", "bob"} {
		if question := `{"limit":1000,"prefix":["` + user + `"]}`; !asked.all[question] {
			t.Errorf("not asked: %s", question)
		}
	}
}

// TestCleanupNeedsNoMore: settings that only verify has a use for stop no cleanup.
func TestCleanupNeedsNoMore(t *testing.T) {
	t.Parallel()
	env := map[string]string{"LANGGRAPH_URL": "http://127.0.0.1:1", "AUTHCHECK_TOKENS": "one,two", "AUTHCHECK_EXPIRED_TOKEN": "a b", "AUTHCHECK_FOREIGN_TOKEN": "a b",
		"SUPABASE_JWT_SECRET": " ", "AUTHCHECK_GRAPH": "a b", "AUTHCHECK_STORE_NAMESPACE": "a.b"}
	if got := runIn(env, "cleanup"); got.Code != exitNoAnswer || !strings.Contains(got.Stderr, "nothing listens there") {
		t.Errorf("%+v", got)
	}
}

// TestCleanupWaits for a rate limit of logins, as other commands do, and tells of a user whom it
// could not log in.
func TestCleanupWaits(t *testing.T) {
	p := newSetup(t, supabasetest.Options{}, "").ready()
	target, err := url.Parse(p.provider.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	const incomplete = "authcheck: error: not everything could be looked through\nauthcheck: hint: see the lines with ⚠️; `authcheck doctor` tells more\n"
	for _, test := range []struct {
		args        []string
		retryAfter  string
		code        int
		logins      int32
		said, shown string
	}{
		{nil, "1", exitOK, 3, "authcheck: Supabase limits the rate of logins: going on in 1s\n", "Nothing is left behind\n"},
		{[]string{"--test-users", "--yes"}, "600", exitNoAnswer, 2, incomplete, "⚠️ not looked through: me+2@example.com: too many requests: Request rate limit reached\n"},
	} {
		var logins atomic.Int32
		p.env["SUPABASE_URL"] = serve(t, func(w http.ResponseWriter, r *http.Request) {
			opens := strings.HasSuffix(r.URL.Path, "/token") || strings.HasSuffix(r.URL.Path, "/verify")
			if opens && logins.Add(1) == 2 {
				w.Header().Set("Retry-After", test.retryAfter)
				http.Error(w, `{"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached"}`, http.StatusTooManyRequests)
				return
			}
			proxy.ServeHTTP(w, r)
		})
		p.env["SUPABASE_SERVICE_KEY"] = p.provider.ServiceKey
		got := runIn(p.env, append([]string{"cleanup"}, test.args...)...)
		if diff := cmp.Diff(test.said, got.Stderr); diff != "" || got.Code != test.code || logins.Load() != test.logins || !strings.Contains(got.Stdout, test.shown) {
			t.Errorf("%v: %d logins, exit code %d, (-want +got):\n%s\n%s", test.args, logins.Load(), got.Code, diff, got.Stdout)
		}
	}
}
