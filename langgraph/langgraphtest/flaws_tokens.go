package langgraphtest

import (
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// tokenFlaws are mistakes in checking JWTs.
var tokenFlaws = []Flaw{
	{Name: "signature-not-verified", Summary: "the token is decoded, its signature not looked at",
		edit: acceptTokens(func(Options, provider) provider {
			return func(token string) (*user, error) { return believe(token, "") }
		})},
	{Name: "alg-none-accepted", Summary: "a token that says it needs no signature is believed",
		edit: acceptTokens(func(_ Options, accept provider) provider {
			return func(token string) (*user, error) {
				if u, err := believe(token, "none"); err == nil {
					return u, nil
				}
				return accept(token)
			}
		})},
	{Name: "any-key-accepted", Summary: "tokens have to be signed, by whatever key",
		edit: acceptTokens(func(Options, provider) provider {
			return func(token string) (*user, error) {
				if strings.HasSuffix(token, ".") {
					return nil, errNotAccepted
				}
				if _, err := believe(token, "none"); err == nil {
					return nil, errNotAccepted
				}
				return believe(token, "")
			}
		})},
	{Name: "signature-cached", Summary: "a signature that was good once is good for any payload",
		edit: acceptTokens(rememberSignatures)},
	{Name: "hs256-confusion", KeyPair: true, Summary: "the provider's public key is accepted as the secret of an HS256 signature",
		edit: acceptTokens(func(o Options, accept provider) provider {
			keys := o.keyring()
			return func(token string) (*user, error) {
				for _, form := range keys.published() {
					if u, err := (&keyring{secret: form}).accept(token); err == nil {
						return u, nil
					}
				}
				return accept(token)
			}
		})},
	{Name: "hs256-confusion-bytes", KeyPair: true, Summary: "the bytes of the provider's public key are accepted as such a secret",
		edit: acceptTokens(func(o Options, accept provider) provider {
			keys := o.keyring()
			return func(token string) (*user, error) {
				for _, der := range keys.published() {
					if u, err := (&keyring{secret: der}).accept(token); err == nil && der[0] != '-' {
						return u, nil
					}
				}
				return accept(token)
			}
		})},
	{Name: "expired-accepted", Summary: "the expiry of tokens is not checked",
		edit: acceptTokens(func(o Options, accept provider) provider {
			keys := o.keyring()
			return func(token string) (*user, error) {
				if u, err := accept(token); err == nil {
					return u, nil
				}
				return keys.check(token, jwt.WithoutClaimsValidation())
			}
		})},
}

// acceptTokens puts another judge of tokens in place of the provider.
func acceptTokens(judge func(Options, provider) provider) func(*module, Options) {
	return func(m *module, o Options) {
		m.authenticate = bearerAuth(judge(o, o.provider()), http.StatusUnauthorized)
	}
}

// believe takes a JWT's claims as they are, if it has not expired and is of the
// algorithm; of any, when none is named.
func believe(token, algorithm string) (*user, error) {
	claims, parsed, err := unverified(token)
	if err != nil {
		return nil, err
	}
	if named, _ := parsed.Header["alg"].(string); algorithm != "" && !strings.EqualFold(named, algorithm) {
		return nil, errNotAccepted
	}
	if expiry, err := claims.GetExpirationTime(); err != nil || expiry == nil || expiry.Before(time.Now()) {
		return nil, errNotAccepted
	}
	return claimed(claims)
}

func rememberSignatures(_ Options, accept provider) provider {
	var good shared[map[string]bool]
	good.set(map[string]bool{})
	return func(token string) (*user, error) {
		signature := token[strings.LastIndex(token, ".")+1:]
		if good.locked(func(known map[string]bool) bool { return known[signature] }) {
			return believe(token, "")
		}
		u, err := accept(token)
		if err == nil && strings.Count(token, ".") == 2 && signature != "" {
			good.locked(func(known map[string]bool) bool { known[signature] = true; return true })
		}
		return u, err
	}
}
