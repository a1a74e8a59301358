package supabase

import (
	"context"
	"crypto"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"

	"github.com/go-jose/go-jose/v4"
)

// JWK is a public key as published in a JSON Web Key Set (RFC 7517). Numbers
// are base64url.
type JWK struct {
	KeyID     string `json:"kid"`
	Type      string `json:"kty"` // "EC", "RSA", "OKP"
	Algorithm string `json:"alg"` // "ES256", "RS256", "EdDSA"
	Curve     string `json:"crv,omitempty"`
	X         string `json:"x,omitempty"`
	Y         string `json:"y,omitempty"`
	N         string `json:"n,omitempty"`
	E         string `json:"e,omitempty"`
	// Certificates of the key, its own first, in the base64 of their bytes.
	Certificates []string `json:"x5c,omitempty"`
	Text         string   `json:"-"` // as it was published, "" where it was not
}

// UnmarshalJSON reads a published key, and keeps its text.
func (k *JWK) UnmarshalJSON(data []byte) error {
	type fields JWK
	if err := json.Unmarshal(data, (*fields)(k)); err != nil {
		return err
	}
	k.Text = string(data)
	return nil
}

// JWKS lists the keys with which access tokens are signed:
// GET /.well-known/jwks.json. The list is empty in projects that sign with a
// shared secret (HS256).
func (c *Client) JWKS(ctx context.Context) ([]JWK, error) {
	var set struct {
		Keys []JWK `json:"keys"`
	}
	err := c.do(ctx, call{method: http.MethodGet, path: "/.well-known/jwks.json"}, &set, func() string {
		if set.Keys == nil {
			return "list of keys"
		}
		return ""
	})
	return set.Keys, err
}

// PublicKey is the key as an *ecdsa.PublicKey, *rsa.PublicKey or
// ed25519.PublicKey. Keys of other kinds and malformed ones are an error.
func (k JWK) PublicKey() (crypto.PublicKey, error) {
	k.Certificates = nil // a key is good whatever they say
	data, err := json.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("key %q: %w", k.KeyID, err)
	}
	var key jose.JSONWebKey
	if err := key.UnmarshalJSON(data); err != nil {
		return nil, fmt.Errorf("key %q: %w", k.KeyID, err)
	}
	if !key.Valid() || !key.IsPublic() {
		return nil, fmt.Errorf("key %q: no public key", k.KeyID)
	}
	der, err := x509.MarshalPKIXPublicKey(key.Key)
	if err != nil {
		return nil, fmt.Errorf("key %q: %w", k.KeyID, err)
	}
	if _, err := x509.ParsePKIXPublicKey(der); err != nil { // a modulus of 0, say
		return nil, fmt.Errorf("key %q: %w", k.KeyID, err)
	}
	return key.Key, nil
}

// PEM is the key as a PEM block of type PUBLIC KEY (PKIX).
func (k JWK) PEM() ([]byte, error) {
	key, err := k.PublicKey()
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, fmt.Errorf("key %q: %w", k.KeyID, err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}
