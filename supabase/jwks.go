package supabase

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
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
	switch k.Type {
	case "EC":
		return k.ecdsa()
	case "RSA":
		return k.rsa()
	case "OKP":
		return k.ed25519()
	}
	return nil, fmt.Errorf("key %q: type %q is not supported", k.KeyID, k.Type)
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

var curves = map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()}

func (k JWK) ecdsa() (*ecdsa.PublicKey, error) {
	curve, ok := curves[k.Curve]
	if !ok {
		return nil, fmt.Errorf("key %q: curve %q is not supported", k.KeyID, k.Curve)
	}
	size := (curve.Params().BitSize + 7) / 8
	point := []byte{4} // uncompressed
	for _, s := range []string{k.X, k.Y} {
		n, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil || len(n) > size {
			return nil, fmt.Errorf("key %q: malformed coordinate", k.KeyID)
		}
		point = append(point, make([]byte, size-len(n))...)
		point = append(point, n...)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(curve, point)
	if err != nil {
		return nil, fmt.Errorf("key %q: %w", k.KeyID, err)
	}
	return key, nil
}

func (k JWK) rsa() (*rsa.PublicKey, error) {
	n, err := base64.RawURLEncoding.DecodeString(k.N)
	if err != nil || len(n) == 0 {
		return nil, fmt.Errorf("key %q: malformed modulus", k.KeyID)
	}
	e, err := base64.RawURLEncoding.DecodeString(k.E)
	if err != nil || len(e) == 0 || len(e) > 4 {
		return nil, fmt.Errorf("key %q: malformed exponent", k.KeyID)
	}
	return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}, nil
}

func (k JWK) ed25519() (ed25519.PublicKey, error) {
	x, err := base64.RawURLEncoding.DecodeString(k.X)
	if err != nil || k.Curve != "Ed25519" || len(x) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("key %q: malformed Ed25519 key", k.KeyID)
	}
	return ed25519.PublicKey(x), nil
}
