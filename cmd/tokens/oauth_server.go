package tokens

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync/atomic"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
)

// oauthServer is an OAuth2 provider, known by its token endpoint or as an issuer.
type oauthServer struct {
	way     settings.ID // how it was given: OAuthURL or OAuthIssuer
	address string
	client  *http.Client
	values  *settings.Values
	about   description // of an issuer; zero until it was asked for
	inForm  atomic.Bool // it takes a client's secret in the form, and not in the header
}

// description is what a provider says of itself (OpenID Connect Discovery 1.0, 3; RFC 8414, 2).
type description struct {
	Issuer        string `json:"issuer"`
	Token         string `json:"token_endpoint"`
	Keys          string `json:"jwks_uri"`
	Introspection string `json:"introspection_endpoint"`
	UserInfo      string `json:"userinfo_endpoint"`
}

// describe finds an issuer's description, where OpenID Connect has it, else where RFC 8414 does.
func describe(ctx context.Context, client *http.Client, issuer string) (about description, _ error) {
	issuer = strings.TrimRight(issuer, "/")
	places := []string{issuer + "/.well-known/openid-configuration"}
	if u, bad := url.Parse(issuer); bad == nil {
		places = append(places, u.Scheme+"://"+u.Host+"/.well-known/oauth-authorization-server"+u.EscapedPath())
	}
	var first error
	for i, place := range places {
		err := getJSON(ctx, client, place, &about)
		page := i > 0 && errors.Is(err, errNoJSON) // of a host that has one for everything
		if !page && !errors.Is(err, errNoDocument) {
			return about, err
		}
		first = cmp.Or(first, err)
	}
	return about, first
}

// endpoint is where tokens are asked for. The secrets go there, and where it is asked whose a
// token is: not without TLS where the issuer has it.
func (s *oauthServer) endpoint(ctx context.Context) (string, error) {
	if s.way == settings.OAuthURL {
		return s.address, nil
	}
	if s.about.Token != "" {
		return s.about.Token, nil
	}
	about, err := describe(ctx, s.client, s.address)
	var network *url.Error
	switch {
	case context.Cause(ctx) != nil:
		return "", context.Cause(ctx)
	case errors.As(err, &network):
		return "", s.values.ExplainUnreachable(err, s.way, s.at())
	case err != nil:
		hint := s.check()
		if issuer := s.issuerAbove(ctx); issuer != "" {
			hint = "the issuer is " + issuer
		}
		return "", failure.NoAnswer(hint, "%s does not describe itself as an issuer: %v", s.at(), err)
	case settings.CheckAddress(about.Token) != nil:
		return "", failure.NoAnswer(s.check(), "the issuer %s names no token endpoint", s.at())
	case s.withoutTLS(about.Token):
		return "", failure.Refused("a secret is not sent without TLS", "the issuer %s names a token endpoint without TLS: %s", s.at(), about.Token)
	}
	for _, asked := range []*string{&about.Introspection, &about.UserInfo} {
		if settings.CheckAddress(*asked) != nil || s.withoutTLS(*asked) {
			*asked = "" // users can do without a name
		}
	}
	s.about = about
	return about.Token, nil
}

// withoutTLS tells an address to which nothing secret goes: the issuer has TLS, and that none.
func (s *oauthServer) withoutTLS(address string) bool {
	return strings.HasPrefix(s.address, "https:") && !strings.HasPrefix(address, "https:")
}

// issuer is the address of an issuer that was given as one; "" else.
func (s *oauthServer) issuer() string {
	if s.way != settings.OAuthIssuer {
		return ""
	}
	return s.address
}

// isIssuer tells whether what was given for a token endpoint is an issuer.
func (s *oauthServer) isIssuer(ctx context.Context) bool {
	if s.way != settings.OAuthURL {
		return false
	}
	about, err := describe(ctx, s.client, s.at())
	return err == nil && about.Token != ""
}

// issuerAbove looks for the issuer where the address of one of its endpoints was given, or of what
// it says of itself; "" for none.
func (s *oauthServer) issuerAbove(ctx context.Context) string {
	u, err := url.Parse(s.at())
	if err != nil {
		return ""
	}
	const most = 5 // of Keycloak: /realms/NAME/protocol/openid-connect/token is three below
	for range most {
		if u.Path = path.Dir(strings.TrimRight(u.Path, "/")); u.Path == "/" || u.Path == "." {
			u.Path = ""
		}
		if about, err := describe(ctx, s.client, u.String()); err == nil && about.Token != "" {
			return u.String()
		}
		if u.Path == "" {
			break
		}
	}
	return ""
}

// at is the address without its query, which may hold a key.
func (s *oauthServer) at() string {
	address, _, _ := strings.Cut(s.address, "?")
	return address
}

// check is the next step where the address may be wrong.
func (s *oauthServer) check() string { return "check " + s.values.From(s.way) }

// subjectOf asks the provider whose token that is, which only it can read: by introspection
// (RFC 7662) where the client has a secret, else by the user's own description (OpenID
// Connect Core 1.0, 5.3). It is the zero value where the provider does not say.
func (s *oauthServer) subjectOf(ctx context.Context, g *grant, token string) Subject {
	var said struct {
		Active  *bool
		Issuer  string `json:"iss"`
		Subject string `json:"sub"`
		Client  string `json:"client_id"`
		Email   string `json:"email"`
	}
	req, err := s.question(ctx, g, token)
	if err != nil || req == nil || answerJSON(s.client, req, &said) != nil || said.Active != nil && !*said.Active {
		return Subject{}
	}
	if said.Subject == "" && g.name == "" {
		said.Subject = said.Client
	}
	return Subject{Issuer: said.Issuer, ID: said.Subject, Email: said.Email}
}

// question is the request that asks whose token that is; nil where there is nobody to ask.
func (s *oauthServer) question(ctx context.Context, g *grant, token string) (*http.Request, error) {
	switch {
	case s.about.Introspection != "" && g.secret != "":
		form := url.Values{"token": {token}, "token_type_hint": {"access_token"}}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.about.Introspection, strings.NewReader(form.Encode()))
		if err != nil {
			return nil, err
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.SetBasicAuth(url.QueryEscape(g.id), url.QueryEscape(g.secret))
		return req, nil
	case s.about.UserInfo != "":
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.about.UserInfo, nil)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Authorization", "Bearer "+token)
		return req, nil
	}
	return nil, nil
}

// errNoJSON says that the answer is something else than JSON of this shape.
var errNoJSON = errors.New("not the JSON that belongs there")

// errNoDocument is a server's word that it has no such document.
var errNoDocument = errors.New("no such document")

// maxDocument is how much of a provider's document is read, in bytes.
const maxDocument = 1 << 20

func getJSON(ctx context.Context, client *http.Client, address string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	return answerJSON(client, req, into)
}

func answerJSON(client *http.Client, req *http.Request, into any) error {
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode >= 400 && resp.StatusCode < 500 && resp.StatusCode != http.StatusTooManyRequests:
		return fmt.Errorf("%s answered %s: %w", req.URL, resp.Status, errNoDocument)
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("%s answered %s", req.URL, resp.Status)
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxDocument)).Decode(into); err != nil {
		return fmt.Errorf("%s answered %w: %w", req.URL, errNoJSON, err)
	}
	return nil
}
