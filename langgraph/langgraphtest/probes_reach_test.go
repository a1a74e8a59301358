package langgraphtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"
)

// attackers have keys of their own.
var attackers = sync.OnceValues(func() (*ecdsa.PrivateKey, *rsa.PrivateKey) {
	ec, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	rs, _ := rsa.GenerateKey(rand.Reader, 2048)
	return ec, rs
})

// forgeHeader makes tokens whose header or claims are the trick; ok is false for others.
func (p *fakeProvider) forgeHeader(t *testing.T, trick string) (token string, ok bool) {
	t.Helper()
	claims := claimsOf("user-1")
	ec, rs := attackers()
	public := jose.JSONWebKey{Key: &ec.PublicKey, KeyID: "attacker", Algorithm: "ES256"}
	switch trick {
	case "family":
		return signWith(t, jwt.SigningMethodRS256, rs, claims), true
	case "unsigned":
		return p.tokens["one"][:strings.LastIndex(p.tokens["one"], ".")+1], true
	case "service":
		claims["role"] = "service_role"
		return signWith(t, jwt.SigningMethodES256, ec, claims), true
	case "jwk":
		return withHeader(t, ec, claims, "jwk", public), true
	case "jku":
		keys := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{public}})
		}))
		t.Cleanup(keys.Close)
		return withHeader(t, ec, claims, "jku", keys.URL), true
	case "file":
		return withHeader(t, []byte{}, claims, "kid", strings.Repeat("../", 12)+"dev/null"), true
	case "published":
		return signWith(t, jwt.SigningMethodHS256, []byte("super-secret-jwt-token-with-at-least-32-characters-long"), claims), true
	case "audience":
		claims["aud"] = "another application"
		return signWith(t, jwt.SigningMethodES256, p.key, claims), true
	case "no_end":
		delete(claims, "exp")
		return signWith(t, jwt.SigningMethodES256, p.key, claims), true
	}
	return "", false
}

func withHeader(t *testing.T, key any, claims jwt.MapClaims, name string, value any) string {
	t.Helper()
	var method jwt.SigningMethod = jwt.SigningMethodES256
	if _, ok := key.([]byte); ok {
		method = jwt.SigningMethodHS256
	}
	token := jwt.NewWithClaims(method, claims)
	token.Header["kid"], token.Header[name] = "attacker", value
	text, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// outlived is a token that was used and ended, and that still gets in where one that was
// not used does not.
func outlived(w *world) bool {
	w.t.Helper()
	return w.withdrawn("user-1", "unused", false) != 200 && w.withdrawn("user-1", "used", true) == 200
}

// accountOutlived is the same of two accounts that are gone altogether.
func accountOutlived(w *world) bool {
	w.t.Helper()
	return w.withdrawn("user-7", "unused", false) != 200 && w.withdrawn("user-8", "used", true) == 200
}

// withdrawn is how a token is answered that the provider has withdrawn.
func (w *world) withdrawn(subject, name string, use bool) int {
	w.t.Helper()
	claims := claimsOf(subject)
	claims["jti"] = name
	token := w.provider.sign(w.t, claims)
	if use {
		w.as("Bearer "+token, "POST", "/threads/search", `{}`)
	}
	w.provider.issued.locked(func(issued map[string]jwt.MapClaims) bool { delete(issued, token); return true })
	return w.as("Bearer "+token, "POST", "/threads/search", `{}`).status
}

// kept looks for user 1's token in a run of user 1's.
func kept(w *world) bool {
	w.t.Helper()
	return strings.Contains(w.as("one", "GET", "/threads/"+w.thread+"/runs/"+w.run, "").text, w.provider.tokens["one"])
}

// remembered tells the graph something as user 1, and asks it as user 2, with more in the input
// and beside it.
func remembered(input, more string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		body := func(text string) string {
			return `{"assistant_id":"agent","input":{"messages":[{"role":"user","content":"` + text + `"}]` + input + `}` + more + `}`
		}
		w.as("one", "POST", "/runs/wait", body("remember "+secret))
		return strings.Contains(w.as("two", "POST", "/runs/wait", body("what do you know?")).text, secret)
	}
}

// hooked plants something in user 1's thread by a webhook.
func hooked(w *world) bool {
	w.t.Helper()
	thread := w.aThread()
	w.as("two", "POST", "/runs/wait", `{"assistant_id":"agent","webhook":"/threads/`+thread+`/state","input":{"messages":[{"role":"user","content":"intruder"}]}}`)
	time.Sleep(2 * queueDelay)
	return finds("/threads/$T/state", "intruder")(w, thread)
}

var reachProbes = []probe{
	{"forged.family", leaks("forged family", "GET", "/threads/$T", "")},
	{"forged.unsigned", leaks("forged unsigned", "GET", "/threads/$T", "")},
	{"forged.service", func(w *world) bool {
		token, _ := w.provider.forgeHeader(w.t, "service")
		return w.as("Bearer "+token, "POST", "/threads", `{}`).status == 200
	}},
	{"forged.jwk", leaks("forged jwk", "GET", "/threads/$T", "")},
	{"forged.jku", leaks("forged jku", "GET", "/threads/$T", "")},
	{"forged.file", leaks("forged file", "GET", "/threads/$T", "")},
	{"forged.published", leaks("forged published", "GET", "/threads/$T", "")},
	{"audience", leaks("forged audience", "GET", "/threads/$T", "")},
	{"no_end", leaks("forged no_end", "GET", "/threads/$T", "")},
	{"outlived", outlived},
	{"account_outlived", accountOutlived},
	{"kept", kept},
	{"runs.body_thread", on(sends("POST", "/runs", `{"assistant_id":"agent","thread_id":"$T","after_seconds":3600}`), finds("/threads/$T/runs", "run_id"))},
	{"runs.resume", on(sends("POST", "/threads/$T/runs", `{"assistant_id":"agent","command":{"resume":"yes"},"after_seconds":3600}`), finds("/threads/$T/runs", "run_id"))},
	{"runs.if_not_exists", on(sends("POST", "/threads/$T/runs", `{"assistant_id":"agent","if_not_exists":"create","after_seconds":3600}`), finds("/threads/$T/runs", "run_id"))},
	{"runs.memory", remembered("", "")},
	{"runs.memory_input", remembered(`,"user_id":"user-1"`, "")},
	{"runs.memory_config", remembered("", `,"config":{"configurable":{"user_id":"user-1"}}`)},
	{"runs.webhook", hooked},
}
