package tokens

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// ask asks the token endpoint as the client, whose secret goes into the header, or into the form
// (RFC 6749, 2.3.1). The other way is tried only where the client itself was refused: a user
// whose password is wrong is nearer to being locked out with each try.
func (g *grant) ask(ctx context.Context, endpoint string, with url.Values) (*oauth2.Token, error) {
	if g.secret == "" { // a public client
		return g.config(endpoint, with, oauth2.AuthStyleInParams).Token(ctx)
	}
	way, other := oauth2.AuthStyleInHeader, oauth2.AuthStyleInParams
	if g.server.inForm.Load() {
		way, other = other, way
	}
	answer, err := g.config(endpoint, with, way).Token(ctx)
	if !refusesClient(err) {
		return answer, err
	}
	again, errAgain := g.config(endpoint, with, other).Token(ctx)
	if !takesClient(errAgain) {
		return answer, err
	}
	g.server.inForm.Store(other == oauth2.AuthStyleInParams)
	return again, errAgain
}

// config has the other grants as well: this way they take an audience, too.
func (g *grant) config(endpoint string, with url.Values, way oauth2.AuthStyle) *clientcredentials.Config {
	return &clientcredentials.Config{ClientID: g.id, ClientSecret: g.secret, TokenURL: endpoint, Scopes: strings.Fields(g.scope), EndpointParams: with, AuthStyle: way}
}

// refusesClient tells the refusals of a client, or of the way in which it shows its secret: that
// of RFC 6749 (5.2), Auth0's and Keycloak's own, and that of a provider which reads no header.
func refusesClient(err error) bool {
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		return false
	}
	switch refused.ErrorCode {
	case "invalid_client":
		return true
	case "access_denied", "unauthorized_client":
		return refused.Response.StatusCode == http.StatusUnauthorized
	case "invalid_request":
		return strings.Contains(refused.ErrorDescription, "client_id")
	}
	return false
}

// takesClient tells that a client was let in, whatever became of what it asked for.
func takesClient(err error) bool {
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		return err == nil
	}
	return refused.ErrorCode != "" && refused.ErrorCode != "invalid_request" && refused.Response.StatusCode < 500 && !refusesClient(err)
}
