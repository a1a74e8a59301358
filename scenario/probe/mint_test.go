package probe

import (
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"authcheck/scenario/catalog"
)

// TestSecretOf: a published secret is found though another was given, and none that does
// not sign the token.
func TestSecretOf(t *testing.T) {
	local := catalog.PublishedSecrets[0]
	for name, test := range map[string]struct {
		signed, given, secret, where string
		ok                           bool
	}{
		"published":  {local.Secret, "", local.Secret, local.Where, true},
		"empty":      {"", "", "", "no secret at all", true},
		"given":      {string(secret), string(secret), string(secret), "", true},
		"wrong":      {string(secret), "another", "another", "", false},
		"not known":  {string(secret), "", "", "", false},
		"given, too": {local.Secret, "another", local.Secret, local.Where, true},
	} {
		token := tokenOf(t, "one", jwt.SigningMethodHS256, []byte(test.signed))
		if got, where, ok := secretOf(token, test.given); ok != test.ok || ok && (got != test.secret || where != test.where) {
			t.Errorf("%s: %q of %q, %v", name, got, where, ok)
		}
	}
	if _, _, ok := secretOf("opaque", "given"); ok {
		t.Error("an opaque token has a secret")
	}
}

func TestOnThisMachine(t *testing.T) {
	for address, want := range map[string]bool{"http://127.0.0.1:2024": true, "http://localhost:54321/auth": true, "http://[::1]:80": true,
		"https://ref.supabase.co": false, "http://10.0.0.1": false, "": false, "http://localhost.example.com": false} {
		if got := onThisMachine(address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

// TestForeignToken: what was given goes before what can be minted, unless it has ended.
func TestForeignToken(t *testing.T) {
	one := tokenOf(t, "one", jwt.SigningMethodHS256, secret)
	old := signed(jwt.SigningMethodHS256, jwt.MapClaims{"exp": time.Now().Add(-time.Hour).Unix()}, nil, secret)
	for given, want := range map[string]struct{ token, missing string }{
		"opaque-foreign": {"opaque-foreign", ""},
		old:              {"", "the token for another application that was given has expired"},
	} {
		k := newKeyring(Config{Users: []User{{Token: one}, {Token: "opaque"}}, JWTSecret: string(secret), ForeignToken: given})
		tokens, missing := k.tokens(catalog.OtherAudience)
		if got := strings.Join(tokens, " "); got != want.token || missing != want.missing {
			t.Errorf("got %q and %q, want %+v", got, missing, want)
		}
	}
	k := newKeyring(Config{Users: []User{{Token: one}, {Token: "opaque"}}, JWTSecret: string(secret)})
	if tokens, missing := k.tokens(catalog.OtherAudience); len(tokens) != 1 || missing != "" {
		t.Errorf("minted %q, missing %q", tokens, missing)
	}
}
