//go:build record

package report_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"

	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario"
	"authcheck/scenario/result"
	"authcheck/supabase"
	"authcheck/supabase/supabasetest"
)

// TestRecord writes the reports of real runs anew, which the other tests render.
func TestRecord(t *testing.T) {
	for _, flaw := range realFlaws {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if err := errors.Join(json.NewEncoder(w).Encode(verify(t, flaw)), w.Close()); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(recorded(flaw), packed.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

const password = "correct-horse-battery"

// verify tells what a run on a server with the flaw found.
func verify(t *testing.T, flaw string) *result.Report {
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
	config := scenario.Config{Probe: scenario.Probe{URL: server.URL, Provider: client, AnonKey: provider.AnonKey, JWTSecret: provider.JWTSecret, Version: "0.1.0",
		Header: map[string][]string{"X-Gateway-Key": {"planted-header"}}}}
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
	}
	report, err := scenario.Verify(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	return report
}
