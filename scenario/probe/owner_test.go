package probe

import (
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
	plain := token(nil)
	for name, test := range map[string]struct {
		token string
		owned map[string]any
		want  string
		told  bool
	}{
		"address":       {plain, map[string]any{"owner": "Ann"}, "the e-mail address before the @", true},
		"beginning":     {plain, map[string]any{"owner": subject[:8]}, "the beginning of the ID", true},
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
