package scenario

import "net/http"

// Login says what an identity has in the way of a login.
type Login int

// The kinds of login.
const (
	NoLogin  Login = iota // nothing that may pass for one: must be denied everywhere
	Own                   // a valid login as somebody else: must not reach user 1's data
	Victim                // user 1 in person, in an unusual way: a weakness at most
	Ended                 // a session of user 1 that was logged out
	Platform              // the development server's own Studio header
	Owner                 // user 1: the positive control
)

// Identity is a kind of caller.
type Identity struct {
	ID     string
	Column string // of the matrix
	Title  string // in sentences
	Login  Login
	// Headers are the variants to try, each a caller of its own; none: see Missing.
	Headers []http.Header
	Curl    string // the header as a shell would send it, without any secret
	Missing string // why it can't be tried here
	Sample  bool   // tried on one or two operations a resource, not on all
}

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

// identities lists every kind of caller in the order of the report.
func (r *run) identities() []Identity {
	one, two := r.user(0), r.user(1)
	forged := forge(one.Token, two.Token, r.publicKeys)
	rows := []Identity{
		{ID: "owner", Column: "owner", Title: "User 1", Login: Owner,
			Headers: []http.Header{bearer(one.Token)}, Curl: "Authorization: Bearer $AUTHCHECK_TOKEN_1"},
		{ID: "other-user", Column: "other user", Title: "User 2", Login: Own,
			Headers: []http.Header{bearer(two.Token)}, Curl: "Authorization: Bearer $AUTHCHECK_TOKEN_2"},
		{ID: "no-token", Column: "no token", Title: "a caller without a token", Login: NoLogin,
			Headers: []http.Header{{}}},
		{ID: "malformed", Column: "bad token", Title: "a malformed Authorization header", Login: NoLogin, Sample: true,
			Headers: authorization("", "garbage", "Bearer", "Bearer null", "Basic Z2FyYmFnZTpnYXJiYWdl"), Curl: "Authorization: garbage"},
		{ID: "garbage", Column: "bad token", Title: "a garbage token", Login: NoLogin, Sample: true,
			Headers: authorization("Bearer garbage"), Curl: "Authorization: Bearer garbage"},
		{ID: "other-scheme", Column: "bad token", Title: "User 1's token under another scheme", Login: Victim, Sample: true,
			Headers: authorization("Basic "+one.Token, one.Token), Curl: "Authorization: Basic $AUTHCHECK_TOKEN_1"},
	}
	for _, f := range forged {
		rows = append(rows, Identity{ID: f.id, Column: "forged", Title: f.title, Login: NoLogin, Sample: true,
			Headers: authorization(f.values...), Missing: f.missing, Curl: f.curl})
	}
	return append(rows,
		r.anonKey(), r.expired(), r.loggedOut(),
		Identity{ID: "studio", Column: "Studio", Title: "the Studio header", Login: Platform,
			Headers: []http.Header{{"X-Auth-Scheme": {"langsmith"}}}, Curl: "x-auth-scheme: langsmith"},
	)
}

func (r *run) anonKey() Identity {
	id := Identity{ID: "anon-key", Column: "anon key", Title: "the project's anon key as a token", Login: NoLogin, Sample: true,
		Curl: "Authorization: Bearer $SUPABASE_ANON_KEY"}
	if r.config.AnonKey == "" {
		id.Missing = "no anon key was given"
		return id
	}
	id.Headers = authorization("Bearer " + r.config.AnonKey)
	return id
}

func (r *run) expired() Identity {
	id := Identity{ID: "expired", Column: "expired", Title: "an expired token", Login: NoLogin, Sample: true,
		Curl: "Authorization: Bearer $AUTHCHECK_EXPIRED_TOKEN"}
	token, missing := expiredToken(r.config, r.user(0).Token)
	if missing != "" {
		id.Missing = missing
		return id
	}
	id.Headers = authorization("Bearer " + token)
	return id
}

func (r *run) loggedOut() Identity {
	id := Identity{ID: "logged-out", Column: "expired", Title: "a session that was logged out", Login: Ended, Sample: true,
		Curl: "Authorization: Bearer $TOKEN_OF_A_LOGGED_OUT_SESSION"}
	switch {
	case r.endedToken != "":
		id.Headers = authorization("Bearer " + r.endedToken)
	case r.config.Provider == nil:
		id.Missing = "tokens were given, so there is no session to log out"
	default:
		id.Missing = "no second session could be opened to log out"
	}
	return id
}
