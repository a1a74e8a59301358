package langgraphtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// fakeProvider is as much of Supabase Auth as servers ask for: who a token belongs
// to, and the public key that tokens are signed with.
type fakeProvider struct {
	*httptest.Server
	key    *ecdsa.PrivateKey
	tokens map[string]string // of users, by name
	// issued are the claims of all tokens that are good.
	issued shared[map[string]jwt.MapClaims]
}

const (
	keyID      = "key-1"
	projectKey = "sb_publishable_test"
)

func startProvider(t *testing.T) *fakeProvider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &fakeProvider{key: key}
	p.issued.set(map[string]jwt.MapClaims{})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /auth/v1/user", p.user)
	mux.HandleFunc("GET /auth/v1/.well-known/jwks.json", p.jwks)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	p.tokens = map[string]string{"one": p.sign(t, claimsOf("user-1")), "two": p.sign(t, claimsOf("user-2"))}
	return p
}

// began is when tokens were issued: those of the same claims are alike up to their
// signature, whenever they are made.
var began = time.Now()

func claimsOf(id string) jwt.MapClaims {
	return jwt.MapClaims{"sub": id, "role": "authenticated", "aud": "authenticated", "email": id + "@example.com",
		"iat": float64(began.Unix()), "exp": float64(began.Add(time.Hour).Unix()), "user_metadata": object{"sub": id}}
}

// user knows the tokens that were issued. Who claims to be another, wrote that
// into his profile.
func (p *fakeProvider) user(w http.ResponseWriter, r *http.Request) {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	var claims jwt.MapClaims
	p.issued.locked(func(issued map[string]jwt.MapClaims) bool { claims = issued[token]; return true })
	if claims == nil || r.Header.Get("apikey") != projectKey {
		http.Error(w, `{"code":403,"error_code":"bad_jwt","msg":"invalid JWT"}`, http.StatusForbidden)
		return
	}
	profile := object{"sub": claims["sub"]}
	if other := claims["claims_to_be"]; other != nil {
		profile = object{"sub": claims["sub"], "user_id": other, "organisation_id": other, "department": other, "roles": []string{"admin"}, "is_staff": true}
	}
	if more, ok := claims["claims"].(object); ok {
		maps.Copy(profile, more)
	}
	_ = json.NewEncoder(w).Encode(object{"id": claims["sub"], "email": claims["email"], "role": claims["role"], "user_metadata": profile})
}

func (p *fakeProvider) jwks(w http.ResponseWriter, _ *http.Request) {
	point, err := p.key.PublicKey.Bytes()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	encode := base64.RawURLEncoding.EncodeToString
	_ = json.NewEncoder(w).Encode(object{"keys": []object{{"kid": keyID, "kty": "EC", "crv": "P-256", "alg": "ES256",
		"x": encode(point[1:33]), "y": encode(point[33:])}}})
}

func (p *fakeProvider) sign(t *testing.T, claims jwt.MapClaims) string {
	t.Helper()
	token := signWith(t, jwt.SigningMethodES256, p.key, claims)
	if expiry, _ := claims.GetExpirationTime(); expiry.After(time.Now()) {
		p.issued.locked(func(issued map[string]jwt.MapClaims) bool { issued[token] = claims; return true })
	}
	return token
}

func signWith(t *testing.T, method jwt.SigningMethod, key any, claims jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(method, claims)
	token.Header["kid"] = keyID
	signed, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// forge makes tokens that pretend to be user 1's, by the name of the trick.
func (p *fakeProvider) forge(t *testing.T, trick string) string {
	t.Helper()
	if token, ok := p.forgeHeader(t, trick); ok {
		return token
	}
	claims := claimsOf("user-1")
	switch trick {
	case "none":
		return signWith(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, claims)
	case "key":
		other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return signWith(t, jwt.SigningMethodES256, other, claims)
	case "payload":
		mine, theirs := strings.Split(p.tokens["two"], "."), strings.Split(p.tokens["one"], ".")
		return mine[0] + "." + theirs[1] + "." + mine[2]
	case "confused", "bytes":
		der, err := x509.MarshalPKIXPublicKey(&p.key.PublicKey)
		if err != nil {
			t.Fatal(err)
		}
		if trick == "bytes" {
			return signWith(t, jwt.SigningMethodHS256, der, claims)
		}
		return signWith(t, jwt.SigningMethodHS256, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), claims)
	case "expired":
		old := maps.Clone(claims)
		old["exp"] = float64(time.Now().Add(-time.Hour).Unix())
		return p.sign(t, old)
	}
	t.Fatalf("no trick %q", trick)
	return ""
}
