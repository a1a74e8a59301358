package langgraphtest

import (
	"net/http"
	"strings"
)

// loginFlaws let somebody in who has not logged in, or not that way.
var loginFlaws = []Flaw{
	{Name: "studio-accepted", Summary: "Studio access left on: one header instead of a token",
		edit: func(m *module, _ Options) { m.authenticate = orStudio(m.authenticate) }},
	{Name: "studio-as-admin", Summary: "handlers let Studio users see everything",
		edit: func(m *module, _ Options) {
			m.authenticate = orStudio(m.authenticate)
			for key, decide := range m.on {
				m.on = m.on.with(handlers{key: unlessStudio(decide)})
			}
		}},
	{Name: "any-scheme-accepted", Summary: "the scheme is not looked at: Basic with a valid token is accepted",
		edit: func(m *module, o Options) { m.authenticate = lastWord(o.provider(), 2) }},
	{Name: "no-scheme-accepted", Summary: "a token without scheme is accepted",
		edit: func(m *module, o Options) {
			login := m.authenticate
			raw := lastWord(o.provider(), 1)
			m.authenticate = func(req *http.Request) (*user, error) {
				if len(strings.Fields(req.Header.Get("Authorization"))) == 1 {
					return raw(req)
				}
				return login(req)
			}
		}},
	{Name: "garbage-as-guest", Summary: "who has a bad token is let in as guest",
		edit: func(m *module, o Options) {
			m.authenticate = bearerAuth(guestOn(o.provider()), http.StatusUnauthorized)
		}},
	{Name: "anonymous-as-guest", Summary: "who has no Authorization header is let in as guest",
		edit: func(m *module, _ Options) {
			login := m.authenticate
			m.authenticate = func(req *http.Request) (*user, error) {
				if strings.TrimSpace(req.Header.Get("Authorization")) == "" {
					return guest(), nil
				}
				return login(req)
			}
		}},
	{Name: "malformed-as-guest", Summary: "who has an Authorization header of another form is let in as guest",
		edit: func(m *module, _ Options) {
			login := m.authenticate
			m.authenticate = func(req *http.Request) (*user, error) {
				header := req.Header.Get("Authorization")
				if _, err := bearer(header, http.StatusUnauthorized); err != nil && strings.TrimSpace(header) != "" {
					return guest(), nil
				}
				return login(req)
			}
		}},
	{Name: "anon-key-accepted", Summary: "the project's public key passes as a user's token",
		edit: func(m *module, o Options) {
			m.authenticate = bearerAuth(o.orProjectKey(o.provider()), http.StatusUnauthorized)
		}},
	{Name: "fail-open", Summary: "when the provider says no, the token's own claims are believed",
		edit: func(m *module, o Options) {
			m.authenticate = bearerAuth(orClaims(o.provider()), http.StatusUnauthorized)
		}},
}

func guest() *user { return &user{identity: "guest", role: guestRole} }

// unlessStudio asks the handler about everybody but Studio users.
func unlessStudio(decide handler) handler {
	return func(u *user, value object, asked *http.Request) (filter, error) {
		if u.studio {
			return nil, nil
		}
		return decide(u, value, asked)
	}
}

// lastWord takes the last of the header's so many words for the token.
func lastWord(accept provider, words int) func(*http.Request) (*user, error) {
	return func(req *http.Request) (*user, error) {
		parts := strings.Fields(req.Header.Get("Authorization"))
		if len(parts) != words {
			return nil, refuse(http.StatusUnauthorized, "Missing bearer token")
		}
		u, err := accept(parts[words-1])
		if err != nil {
			return nil, refuse(http.StatusUnauthorized, "Invalid token")
		}
		return u, nil
	}
}

func guestOn(accept provider) provider {
	return func(token string) (*user, error) {
		if u, err := accept(token); err == nil {
			return u, nil
		}
		return guest(), nil
	}
}

// orProjectKey accepts the key that the server itself uses, and keys that are
// JWTs of nobody in particular.
func (o Options) orProjectKey(accept provider) provider {
	return func(token string) (*user, error) {
		claims, _, err := unverified(token)
		if token == o.APIKey && token != "" || err == nil && claims["role"] == guestRole {
			return guest(), nil
		}
		return accept(token)
	}
}

// orClaims believes what the provider does not.
func orClaims(accept provider) provider {
	return func(token string) (*user, error) {
		if u, err := accept(token); err == nil {
			return u, nil
		}
		if claims, _, err := unverified(token); err == nil {
			if u, err := claimed(claims); err == nil {
				return u, nil
			}
		}
		return guest(), nil
	}
}
