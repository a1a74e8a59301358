package cmd

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario"
	"authcheck/supabase/supabasetest"
)

// TestSessionsAreRenewed has a run outlast the access tokens of its sessions; in
// the end the sessions are closed all the same.
func TestSessionsAreRenewed(t *testing.T) {
	provider, err := supabasetest.Start(supabasetest.Options{TokenLife: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Close() })
	server, err := langgraphtest.Start(langgraphtest.Options{SupabaseURL: provider.URL, APIKey: provider.ServiceKey, Latency: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	env := map[string]string{"SUPABASE_URL": provider.URL, "SUPABASE_ANON_KEY": provider.AnonKey, "LANGGRAPH_URL": server.URL,
		"AUTHCHECK_EMAIL": standInEmail, "AUTHCHECK_PASSWORD": standInPassword}
	if got := runWith(t, env, "signup"); got.Code != exitOK {
		t.Fatalf("signup: %+v", got)
	}
	begin := time.Now()
	if got := runHere(env, "verify"); got.Code != exitOK {
		t.Errorf("verify: %+v", got)
	}
	if took := time.Since(begin); took < 3*time.Second {
		t.Errorf("the run took %s only: its tokens lasted", took)
	}
	for _, user := range provider.Users() {
		if user.Sessions > 0 {
			t.Errorf("%s: %d sessions are open", user.Email, user.Sessions)
		}
	}
}

// TestTokensAreFetchedAgain runs a command anew for each new token, and takes
// tokens that were given as they are.
func TestTokensAreFetchedAgain(t *testing.T) {
	count := filepath.Join(t.TempDir(), "count")
	line := "echo >>" + count + "; wc -l <" + count
	v, err := valuesOf(t, nil, "", "--token-command", "echo other", "--token-command", line)
	if err != nil {
		t.Fatal(err)
	}
	users := sourceUsers(t, v)
	second, err := users[1].Refresh(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"other", "1", "2"}, []string{users[0].Token, users[1].Token, second}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	given, err := valuesOf(t, nil, "", "--token", "one", "--token", "two")
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range sourceUsers(t, given) {
		if user.Refresh != nil {
			t.Errorf("%s: a token that was given is renewed", user.Name)
		}
	}
}

func sourceUsers(t *testing.T, v *values) []scenario.User {
	t.Helper()
	source, err := v.tokenSource(t.Context(), tokenWays...)
	if err != nil {
		t.Fatal(err)
	}
	users, err := source.users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return users
}
