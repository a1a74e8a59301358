package scenario

import (
	"net/http"
	"slices"
)

func bearer(token string) http.Header {
	return http.Header{"Authorization": {"Bearer " + token}}
}

func authorization(values ...string) []http.Header {
	headers := make([]http.Header, len(values))
	for i, value := range values {
		headers[i] = http.Header{"Authorization": {value}}
	}
	return headers
}

// identities are the callers with what they send in this run.
func (r *run) identities() []Identity {
	ids := slices.Clone(callers)
	forged := forge(r.user(0).Token, r.user(1).Token, r.publicKeys)
	for i := range ids {
		ids[i].Headers, ids[i].Missing = r.credentials(ids[i].ID, forged)
	}
	return ids
}

// caller is the row with an ID, with what it sends in this run.
func (r *run) caller(id string) Identity {
	found := caller(id)
	found.Headers, found.Missing = r.credentials(id, nil)
	return found
}

// credentials are the headers that an identity sends, or why it has none.
func (r *run) credentials(id string, forged map[string]forgery) (headers []http.Header, missing string) {
	one, two := r.user(0).Token, r.user(1).Token
	switch id {
	case "owner":
		return []http.Header{bearer(one)}, ""
	case "other-user":
		return []http.Header{bearer(two)}, ""
	case "no-token":
		return []http.Header{{}}, ""
	case "malformed":
		return authorization("", "garbage", "Bearer", "Bearer null", "Basic Z2FyYmFnZTpnYXJiYWdl"), ""
	case "garbage":
		return authorization("Bearer garbage"), ""
	case "other-scheme":
		return authorization("Basic "+one, one), ""
	case "anon-key":
		return r.anonKey()
	case "expired":
		token, missing := expiredToken(r.config, one)
		return authorization("Bearer " + token), missing
	case "logged-out":
		return r.loggedOut()
	case "studio":
		return []http.Header{{"X-Auth-Scheme": {"langsmith"}}}, ""
	}
	return authorization(forged[id].values...), forged[id].missing
}

func (r *run) anonKey() (headers []http.Header, missing string) {
	if r.config.AnonKey == "" {
		return nil, "no anon key was given"
	}
	return authorization("Bearer " + r.config.AnonKey), ""
}

func (r *run) loggedOut() (headers []http.Header, missing string) {
	switch {
	case r.endedToken != "":
		return authorization("Bearer " + r.endedToken), ""
	case r.config.Provider == nil:
		return nil, "tokens were given, so there is no session to log out"
	}
	return nil, "no second session could be opened to log out"
}
