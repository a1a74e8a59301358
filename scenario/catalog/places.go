package catalog

import "fmt"

// place is where a credential may be looked for besides the Authorization header. Its
// names are tried together, and nothing stands in the other places: a fallback is often
// read only when the others are absent.
type place struct {
	id, title string
	forms     []Form // those that exclude each other go apart
	deep      bool   // more than the smoke test
	again     bool   // of the Authorization header: only what the likeliest kinds are is worth a second one
	url       bool   // what was a real token once does not go there
}

// cookieNames are under which names browsers' sessions are kept, the likeliest first.
var cookieNames = []string{"access_token", "token", "session", "__session", "auth_token", "sb-access-token", "jwt", "id_token", "Authorization"}

// supabaseCookie is how Supabase's libraries for servers keep a session, for projects
// on this machine and for a hosted one.
var supabaseCookie = []string{"sb-127-auth-token", "sb-{project}-auth-token"}

var places = []place{
	{id: "cookie", title: "a cookie", forms: []Form{
		{"Cookie": cookies(cookieNames[:5], "{token}") + "; " + cookies([]string{"sb-127-auth-token.0", "sb-{project}-auth-token.0"}, "base64-{session}")},
		{"Cookie": cookies(supabaseCookie, "base64-{session}") + "; " + cookies(cookieNames[5:], "{token}") + "; " +
			cookies([]string{"connect.sid", "session", "sid"}, "{user}")}, // sessions that are kept in the browser
	}},
	{id: "query", title: "the query", url: true, forms: []Form{{queryForm: "access_token={token}&token={token}&apikey={token}&api_key={token}&jwt={token}&auth={token}&key={token}&ticket={token}"}}},
	{id: "key-header", title: "a key header", forms: []Form{{"X-Api-Key": "{token}", "Apikey": "{token}", "X-Access-Token": "{token}", "X-Forwarded-Access-Token": "{token}",
		"X-Auth-Token": "{token}", "X-Token": "{token}", "X-Id-Token": "{token}", "X-Supabase-Auth": "{token}",
		"Cf-Access-Jwt-Assertion": "{token}", "X-Goog-Iap-Jwt-Assertion": "{token}", "X-Amzn-Oidc-Data": "{token}", "X-Authorization": "Bearer {token}", "Proxy-Authorization": "Bearer {token}",
		"Sec-Websocket-Protocol": "bearer, {token}"}}},
	{id: "doubled", title: "a second Authorization header", again: true, forms: []Form{{"Authorization": "Bearer garbage, Bearer {token}"}}},
	{id: "second-line", title: "an Authorization header of its own behind another", again: true, deep: true,
		forms: []Form{{"Authorization": "Bearer garbage\nBearer {token}"}}},
}

// kindOfToken is what is presented in a place.
type kindOfToken struct {
	id, title string
	token     TokenKind
	code      string
	deep      bool // more than the smoke test
	real      bool // was a token of user 1's, or can be made into one
}

var kinds = []kindOfToken{
	{id: "garbage", title: "a garbage token", token: Garbage, code: "bad-token-accepted"},
	{id: "forged", title: "a forged token", token: ForgedKey, code: "forged-token-accepted"},
	{id: "subject", title: "user 1's ID", token: Subject, code: "identity-as-token"},
	{id: "email", title: "user 1's e-mail address", token: Email, code: "identity-as-token", deep: true},
	{id: "documented", title: "a token of the documentation", token: OfTutorial, code: "documented-token-accepted", deep: true},
	{id: "anon-key", title: "the anon key", token: AnonKey, code: "anon-key-accepted", deep: true},
	{id: "expired", title: "an expired token", token: Expired, code: "expired-token-accepted", deep: true, real: true},
	{id: "altered", title: "a token with another end", token: Altered, code: "altered-token-accepted", deep: true, real: true},
}

// identitiesElsewhere present each kind of token in each place, on one list.
func identitiesElsewhere() []Identity {
	var rows []Identity
	for _, p := range places {
		for _, k := range kinds {
			if p.again && k.deep || p.url && k.real {
				continue
			}
			deep := p.deep || k.deep || p.again && k.token != ForgedKey // less likely than any other
			rows = append(rows, Identity{ID: p.id + "-" + k.id, Column: columns[k.token], Title: fmt.Sprintf("%s in %s", k.title, p.title), Token: k.token,
				Forms: p.forms, On: oneList, Deep: deep, Code: k.code, Weaker: weakerThan(p, k)})
		}
	}
	return rows
}

// weakerThan are those who bring less: garbage in the same place, or none at all; than a
// real token, a forged one.
func weakerThan(p place, k kindOfToken) []string {
	list := []string{"garbage", "malformed", "no-token"}
	if k.token != Garbage {
		list = append([]string{p.id + "-garbage"}, list...)
	}
	if k.real {
		list = append([]string{p.id + "-forged"}, list...)
	}
	return list
}

// columns are those of the kinds.
var columns = map[TokenKind]string{Garbage: "bad token", ForgedKey: "forged", Subject: "bad token", Email: "bad token", OfTutorial: "bad token",
	AnonKey: "anon key", Expired: "expired", Altered: "forged"}
