package doctor

import (
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"authcheck/cmd/tokens"
	"authcheck/supabase"
)

// TestSecret has user 1's token signed with a secret that everybody knows, where that is as
// it should be, and where it is not.
func TestSecret(t *testing.T) {
	const local, stack = "super-secret-jwt-token-with-at-least-32-characters-long", "Supabase's local stack"
	signed := func(secret, issuer string) string {
		token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": "1", "iss": issuer}).SignedString([]byte(secret))
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	known := "anybody can sign tokens: it is that of " + stack
	for name, test := range map[string]struct {
		token, project string // where the user logged in; "" for a token that was given
		want           Diagnosis
	}{
		"a secret of one's own":  {signed("nobody else has this one", "https://abc.supabase.co/auth/v1"), "https://abc.supabase.co", holds("none that is published")},
		"a token that is no JWT": {"user1-token", "", holds("none that is published")},
		"on this machine":        {signed(local, "http://127.0.0.1:54321/auth/v1"), "http://127.0.0.1:54321", holds("that of %s, known to everybody; fine on this machine", stack)},
		"hosted": {signed(local, "http://127.0.0.1:54321/auth/v1"), "https://supabase.example.com",
			broken("give supabase.example.com a secret of its own, or keys (ES256), and have the users log in again", "%s", known)},
		"given": {signed(local, "https://id.example.com/"), "",
			broken("give id.example.com a secret of its own, or keys (ES256), and have the users log in again", "%s", known)},
		"given, of an issuer that is no address": {signed(local, "example"), "", broken("give the provider a secret of its own, or keys (ES256)", "%s", known)},
	} {
		t.Run(name, func(t *testing.T) {
			d := &Doctor{users: []user{{token: test.token}}}
			if test.project != "" {
				d.project = &tokens.Project{Client: &supabase.Client{URL: test.project}}
			}
			if diff := cmp.Diff(test.want, lookAtSecret(t.Context(), d)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
