package supabase

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
)

func TestClaims(t *testing.T) {
	encoded := base64.RawURLEncoding.EncodeToString
	header, payload := encoded([]byte(`{"alg":"ES256K","kid":"k"}`)), encoded([]byte(`{"sub":"x","n":1}`))
	want := jwt.MapClaims{"sub": "x", "n": 1.0}
	for name, token := range map[string]string{
		"unknown algorithm": header + "." + payload + ".c2ln",
		"broken signature":  header + "." + payload + ".!",
		"no signature":      header + "." + payload + ".",
		"padded":            base64.URLEncoding.EncodeToString([]byte(`{"alg":"ES256K","kid":"k"}`)) + "." + base64.URLEncoding.EncodeToString([]byte(`{"sub":"x","n":1}`)) + ".c2ln",
	} {
		claims, head, ok := Claims(token)
		if diff := cmp.Diff(want, claims); diff != "" || !ok || head["kid"] != "k" {
			t.Errorf("%s: %v, header %v (-want +got):\n%s", name, ok, head, diff)
		}
	}
	for name, token := range map[string]string{
		"nothing": "", "opaque": "sb_secret_x", "two parts": header + "." + payload, "four parts": header + "." + payload + ".a.b",
		"no base64": header + ".!.c2ln", "no JSON": header + "." + encoded([]byte("x")) + ".c2ln", "a list": header + "." + encoded([]byte("[1]")) + ".c2ln",
		"no header": "." + payload + ".c2ln", "too long": header + "." + encoded([]byte(`{"sub":"`+strings.Repeat("x", maxToken)+`"}`)) + ".c2ln",
	} {
		if claims, head, ok := Claims(token); ok || claims != nil || head != nil {
			t.Errorf("%s: %v, %v", name, claims, head)
		}
	}
}

// FuzzClaims: what has claims has three parts, and reading it never panics.
func FuzzClaims(f *testing.F) {
	f.Add(token(jwt.MapClaims{"sub": "x", "exp": 1e300}))
	f.Add("bnVsbA.bnVsbA.") // null, null
	f.Add("e30.e30.")
	f.Add("..")
	f.Fuzz(func(t *testing.T, token string) {
		claims, _, ok := Claims(token)
		if ok && (strings.Count(token, ".") != 2 || claims == nil) {
			t.Errorf("%q has claims %v", token, claims)
		}
		_, _ = claims.GetExpirationTime()
		_, _ = claims.GetSubject()
	})
}
