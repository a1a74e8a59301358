package probe

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// TestMadeOf: a part of an address or ID is told, unless all of either is there. Where the
// token says the same, or can't be read, it can't be told.
func TestMadeOf(t *testing.T) {
	const subject = "1764e61b-d2a1-4219-89a9-43c22ac86d11"
	token := func(more jwt.MapClaims) string {
		claims := jwt.MapClaims{"sub": subject, "email": "ann@one.example"}
		for name, value := range more {
			claims[name] = value
		}
		return signed(jwt.SigningMethodHS256, claims, nil, []byte("key"))
	}
	plain, hash := token(nil), sha256.Sum256([]byte(subject))
	for name, test := range map[string]struct {
		token string
		owned map[string]any
		want  string
		told  bool
	}{
		"address":       {plain, map[string]any{"owner": "Ann"}, "the e-mail address before the @", true},
		"beginning":     {plain, map[string]any{"owner": subject[:8]}, "the beginning of the ID", true},
		"two digits":    {plain, map[string]any{"owner": subject[:2]}, "the beginning of the ID", true},
		"a domain":      {plain, map[string]any{"owner": "one.example"}, "the domain of the e-mail address", true},
		"a hash, short": {plain, map[string]any{"owner": hex.EncodeToString(hash[:4])}, "the beginning of a hash of the ID", true},
		"a hash":        {plain, map[string]any{"owner": hex.EncodeToString(hash[:])}, "", true},
		"ID":            {plain, map[string]any{"owner": subject}, "", true},
		"ID and name":   {plain, map[string]any{"owner": subject, "author": "ann"}, "", true},
		"whole address": {plain, map[string]any{"owner": "ann@one.example"}, "", true},
		"another name":  {plain, map[string]any{"owner": "annie"}, "", true},
		"nested":        {plain, map[string]any{"owner": map[string]any{"id": "ann"}}, "", false},
		"username":      {token(jwt.MapClaims{"user_metadata": map[string]any{"names": []any{"ann"}}}), map[string]any{"owner": "ann"}, "", false},
		"a claim":       {token(jwt.MapClaims{"preferred_username": "queen"}), map[string]any{"owner": "queen"}, "", true},
		"a name":        {token(jwt.MapClaims{"name": "Ann"}), map[string]any{"owner": "ann"}, "the e-mail address before the @", true},
		"a nickname":    {token(jwt.MapClaims{"user_metadata": map[string]any{"nickname": "queen"}}), map[string]any{"owner": "queen"}, "the claim nickname", true},
		"opaque":        {"opaque", map[string]any{"owner": "ann"}, "", false},
		"opaque, ID":    {"opaque", map[string]any{"owner": subject}, "", true},
		"a number":      {plain, map[string]any{"owner": 7.0}, "", false},
	} {
		p := New(Config{Users: []User{{Subject: subject, Email: "ann@one.example", Token: test.token}, {}}}, nil)
		if got, told := p.madeOf(test.owned, 0); got != test.want || told != test.told {
			t.Errorf("%s: %q, told %v, want %q, %v", name, got, told, test.want, test.told)
		}
	}
}

// TestPartOfAddress: an address without what providers may pass over.
func TestPartOfAddress(t *testing.T) {
	for owner, want := range map[string]string{
		"annlee+work@one.example": "the e-mail address without its full stops",
		"ann.lee@one.example":     "the e-mail address without what stands behind its +",
		"annlee@one.example":      "the e-mail address without its full stops and what stands behind its +",
		"annlee":                  "the e-mail address without its full stops and what stands behind its +",
		"ann.lee@two.example":     "",
		"":                        "",
	} {
		if got := partOf(User{Email: "Ann.Lee+work@one.example"}, owner); got != want {
			t.Errorf("%q: %q, want %q", owner, got, want)
		}
	}
}
