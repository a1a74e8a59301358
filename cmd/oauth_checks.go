package cmd

import "strings"

// checkTokenURL cleans the address of a token endpoint. Its query may matter.
func checkTokenURL(raw string) (string, error) {
	u, err := parseURL(raw)
	if err != nil {
		return "", err
	}
	if strings.HasSuffix(u.Path, "/.well-known/openid-configuration") {
		return "", &flaw{"this is the provider's description, not its token endpoint", "write the token_endpoint that stands in it"}
	}
	u.Fragment = ""
	return u.String(), nil
}

// checkClient checks id:secret; a public client has no secret.
func checkClient(raw string) (string, error) {
	pair := strings.TrimSpace(raw)
	if id, _, _ := strings.Cut(pair, ":"); id == "" {
		return "", &flaw{"a client has no ID", "write ID1:SECRET1,ID2:SECRET2"}
	}
	return pair, nil
}

// checkLogin checks name:password.
func checkLogin(raw string) (string, error) {
	pair := strings.TrimSpace(raw)
	if name, password, _ := strings.Cut(pair, ":"); name == "" || password == "" {
		return "", &flaw{"a user has no name or no password", "write NAME1:PASSWORD1,NAME2:PASSWORD2; one a line where a comma is in them"}
	}
	return pair, nil
}

func checkScope(raw string) (string, error) {
	scopes := strings.Fields(raw)
	if len(scopes) == 0 {
		return "", &flaw{"is empty", "write scopes with spaces between them, such as 'openid email'"}
	}
	return strings.Join(scopes, " "), nil
}

func checkAudience(raw string) (string, error) {
	audience := strings.TrimSpace(raw)
	if audience == "" || strings.ContainsAny(audience, " \t\r\n") {
		return "", &flaw{"is not one word", "write the audience as the provider has it, such as https://api.example.com"}
	}
	return audience, nil
}

func checkTokenKind(raw string) (string, error) {
	kind := strings.TrimSpace(raw)
	if kind != accessToken && kind != idToken {
		return "", &flaw{"unknown kind of token", "choose " + inWords([]string{accessToken, idToken})}
	}
	return kind, nil
}
