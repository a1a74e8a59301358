package langgraphtest

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// switchFlaws believe what was made for tests, proxies, earlier clients or the support.
var switchFlaws = []Flaw{
	{Name: "switch-header", Summary: "X-E2E-Test: 1 skips the login",
		edit: switched(func(req *http.Request) bool { return req.Header.Get("X-E2e-Test") == "1" })},
	{Name: "switch-query", Summary: "?preview=true skips the login",
		edit: switched(func(req *http.Request) bool { return req.URL.Query().Get("preview") == "true" })},
	{Name: "switch-asset", Summary: "URLs that end with .png need no login",
		edit: switched(func(req *http.Request) bool { return strings.HasSuffix(req.URL.String(), ".png") })},
	{Name: "method-claimed", Summary: "X-HTTP-Method-Override says what the method is, and OPTIONS needs no login",
		edit: switched(func(req *http.Request) bool { return req.Header.Get("X-Http-Method-Override") == http.MethodOptions })},
	{Name: "sdk-trusted", Summary: "who says to be LangGraph's SDK needs no login",
		edit: switched(func(req *http.Request) bool { return strings.HasPrefix(req.UserAgent(), "langgraph-sdk") })},
	{Name: "token-unset", Summary: "the service's token was never set: it is None",
		edit: orElse(func(req *http.Request) string { return lastOf(req, "Bearer ") }, only("None"))},
	{Name: "key-empty", Summary: "the service's key was never set: it is empty",
		edit: switched(func(req *http.Request) bool {
			key, brought := req.Header["X-Service-Token"]
			return brought && key[0] == ""
		})},
	{Name: "key-usual", Summary: "the service's key is the one of the example",
		edit: switched(func(req *http.Request) bool { return req.Header.Get("X-Internal-Key") == "changeme" })},
	{Name: "key-looked-up", Summary: "keys are looked up in a text of keys: a part of one is found",
		edit: switched(func(req *http.Request) bool {
			key := req.Header.Get("X-Api-Key")
			return key != "" && strings.Contains("key-7f1c0a2b9d,key-55aa01c3e2", key)
		})},
	{Name: "password-unchecked", Summary: "Basic with an address is that user, whatever the password is",
		edit: orElse(func(req *http.Request) string {
			text, _ := base64.StdEncoding.DecodeString(behind(req.Header.Get("Authorization"), "Basic "))
			name, password, _ := strings.Cut(string(text), ":")
			if password == "" {
				return ""
			}
			return name
		}, byAddress)},
	{Name: "id-as-key", Summary: "ApiKey and a user's ID is that user",
		edit: orElse(func(req *http.Request) string { return behind(req.Header.Get("Authorization"), "ApiKey ") }, byID)},
	{Name: "id-encoded", Summary: "an ID in JSON in base64 is a token of earlier clients",
		edit: orElse(func(req *http.Request) string { return lastOf(req, "Bearer ") }, byEncoded("sub"))},
	{Name: "ticket-decoded", Summary: "?ticket= is decoded, not verified",
		edit: orElse(func(req *http.Request) string { return req.URL.Query().Get("ticket") }, decoded)},
	{Name: "proxy-authorization-decoded", Summary: "Proxy-Authorization is decoded, not verified",
		edit: orElse(func(req *http.Request) string { return behind(req.Header.Get("Proxy-Authorization"), "Bearer ") }, decoded)},
	{Name: "certificate-trusted", Summary: "nginx's X-SSL-Client-S-DN is believed from anybody",
		edit: orElse(func(req *http.Request) string {
			name, _, _ := strings.Cut(behind(req.Header.Get("X-Ssl-Client-S-Dn"), "CN="), ",")
			return name
		}, byAddress)},
	{Name: "consumer-trusted", Summary: "Kong's X-Consumer-Custom-Id is believed from anybody",
		edit: orElse(func(req *http.Request) string { return req.Header.Get("X-Consumer-Custom-Id") }, byID)},
	{Name: "impersonated-by-query", Summary: "whoever has a login is the user that ?impersonate= names",
		edit: impersonated(func(req *http.Request) string { return req.URL.Query().Get("impersonate") })},
	{Name: "impersonated-by-cookie", Summary: "whoever has a login is the user that the cookie impersonate names",
		edit: impersonated(func(req *http.Request) string { return cookieOf(req, "impersonate") })},
	{Name: "sudo-trusted", Summary: "whoever has a login is the user that Sudo names",
		edit: impersonated(func(req *http.Request) string { return req.Header.Get("Sudo") })},
	{Name: "undated-unverified", Summary: "tokens without an end are the house's own, and not verified",
		edit: orBelieve(func(token string) (*user, error) {
			claims, parsed, err := unverified(token)
			if err != nil || claims["exp"] != nil || parsed.Method == jwt.SigningMethodNone {
				return nil, errNotAccepted
			}
			return claimed(claims)
		})},
}

// switched lets a guest in where something is switched on.
func switched(on func(*http.Request) bool) func(*module, Options) {
	return orElse(func(req *http.Request) string {
		if !on(req) {
			return ""
		}
		return "on"
	}, anybody)
}

// impersonated has whoever logged in be the user that is named.
func impersonated(named func(*http.Request) string) func(*module, Options) {
	return func(m *module, _ Options) {
		login := m.authenticate
		m.authenticate = func(req *http.Request) (*user, error) {
			u, err := login(req)
			if as := named(req); err == nil && as != "" {
				return &user{identity: as}, nil
			}
			return u, err
		}
	}
}
