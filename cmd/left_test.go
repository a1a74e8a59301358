package cmd

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestLeftIsTold names what could not be removed, and the command that removes it,
// whatever the verdict and the format.
func TestLeftIsTold(t *testing.T) {
	t.Parallel()
	for flaw, verdict := range map[string]int{"": exitOK, "no-owner-filter": exitFailed} {
		provider, err := supabasetest.Start(supabasetest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = provider.Close() })
		server, err := langgraphtest.Start(langgraphtest.Options{SupabaseURL: provider.URL, APIKey: provider.ServiceKey, Flaw: flaw})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(server.Close)
		front := undeleting(t, server.URL)
		env := map[string]string{"SUPABASE_URL": provider.URL, "SUPABASE_ANON_KEY": provider.AnonKey, "LANGGRAPH_URL": front,
			"AUTHCHECK_EMAIL": "me@example.com", "AUTHCHECK_PASSWORD": "planted-password"}
		if got := runIn(env, "signup"); got.Code != exitOK {
			t.Fatalf("signup: %+v", got)
		}
		want := regexp.MustCompile(`\A(authcheck: left behind: thread [0-9a-f-]{36}\n)+authcheck: hint: remove that with the same settings: authcheck cleanup --url '` +
			regexp.QuoteMeta(front) + `'\n\z`)
		for _, args := range [][]string{{"--quiet"}, {"--format", "json"}, {}} {
			got := runIn(env, append([]string{"verify", "--quick"}, args...)...)
			if got.Code != verdict || !want.MatchString(got.Stderr) {
				t.Errorf("%s %v: %d\n%s\n%s", flaw, args, got.Code, got.Stdout, got.Stderr)
			}
		}
	}
}

// undeleting is the address of a server in front of one, which removes nothing.
func undeleting(t *testing.T, address string) string {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"deleted":0}`)) // and nothing is
			return
		}
		proxy.ServeHTTP(w, r)
	})
}

// TestCommandsAreToldWhole: what is to be run is never cut, and the hint names what removes
// what is left.
func TestCommandsAreToldWhole(t *testing.T) {
	t.Parallel()
	at := "http://" + strings.Repeat("long.", 40) + "example"
	command := "curl -X DELETE '" + at + `/threads/1' -H "Authorization: Bearer $AUTHCHECK_TOKEN_1"`
	const curl = "authcheck: hint: remove what does not show the tag with the curl lines; for their tokens: export them\n"
	const cleanup = "authcheck: hint: remove that with the same settings: authcheck cleanup --users 3, then authcheck cleanup --token \"$A\"\n"
	for _, test := range []struct {
		left []string
		want string
	}{
		{[]string{"thread 1, untagged: " + command}, "authcheck: left behind: thread 1, untagged:\n" + command + "\n" + curl},
		{[]string{"thread 2", "thread 1, untagged: " + command},
			"authcheck: left behind: thread 2\nauthcheck: left behind: thread 1, untagged:\n" + command + "\n" + curl + cleanup},
	} {
		var told strings.Builder
		o := verifyOptions{tokens: "export them", cleanups: []string{"authcheck cleanup --users 3", `authcheck cleanup --token "$A"`}}
		o.tellLeft(&told, &result.Report{Target: result.Target{URL: at}, Summary: result.Summary{Leftovers: test.left}})
		if diff := cmp.Diff(test.want, told.String()); diff != "" {
			t.Errorf("%v (-want +got):\n%s", test.left, diff)
		}
	}
}

// TestCleanupOfUsers: what removes the leftovers of a run is told with what it needs to be as the
// run's users.
func TestCleanupOfUsers(t *testing.T) {
	p := newSetup(t, supabasetest.Options{}, "").ready()
	front := undeleting(t, p.env["LANGGRAPH_URL"])
	p.env["LANGGRAPH_URL"] = front
	tokens := tokensOf(t, p.env)
	if got := runIn(p.env, "signup", "--users", "3"); got.Code != exitOK {
		t.Fatalf("signup: %+v", got)
	}
	policy := func(text string) string {
		path := filepath.Join(t.TempDir(), "policy.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	p.env["ONE"], p.env["TWO"] = tokens[0], tokens[1]
	cleanup := "authcheck cleanup --url '" + front + "'"
	for want, args := range map[string][]string{
		cleanup + " --email 'me@example.com'":      {"--email", "me@example.com"},
		cleanup + " --users 3":                     {"--users", "3"},
		cleanup + " --token … --token …":           {"--token", tokens[0], "--token", tokens[1]},
		cleanup + ` --token "$ONE" --token "$TWO"`: {"--policy", policy("users:\n  ann: {token: $ONE}\n  bob: {token: $TWO}\n")},
		cleanup + " --users 3, then " + cleanup + ` --token "$TWO"`: {"--policy",
			policy("users:\n  ann: {account: 1}\n  bob: {account: 3}\n  cat: {token: $TWO}\n")},
	} {
		got := runIn(p.env, append([]string{"verify", "--quick", "--quiet"}, args...)...)
		if hint := "authcheck: hint: remove that with the same settings: " + want + "\n"; !strings.HasSuffix(got.Stderr, hint) {
			t.Errorf("%v: no %q in\n%s%s", args, hint, got.Stdout, got.Stderr)
		}
	}
}
