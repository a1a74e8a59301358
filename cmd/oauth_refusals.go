package cmd

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
)

// explain words why the token endpoint gave no token, and says the next step. Of
// the answer it shows the error code and its description, and no secret.
func (g *grant) explain(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	answer, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		return g.explainAnswer(err)
	}
	status := answer.Response.StatusCode
	switch {
	case status == http.StatusTooManyRequests:
		return noAnswer("try again later", "%s: the token endpoint limits the rate: %s", g.user, answer.Response.Status)
	case status >= 500:
		return noAnswer("try again later", "%s: the token endpoint had a problem: %s", g.user, answer.Response.Status)
	case status >= 300 && status < 400:
		return noAnswer("check "+table[oauthURL].sources()+": redirects are not followed", "%s: the token endpoint redirects", g.user)
	case answer.ErrorCode == "":
		return noAnswer("check "+table[oauthURL].sources(), "%s: %s does not answer like a token endpoint: %s", g.user, g.at(), answer.Response.Status)
	}
	text := g.scrub(answer.ErrorCode)
	if answer.ErrorDescription != "" {
		text += ": " + g.scrub(answer.ErrorDescription)
	}
	hint := cmp.Or(oauthHints[answer.ErrorCode], "check the OAuth2 settings, and what this client may do at the provider")
	return refused(hint, "%s: the token endpoint refused: %s", g.user, text)
}

// oauthHints are the next steps by error code (RFC 6749, 5.2).
var oauthHints = map[string]string{
	"invalid_client":         "check AUTHCHECK_OAUTH_CLIENTS",
	"invalid_grant":          "check AUTHCHECK_OAUTH_USERS",
	"unauthorized_client":    "allow this client the grant at the provider: password where AUTHCHECK_OAUTH_USERS is set, else client credentials",
	"unsupported_grant_type": "the provider lacks the grant: password where AUTHCHECK_OAUTH_USERS is set, else client credentials; give tokens with --token or --token-command",
	"invalid_scope":          "check --oauth-scope",
	"invalid_target":         "check --oauth-audience",
	"access_denied":          "check --oauth-audience, and what this client may do at the provider",
}

// explainAnswer words an error that is no refusal: no answer, or not JSON.
func (g *grant) explainAnswer(err error) error {
	if _, ok := errors.AsType[*url.Error](err); ok {
		return explainUnreachable(err, oauthURL, g.at())
	}
	return noAnswer("check "+table[oauthURL].sources(), "%s: %s answered, but not with a token", g.user, g.at())
}

// at is the endpoint without its query, which may hold a key.
func (g *grant) at() string {
	address, _, _ := strings.Cut(g.endpoint, "?")
	return address
}

// scrub takes the secrets out of what the endpoint said: it may quote them.
func (g *grant) scrub(text string) string {
	for _, secret := range []string{g.secret, g.password} {
		if secret != "" {
			text = strings.NewReplacer(secret, "…", url.QueryEscape(secret), "…").Replace(text)
		}
	}
	return oneLine(text)
}
