package probe

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/supabase"
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
func parts(t *testing.T, token string) []any {
	t.Helper()
	claims, head, ok := supabase.Claims(token)
	if !ok {
		return []any{"no JWT"}
	}
	return []any{head["alg"], head["kid"], claims["sub"]}
}

// publicKey is a key as a provider publishes it, and its PEM.
func publicKey(t *testing.T, key any) (published supabase.JWK, text string) {
	t.Helper()
	data, err := (&jose.JSONWebKey{Key: key, KeyID: "key-1"}).MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &published); err != nil {
		t.Fatal(err)
	}
	block, err := published.PEM()
	if err != nil {
		t.Fatal(err)
	}
	return published, string(block)
}

// TestForge: what is forged has user 1's claims and the form of a real token, and
// nobody can have signed it.
func TestForge(t *testing.T) {
	ec, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ec384, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	ec521, _ := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	edPublic, ed, _ := ed25519.GenerateKey(rand.Reader)
	rs, _ := rsa.GenerateKey(rand.Reader, 2048)
	public, text := publicKey(t, &ec.PublicKey)
	for alg, key := range map[jwt.SigningMethod]struct{ sign, check any }{
		jwt.SigningMethodHS256: {secret, secret},
		jwt.SigningMethodES256: {ec, &ec.PublicKey},
		jwt.SigningMethodRS256: {rs, &rs.PublicKey},
		jwt.SigningMethodES384: {ec384, &ec384.PublicKey},
		jwt.SigningMethodES512: {ec521, &ec521.PublicKey},
		jwt.SigningMethodRS512: {rs, &rs.PublicKey},
		jwt.SigningMethodPS384: {rs, &rs.PublicKey},
		jwt.SigningMethodHS384: {secret, secret},
		jwt.SigningMethodEdDSA: {ed, edPublic},
	} {
		t.Run(alg.Alg(), func(t *testing.T) {
			one, two := tokenOf(t, "one", alg, key.sign), tokenOf(t, "two", alg, key.sign)
			forged := forge(one, two, []supabase.JWK{public}, places{listener: "http://127.0.0.1:1"})
			got := make(map[catalog.TokenKind][]any)
			for kind, f := range forged {
				for _, value := range f.tokens {
					got[kind] = append(got[kind], parts(t, value))
					_, err := jwt.Parse(value, func(*jwt.Token) (any, error) { return key.check, nil }, jwt.WithValidMethods([]string{alg.Alg()}))
					if err == nil {
						t.Errorf("%s passes for a real token", kind)
					}
				}
			}
			own, kid := "authcheck", "key-1"
			of := func(alg, kid string) any { return []any{alg, kid, "one"} }
			families := slices.DeleteFunc([]any{of("HS256", kid), of("RS256", kid), of("ES256", kid), of("EdDSA", kid)},
				func(family any) bool { return family.([]any)[0] == alg.Alg() })
			want := map[catalog.TokenKind][]any{
				"forged-none":         {of("none", kid)},
				"forged-key":          {of(alg.Alg(), kid)},
				"forged-payload":      {of(alg.Alg(), kid)},
				"forged-confused":     slices.Repeat([]any{of("HS256", kid)}, 5), // the forms of one key
				"forged-confused-odd": slices.Repeat([]any{of("HS256", kid)}, 4), // and the set of keys
				"forged-family":       families,
				"forged-unsigned":     {of(alg.Alg(), kid), of("HS256", kid)},
				"forged-brought":      {of("ES256", own)},
				"forged-address":      {of("ES256", own), of("ES256", own)},
				"forged-letter":       {of(alg.Alg(), kid), of(alg.Alg(), kid)},
				"forged-file":         {of("HS256", noFile)},
				"forged-published":    {of("HS256", kid), of("HS256", kid)},
				"forged-undated":      {of(alg.Alg(), kid)},
				"forged-behind":       {[]any{"no JWT"}}, // but two of them
				"forged-ahead":        {[]any{"no JWT"}},
				"forged-odd": {of("none", kid), of("None", kid), of("NONE", kid), of("nOnE", kid), of("", kid), of("PS256", kid), of("HS512", kid),
					of("HS256", knownFile), of("HS256", ""), of("HS256", kid)},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("algorithm, key and subject (-want +got):\n%s", diff)
			}
			confused := forged[catalog.ForgedConfused].tokens[0]
			if _, err := jwt.Parse(confused, func(*jwt.Token) (any, error) { return []byte(text), nil }); err != nil {
				t.Errorf("the confused token is not signed with the public key: %v", err)
			}
		})
	}
}

// TestForgeNothing: what can't be forged says why.
func TestForgeNothing(t *testing.T) {
	real := tokenOf(t, "one", jwt.SigningMethodHS256, secret)
	missing := func(one, two string) map[catalog.TokenKind]string {
		reasons := make(map[catalog.TokenKind]string)
		for kind, f := range forge(one, two, nil, places{}) {
			reasons[kind] = f.missing
		}
		return reasons
	}
	want := map[string]map[catalog.TokenKind]string{"opaque": {}, "mixed": {}}
	for kind := range forgers {
		want["opaque"][kind], want["mixed"][kind] = "the tokens are no JWTs: nothing to forge", ""
	}
	want["mixed"]["forged-payload"] = "user 2's token is no JWT"
	want["mixed"]["forged-confused"], want["mixed"]["forged-confused-odd"] = noPublicKey, noPublicKey
	want["mixed"]["forged-address"] = "the server is not on this machine: it can't be told to fetch our own keys"
	want["mixed"]["forged-issuer"] = want["mixed"]["forged-address"]
	got := map[string]map[catalog.TokenKind]string{"opaque": missing("opaque-1", "opaque-2"), "mixed": missing(real, "opaque-2")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
}

// TestUnreachableKeys: keys that can't be had leave the run undecided where tokens are checked
// with them, and not where they are signed with a secret.
func TestUnreachableKeys(t *testing.T) {
	ec, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	for token, failed := range map[string]bool{tokenOf(t, "one", jwt.SigningMethodHS256, secret): false, tokenOf(t, "one", jwt.SigningMethodES256, ec): true} {
		keys := newKeyring(Config{Users: []User{{Token: token}, {Token: token}},
			PublicKeys: func(context.Context) ([]supabase.JWK, error) { return nil, context.DeadlineExceeded }})
		keys.prepare(t.Context())
		if got := keys.hasFailed(catalog.ForgedConfused); got != failed {
			t.Errorf("failed %v, want %v", got, failed)
		}
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

// TestCallers: every identity of the table has something to send, or a reason.
func TestCallers(t *testing.T) {
	one, two := tokenOf(t, "one", jwt.SigningMethodHS256, secret), tokenOf(t, "two", jwt.SigningMethodHS256, secret)
	keys := newKeyring(Config{Users: []User{{Token: one, Subject: "one"}, {Token: two}}})
	got := make(map[string]string)
	for _, id := range keys.callers() {
		if (len(id.forms) == 0) != (id.missing != "") {
			t.Errorf("%s: %d headers, missing %q", id.ID, len(id.forms), id.missing)
		}
		if id.missing != "" {
			got[id.ID] = id.missing
		}
	}
	want := map[string]string{
		"email": "User 1's e-mail address is not known", "claimed-email": "User 1's e-mail address is not known",
		"email-password":  "User 1's e-mail address is not known",
		"forged-confused": "the provider publishes no public key",
		"anon-key":        "no anon key was given",
		"expired":         "no expired token was given (AUTHCHECK_EXPIRED_TOKEN), and no JWT secret to mint one with (SUPABASE_JWT_SECRET)",
		"logged-out":      "tokens were given, so there is no session to log out",
		"used-logged-out": "tokens were given, so there is no session to log out",
		"used-expired":    noSecret,
		"forged-address":  "the server is not on this machine: it can't be told to fetch our own keys",
		"trusted-host":    "away from this machine the name decides who answers, and who is sent your headers"}
	for _, id := range catalog.Identities(false, false) {
		if id.ID == "other-audience" {
			want[id.ID] = noForeign
		} else if _, ok := mints[id.Token]; ok {
			want[id.ID] = noSecret
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
}

// TestRenewedForgeries: what is made of a user's token is made of the newest one when it is
// sent: one that has ended is refused for that.
func TestRenewedForgeries(t *testing.T) {
	t.Parallel()
	const old, young = "old-token-of-user", "new-token-of-user"
	w := newWire(Config{Users: []User{{Name: "User 1", Token: "first-of-user-1"}, {Name: "User 2", Token: old}}})
	w.tokens[1].take(young, time.Now())
	for sent, want := range map[string]string{
		"Bearer " + old: "Bearer " + young, old: young, "Basic " + old: "Basic " + young, "Bearer forged, Bearer " + old: "Bearer forged, Bearer " + young,
		"Bearer " + old + ", Bearer forged": "Bearer " + young + ", Bearer forged",
		"Bearer " + altered(old):            "Bearer " + altered(young),
		"Bearer " + altered(young):          "Bearer " + altered(young),
		"Bearer forged":                     "Bearer forged",
		"":                                  "",
	} {
		header, err := w.renewed(t.Context(), http.Header{"Authorization": {sent}})
		if got := header.Get("Authorization"); got != want || err != nil {
			t.Errorf("%q became %q, %v, want %q", sent, got, err, want)
		}
	}
}
