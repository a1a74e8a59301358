package tokens

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
	"authcheck/cmd/wording"
)

// explain words why the token endpoint gave no token, and says the next step. Of
// the answer it shows the error code and its description, and no secret.
func (g *grant) explain(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	answer, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		return g.explainAnswer(ctx, err)
	}
	status, said := answer.Response.StatusCode, g.said(answer)
	if status == http.StatusTooManyRequests {
		return failure.NoAnswer("try again later", "%s: the token endpoint limits the rate: %s", g.user, said)
	}
	for _, row := range oauthRefusals {
		if row.code == answer.ErrorCode && strings.Contains(strings.ToLower(answer.ErrorDescription), row.says) {
			hint := strings.ReplaceAll(row.hint, settings.Table[settings.OAuthClients].Env[0], g.client)
			return failure.Refused(hint, "%s: the token endpoint refused: %s", g.user, said)
		}
	}
	switch {
	case status >= 500:
		return failure.NoAnswer("try again later", "%s: the token endpoint had a problem: %s", g.user, said)
	case status >= 300 && status < 400:
		return failure.NoAnswer(g.server.check()+": redirects are not followed", "%s: the token endpoint redirects", g.user)
	case answer.ErrorCode == "" || status == http.StatusNotFound || status == http.StatusMethodNotAllowed:
		return g.notAnEndpoint(ctx, "does not answer like a token endpoint: "+said)
	}
	return failure.Refused("check the OAuth2 settings, and what this client may do at the provider", "%s: the token endpoint refused: %s", g.user, said)
}

// said is the answer in the provider's words, else its status.
func (g *grant) said(answer *oauth2.RetrieveError) string {
	switch {
	case answer.ErrorCode == "":
		return answer.Response.Status
	case answer.ErrorDescription == "":
		return g.scrub(answer.ErrorCode)
	}
	return g.scrub(answer.ErrorCode) + ": " + g.scrub(answer.ErrorDescription)
}

// oauthRefusal is the next step for an error code (RFC 6749, 5.2) with a description in
// which these words are, in small letters.
type oauthRefusal struct{ code, says, hint string }

const allowGrant = "allow this client the grant at the provider: password where AUTHCHECK_OAUTH_USERS is set, else client credentials"

// Providers say more than the codes do, and some use the codes in ways of their own.
var oauthRefusals = []oauthRefusal{
	{"unauthorized_client", "client credentials", "check the secrets in AUTHCHECK_OAUTH_CLIENTS"}, // Keycloak
	{"unauthorized_client", "direct access grants", `switch "Direct access grants" on for this client`},
	{"unauthorized_client", "service account", `switch "Client authentication" and "Service account roles" on for this client, or give AUTHCHECK_OAUTH_USERS`},
	{"unauthorized_client", "", allowGrant},
	{"invalid_request", "grant type is not allowed", allowGrant},                         // oidc-provider
	{"access_denied", "no audience", "give --oauth-audience: the identifier of the API"}, // Auth0, as those below
	{"access_denied", "service not found", "check --oauth-audience: the provider has no such API"},
	{"access_denied", "not authorized to access", "authorize this client for the API of --oauth-audience at the provider"},
	{"access_denied", "unauthorized", "check the secrets in AUTHCHECK_OAUTH_CLIENTS"},
	{"access_denied", "", "check --oauth-audience, and what this client may do at the provider"},
	{"server_error", "default connection", "set the tenant's Default Directory, in which users with passwords are"},
	{"mfa_required", "", "switch the second factor off for the test users, or give tokens with --token-command"},
	{"invalid_grant", "not fully set up", "finish the user's first login: the provider wants something done at it, such as a new password"}, // Keycloak
	{"invalid_grant", "disabled", "enable the user at the provider"},
	{"invalid_grant", "", "check AUTHCHECK_OAUTH_USERS"},
	{"invalid_client", "", "check AUTHCHECK_OAUTH_CLIENTS"},
	{"unsupported_grant_type", "", "the provider lacks the grant: password where AUTHCHECK_OAUTH_USERS is set, else client credentials; give tokens with --token or --token-command"},
	{"invalid_scope", "", "check --oauth-scope"},
	{"invalid_target", "", "check --oauth-audience"},
}

// explainAnswer words an error that is no refusal: no answer, or not JSON.
func (g *grant) explainAnswer(ctx context.Context, err error) error {
	if _, ok := errors.AsType[*url.Error](err); ok {
		return g.server.values.ExplainUnreachable(err, g.server.way, g.server.at())
	}
	return g.notAnEndpoint(ctx, "answered, but not with a token")
}

// notAnEndpoint looks whether an issuer was given for its token endpoint.
func (g *grant) notAnEndpoint(ctx context.Context, what string) error {
	if g.server.isIssuer(ctx) {
		return failure.Refused("give it with --oauth-issuer or AUTHCHECK_OAUTH_ISSUER", "%s is an issuer, not its token endpoint", g.server.at())
	}
	return failure.NoAnswer(g.server.check(), "%s: %s %s", g.user, g.server.at(), what)
}

// scrub takes the secrets out of what the endpoint said: it may quote them.
func (g *grant) scrub(text string) string {
	for _, secret := range []string{g.secret, g.password} {
		if secret != "" {
			text = strings.NewReplacer(secret, "…", url.QueryEscape(secret), "…").Replace(text)
		}
	}
	return wording.OneLine(text)
}
