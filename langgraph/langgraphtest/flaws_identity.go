package langgraphtest

import (
	"net/http"
	"strings"
	"time"
)

// identityFlaws know that somebody logged in, and not who.
var identityFlaws = []Flaw{
	{Name: "identity-by-role", Summary: "the identity is the role: everybody is 'authenticated'",
		edit: identify(func(u *user) string { return u.role })},
	{Name: "identity-by-mail-domain", Summary: "the identity is the domain of the e-mail address",
		edit: identify(func(u *user) string { return u.email[strings.LastIndex(u.email, "@")+1:] })},
	{Name: "identity-from-profile", Summary: "the identity is a field of user_metadata, which users edit themselves",
		edit: identify(func(u *user) string {
			for _, field := range []string{"user_id", "sub"} {
				if id, _ := u.profile[field].(string); id != "" {
					return id
				}
			}
			return u.identity
		})},
	{Name: "identity-in-global", Summary: "the caller is kept in a variable that all requests share",
		edit: func(m *module, _ Options) { m.current = &shared[*user]{} }},
	{Name: "identity-cached-by-prefix", Summary: "logins are cached by the beginning of the token",
		edit: acceptTokens(func(_ Options, accept provider) provider { return cachedByPrefix(accept) })},
}

// identify changes what counts as the identity of somebody who logged in.
func identify(by func(*user) string) func(*module, Options) {
	return func(m *module, _ Options) {
		login := m.authenticate
		m.authenticate = func(req *http.Request) (*user, error) {
			u, err := login(req)
			if err == nil {
				u.identity = by(u)
			}
			return u, err
		}
	}
}

// handlerDelay is the time that a handler waits for something, a database say,
// before it looks at the variable in which the caller is kept.
const handlerDelay = 10 * time.Millisecond

// cachedPrefix is how much of a token the cache looks at: less than the header of
// a JWT, which all tokens of a project have in common.
const cachedPrefix = 16

func cachedByPrefix(accept provider) provider {
	var cache shared[map[string]*user]
	cache.set(map[string]*user{})
	return func(token string) (*user, error) {
		prefix := token[:min(cachedPrefix, len(token))]
		var known *user
		cache.locked(func(users map[string]*user) bool { known = users[prefix]; return true })
		if known != nil {
			return known, nil
		}
		u, err := accept(token)
		if err == nil {
			cache.locked(func(users map[string]*user) bool { users[prefix] = u; return true })
		}
		return u, err
	}
}
