//go:build slow

package cmd

import (
	"testing"
	"time"

	"authcheck/cmd/standins"
	"authcheck/langgraph/langgraphtest"
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
		"AUTHCHECK_EMAIL": standins.Email, "AUTHCHECK_PASSWORD": standins.Password}
	if got := runIn(env, "signup"); got.Code != exitOK {
		t.Fatalf("signup: %+v", got)
	}
	begin := time.Now()
	if got := runIn(env, "verify"); got.Code != exitOK {
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
