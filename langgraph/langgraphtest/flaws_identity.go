package langgraphtest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// identityFlaws know that somebody logged in, and not who.
var identityFlaws = []Flaw{
	{Name: "identity-by-role", Summary: "the identity is the role: everybody is 'authenticated'",
		edit: identify(func(u *user) string { return u.role })},
	{Name: "identity-by-mail-domain", Summary: "the identity is the domain of the e-mail address",
		edit: identify(func(u *user) string { return u.email[strings.LastIndex(u.email, "@")+1:] })},
	{Name: "identity-by-mail-name", Summary: "the identity is what is before the @ of the e-mail address",
		edit: identify(func(u *user) string { return u.email[:strings.LastIndex(u.email, "@")] })},
	{Name: "identity-shortened", Summary: "the identity is the beginning of the ID",
		edit: identify(func(u *user) string { return u.identity[:min(8, len(u.identity))] })},
	{Name: "identity-from-profile", Summary: "the identity is a field of user_metadata, which users edit themselves",
		edit: identify(func(u *user) string {
			for _, field := range []string{"user_id", "sub"} {
				if id, _ := u.profile[field].(string); id != "" {
					return id
				}
			}
			return u.identity
		})},
	{Name: "profile-organisation", Summary: "the owner is the organisation that user_metadata names, else the user",
		edit: identify(func(u *user) string { return inProfile(u, "organisation_id") })},
	{Name: "profile-own-value", Summary: "colleagues are who has the same department in user_metadata",
		edit: identify(func(u *user) string { return inProfile(u, "department") })},
	{Name: "profile-roles", Summary: "who has the role admin in user_metadata, a list, sees everything",
		edit: func(m *module, _ Options) {
			for key, decide := range m.on {
				m.on = m.on.with(handlers{key: unlessAdmin(decide)})
			}
		}},
	{Name: "profile-staff", Summary: "who says is_staff in user_metadata sees everything",
		edit: func(m *module, _ Options) {
			for key, decide := range m.on {
				m.on = m.on.with(handlers{key: unlessStaff(decide)})
			}
		}},
	{Name: "identity-in-global", Summary: "the caller is kept in a variable that all requests share",
		edit: func(m *module, _ Options) { m.current = &shared[*user]{} }},
	{Name: "first-user-admin", Summary: "whoever comes first is taken for the administrator, who may read everything", edit: firstIsAdmin},
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

// inProfile is what a user says in a field of the own profile, else who that is.
func inProfile(u *user, field string) string {
	if text, _ := u.profile[field].(string); text != "" {
		return text
	}
	return u.identity
}

// unlessAdmin asks the handler about everybody who does not claim to be an admin.
func unlessAdmin(decide handler) handler {
	return func(u *user, value object, asked *http.Request) (filter, error) {
		if roles, _ := u.profile["roles"].([]any); slices.Contains(roles, any("admin")) {
			return nil, nil
		}
		return decide(u, value, asked)
	}
}

// unlessStaff does so about everybody who does not claim to be of the staff.
func unlessStaff(decide handler) handler {
	return func(u *user, value object, asked *http.Request) (filter, error) {
		if staff, _ := u.profile["is_staff"].(bool); staff {
			return nil, nil
		}
		return decide(u, value, asked)
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

// firstIsAdmin lets the first user of all read without a filter.
func firstIsAdmin(m *module, _ Options) {
	var first shared[string]
	decide := func(u *user, value object, asked *http.Request) (filter, error) {
		if first.get() == "" {
			first.set(u.identity)
		}
		if first.get() == u.identity {
			return nil, nil
		}
		return ownerOnly(u, value, asked)
	}
	note := func(u *user, value object, asked *http.Request) (filter, error) {
		if first.get() == "" {
			first.set(u.identity)
		}
		return ownerOnly(u, value, asked)
	}
	m.on = m.on.with(handlers{"threads.create": note, "threads.read": decide})
}
