package cmd

import (
	"regexp"
	"strings"
	"testing"

	"authcheck/supabase/supabasetest"
)

// TestGivenTokensOfAProject: the tutorial's server can't know better than the provider that it asks,
// whether the users log in or their tokens are given. Where nobody can log out, that is a warning.
func TestGivenTokensOfAProject(t *testing.T) {
	p := newSetup(t, supabasetest.Options{}, "").ready()
	p.env["SUPABASE_JWT_SECRET"] = p.provider.JWTSecret
	only := []string{"verify", "--only", "threads.search/*audience*", "--only", "threads.search/logged-out"}
	if got := runIn(p.env, only...); got.Code != exitOK || strings.Contains(got.Stdout, "foreign-token") {
		t.Errorf("logins: %+v", got)
	}
	login := runIn(p.env, "login", "--format", "env")
	for _, token := range regexp.MustCompile(`'([^']+)'`).FindAllStringSubmatch(login.Stdout, -1) {
		only = append(only, "--token", token[1])
	}
	got := runIn(p.env, only...)
	said := strings.Join(strings.Fields(got.Stdout), " ")
	if got.Code != exitOK || !strings.Contains(said, "⚠️ foreign-token-accepted") || !strings.Contains(said, "as it is by the provider") {
		t.Errorf("tokens: %+v", got)
	}
	p.env["SUPABASE_URL"] = "http://127.0.0.1:1" // of another project: nothing is asked there
	if got := runIn(p.env, only...); got.Code != exitFailed {
		t.Errorf("tokens of another project: %+v", got)
	}
}
