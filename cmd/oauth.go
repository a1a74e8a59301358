package cmd

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// The tokens of an OAuth2 answer that can be used.
const (
	accessToken = "access_token"
	idToken     = "id_token"
)

// grant asks a token endpoint for the token of one user: with the password grant
// (RFC 6749, 4.3) where the user has a name, else with client credentials (4.4).
type grant struct {
	user       string // User 1
	endpoint   string
	id, secret string // of the client
	name       string // of the user at the provider
	password   string
	scope      string
	audience   string
	token      string // accessToken or idToken
	client     *http.Client
}

// oauthTokens asks the token endpoint for each user.
func (v *values) oauthTokens(ctx context.Context) (*tokenSource, error) {
	grants, err := v.grants(ctx)
	if err != nil {
		return nil, err
	}
	s := &tokenSource{more: "give AUTHCHECK_OAUTH_CLIENTS=ID1:SECRET1,ID2:SECRET2, or AUTHCHECK_OAUTH_USERS=NAME1:PASSWORD1,NAME2:PASSWORD2"}
	for _, g := range grants {
		s.get = append(s.get, g.get)
	}
	return s, nil
}

func (v *values) grants(ctx context.Context) ([]*grant, error) {
	var texts [4]string
	for i, id := range []settingID{oauthURL, oauthScope, oauthAudience, oauthToken} {
		var err error
		if texts[i], err = v.text(id); err != nil {
			return nil, err
		}
	}
	users, err := v.list(oauthUsers)
	if err != nil {
		return nil, err
	}
	clients, err := v.needList(ctx, oauthClients)
	if err != nil {
		return nil, err
	}
	if len(users) > 0 && len(clients) == 1 {
		clients = slices.Repeat(clients, len(users))
	}
	if len(users) > 0 && len(clients) != len(users) {
		return nil, refused("give one client for all users, or one for each", "AUTHCHECK_OAUTH_CLIENTS has %d clients, and AUTHCHECK_OAUTH_USERS %d users", len(clients), len(users))
	}
	client, err := v.httpClient()
	if err != nil {
		return nil, err
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	grants := make([]*grant, len(clients))
	for i := range clients {
		grants[i] = &grant{user: userName(i), endpoint: texts[0], scope: texts[1], audience: texts[2], token: texts[3], client: client}
		grants[i].id, grants[i].secret, _ = strings.Cut(clients[i], ":")
		if len(users) > 0 {
			grants[i].name, grants[i].password, _ = strings.Cut(users[i], ":")
		}
	}
	return grants, nil
}

// get asks for a token; each call is a new login.
func (g *grant) get(ctx context.Context) (string, error) {
	answer, err := g.config().Token(context.WithValue(ctx, oauth2.HTTPClient, g.client))
	if err != nil {
		return "", g.explain(ctx, err)
	}
	token := answer.AccessToken
	if g.token == idToken {
		token, _ = answer.Extra(idToken).(string)
	}
	if token == "" {
		return "", refused("ask for it with --oauth-scope openid, or use --oauth-token access_token", "%s: the token endpoint gave no %s", g.user, g.token)
	}
	token, err = checkToken(token)
	if f, ok := errors.AsType[*flaw](err); ok {
		return "", noAnswer("check "+table[oauthURL].sources(), "%s: the token endpoint's answer cannot be used: %s", g.user, f.what)
	}
	return token, err
}

// config has the password grant as well: this way it takes an audience, too.
func (g *grant) config() *clientcredentials.Config {
	c := &clientcredentials.Config{ClientID: g.id, ClientSecret: g.secret, TokenURL: g.endpoint, Scopes: strings.Fields(g.scope),
		EndpointParams: url.Values{}}
	if g.secret == "" { // a public client
		c.AuthStyle = oauth2.AuthStyleInParams
	}
	if g.name != "" {
		c.EndpointParams = url.Values{"grant_type": {"password"}, "username": {g.name}, "password": {g.password}}
	}
	if g.audience != "" {
		c.EndpointParams.Set("audience", g.audience)
	}
	return c
}

// needList returns the values of a list, asking for them where they are missing.
func (v *values) needList(ctx context.Context, id settingID) ([]string, error) {
	list, err := v.list(id)
	if err != nil || len(list) > 0 {
		return list, err
	}
	if v.process.Prompter == nil {
		return nil, v.missing([]settingID{id})
	}
	if err := v.ask(ctx, []settingID{id}); err != nil {
		return nil, err
	}
	return v.list(id)
}
