package scenario

import (
	"net/http"
	"slices"
)

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

// Identity is a kind of caller, as a row of data.
type Identity struct {
	ID     string
	Column string // of the matrix
	Title  string // in sentences
	Login  Login
	Sample bool   // tried on one or two operations a resource, not on all
	Curl   string // the header as a shell would send it, without any secret; "" where it has nothing to send

	Headers []http.Header // the variants to try, each a caller of its own; none: see Missing
	Missing string        // why it can't be tried here
}

// callers are all kinds of callers in the order of the report; credentials.go
// gives them what they send.
var callers = []Identity{
	{ID: "owner", Column: "owner", Title: "User 1", Login: Owner, Curl: "Authorization: Bearer $AUTHCHECK_TOKEN_1"},
	{ID: "other-user", Column: "other user", Title: "User 2", Login: Own, Curl: "Authorization: Bearer $AUTHCHECK_TOKEN_2"},
	{ID: "no-token", Column: "no token", Title: "a caller without a token"},
	{ID: "malformed", Column: "bad token", Title: "a malformed header", Sample: true, Curl: "Authorization: garbage"},
	{ID: "garbage", Column: "bad token", Title: "a garbage token", Sample: true, Curl: "Authorization: Bearer garbage"},
	{ID: "other-scheme", Column: "bad token", Title: "User 1's token under another scheme", Login: Victim, Sample: true,
		Curl: "Authorization: Basic $AUTHCHECK_TOKEN_1"},
	{ID: "forged-none", Column: "forged", Title: "a token with alg none", Sample: true},
	{ID: "forged-key", Column: "forged", Title: "a token signed with another key", Sample: true},
	{ID: "forged-payload", Column: "forged", Title: "a token with a swapped payload", Sample: true},
	{ID: "forged-confused", Column: "forged", Title: "a token signed with the public key", Sample: true},
	{ID: "anon-key", Column: "anon key", Title: "the anon key as a token", Sample: true, Curl: "Authorization: Bearer $SUPABASE_ANON_KEY"},
	{ID: "expired", Column: "expired", Title: "an expired token", Sample: true, Curl: "Authorization: Bearer $AUTHCHECK_EXPIRED_TOKEN"},
	{ID: "logged-out", Column: "logged out", Title: "a logged-out session", Login: Ended, Sample: true},
	{ID: "studio", Column: "Studio", Title: "the Studio header", Login: Platform, Curl: "x-auth-scheme: langsmith"},
}

// columns of the matrix, from left to right.
var columns = []string{"no token", "bad token", "forged", "anon key", "expired", "logged out", "Studio", "other user", "owner"}

// caller is the row with an ID.
func caller(id string) Identity {
	i := slices.IndexFunc(callers, func(c Identity) bool { return c.ID == id })
	if i < 0 {
		return Identity{ID: id, Title: id}
	}
	return callers[i]
}
