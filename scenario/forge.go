package scenario

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// forgery is a token that nobody signed who may sign, as values of the
// Authorization header; missing says why there is none.
type forgery struct {
	values  []string
	missing string
}

// forge makes tokens out of user 1's real claims that a server must refuse, by
// identity. publicKeys are the provider's, as PEM.
func forge(one, two string, publicKeys []string) map[string]forgery {
	claims, header, ok := claimsOf(one)
	if !ok {
		none := forgery{missing: "the tokens are no JWTs: nothing to forge"}
		return map[string]forgery{"forged-none": none, "forged-key": none, "forged-payload": none, "forged-confused": none}
	}
	if prolonged(claims) {
		one = signed(jwt.SigningMethodNone, claims, header, jwt.UnsafeAllowNoneSignatureType)
	}
	return map[string]forgery{
		"forged-none":     {values: bearers(signed(jwt.SigningMethodNone, claims, header, jwt.UnsafeAllowNoneSignatureType))},
		"forged-key":      {values: bearers(wrongKey(claims, header))},
		"forged-payload":  swapped(one, two),
		"forged-confused": confused(claims, header, publicKeys),
	}
}

// prolonged puts off the end of claims that would end during the run: what is
// refused for its age says nothing about forgeries.
func prolonged(claims jwt.MapClaims) bool {
	soon := time.Now().Add(time.Hour / 4)
	end, err := claims.GetExpirationTime()
	if err != nil || end == nil || end.After(soon) {
		return false
	}
	claims["exp"] = soon.Add(time.Hour).Unix()
	return true
}

// swapped has user 1's claims under user 2's signature.
func swapped(one, two string) forgery {
	a, b := strings.Split(one, "."), strings.Split(two, ".")
	if len(a) != 3 || len(b) != 3 {
		return forgery{missing: "user 2's token is no JWT"}
	}
	return forgery{values: bearers(b[0] + "." + a[1] + "." + b[2])}
}

// confused is signed HS256 with what everybody knows: the public keys.
func confused(claims jwt.MapClaims, header map[string]any, publicKeys []string) forgery {
	if len(publicKeys) == 0 {
		return forgery{missing: "the provider publishes no public key"}
	}
	var f forgery
	for _, key := range publicKeys {
		f.values = append(f.values, bearers(
			signed(jwt.SigningMethodHS256, claims, header, []byte(key)),
			signed(jwt.SigningMethodHS256, claims, header, []byte(strings.TrimSpace(key))))...)
	}
	return f
}

func bearers(tokens ...string) []string {
	for i, token := range tokens {
		tokens[i] = "Bearer " + token
	}
	return tokens
}

func claimsOf(token string) (jwt.MapClaims, map[string]any, bool) {
	parsed, _, err := jwt.NewParser().ParseUnverified(token, jwt.MapClaims{})
	if err != nil {
		return nil, nil, false
	}
	return parsed.Claims.(jwt.MapClaims), parsed.Header, true
}

func signed(method jwt.SigningMethod, claims jwt.MapClaims, header map[string]any, key any) string {
	token := jwt.NewWithClaims(method, claims)
	if kid, ok := header["kid"]; ok {
		token.Header["kid"] = kid
	}
	text, err := token.SignedString(key)
	if err != nil {
		return ""
	}
	return text
}

// wrongKey signs with the algorithm of the real token, so that only the key is wrong.
func wrongKey(claims jwt.MapClaims, header map[string]any) string {
	alg, _ := header["alg"].(string)
	switch {
	case strings.HasPrefix(alg, "ES"):
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err == nil {
			return signed(jwt.SigningMethodES256, claims, header, key)
		}
	case strings.HasPrefix(alg, "RS"), strings.HasPrefix(alg, "PS"):
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err == nil {
			return signed(jwt.SigningMethodRS256, claims, header, key)
		}
	}
	return signed(jwt.SigningMethodHS256, claims, header, []byte("authcheck: a key that nobody uses to sign"))
}

// expiredToken is the one that was given, or user 1's claims an hour after their
// end, signed with the project's own HS256 secret. The reason says why there is none.
func expiredToken(c Config, token string) (expired, missing string) {
	if c.ExpiredToken != "" {
		return c.ExpiredToken, ""
	}
	claims, header, ok := claimsOf(token)
	switch {
	case !ok:
		return "", "the tokens are no JWTs: none can be minted"
	case c.JWTSecret == "":
		return "", "no expired token was given (AUTHCHECK_EXPIRED_TOKEN), and no JWT secret to mint one with (SUPABASE_JWT_SECRET)"
	case header["alg"] != "HS256":
		return "", "this project does not sign with HS256: the JWT secret can't mint a token"
	}
	if _, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return []byte(c.JWTSecret), nil }, jwt.WithoutClaimsValidation()); err != nil {
		return "", "the JWT secret that was given does not belong to these tokens"
	}
	late := jwt.MapClaims{}
	for name, value := range claims {
		late[name] = value
	}
	issued := time.Now()
	if at, err := claims.GetIssuedAt(); err == nil && at != nil {
		issued = at.Time // by the provider's clock, not by ours
	}
	late["iat"] = issued.Add(-2 * time.Hour).Unix()
	late["exp"] = issued.Add(-time.Hour).Unix()
	return signed(jwt.SigningMethodHS256, late, header, []byte(c.JWTSecret)), ""
}
