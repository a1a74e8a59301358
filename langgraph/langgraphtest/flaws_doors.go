package langgraphtest

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"github.com/golang-jwt/jwt/v5"
)

// doorFlaws let somebody in by another door than the Authorization header, or by
// something that is no secret.
var doorFlaws = []Flaw{
	{Name: "cookie-decoded", Summary: "without a header, the token of a cookie is decoded, not verified",
		edit: orElse(func(req *http.Request) string { return cookieOf(req, "access_token") }, decoded)},
	{Name: "cookie-guest", Summary: "whoever brings a session cookie is let in",
		edit: orElse(func(req *http.Request) string { return cookieOf(req, "session") }, anybody)},
	{Name: "query-decoded", Summary: "without a header, ?access_token= is decoded, not verified",
		edit: orElse(func(req *http.Request) string { return req.URL.Query().Get("access_token") }, decoded)},
	{Name: "query-guest", Summary: "whoever brings ?token= is let in",
		edit: orElse(func(req *http.Request) string { return req.URL.Query().Get("token") }, anybody)},
	{Name: "key-header-decoded", Summary: "without a header, X-Forwarded-Access-Token is decoded, not verified",
		edit: orElse(func(req *http.Request) string { return req.Header.Get("X-Forwarded-Access-Token") }, decoded)},
	{Name: "key-header-guest", Summary: "any x-api-key is accepted",
		edit: orElse(func(req *http.Request) string { return req.Header.Get("X-Api-Key") }, anybody)},
	{Name: "cookie-user-id", Summary: "a cookie with a user's ID is that user",
		edit: orElse(func(req *http.Request) string { return cookieOf(req, "session") }, byID)},
	{Name: "query-user-id", Summary: "?key= with a user's ID is that user",
		edit: orElse(func(req *http.Request) string { return req.URL.Query().Get("key") }, byID)},
	{Name: "key-user-id", Summary: "the ID is the API key",
		edit: orElse(func(req *http.Request) string { return req.Header.Get("X-Api-Key") }, byID)},
	{Name: "comma-joined", Summary: "of joined Authorization headers the last is decoded, not verified",
		edit: orElse(func(req *http.Request) string { return lastOf(req, ", Bearer ") }, decoded)},
	{Name: "comma-behind", Summary: "of joined Authorization headers the first is verified, and the last says who it is", edit: namedByOther(0, -1)},
	{Name: "comma-ahead", Summary: "of joined Authorization headers the last is verified, and the first says who it is", edit: namedByOther(-1, 0)},
	{Name: "comma-guest", Summary: "whatever follows a comma in the Authorization header is let in",
		edit: orElse(func(req *http.Request) string { return lastOf(req, ", Bearer ") }, anybody)},
	{Name: "comma-user-id", Summary: "a user's ID after a comma in the Authorization header is that user",
		edit: orElse(func(req *http.Request) string { return lastOf(req, ", Bearer ") }, byID)},
	{Name: "a2a-decoded", Summary: "below /a2a, tokens are decoded, not verified",
		edit: orElse(func(req *http.Request) string { return onPath(req, "/a2a/", lastOf(req, "Bearer ")) }, decoded)},
	{Name: "streams-decoded", Summary: "on streams, tokens are decoded, not verified",
		edit: orElse(func(req *http.Request) string { return onPath(req, "/stream", lastOf(req, "Bearer ")) }, decoded)},
	{Name: "streams-query-decoded", Summary: "on streams, which take no header from browsers, ?token= is decoded, not verified",
		edit: orElse(func(req *http.Request) string { return onPath(req, "/stream", req.URL.Query().Get("token")) }, decoded)},
	{Name: "mcp-key-guest", Summary: "for MCP, any x-api-key is accepted",
		edit: orElse(func(req *http.Request) string { return onPath(req, "/mcp", req.Header.Get("X-Api-Key")) }, anybody)},
	{Name: "documentation-tokens", Summary: "the tutorial's user1-token and user2-token are still in the table",
		edit: orElse(func(req *http.Request) string { return lastOf(req, "Bearer ") }, only("user1-token", "user2-token"))},
	{Name: "id-as-token", Summary: "a user's ID is accepted as the token",
		edit: orElse(func(req *http.Request) string { return lastOf(req, "Bearer ") }, byID)},
	{Name: "keys-looked-up", Summary: "tokens are looked up in a text of keys: a part of one is found",
		edit: orElse(func(req *http.Request) string { return lastOf(req, "Bearer ") }, func(token string) (*user, error) {
			if !strings.Contains("key-7f3a9c51d2e84b60,key-51d0c7be90aa4e1f", token) {
				return nil, errNotAccepted
			}
			return guest(), nil
		})},
	{Name: "fastapi-secret", Summary: "tokens signed with the secret of FastAPI's tutorial are accepted",
		edit: orElse(func(req *http.Request) string { return lastOf(req, "Bearer ") }, func(token string) (*user, error) {
			secret := []byte("09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7")
			if _, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return secret, nil }, jwt.WithValidMethods([]string{"HS256"})); err != nil {
				return nil, errNotAccepted
			}
			return decoded(token)
		})},
	{Name: "developers-tokens", Summary: "dev: and a user's ID is that user's token",
		edit: orElse(func(req *http.Request) string { return lastOf(req, "Bearer dev:") }, byID)},
	{Name: "email-as-token", Summary: "an e-mail address is accepted as the token",
		edit: orElse(func(req *http.Request) string { return lastOf(req, "Bearer ") }, byAddress)},
	{Name: "cached-by-half", Summary: "tokens are cached by their first two thirds",
		edit: acceptTokens(func(_ Options, accept provider) provider {
			return cachedBy(accept, func(token string) string { return token[:len(token)*2/3] })
		})},
	{Name: "scheme-decoded", Summary: "what follows Token instead of Bearer is decoded, not verified",
		edit: orElse(func(req *http.Request) string { return behind(req.Header.Get("Authorization"), "Token ") }, decoded)},
	{Name: "subprotocol-decoded", Summary: "the token of a WebSocket's subprotocol is decoded, not verified",
		edit: orElse(func(req *http.Request) string { return behind(req.Header.Get("Sec-Websocket-Protocol"), "bearer, ") }, decoded)},
	{Name: "probe-trusted", Summary: "who says to be the cluster's probe needs no token",
		edit: orElse(func(req *http.Request) string { return behind(req.Header.Get("User-Agent"), "kube-probe/") }, anybody)},
	{Name: "origin-trusted", Summary: "a page of localhost needs no token",
		edit: orElse(func(req *http.Request) string { return behind(req.Header.Get("Origin"), "http://localhost:") }, anybody)},
	{Name: "encoded-exempt", Summary: "paths are compared as they are written, and what is none of the API's is public",
		edit: exempt(func(req *http.Request) bool { return strings.Contains(req.URL.EscapedPath(), "%") })},
	{Name: "network-trusted", Summary: "who says to come from 127.0.0.1 needs no token",
		edit: orElse(func(req *http.Request) string { return req.Header.Get("X-Forwarded-For") }, anybody)},
	{Name: "host-trusted", Summary: "who asks for localhost needs no token",
		edit: orElse(func(req *http.Request) string { return behind(req.Host+"/", "localhost") }, anybody)},
	{Name: "docker-trusted", Summary: "who says to come from Docker's network needs no token",
		edit: orElse(func(req *http.Request) string { return behind(req.Header.Get("X-Forwarded-For"), "172.17.") }, anybody)},
	{Name: "original-uri-trusted", Summary: "whether a path is public goes by X-Original-URI",
		edit: exempt(func(req *http.Request) bool { return req.Header.Get("X-Original-URI") == "/ok" })},
	{Name: "internal-key-unset", Summary: "X-Internal-Key is compared with a variable that nobody has set",
		edit: exempt(func(req *http.Request) bool {
			keys := req.Header.Values("X-Internal-Key")
			return len(keys) > 0 && keys[0] == ""
		})},
	{Name: "browser-session-trusted", Summary: "a session that the browser keeps is decoded, and not signed",
		edit: orElse(func(req *http.Request) string { return cookieOf(req, "connect.sid") }, byEncoded("user", "id"))},
	{Name: "userinfo-trusted", Summary: "X-Apigateway-Api-Userinfo is believed from anybody",
		edit: orElse(func(req *http.Request) string { return req.Header.Get("X-Apigateway-Api-Userinfo") }, byEncoded("sub"))},
	{Name: "vite-trusted", Summary: "a page of Vite's server needs no token",
		edit: orElse(func(req *http.Request) string { return behind(req.Header.Get("Origin"), "http://localhost:517") }, anybody)},
	{Name: "view-as-trusted", Summary: "whoever has a login sees what the user sees that X-View-As names",
		edit: impersonated(func(req *http.Request) string { return req.Header.Get("X-View-As") })},
	{Name: "proxy-user-trusted", Summary: "X-Auth-Request-User is believed from anybody",
		edit: orElse(func(req *http.Request) string { return req.Header.Get("X-Auth-Request-User") }, byID)},
	{Name: "proxy-email-trusted", Summary: "Cf-Access-Authenticated-User-Email is believed from anybody",
		edit: orElse(func(req *http.Request) string { return req.Header.Get("Cf-Access-Authenticated-User-Email") }, byAddress)},
	{Name: "head-exempt", Summary: "HEAD needs no token", edit: exempt(func(req *http.Request) bool { return req.Method == http.MethodHead })},
	{Name: "url-ends-ok", Summary: "URLs that end with /ok need no token",
		edit: exempt(func(req *http.Request) bool { return strings.HasSuffix(req.URL.String(), "/ok") })},
}

// orElse tries another door where the sound one is closed.
func orElse(door func(*http.Request) string, accept provider) func(*module, Options) {
	return func(m *module, _ Options) {
		login := m.authenticate
		m.authenticate = func(req *http.Request) (*user, error) {
			u, err := login(req)
			if brought := door(req); err != nil && brought != "" {
				if found, refused := accept(brought); refused == nil {
					return found, nil
				}
			}
			return u, err
		}
	}
}

// namedByOther verifies one of the tokens of a header, and believes what another says; -1 is
// the last.
func namedByOther(verified, believed int) func(*module, Options) {
	return func(m *module, o Options) {
		accept := o.provider()
		m.authenticate = func(req *http.Request) (*user, error) {
			header, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer ")
			tokens := strings.Split(header, ", Bearer ")
			u, err := accept(tokens[(verified+len(tokens))%len(tokens)])
			if err != nil || !ok {
				return nil, refuse(http.StatusUnauthorized, "Invalid token")
			}
			if named, err := decoded(tokens[(believed+len(tokens))%len(tokens)]); err == nil {
				u = named
			}
			return u, nil
		}
	}
}

// onPath is what was brought, on paths that hold a part.
func onPath(req *http.Request, part, brought string) string {
	if !strings.Contains(req.URL.Path, part) {
		return ""
	}
	return brought
}

// behind is what follows the beginning of a text, "" where it begins otherwise.
func behind(text, begin string) string {
	rest, ok := strings.CutPrefix(text, begin)
	if !ok {
		return ""
	}
	return rest
}

func cookieOf(req *http.Request, name string) string {
	cookie, err := req.Cookie(name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

func lastOf(req *http.Request, separator string) string {
	header := req.Header.Get("Authorization")
	i := strings.LastIndex(header, separator)
	if i < 0 {
		return ""
	}
	return header[i+len(separator):]
}

func decoded(token string) (*user, error) { return believe(token, "") }

func anybody(string) (*user, error) { return guest(), nil }

func byID(text string) (*user, error) {
	if len(text) != 36 {
		return nil, errNotAccepted
	}
	return &user{identity: text}, nil
}

// byEncoded takes who it is from a field of JSON in base64.
func byEncoded(path ...string) provider {
	return func(text string) (*user, error) {
		decoded, err := base64.StdEncoding.DecodeString(text)
		var node any
		if err != nil || json.Unmarshal(decoded, &node) != nil {
			return nil, errNotAccepted
		}
		for _, name := range path {
			fields, _ := node.(object)
			node = fields[name]
		}
		id, _ := node.(string)
		return byID(id)
	}
}

func byAddress(text string) (*user, error) {
	if !strings.Contains(text, "@") {
		return nil, errNotAccepted
	}
	return &user{identity: text, email: text}, nil
}

func only(tokens ...string) provider {
	return func(token string) (*user, error) {
		for _, known := range tokens {
			if token == known {
				return &user{identity: known}, nil
			}
		}
		return nil, errNotAccepted
	}
}

// cachedBy asks once for each key that is made of a token.
func cachedBy(accept provider, key func(string) string) provider {
	var known sync.Map
	return func(token string) (*user, error) {
		if u, ok := known.Load(key(token)); ok {
			return u.(*user), nil
		}
		u, err := accept(token)
		if err == nil {
			known.Store(key(token), u)
		}
		return u, err
	}
}
