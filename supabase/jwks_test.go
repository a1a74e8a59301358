package supabase_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"testing"

	"authcheck/supabase"
	"authcheck/supabase/supabasetest"

	"github.com/golang-jwt/jwt/v5"
)

// TestPublishedKeyVerifies: the key of a project verifies its tokens.
func TestPublishedKeyVerifies(t *testing.T) {
	s, _ := standIn(t, supabasetest.Options{ES256: true})
	session := must[supabase.SignUp](t)(s.client().SignUp(t.Context(), "me@example.com", password)).Session
	keys := must[[]supabase.JWK](t)(s.client().JWKS(t.Context()))
	if len(keys) != 1 {
		t.Fatalf("%d keys, want 1", len(keys))
	}
	token, err := jwt.Parse(session.AccessToken, func(t *jwt.Token) (any, error) { return keys[0].PublicKey() },
		jwt.WithValidMethods([]string{"ES256"}))
	if err != nil || token.Header["kid"] != keys[0].KeyID {
		t.Errorf("token of key %v does not verify with key %s: %v", token.Header["kid"], keys[0].KeyID, err)
	}

	none := must[[]supabase.JWK](t)(func() ([]supabase.JWK, error) {
		s, _ := standIn(t, supabasetest.Options{})
		return s.client().JWKS(t.Context())
	}())
	if len(none) != 0 {
		t.Errorf("project with a shared secret publishes %+v", none)
	}
}

func TestJWKPublicKey(t *testing.T) {
	ec := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	point := must[[]byte](t)(ec.PublicKey.Bytes())
	rs := must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048))
	ed, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	for name, test := range map[string]struct {
		jwk  supabase.JWK
		want interface{ Equal(crypto.PublicKey) bool }
	}{
		"P-384":   {supabase.JWK{Type: "EC", Curve: "P-384", X: b64(point[1:49]), Y: b64(point[49:])}, &ec.PublicKey},
		"RSA":     {supabase.JWK{Type: "RSA", N: b64(rs.N.Bytes()), E: b64(big.NewInt(int64(rs.E)).Bytes())}, &rs.PublicKey},
		"Ed25519": {supabase.JWK{Type: "OKP", Curve: "Ed25519", X: b64(ed)}, ed},
	} {
		t.Run(name, func(t *testing.T) {
			block, rest := pem.Decode(must[[]byte](t)(test.jwk.PEM()))
			if block == nil || block.Type != "PUBLIC KEY" || len(rest) != 0 {
				t.Fatalf("PEM block %+v, rest %q", block, rest)
			}
			if got := must[any](t)(x509.ParsePKIXPublicKey(block.Bytes)); !test.want.Equal(got) {
				t.Errorf("another key: %v", got)
			}
		})
	}
}

func TestMalformedJWK(t *testing.T) {
	for name, jwk := range map[string]supabase.JWK{
		"symmetric":        {Type: "oct"},
		"unknown curve":    {Type: "EC", Curve: "secp256k1"},
		"not on the curve": {Type: "EC", Curve: "P-256", X: "AQ", Y: "AQ"},
		"long coordinate":  {Type: "EC", Curve: "P-256", X: base64.RawURLEncoding.EncodeToString(make([]byte, 33)), Y: "AQ"},
		"no base64":        {Type: "EC", Curve: "P-256", X: "!", Y: "AQ"},
		"no modulus":       {Type: "RSA", E: "AQAB"},
		"long exponent":    {Type: "RSA", N: "AQ", E: "AQABAQABAQABAQAB"},
		"short Ed25519":    {Type: "OKP", Curve: "Ed25519", X: "AQ"},
		"other OKP":        {Type: "OKP", Curve: "X25519", X: "AQ"},
	} {
		t.Run(name, func(t *testing.T) {
			if key, err := jwk.PublicKey(); err == nil {
				t.Errorf("took it for %v", key)
			}
			if text, err := jwk.PEM(); err == nil {
				t.Errorf("PEM %q", text)
			}
		})
	}
}
