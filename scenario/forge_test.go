package scenario

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
)

var secret = []byte("the project's own secret, long enough to sign with")

func tokenOf(t *testing.T, subject string, method jwt.SigningMethod, key any) string {
	t.Helper()
	token := jwt.NewWithClaims(method, jwt.MapClaims{"sub": subject, "role": "authenticated", "exp": time.Now().Add(time.Hour).Unix()})
	token.Header["kid"] = "key-1"
	text, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// parts are algorithm, key ID and subject of a token.
func parts(t *testing.T, header string) []any {
	t.Helper()
	claims, head, ok := claimsOf(strings.TrimPrefix(header, "Bearer "))
	if !ok {
		return []any{"no JWT"}
	}
	return []any{head["alg"], head["kid"], claims["sub"]}
}

// TestForge: what is forged has user 1's claims and the form of a real token, and
// nobody can have signed it.
func TestForge(t *testing.T) {
	ec, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	rs, _ := rsa.GenerateKey(rand.Reader, 2048)
	der, err := x509.MarshalPKIXPublicKey(&ec.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	public := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	for alg, key := range map[jwt.SigningMethod]struct{ sign, check any }{
		jwt.SigningMethodHS256: {secret, secret},
		jwt.SigningMethodES256: {ec, &ec.PublicKey},
		jwt.SigningMethodRS256: {rs, &rs.PublicKey},
	} {
		t.Run(alg.Alg(), func(t *testing.T) {
			one, two := tokenOf(t, "one", alg, key.sign), tokenOf(t, "two", alg, key.sign)
			forged := forge(one, two, []string{public})
			got := make(map[string][]any)
			for id, f := range forged {
				for _, value := range f.values {
					got[id] = append(got[id], parts(t, value))
					_, err := jwt.Parse(strings.TrimPrefix(value, "Bearer "), func(*jwt.Token) (any, error) { return key.check, nil }, jwt.WithValidMethods([]string{alg.Alg()}))
					if err == nil {
						t.Errorf("%s passes for a real token", id)
					}
				}
			}
			want := map[string][]any{
				"forged-none":     {[]any{"none", "key-1", "one"}},
				"forged-key":      {[]any{alg.Alg(), "key-1", "one"}},
				"forged-payload":  {[]any{alg.Alg(), "key-1", "one"}},
				"forged-confused": {[]any{"HS256", "key-1", "one"}, []any{"HS256", "key-1", "one"}},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("algorithm, key and subject (-want +got):\n%s", diff)
			}
			confused := strings.TrimPrefix(forged["forged-confused"].values[0], "Bearer ")
			if _, err := jwt.Parse(confused, func(*jwt.Token) (any, error) { return []byte(public), nil }); err != nil {
				t.Errorf("the confused token is not signed with the public key: %v", err)
			}
		})
	}
}

// TestForgeNothing: what can't be forged says why.
func TestForgeNothing(t *testing.T) {
	real := tokenOf(t, "one", jwt.SigningMethodHS256, secret)
	missing := func(one, two string) map[string]string {
		reasons := make(map[string]string)
		for id, f := range forge(one, two, nil) {
			reasons[id] = f.missing
		}
		return reasons
	}
	opaque := "the tokens are no JWTs: nothing to forge"
	want := map[string]map[string]string{
		"opaque": {"forged-none": opaque, "forged-key": opaque, "forged-payload": opaque, "forged-confused": opaque},
		"mixed":  {"forged-none": "", "forged-key": "", "forged-payload": "user 2's token is no JWT", "forged-confused": "the provider publishes no public key"},
	}
	got := map[string]map[string]string{"opaque": missing("opaque-1", "opaque-2"), "mixed": missing(real, "opaque-2")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
}

// TestExpiredToken: given, or minted with the secret that signs the real ones.
func TestExpiredToken(t *testing.T) {
	ec, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	hs, es := tokenOf(t, "one", jwt.SigningMethodHS256, secret), tokenOf(t, "one", jwt.SigningMethodES256, ec)
	for name, c := range map[string]struct {
		config  Config
		token   string
		missing string
	}{
		"given":        {Config{ExpiredToken: "old"}, hs, ""},
		"minted":       {Config{JWTSecret: string(secret)}, hs, ""},
		"no secret":    {Config{}, hs, "no expired token was given (AUTHCHECK_EXPIRED_TOKEN), and no JWT secret to mint one with (SUPABASE_JWT_SECRET)"},
		"wrong secret": {Config{JWTSecret: "another one, just as long as the right one is"}, hs, "the JWT secret that was given does not belong to these tokens"},
		"asymmetric":   {Config{JWTSecret: string(secret)}, es, "this project does not sign with HS256: the JWT secret can't mint a token"},
		"opaque":       {Config{JWTSecret: string(secret)}, "opaque", "the tokens are no JWTs: none can be minted"},
	} {
		expired, missing := expiredToken(c.config, c.token)
		if missing != c.missing || (expired == "") != (c.missing != "") {
			t.Errorf("%s: token %v, missing %q", name, expired != "", missing)
		}
		if name == "given" && expired != "old" {
			t.Errorf("given: not the one that was given")
		}
		if name != "minted" {
			continue
		}
		_, err := jwt.Parse(expired, func(*jwt.Token) (any, error) { return secret, nil })
		if err == nil || !strings.Contains(err.Error(), jwt.ErrTokenExpired.Error()) {
			t.Errorf("minted: %v", err)
		}
		if diff := cmp.Diff([]any{"HS256", "key-1", "one"}, parts(t, expired)); diff != "" {
			t.Errorf("minted (-want +got):\n%s", diff)
		}
	}
}

// TestCredentials: every identity of the table has something to send, or a reason.
func TestCredentials(t *testing.T) {
	one, two := tokenOf(t, "one", jwt.SigningMethodHS256, secret), tokenOf(t, "two", jwt.SigningMethodHS256, secret)
	r := newRun(Config{Users: []User{{Token: one}, {Token: two}}})
	got := make(map[string]string)
	for _, id := range r.identities() {
		if (len(id.Headers) == 0) != (id.Missing != "") && id.ID != "expired" {
			t.Errorf("%s: %d headers, missing %q", id.ID, len(id.Headers), id.Missing)
		}
		got[id.ID] = id.Missing
	}
	want := map[string]string{"owner": "", "other-user": "", "no-token": "", "malformed": "", "garbage": "", "other-scheme": "", "studio": "",
		"forged-none": "", "forged-key": "", "forged-payload": "", "forged-confused": "the provider publishes no public key",
		"anon-key":   "no anon key was given",
		"expired":    "no expired token was given (AUTHCHECK_EXPIRED_TOKEN), and no JWT secret to mint one with (SUPABASE_JWT_SECRET)",
		"logged-out": "tokens were given, so there is no session to log out"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	if ids := slices.Sorted(maps.Keys(got)); len(ids) != len(callers) {
		t.Errorf("%d identities of %d have IDs of their own", len(ids), len(callers))
	}
}
