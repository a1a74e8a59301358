package supabasetest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"authcheck/supabase"
	"authcheck/supabase/supabasetest"

	"github.com/golang-jwt/jwt/v5"
)

func TestMint(t *testing.T) {
	for name, o := range map[string]supabasetest.Options{"HS256": {}, "ES256": {ES256: true}} {
		t.Run(name, func(t *testing.T) {
			s, c := start(t, o)
			made := must[supabase.SignUp](t)(c.SignUp(t.Context(), email, password))
			claims := jwt.MapClaims{}
			token, _, err := jwt.NewParser().ParseUnverified(made.Session.AccessToken, claims)
			if err != nil || token.Header["alg"] != name {
				t.Fatalf("token signed with %v: %v", token.Header["alg"], err)
			}
			must[supabase.User](t)(c.User(t.Context(), s.Mint(claims)))
			for want, change := range map[string]map[string]any{
				"token is expired":         {"exp": time.Now().Add(-time.Minute).Unix()},
				"must be a UUID":           {"sub": "me"},
				"does not exist":           {"session_id": "8b8d3fd2-4f5c-4b8b-8d8e-3c5f0a1b2c3d"},
				"audience":                 {"aud": nil},
				"missing sub claim":        {"sub": ""},
				"User from sub claim in J": {"sub": "8b8d3fd2-4f5c-4b8b-8d8e-3c5f0a1b2c3d"},
			} {
				changed := map[string]any{}
				for _, m := range []map[string]any{claims, change} {
					for k, v := range m {
						changed[k] = v
					}
				}
				if _, err := c.User(t.Context(), s.Mint(changed)); err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("claims changed to %v: %v, want %q", change, err, want)
				}
			}
		})
	}
}

// TestForgedTokens: tokens that other keys signed, or none.
func TestForgedTokens(t *testing.T) {
	s, c := start(t, supabasetest.Options{ES256: true})
	other, _ := start(t, supabasetest.Options{ES256: true})
	made := must[supabase.SignUp](t)(c.SignUp(t.Context(), email, password))
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(made.Session.AccessToken, claims); err != nil {
		t.Fatal(err)
	}
	key := must[[]supabase.JWK](t)(c.JWKS(t.Context()))[0]
	confused := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	confused.Header["kid"] = key.KeyID
	for name, token := range map[string]string{
		"another project":         other.Mint(claims),
		"no signature":            must[string](t)(jwt.NewWithClaims(jwt.SigningMethodNone, claims).SignedString(jwt.UnsafeAllowNoneSignatureType)),
		"wrong secret":            must[string](t)(jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(other.JWTSecret))),
		"public key as secret":    must[string](t)(confused.SignedString(must[[]byte](t)(key.PEM()))),
		"swapped payload":         swapped(made.Session.AccessToken, s.Mint(jwt.MapClaims{"sub": made.User.ID, "aud": "authenticated"})),
		"publishable as a bearer": s.AnonKey,
	} {
		if _, err := c.User(t.Context(), token); code(err) != "bad_jwt" {
			t.Errorf("%s: %v, want bad_jwt", name, err)
		}
	}
}

// swapped is token a with the payload of b.
func swapped(a, b string) string {
	parts := strings.Split(a, ".")
	parts[1] = strings.Split(b, ".")[1]
	return strings.Join(parts, ".")
}

func TestLogoutScopes(t *testing.T) {
	for scope, open := range map[string]int{"": 0, "global": 0, "local": 2, "others": 1} {
		t.Run("scope "+scope, func(t *testing.T) {
			s, c := start(t, supabasetest.Options{})
			token := must[supabase.SignUp](t)(c.SignUp(t.Context(), email, password)).Session.AccessToken
			for range 2 {
				must[supabase.Session](t)(c.Login(t.Context(), email, password))
			}
			if status := logout(t, s, token, scope); status != http.StatusNoContent {
				t.Errorf("status %d", status)
			}
			if got := s.Users()[0].Sessions; got != open {
				t.Errorf("%d sessions left, want %d", got, open)
			}
		})
	}
	s, c := start(t, supabasetest.Options{})
	token := must[supabase.SignUp](t)(c.SignUp(t.Context(), email, password)).Session.AccessToken
	if status := logout(t, s, token, "all"); status != http.StatusBadRequest {
		t.Errorf("unknown scope: status %d, want 400", status)
	}
}

func logout(t *testing.T, s *supabasetest.Server, token, scope string) int {
	t.Helper()
	req := must[*http.Request](t)(http.NewRequest(http.MethodPost, s.URL+"/auth/v1/logout?scope="+scope, nil))
	req.Header.Set("apikey", s.AnonKey)
	req.Header.Set("Authorization", "Bearer "+token)
	resp := must[*http.Response](t)(http.DefaultClient.Do(req))
	_ = resp.Body.Close()
	return resp.StatusCode
}
