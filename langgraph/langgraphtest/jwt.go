package langgraphtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// keyring checks tokens by itself, without asking the provider about each: with
// its secret, or with the public keys that it publishes.
type keyring struct {
	secret []byte
	url    string
	cached shared[map[string]any]
}

func (o Options) keyring() *keyring {
	return &keyring{secret: []byte(o.JWTSecret), url: o.SupabaseURL}
}

// usable tells whether there is anything to check signatures with.
func (k *keyring) usable() bool { return len(k.secret) > 0 || len(k.keys()) > 0 }

// accept is local checking as it should be.
func (k *keyring) accept(token string) (*user, error) {
	return k.check(token, jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithAudience("authenticated"))
}

// check verifies the signature, and of the claims what the options say.
func (k *keyring) check(token string, options ...jwt.ParserOption) (*user, error) {
	claims := jwt.MapClaims{}
	options = append(options, jwt.WithValidMethods([]string{"HS256", "ES256", "RS256"}))
	if _, err := jwt.ParseWithClaims(token, claims, k.key, options...); err != nil {
		return nil, fmt.Errorf("check token: %w", err)
	}
	return claimed(claims)
}

// key picks the key for a token by its algorithm: the secret is never compared
// with what public keys sign.
func (k *keyring) key(token *jwt.Token) (any, error) {
	if token.Method.Alg() == "HS256" {
		if len(k.secret) == 0 {
			return nil, errNotAccepted
		}
		return k.secret, nil
	}
	kid, _ := token.Header["kid"].(string)
	if key, ok := k.keys()[kid]; ok {
		return key, nil
	}
	return nil, errNotAccepted
}

// claimed is the user that a token's claims tell of. A token without subject, or
// of somebody not logged in, is nobody's.
func claimed(claims jwt.MapClaims) (*user, error) {
	subject, _ := claims["sub"].(string)
	role, _ := claims["role"].(string)
	if subject == "" || role == guestRole || role == "service_role" {
		return nil, errNotAccepted
	}
	email, _ := claims["email"].(string)
	profile, _ := claims["user_metadata"].(object)
	return &user{identity: subject, email: email, role: role, profile: profile}, nil
}

// unverified reads a token's claims without any check.
func unverified(token string) (jwt.MapClaims, *jwt.Token, error) {
	claims := jwt.MapClaims{}
	parsed, _, err := jwt.NewParser().ParseUnverified(token, claims)
	if err != nil {
		return nil, nil, errNotAccepted
	}
	return claims, parsed, nil
}

// keys are the provider's public keys by ID, fetched once.
func (k *keyring) keys() map[string]any {
	if known := k.cached.get(); known != nil || k.url == "" {
		return known
	}
	keys, err := fetchKeys(k.url)
	if err != nil {
		return nil
	}
	k.cached.set(keys)
	return keys
}

// publicKey is a JSON Web Key.
type publicKey struct {
	Kid, Kty, X, Y, N, E string
}

func fetchKeys(url string) (map[string]any, error) {
	client := &http.Client{Timeout: 10 * time.Second}
	res, err := client.Get(strings.TrimSuffix(url, "/") + "/auth/v1/.well-known/jwks.json")
	if err != nil {
		return nil, fmt.Errorf("fetch keys: %w", err)
	}
	defer res.Body.Close()
	var set struct{ Keys []publicKey }
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&set); err != nil {
		return nil, fmt.Errorf("fetch keys: %w", err)
	}
	keys := map[string]any{}
	for _, published := range set.Keys {
		if key, err := published.key(); err == nil {
			keys[published.Kid] = key
		}
	}
	return keys, nil
}

func (p publicKey) key() (any, error) {
	decode := func(text string) []byte {
		data, _ := base64.RawURLEncoding.DecodeString(text)
		return data
	}
	switch p.Kty {
	case "EC":
		return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, decode(p.X), decode(p.Y)))
	case "RSA":
		exponent := new(big.Int).SetBytes(decode(p.E))
		return &rsa.PublicKey{N: new(big.Int).SetBytes(decode(p.N)), E: int(exponent.Int64())}, nil
	}
	return nil, errors.New("unknown kind of key")
}

// published are the public keys as bytes, in the forms that one could take for a
// shared secret.
func (k *keyring) published() [][]byte {
	var forms [][]byte
	for _, key := range k.keys() {
		der, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			continue
		}
		text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
		forms = append(forms, der, text, []byte(strings.TrimSpace(string(text))))
	}
	return forms
}
