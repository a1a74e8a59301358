package langgraphtest

import (
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// elsewhereFlaws are rarer kinds of tokens in rarer places.
var elsewhereFlaws = []Flaw{
	{Name: "anon-key-header", Summary: "the project's public key in the apikey header is let in",
		edit: func(m *module, o Options) {
			orElse(func(req *http.Request) string { return req.Header.Get("Apikey") }, o.orProjectKey(only()))(m, o)
		}},
	{Name: "documented-key-header", Summary: "the tutorial's user1-token is still an API key",
		edit: orElse(func(req *http.Request) string { return req.Header.Get("X-Api-Key") }, only("user1-token"))},
	{Name: "email-in-cookie", Summary: "a cookie with an e-mail address is that user",
		edit: orElse(func(req *http.Request) string { return cookieOf(req, "session") }, byAddress)},
	{Name: "cookie-expiry-ignored", Summary: "the token of a cookie is verified, and never expires",
		edit: func(m *module, o Options) {
			keys := o.keyring()
			orElse(func(req *http.Request) string { return cookieOf(req, "access_token") }, func(token string) (*user, error) {
				return keys.check(token, jwt.WithoutClaimsValidation())
			})(m, o)
		}},
	{Name: "second-line-decoded", Summary: "of two Authorization headers the last is decoded, not verified",
		edit: orElse(secondLine, decoded)},
	{Name: "scheme-uppercase-decoded", Summary: "what follows BEARER is decoded, not verified",
		edit: orElse(func(req *http.Request) string { return behind(req.Header.Get("Authorization"), "BEARER ") }, decoded)},
}

// secondLine is the token of the last of several Authorization headers.
func secondLine(req *http.Request) string {
	lines := req.Header.Values("Authorization")
	if len(lines) < 2 {
		return ""
	}
	return strings.TrimPrefix(lines[len(lines)-1], "Bearer ")
}
