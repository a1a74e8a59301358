package langgraphtest

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"
)

// forgeryFlaws let a token choose how it is verified, or by whom.
var forgeryFlaws = []Flaw{
	{Name: "other-algorithm-unverified", Summary: "tokens that say RS256 are taken for checked by the gateway",
		edit: orBelieve(func(token string) (*user, error) { return believe(token, "RS256") })},
	{Name: "missing-signature-accepted", Summary: "the signature need only begin as the right one does, and an empty one does",
		edit: orBelieve(func(token string) (*user, error) {
			if _, parsed, err := unverified(token); err != nil || parsed.Header["alg"] == "none" || !strings.HasSuffix(token, ".") {
				return nil, errNotAccepted
			}
			return believe(token, "")
		})},
	{Name: "service-role-unverified", Summary: "a token that says that it is the service key is not looked at further",
		edit: orBelieve(func(token string) (*user, error) {
			claims, _, err := unverified(token)
			if err != nil || claims["role"] != "service_role" {
				return nil, errNotAccepted
			}
			return &user{identity: "service"}, nil
		})},
	{Name: "key-brought-along", Summary: "a token may bring its key in the jwk header",
		edit: orBelieve(func(token string) (*user, error) { return verified(token, ownKey) })},
	{Name: "key-fetched-from-token", Summary: "a token may say where its key is published (jku)",
		edit: orBelieve(func(token string) (*user, error) { return verified(token, fetchedKey) })},
	{Name: "key-file-named-by-token", Summary: "the key's ID is the name of the file that holds it",
		edit: orBelieve(func(token string) (*user, error) { return verified(token, keyFile) })},
	{Name: "published-secret-accepted", Summary: "where no secret is set, the one of the example is used",
		edit: orBelieve(func(token string) (*user, error) {
			return (&keyring{secret: []byte("super-secret-jwt-token-with-at-least-32-characters-long")}).accept(token)
		})},
	{Name: "audience-ignored", Summary: "every token that is signed with the secret is taken, whatever it was made for",
		edit: acceptTokens(func(o Options, accept provider) provider {
			return orUsable(o, accept, jwt.WithExpirationRequired(), jwt.WithIssuedAt())
		})},
	{Name: "end-not-required", Summary: "a token without an end is good for ever",
		edit: acceptTokens(func(o Options, accept provider) provider {
			return orUsable(o, accept, jwt.WithAudience("authenticated"))
		})},
}

// orUsable checks tokens by the keyring with the options, where it has a key.
func orUsable(o Options, accept provider, options ...jwt.ParserOption) provider {
	keys := o.keyring()
	return func(token string) (*user, error) {
		if !keys.usable() {
			return accept(token)
		}
		return keys.check(token, options...)
	}
}

// orBelieve accepts what the provider accepts, and more.
func orBelieve(more provider) func(*module, Options) {
	return acceptTokens(func(_ Options, accept provider) provider {
		return func(token string) (*user, error) {
			if u, err := more(token); err == nil {
				return u, nil
			}
			return accept(token)
		}
	})
}

// verified checks a token with the key that the token leads to.
func verified(token string, key jwt.Keyfunc) (*user, error) {
	claims := jwt.MapClaims{}
	if _, err := jwt.ParseWithClaims(token, claims, key, jwt.WithExpirationRequired()); err != nil {
		return nil, err
	}
	return claimed(claims)
}

func ownKey(token *jwt.Token) (any, error) {
	text, err := json.Marshal(token.Header["jwk"])
	var key jose.JSONWebKey
	if err != nil || key.UnmarshalJSON(text) != nil {
		return nil, errNotAccepted
	}
	return key.Key, nil
}

func fetchedKey(token *jwt.Token) (any, error) {
	address, _ := token.Header["jku"].(string)
	client := &http.Client{Timeout: 5 * time.Second}
	res, err := client.Get(address)
	if err != nil {
		return nil, errNotAccepted
	}
	defer res.Body.Close()
	var set jose.JSONWebKeySet
	if json.NewDecoder(res.Body).Decode(&set) != nil {
		return nil, errNotAccepted
	}
	kid, _ := token.Header["kid"].(string)
	for _, key := range set.Key(kid) {
		return key.Key, nil
	}
	return nil, errNotAccepted
}

func keyFile(token *jwt.Token) (any, error) {
	kid, _ := token.Header["kid"].(string)
	if token.Method.Alg() != "HS256" || kid == "" {
		return nil, errNotAccepted
	}
	return os.ReadFile(filepath.Join(os.TempDir(), "keys", kid))
}
