package catalog

import (
	"slices"
	"sync"
)

// Login says what an identity has in the way of a login.
type Login int

// The kinds of login.
const (
	NoLogin    Login = iota // nothing that may pass for one: must be denied everywhere
	OtherUser               // a valid login as somebody else: must not reach user 1's data
	OwnerToken              // user 1's token in an unusual way: a weakness at most
	Revoked                 // a session of user 1 that was logged out
	Studio                  // the development server's own Studio header
	Owner                   // user 1: the positive control
	Beside                  // user 2's token and a forged one of user 1's: is user 2, or nobody
)

// Valid tells the logins that the server has to check in full: they cost it most.
func (l Login) Valid() bool { return l == Owner || l == OtherUser }

// None tells the callers that have no valid login.
func (l Login) None() bool { return l == NoLogin || l == Revoked || l == Studio }

// Identity is a kind of caller, as a row of data.
type Identity struct {
	ID     string
	Column string // of the matrix
	Title  string // in sentences
	Login  Login
	Token  TokenKind // what its forms are filled with; "" for nothing
	Forms  []Form    // the ways to present it, each a caller of its own
	Curl   string    // the header as a shell would send it, without any secret; "" where it has nothing to send

	Sample  bool     // tried on one or two operations a resource, not on all
	On      []string // the operations that it is tried on, besides those; nil: as Sample says
	Deep    bool     // more than the smoke test: with --deep only
	Spare   bool     // an account of its own, made and ended: with --allow-account-changes only
	Code    string   // the finding when it is let in
	Weaker  []string // the identities with even less to show, nearest first: where they get in, what this one brings makes no difference
	Unused  string   // the identity with the same that was never used: where that gets in too, the finding is that one's
	Trips   bool     // code that is careful otherwise may trip over it: that it crashes then is no finding
	Diverts bool     // what stands in front may take the request for another one, and answer by itself
	Late    bool     // tried when its token has ended, after everything else
}

// Bare tells the caller who presents nothing at all.
func (id Identity) Bare() bool {
	return id.Login == NoLogin && len(id.Forms) == 1 && len(id.Forms[0]) == 0
}

// TokenKind names a token that a run has or makes.
type TokenKind string

// The kinds of tokens.
const (
	OfUser1   TokenKind = "user-1"
	OfUser2   TokenKind = "user-2"
	AnonKey   TokenKind = "anon-key"
	Expired   TokenKind = "expired"
	LoggedOut TokenKind = "logged-out"
	// Forged out of user 1's claims.
	ForgedNone        TokenKind = "forged-none"
	ForgedKey         TokenKind = "forged-key"
	ForgedPayload     TokenKind = "forged-payload"
	ForgedConfused    TokenKind = "forged-confused"
	ForgedConfusedOdd TokenKind = "forged-confused-odd"
	ForgedFamily      TokenKind = "forged-family"
	ForgedUnsigned    TokenKind = "forged-unsigned"
	ForgedBrought     TokenKind = "forged-brought"
	ForgedAddress     TokenKind = "forged-address"
	ForgedFile        TokenKind = "forged-file"
	ForgedPublished   TokenKind = "forged-published"
	ForgedUndated     TokenKind = "forged-undated"
	ForgedOdd         TokenKind = "forged-odd"
	ForgedLetter      TokenKind = "forged-letter" // that no client of the provider can send on
	ForgedIssuer      TokenKind = "forged-issuer" // of somebody whose address begins or ends like the provider's
	ForgedBehind      TokenKind = "forged-behind" // in one header with user 2's own
	ForgedAhead       TokenKind = "forged-ahead"
	// Minted with the provider's own secret, where it is known.
	OtherAudience TokenKind = "other-audience"
	OtherIssuer   TokenKind = "other-issuer"
	NoSubject     TokenKind = "no-subject"
	NoExpiry      TokenKind = "no-expiry"
	NotYet        TokenKind = "not-yet"
	ServiceRole   TokenKind = "service-role"
	// What is no secret.
	Garbage    TokenKind = "garbage"
	OfTutorial TokenKind = "documented" // user1-token, user2-token
	Subject    TokenKind = "subject"    // user 1's
	Email      TokenKind = "email"      // user 1's
	Derived    TokenKind = "derived"    // of the two
	Altered    TokenKind = "altered"    // user 1's, with another end
	// Used on the server, then ended.
	UsedLoggedOut TokenKind = "used-logged-out"
	UsedExpired   TokenKind = "used-expired"
	// Of accounts that the run makes.
	Deleted     TokenKind = "deleted"
	UsedDeleted TokenKind = "used-deleted"
	Banned      TokenKind = "banned"
	UsedBanned  TokenKind = "used-banned"
	Anonymous   TokenKind = "anonymous"
)

// Form is a way to present a token: headers in which {token} stands for it; see Present.
type Form map[string]string

func authorization(values ...string) []Form {
	forms := make([]Form, len(values))
	for i, value := range values {
		forms[i] = Form{"Authorization": value}
	}
	return forms
}

var (
	bearer  = authorization("Bearer {token}")
	nothing = []Form{{}}

	tokenless = []string{"no-token"}
	unsigned  = []string{"garbage", "no-token"}
	forged    = []string{"forged-key", "forged-none", "garbage", "no-token"}

	oneList   = []string{"threads.search"} // credentials of the same kind are tried on one list
	twoReads  = []string{"threads.search", "threads.get"}
	byPath    = []string{"a2a.tasks", "threads.stream"} // of routes whose logins may be checked elsewhere
	byClients = []string{"mcp.list", "a2a.tasks", "threads.stream", "threads.socket"}
	malformed = []string{"malformed", "no-token"}
	beside    = []string{"other-user", "forged-key", "forged-none", "garbage", "no-token"}
)

// identities are all kinds of callers in the order of the report.
var identities = slices.Concat(identitiesByLogin, identitiesOfAccounts, identitiesByValue, identitiesByTrust, identitiesElsewhere())

// identitiesOfAccounts are accounts that the run makes at the provider: those that were
// used on the server before they ended, and others with the same fate that were not.
var identitiesOfAccounts = []Identity{
	{ID: "deleted-account", Column: "logged out", Title: "a deleted account", Login: Revoked, On: oneList, Spare: true, Token: Deleted, Forms: bearer,
		Code: "ended-account-accepted", Weaker: malformed},
	{ID: "used-deleted-account", Column: "logged out", Title: "an account that was used before it was deleted", Login: Revoked, On: oneList, Spare: true,
		Token: UsedDeleted, Forms: bearer, Code: "account-outlived", Unused: "deleted-account", Weaker: malformed},
	{ID: "banned-account", Column: "logged out", Title: "a banned account", Login: Revoked, On: oneList, Spare: true, Token: Banned, Forms: bearer,
		Code: "ended-account-accepted", Weaker: malformed},
	{ID: "used-banned-account", Column: "logged out", Title: "an account that was used before it was banned", Login: Revoked, On: oneList, Spare: true,
		Token: UsedBanned, Forms: bearer, Code: "account-outlived", Unused: "banned-account", Weaker: malformed},
	{ID: "anonymous-user", Column: "anon key", Title: "an anonymous user", On: oneList, Spare: true, Token: Anonymous, Forms: bearer,
		Code: "anonymous-accepted", Weaker: unsigned},
}

var identitiesByLogin = []Identity{
	{ID: "owner", Column: "owner", Title: "User 1", Login: Owner, Token: OfUser1, Forms: bearer, Curl: "Authorization: Bearer $AUTHCHECK_TOKEN_1"},
	{ID: "other-user", Column: "other user", Title: "User 2", Login: OtherUser, Token: OfUser2, Forms: bearer,
		Curl: "Authorization: Bearer $AUTHCHECK_TOKEN_2", Weaker: malformed},
	{ID: "reversed", Column: "other user", Title: "User 1 with user 2's things", Login: OtherUser, Token: OfUser1, Forms: bearer,
		On: []string{"threads.get-reversed", "threads.state-reversed", "assistants.get-reversed", "crons.get-reversed", "store.get-reversed"}, Curl: "Authorization: Bearer $AUTHCHECK_TOKEN_1", Weaker: malformed},
	{ID: "no-token", Column: "no token", Title: "a caller without a token", Forms: nothing, Code: "no-token-accepted"},
	{ID: "malformed", Column: "bad token", Title: "a malformed header", Sample: true, Curl: "Authorization: garbage",
		Forms: authorization("", "garbage", "Bearer", "Basic Z2FyYmFnZTpnYXJiYWdl"), Code: "bad-token-accepted", Weaker: tokenless},
	{ID: "garbage", Column: "bad token", Title: "a garbage token", Sample: true, Forms: authorization("Bearer garbage"),
		Curl: "Authorization: Bearer garbage", Code: "bad-token-accepted", Weaker: malformed},
	{ID: "other-scheme", Column: "bad token", Title: "User 1's token under another scheme", Login: OwnerToken,
		Token: OfUser1, Forms: authorization("Basic {token}", "{token}"), On: oneList,
		Curl: "Authorization: Basic $AUTHCHECK_TOKEN_1", Code: "scheme-accepted", Weaker: malformed},
	{ID: "forged-none", Column: "forged", Title: "a token with alg none", On: twoReads, Token: ForgedNone, Forms: bearer,
		Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-key", Column: "forged", Title: "a token signed with another key", Sample: true, On: byPath, Token: ForgedKey, Forms: bearer,
		Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-payload", Column: "forged", Title: "a token with a swapped payload", On: oneList, Token: ForgedPayload, Forms: bearer,
		Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-confused", Column: "forged", Title: "a token signed with the public key", On: oneList, Token: ForgedConfused, Forms: bearer,
		Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-confused-odd", Column: "forged", Title: "a token signed with the public key in a rarer form", On: oneList, Deep: true, Token: ForgedConfusedOdd, Forms: bearer,
		Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-family", Column: "forged", Title: "a token of another algorithm", On: oneList, Token: ForgedFamily, Forms: bearer,
		Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-unsigned", Column: "forged", Title: "a token without its signature or with a service role", On: oneList, Token: ForgedUnsigned, Forms: bearer,
		Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-brought", Column: "forged", Title: "a token that brings its own key", On: oneList, Token: ForgedBrought, Forms: bearer,
		Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-address", Column: "forged", Title: "a token that says where its key is", On: oneList, Token: ForgedAddress, Forms: bearer,
		Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-letter", Column: "forged", Title: "a forged token that no client can send on to the provider", On: oneList, Deep: true, Trips: true, Token: ForgedLetter, Forms: bearer,
		Code: "forged-token-accepted", Weaker: slices.Concat(forged, malformed)},
	{ID: "forged-issuer", Column: "forged", Title: "a token of an issuer that is written like the provider", On: oneList, Deep: true, Token: ForgedIssuer, Forms: bearer,
		Code: "forged-token-accepted", Weaker: append([]string{"forged-address"}, unsigned...)},
	{ID: "forged-file", Column: "forged", Title: "a token whose key is an empty file", On: oneList, Token: ForgedFile, Forms: bearer,
		Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-published", Column: "forged", Title: "a token signed with a published secret", On: []string{"threads.search", "tokens.secret"},
		Token: ForgedPublished, Forms: bearer, Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-undated", Column: "forged", Title: "a forged token of long ago, without an end", On: oneList, Token: ForgedUndated, Forms: bearer,
		Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-odd", Column: "forged", Title: "a token forged in a rarer way", On: oneList, Deep: true, Token: ForgedOdd, Forms: bearer,
		Code: "forged-token-accepted", Weaker: unsigned},
	{ID: "forged-scheme", Column: "forged", Title: "a forged token under another scheme", On: oneList, Token: ForgedKey, Forms: otherSchemes,
		Code: "forged-token-accepted", Weaker: slices.Concat(forged, malformed)},
	{ID: "forged-cased", Column: "forged", Title: "a forged token behind an oddly written Bearer", On: oneList, Deep: true, Token: ForgedKey, Forms: oddlyCased,
		Code: "forged-token-accepted", Weaker: slices.Concat([]string{"forged-scheme"}, forged, malformed)},
	{ID: "forged-by-client", Column: "forged", Title: "a forged token where clients that set no header put it", On: byClients, Token: ForgedKey, Forms: byClient,
		Code: "forged-token-accepted", Weaker: slices.Concat([]string{"cookie-garbage", "query-garbage", "key-header-garbage"}, forged, malformed)},
	{ID: "forged-behind", Column: "forged", Title: "User 2 with a forged token behind their own", Login: Beside, On: oneList, Token: ForgedBehind, Forms: bearer,
		Code: "forged-token-accepted", Weaker: beside},
	{ID: "forged-ahead", Column: "forged", Title: "User 2 with a forged token ahead of their own", Login: Beside, On: oneList, Deep: true, Token: ForgedAhead, Forms: bearer,
		Code: "forged-token-accepted", Weaker: beside},
	{ID: "other-audience", Column: "forged", Title: "a token for another audience", On: oneList, Token: OtherAudience, Forms: bearer,
		Code: "foreign-token-accepted", Weaker: forged},
	{ID: "other-issuer", Column: "forged", Title: "a token of another issuer", On: oneList, Token: OtherIssuer, Forms: bearer,
		Code: "issuer-not-checked", Weaker: forged},
	{ID: "no-subject", Column: "forged", Title: "a token without a subject", On: oneList, Token: NoSubject, Forms: bearer,
		Code: "claims-not-checked", Weaker: forged},
	{ID: "no-expiry", Column: "forged", Title: "a token without an end", On: oneList, Token: NoExpiry, Forms: bearer,
		Code: "claims-not-checked", Weaker: forged},
	{ID: "not-yet", Column: "forged", Title: "a token that is not valid yet", On: oneList, Token: NotYet, Forms: bearer,
		Code: "claims-not-checked", Weaker: forged},
	{ID: "service-role", Column: "forged", Title: "a token with the service role", On: oneList, Token: ServiceRole, Forms: bearer,
		Code: "claims-not-checked", Weaker: forged},
	{ID: "anon-key", Column: "anon key", Title: "the anon key as a token", Sample: true, Token: AnonKey, Forms: bearer,
		Curl: "Authorization: Bearer $SUPABASE_ANON_KEY", Code: "anon-key-accepted", Weaker: unsigned},
	{ID: "expired", Column: "expired", Title: "an expired token", Sample: true, Token: Expired, Forms: bearer,
		Curl: "Authorization: Bearer $AUTHCHECK_EXPIRED_TOKEN", Code: "expired-token-accepted", Weaker: unsigned},
	{ID: "used-expired", Column: "expired", Title: "a token that was used before it expired", On: oneList, Late: true, Token: UsedExpired, Forms: bearer,
		Code: "expiry-outlived", Weaker: []string{"expired", "garbage", "no-token"}},
	{ID: "logged-out", Column: "logged out", Title: "a logged-out session", Login: Revoked, Sample: true, Token: LoggedOut, Forms: bearer,
		Code: "logged-out-accepted", Weaker: malformed},
	{ID: "used-logged-out", Column: "logged out", Title: "a session that was used before it was logged out", Login: Revoked, On: oneList, Token: UsedLoggedOut,
		Forms: bearer, Code: "logout-outlived", Unused: "logged-out", Weaker: malformed},
	{ID: "studio", Column: "Studio", Title: "the Studio header", Login: Studio, Forms: []Form{{"X-Auth-Scheme": "langsmith"}},
		Curl: "x-auth-scheme: langsmith", Weaker: malformed},
}

// Columns of the matrix, from left to right.
var Columns = []string{"no token", "bad token", "forged", "anon key", "expired", "logged out", "Studio", "other user", "owner"}

// Identities lists all kinds of callers, in the order of the report; with those that
// the smoke test leaves out where they are wanted, and with accounts where some may be made.
func Identities(deep, accounts bool) []Identity {
	return slices.DeleteFunc(slices.Clone(identities), func(id Identity) bool { return id.Deep && !deep || id.Spare && !accounts })
}

// IdentityIDs lists the callers, as checks name them.
func IdentityIDs() []string {
	ids := make([]string, len(identities))
	for i, row := range identities {
		ids[i] = row.ID
	}
	return ids
}

// IdentityNamed finds a row by its ID; one that is no row has nothing but that.
func IdentityNamed(id string) Identity {
	if row, ok := identitiesByID()[id]; ok {
		return row
	}
	return Identity{ID: id, Title: id}
}

var identitiesByID = sync.OnceValue(func() map[string]Identity {
	all := make(map[string]Identity)
	for _, row := range identities {
		all[row.ID] = row
	}
	return all
})
