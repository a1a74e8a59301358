package settings

import (
	"strings"

	"authcheck/cmd/wording"
)

// checkTokenURL cleans the address of a token endpoint. Its query may matter.
func checkTokenURL(raw string) (string, error) {
	u, err := parseURL(raw)
	if err != nil {
		return "", err
	}
	if strings.HasSuffix(u.Path, "/.well-known/openid-configuration") {
		return "", &Invalid{"this is the provider's description, not its token endpoint", "give it with --oauth-issuer"}
	}
	u.Fragment = ""
	return u.String(), nil
}

// checkIssuer cleans the address of a provider; that of its description will do.
func checkIssuer(raw string) (string, error) {
	u, err := parseURL(raw)
	if err != nil {
		return "", err
	}
	for _, document := range []string{"openid-configuration", "oauth-authorization-server"} {
		u.Path = strings.TrimSuffix(u.Path, "/.well-known/"+document)
	}
	return cleanURL(u)
}

// checkClient checks id:secret; a public client has no secret.
func checkClient(raw string) (string, error) {
	pair := strings.TrimSpace(raw)
	if id, _, _ := strings.Cut(pair, ":"); id == "" {
		return "", &Invalid{"a client has no ID", "write ID1:SECRET1,ID2:SECRET2"}
	}
	if strings.ContainsAny(pair[:1], quotes) {
		return "", around("a client")
	}
	return pair, nil
}

// checkLogin checks name:password.
func checkLogin(raw string) (string, error) {
	pair := strings.TrimSpace(raw)
	if name, password, _ := strings.Cut(pair, ":"); name == "" || password == "" {
		return "", &Invalid{"a user has no name or no password", "write NAME1:PASSWORD1,NAME2:PASSWORD2; one a line where a comma is in them"}
	}
	if strings.ContainsAny(pair[:1], quotes) {
		return "", around("a user")
	}
	return pair, nil
}

func checkScope(raw string) (string, error) {
	scopes := strings.Fields(raw)
	if inQuotes(raw) {
		return "", around("the value")
	}
	if len(scopes) == 0 {
		return "", &Invalid{"is empty", "write scopes with spaces between them, such as 'openid email'"}
	}
	return strings.Join(scopes, " "), nil
}

func checkAudience(raw string) (string, error) {
	audience := strings.TrimSpace(raw)
	if inQuotes(audience) {
		return "", around("the audience")
	}
	if audience == "" || strings.ContainsAny(audience, " \t\r\n") {
		return "", &Invalid{"is not one word", "write the audience as the provider has it, such as https://api.example.com"}
	}
	return audience, nil
}

func checkTokenKind(raw string) (string, error) {
	kind := strings.TrimSpace(raw)
	if kind != accessToken && kind != IDToken {
		return "", &Invalid{"unknown kind of token", wording.DidYouMean(kind, TokenKinds, "choose "+wording.List(TokenKinds))}
	}
	return kind, nil
}

// TokenKinds are the values of [OAuthToken].
var TokenKinds = []string{accessToken, IDToken}

// The tokens of an OAuth2 answer that can be used.
const (
	accessToken = "access_token"
	IDToken     = "id_token"
)
