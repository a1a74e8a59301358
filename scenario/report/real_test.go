package report_test

import (
	"fmt"
	"sync"
	"testing"

	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

const password = "correct-horse-battery"

// run is a report of a stand-in, with the secrets that went into it.
type run struct {
	report  *scenario.Report
	secrets []string
}

var (
	runs   = make(map[string]run)
	runsMu sync.Mutex
)

// verified tells what a run on a server with the flaw found; each flaw is tried once.
func verified(t *testing.T, flaw string) run {
	t.Helper()
	runsMu.Lock()
	defer runsMu.Unlock()
	if _, ok := runs[flaw]; !ok {
		runs[flaw] = verify(t, flaw)
	}
	return runs[flaw]
}

func verify(t *testing.T, flaw string) run {
	t.Helper()
	provider, err := supabasetest.Start(supabasetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer provider.Close()
	server, err := langgraphtest.Start(langgraphtest.Options{SupabaseURL: provider.URL, APIKey: provider.ServiceKey, JWTSecret: provider.JWTSecret, Flaw: flaw})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	client := &supabase.Client{URL: provider.URL, Key: provider.AnonKey}
	config := scenario.Config{URL: server.URL, Provider: client, AnonKey: provider.AnonKey, JWTSecret: provider.JWTSecret, Version: "0.1.0",
		Header: map[string][]string{"X-Gateway-Key": {"planted-header"}}}
	secrets := []string{password, provider.AnonKey, provider.ServiceKey, provider.JWTSecret, "planted-header"}
	for i := range 2 {
		email := fmt.Sprintf("me+%d@example.com", i+1)
		if _, err := client.SignUp(t.Context(), email, password); err != nil {
			t.Fatal(err)
		}
		session, err := client.Login(t.Context(), email, password)
		if err != nil {
			t.Fatal(err)
		}
		config.Users = append(config.Users, scenario.User{Name: fmt.Sprintf("User %d", i+1), Email: email, Password: password, Token: session.AccessToken})
		secrets = append(secrets, session.AccessToken, session.RefreshToken)
	}
	report, err := scenario.Verify(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	return run{report, secrets}
}
