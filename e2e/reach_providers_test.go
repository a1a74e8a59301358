//go:build e2e

package e2e

import (
	"testing"

	"authcheck/supabase/supabasetest"
)

// publishedSecret signs the tokens of Supabase's local stack, for all the world to read.
const publishedSecret = "super-secret-jwt-token-with-at-least-32-characters-long"

// ownProvider is a provider within this process. It lasts as long as the test.
func ownProvider(t *testing.T, secret string) (*provider, *supabasetest.Server) {
	t.Helper()
	return providerOf(t, supabasetest.Options{}, secret)
}

func providerOf(t *testing.T, o supabasetest.Options, secret string) (*provider, *supabasetest.Server) {
	t.Helper()
	s, err := supabasetest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if secret != "" {
		s.JWTSecret = secret
		s.AnonKey, s.ServiceKey = roleKey(s, "anon"), roleKey(s, "service_role")
	}
	return &provider{env: []string{"SUPABASE_URL=" + s.URL, "SUPABASE_ANON_KEY=" + s.AnonKey,
		"SUPABASE_SERVICE_KEY=" + s.ServiceKey, "SUPABASE_JWT_SECRET=" + s.JWTSecret}}, s
}

// roleKey is a legacy key of the project; it expires in 2100.
func roleKey(s *supabasetest.Server, role string) string {
	return s.Mint(map[string]any{"iss": "supabase", "role": role, "exp": 4102444800})
}

// withPublishedSecret signs with a secret that is in the documentation.
func withPublishedSecret(t *testing.T) *provider {
	p, _ := ownProvider(t, publishedSecret)
	return p
}

// withAnonymousUsers lets anybody in who asks, as projects with anonymous sign-ins do.
func withAnonymousUsers(t *testing.T) *provider {
	p, _ := providerOf(t, supabasetest.Options{Anonymous: true}, "")
	return p
}
