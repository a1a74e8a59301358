package catalog

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// TokenHeaders are the headers in which a token is shown, in any place.
var TokenHeaders = sync.OnceValue(func() []string {
	names := []string{"Authorization"}
	for _, p := range places {
		for _, f := range p.forms {
			names = slices.AppendSeq(names, maps.Keys(f))
		}
	}
	slices.Sort(names)
	return slices.Compact(slices.DeleteFunc(names, func(name string) bool { return name == queryForm }))
})

// TokenParameters are the parameters of a query in which it is.
var TokenParameters = sync.OnceValue(func() []string {
	var names []string
	for _, p := range places {
		for _, f := range p.forms {
			query, _ := url.ParseQuery(f[queryForm])
			names = slices.AppendSeq(names, maps.Keys(query))
		}
	}
	return names
})

// byClient is where clients put a token that set no Authorization header, as browsers do for
// event streams and WebSockets: the likeliest names of each place at once, and not all of
// them, as Node refuses more than 16 KiB of headers.
var byClient = []Form{{
	"Cookie":    cookies([]string{"access_token", "token", "session", "sb-access-token"}, "{token}"),
	queryForm:   "access_token={token}&token={token}&api_key={token}&ticket={token}",
	"X-Api-Key": "{token}", "X-Access-Token": "{token}", "X-Auth-Token": "{token}", "X-Authorization": "Bearer {token}",
	"Sec-Websocket-Protocol": "bearer, {token}",
}}

// otherSchemes are under which tokens are shown, too: code that verifies what follows
// "Bearer" may believe what follows them.
var otherSchemes = authorization("Token {token}")

// oddlyCased are how clients write the scheme, too: it has no case (RFC 9110, 11.1), and code
// that compares it takes one way.
var oddlyCased = authorization("bearer {token}", "BEARER {token}", "Bearer  {token}")

// queryForm is the name in a Form under which the query stands.
const queryForm = "?"

func cookies(names []string, value string) string {
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = name + "=" + value
	}
	return strings.Join(parts, "; ")
}

// identitiesByValue present in the Authorization header what is no secret.
var identitiesByValue = []Identity{
	{ID: "documented-token", Column: "bad token", Title: "a token of the documentation", Token: OfTutorial, Forms: bearer, On: oneList,
		Code: "documented-token-accepted", Weaker: unsigned},
	{ID: "subject", Column: "bad token", Title: "user 1's ID as the token", Token: Subject, Forms: bearer, On: oneList, Code: "identity-as-token", Weaker: unsigned},
	{ID: "stray-token", Column: "bad token", Title: "a token that a careless look-up finds", Forms: authorization("Bearer e"), On: oneList,
		Code: "bad-token-accepted", Weaker: unsigned},
	{ID: "unset-token", Column: "bad token", Title: "a token that was never set", Forms: authorization("Bearer None"), On: oneList,
		Code: "bad-token-accepted", Weaker: unsigned},
	{ID: "stray-key", Column: "bad token", Title: "a key that was never set, or that a careless look-up finds", Forms: []Form{keys(""), keys("e")}, On: oneList,
		Code: "bad-token-accepted", Weaker: tokenless},
	{ID: "usual-key", Column: "bad token", Title: "a key or password as examples have it", Deep: true, On: oneList, Code: "bad-token-accepted", Weaker: tokenless,
		Forms: append([]Form{keys("changeme"), keys("secret"), keys("test"), keys("dev"), keys("admin")},
			authorization("Basic YWRtaW46YWRtaW4=", "Bearer changeme", "Bearer secret", "Bearer test")...)}, // admin:admin
	{ID: "stray-token-odd", Column: "bad token", Title: "a token that a careless look-up may find", Deep: true, On: oneList,
		Forms: authorization("Bearer constructor", "Bearer toString", "Bearer __proto__", "Bearer s", "Bearer k", "Bearer 0", "Bearer -", "Bearer null", "Bearer undefined"), Code: "bad-token-accepted",
		Weaker: append([]string{"stray-token"}, unsigned...)},
	{ID: "subject-encoded", Column: "bad token", Title: "user 1's ID as an API key, or in base64", Token: Subject, On: oneList,
		Forms: authorization("ApiKey {token}", "Bearer {user}"), Code: "identity-as-token", Weaker: append([]string{"subject", "garbage"}, malformed...)},
	{ID: "subject-dressed", Column: "bad token", Title: "user 1's ID as a developer's token, or with any password", Deep: true, Token: Subject, On: oneList,
		Forms: authorization("Bearer dev:{token}", "Bearer user:{token}", "Bearer test:{token}", "Basic {basic}", "Token {token}"), Code: "identity-as-token",
		Weaker: append([]string{"subject"}, malformed...)},
	{ID: "derived-key", Column: "bad token", Title: "a key made of user 1's ID or address", Deep: true, Token: Derived, On: oneList,
		Forms: append([]Form{{"X-Api-Key": "{token}", "Apikey": "{token}", "X-Access-Token": "{token}", "X-Auth-Token": "{token}", "X-Token": "{token}"}}, bearer...), Code: "identity-as-token", Weaker: append([]string{"stray-key", "subject", "email"}, unsigned...)},
	{ID: "email", Column: "bad token", Title: "user 1's e-mail address as the token", Token: Email, Forms: bearer, On: oneList,
		Code: "identity-as-token", Weaker: unsigned},
	{ID: "email-password", Column: "bad token", Title: "user 1's e-mail address with any password", Token: Email, Forms: authorization("Basic {basic}"), On: oneList,
		Code: "identity-as-token", Weaker: append([]string{"email"}, malformed...)},
	{ID: "altered", Column: "forged", Title: "a token with another end", Token: Altered, Forms: bearer, On: oneList,
		Code: "altered-token-accepted", Weaker: []string{"forged-key", "forged-payload", "garbage", "no-token"}},
}

// keys is one key in all headers in which services look for theirs.
func keys(key string) Form {
	f := Form{}
	for _, name := range []string{"X-Api-Key", "Api-Key", "Apikey", "X-Api-Token", "X-Auth-Token", "X-Access-Token", "X-Service-Token", "X-Service-Key", "X-Agent-Key",
		"X-Secret", "X-Secret-Key", "X-Shared-Secret", "X-Webhook-Secret", "X-Internal-Secret", "X-Internal-Key", "X-Internal-Token", "X-Admin-Key", "X-Admin-Token"} {
		f[name] = key
	}
	return f
}

// Presented is what a form is filled with.
type Presented struct {
	Token   string
	Email   string // of whom the token names, where the token is an ID
	Project string // of Supabase: its cookies have the reference, or "localhost", in their name
}

// Present fills a form: the headers and the query that a request adds.
func (f Form) Present(p Presented) (header map[string]string, query string) {
	header = make(map[string]string)
	for name, value := range f {
		if name == queryForm {
			query = p.fill(value)
			continue
		}
		header[name] = p.fill(value)
	}
	return header, query
}

// inForms is what stands in a form for a token, as it is or encoded.
var inForms = map[string]func(Presented) string{
	"{token}":   func(p Presented) string { return p.Token },
	"{session}": func(p Presented) string { return session(p.Token) },
	"{user}":    func(p Presented) string { return namedUser(p) },
	"{basic}":   func(p Presented) string { return base64.StdEncoding.EncodeToString([]byte(p.Token + ":x")) },
	"{project}": func(p Presented) string { return p.Project },
}

// Encoded are other forms of what is no secret, and has an address in it.
func (p Presented) Encoded() []string { return []string{p.fill("{user}"), p.fill("{basic}")} }

func (p Presented) fill(text string) string {
	var pairs []string
	for name, dressed := range inForms {
		if strings.Contains(text, name) {
			pairs = append(pairs, name, dressed(p))
		}
	}
	if len(pairs) == 2 { // as most have; what finds several at once takes longer to make
		return strings.ReplaceAll(text, pairs[0], pairs[1])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// session is a token as Supabase keeps it in a cookie, with the user that it names.
func session(token string) string {
	text, _ := json.Marshal(map[string]any{"access_token": token, "token_type": "bearer", "expires_in": 3600, "refresh_token": "none", "user": userOf(token)})
	return base64.RawURLEncoding.EncodeToString(text)
}

// userOf is whom a token names; what is no token is an ID. It reads by hand what supabase.Claims
// does: the catalog imports nothing of ours.
func userOf(token string) map[string]any {
	if parts := strings.Split(token, "."); len(parts) == 3 {
		var claims struct{ Sub, Email string }
		if text, err := base64.RawURLEncoding.DecodeString(parts[1]); err == nil && json.Unmarshal(text, &claims) == nil {
			return map[string]any{"id": claims.Sub, "email": claims.Email, "aud": "authenticated", "role": "authenticated"}
		}
	}
	return map[string]any{"id": token}
}

// namedUser is whom a token names, in the words of sessions that are kept in the browser,
// of Google's API Gateway and of Azure's App Service: none of them signs it. The padding
// is left to spaces in the JSON.
func namedUser(p Presented) string {
	user := userOf(p.Token)
	claims := []any{}
	for _, name := range []string{"sub", "oid", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"} {
		claims = append(claims, map[string]any{"typ": name, "val": user["id"]})
	}
	text, _ := json.Marshal(map[string]any{"user": user, "user_id": user["id"], "userId": user["id"], "sub": user["id"], "id": user["id"],
		"email": cmp.Or(user["email"], any(p.Email)), "passport": map[string]any{"user": user["id"]}, "auth_typ": "aad", "claims": claims})
	for len(text)%3 != 0 {
		text = append(text, ' ')
	}
	return base64.StdEncoding.EncodeToString(text)
}

// What one request may be given, in bytes: Node refuses more than 16 KiB of headers, nginx
// and Apache a line of more than 8 KiB. A refusal for that says nothing of the token.
const (
	mostGiven  = 14 << 10
	mostInLine = 8000
)

// Fitting parts a form that is too much for one request with what it is filled with.
func (f Form) Fitting(p Presented) []Form {
	var parts []Form
	part, lines, all := Form{}, map[string]int{}, 0
	for _, single := range f.Apart() {
		for name, value := range single.Form {
			n := len(name) + len(p.fill(value)) + len(": \r\n")
			if len(part) > 0 && (all+n > mostGiven || lines[name]+n > mostInLine) {
				parts, part, lines, all = append(parts, part), Form{}, map[string]int{}, 0
			}
			lines[name], all = lines[name]+n, all+n
			if before, more := part[name]; more {
				value = before + between[name] + value
			}
			part[name] = value
		}
	}
	return append(parts, part)
}

// between stands between the names of one line.
var between = map[string]string{"Cookie": "; ", queryForm: "&"}

// Single is a form that has one name of a group only.
type Single struct {
	Name string // "cookie session", "X-Api-Key", "?token"
	Form Form
}

// Apart parts a form that tries many names together.
func (f Form) Apart() []Single {
	var list []Single
	for _, name := range slices.Sorted(maps.Keys(f)) {
		switch value := f[name]; name {
		case "Cookie":
			for _, cookie := range strings.Split(value, between[name]) {
				list = append(list, Single{"cookie " + strings.SplitN(cookie, "=", 2)[0], Form{name: cookie}})
			}
		case queryForm:
			for _, parameter := range strings.Split(value, between[name]) {
				list = append(list, Single{"?" + strings.SplitN(parameter, "=", 2)[0], Form{name: parameter}})
			}
		case "Authorization":
			list = append(list, Single{name + ": " + strings.SplitN(value, " ", 2)[0], Form{name: value}})
		default:
			list = append(list, Single{name, Form{name: value}})
		}
	}
	return list
}
