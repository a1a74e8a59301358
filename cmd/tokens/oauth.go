package tokens

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
)

// grant asks a provider for the token of one user: with the password grant (RFC 6749, 4.3)
// where the user has a name, else with client credentials (4.4).
type grant struct {
	user       string // User 1
	server     *oauthServer
	client     string // the variable that has the client
	id, secret string // of the client
	name       string // of the user at the provider
	password   string
	scope      string
	audience   string
	token      string // accessToken or idToken

	refresh string    // trades once for the next token; "" where there is none, or none that is taken
	ends    time.Time // of the newest access token (expires_in); zero where that was not said
}

// oauthTokens asks the provider for each user.
func oauthTokens(ctx context.Context, v *settings.Values, way settings.ID) (*Source, error) {
	grants, err := grantsOf(ctx, v, way)
	if err != nil {
		return nil, err
	}
	s := &Source{more: "give AUTHCHECK_OAUTH_CLIENTS=ID1:SECRET1,ID2:SECRET2, or AUTHCHECK_OAUTH_USERS=NAME1:PASSWORD1,NAME2:PASSWORD2"}
	s.Issuer = grants[0].server.issuer()
	for _, g := range grants {
		s.get, s.ends, s.ask = append(s.get, g.get), append(s.ends, func() time.Time { return g.ends }), append(s.ask, g.who)
	}
	s.Foreign, err = grants[0].foreign(v)
	return s, err
}

// blankGrant is a grant without its client: where it is asked for, and for what.
func blankGrant(v *settings.Values, way settings.ID) (grant, error) {
	var texts [4]string
	for i, id := range []settings.ID{way, settings.OAuthScope, settings.OAuthAudience, settings.OAuthToken} {
		var err error
		if texts[i], err = v.Text(id); err != nil {
			return grant{}, err
		}
	}
	client, err := v.HTTPClient()
	if err != nil {
		return grant{}, err
	}
	server := &oauthServer{way: way, address: texts[0], client: client, values: v}
	return grant{server: server, client: settings.Table[settings.OAuthClients].Env[0], scope: texts[1], audience: texts[2], token: texts[3]}, nil
}

// of is a grant for one user's client, ID:SECRET.
func (g grant) of(user, client string) *grant {
	g.user = user
	g.id, g.secret, _ = strings.Cut(client, ":")
	return &g
}

func grantsOf(ctx context.Context, v *settings.Values, way settings.ID) ([]*grant, error) {
	blank, err := blankGrant(v, way)
	if err != nil {
		return nil, err
	}
	users, err := v.List(settings.OAuthUsers)
	if err != nil {
		return nil, err
	}
	clients, err := v.NeedList(ctx, settings.OAuthClients)
	if err != nil {
		return nil, err
	}
	if len(users) > 0 && len(clients) == 1 {
		clients = slices.Repeat(clients, len(users))
	}
	if len(users) > 0 && len(clients) != len(users) {
		return nil, failure.Refused("give one client for all users, or one for each",
			"AUTHCHECK_OAUTH_CLIENTS has %d clients, and AUTHCHECK_OAUTH_USERS %d users", len(clients), len(users))
	}
	grants := make([]*grant, len(clients))
	for i := range clients {
		grants[i] = blank.of(settings.UserName(i), clients[i])
		if len(users) > 0 {
			grants[i].name, grants[i].password, _ = strings.Cut(users[i], ":")
		}
	}
	return grants, distinct(grants)
}

// distinct refuses one user twice before anything is sent. Client credentials are the
// client's own.
func distinct(grants []*grant) error {
	seen := map[string]int{}
	for i, g := range grants {
		name, setting := cmp.Or(g.name, g.id), settings.OAuthUsers
		if g.name == "" {
			setting = settings.OAuthClients
		}
		if first, twice := seen[name]; twice {
			return failure.Refused("give two users", "%s: entries %d and %d are one user", settings.Table[setting].Env[0], first+1, i+1)
		}
		seen[name] = i
	}
	return nil
}

// foreign gets the same user's token for another application; nil where none was named.
func (g *grant) foreign(v *settings.Values) (func(context.Context) (string, error), error) {
	clients, err := v.List(settings.OAuthForeign)
	if err != nil || len(clients) == 0 {
		return nil, err
	}
	return g.as(clients[0]).get, nil
}

// as is the same user's grant by the client of another application, for whatever audience
// that has.
func (g *grant) as(client string) *grant {
	foreign := &grant{user: "the other application", server: g.server, client: settings.Table[settings.OAuthForeign].Env[0], name: g.name, password: g.password, scope: g.scope, token: g.token}
	foreign.id, foreign.secret, _ = strings.Cut(client, ":")
	return foreign
}

// get asks for a token: with the refresh token where there is one that is still taken, else
// by a new login.
func (g *grant) get(ctx context.Context) (string, error) {
	if g.refresh != "" {
		with := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {g.refresh}}
		g.refresh = ""
		if token, err := g.request(ctx, with); err == nil {
			return token, nil
		}
	}
	with := url.Values{}
	if g.name != "" {
		with = url.Values{"grant_type": {"password"}, "username": {g.name}, "password": {g.password}}
	}
	if g.audience != "" {
		with.Set("audience", g.audience)
	}
	return g.request(ctx, with)
}

// request asks the token endpoint.
func (g *grant) request(ctx context.Context, with url.Values) (string, error) {
	endpoint, err := g.server.endpoint(ctx)
	if err != nil {
		return "", err
	}
	answer, err := g.ask(context.WithValue(ctx, oauth2.HTTPClient, g.server.client), endpoint, with)
	if err != nil {
		return "", g.explain(ctx, err)
	}
	token := answer.AccessToken
	ends := answer.Expiry
	if g.token == settings.IDToken { // says itself when it ends
		token, _ = answer.Extra(settings.IDToken).(string)
		ends = time.Time{}
	}
	if token == "" {
		return "", failure.Refused("ask for it with --oauth-scope openid, or use --oauth-token access_token", "%s: the token endpoint gave no %s", g.user, g.token)
	}
	token, err = settings.Table[settings.Tokens].Check(token)
	if f, ok := errors.AsType[*settings.Invalid](err); ok {
		return "", failure.NoAnswer(g.server.check(), "%s: the token endpoint's answer cannot be used: %s", g.user, f.What)
	}
	g.ends, g.refresh = ends, answer.RefreshToken
	return token, err
}

// who is the user of a token that only the provider can read.
func (g *grant) who(ctx context.Context, token string) Subject {
	return g.server.subjectOf(ctx, g, token)
}
