package langgraphtest

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// bySphere is user 2 in the sphere of user 1.
func bySphere(w *world) bool {
	w.t.Helper()
	return w.leaked("two", "GET", "/threads/"+w.thread, "", []string{"X-Sphere", "user-1"})
}

// withLetter is a forged token with a letter that clients refuse to send on.
func withLetter(w *world) bool {
	w.t.Helper()
	return w.leaked("Bearer "+w.provider.forge(w.t, "key")+"é", "GET", "/threads/"+w.thread, "", nil)
}

// ofPrefixedIssuer is a token of an issuer whose address begins like the provider's, and who
// publishes a key.
func ofPrefixedIssuer(w *world) bool {
	w.t.Helper()
	secret := []byte("nobody's")
	keys := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(rw, `{"keys":[{"kty":"oct","kid":"own","k":"bm9ib2R5J3M"}]}`)
	}))
	defer keys.Close()
	claims := claimsOf("user-1")
	claims["iss"] = w.provider.URL + "@" + strings.TrimPrefix(keys.URL, "http://")
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	token.Header["kid"] = "own"
	text, err := token.SignedString(secret)
	return err == nil && w.leaked("Bearer "+text, "GET", "/threads/"+w.thread, "", nil)
}

// twice is user 2 creating with the key by which user 1 has.
func twice(w *world) bool {
	w.t.Helper()
	w.as("one", "POST", "/threads", `{"metadata":{"tag":"`+secret+`"}}`, "Idempotency-Key", "once")
	return w.leaked("two", "POST", "/threads", `{}`, []string{"Idempotency-Key", "once"})
}

// keptAsAsset is user 2 asking for what user 1 has asked for like a file.
func keptAsAsset(w *world) bool {
	w.t.Helper()
	at := "/threads/" + w.thread + "?v=app.css"
	for range 3 {
		w.as("one", "GET", at, "")
	}
	return w.leaked("two", "GET", at, "", nil)
}

// headersToGraph is user 2 asking the graph what it knows of the user whom a header names.
func headersToGraph(w *world) bool {
	w.t.Helper()
	w.as("one", "POST", "/runs/wait", `{"assistant_id":"agent","input":{"messages":[{"role":"user","content":"`+secret+`"}]}}`)
	return w.leaked("two", "POST", "/runs/wait", `{"assistant_id":"agent","input":{"messages":[{"role":"user","content":"hi"}]}}`, []string{"X-User-Id", "user-1"})
}

// readMeanwhile is user 2 reading a thread just after user 1 has begun to.
func readMeanwhile(w *world) bool {
	w.t.Helper()
	var wait sync.WaitGroup
	defer wait.Wait()
	wait.Go(func() { w.as("one", "GET", "/threads/"+w.thread, "") })
	time.Sleep(3 * time.Millisecond)
	w.as("two", "GET", "/threads/"+w.thread, "")
	return w.leaked("two", "GET", "/threads/"+w.thread, "", nil)
}

func keyOf(address string) string {
	sum := md5.Sum([]byte(address))
	return hex.EncodeToString(sum[:])
}

var otherwiseProbes = []probe{
	{"as.sphere", bySphere},
	{"as.subdomain", leaks("two", "GET", "/threads/$T", "", "Host", "user-1.localhost")},
	{"token.letter", withLetter},
	{"token.issuer", ofPrefixedIssuer},
	{"path.beside", leaks("", "POST", "/public/../threads/search", `{}`)},
	{"connection.names", leaks("two", "GET", "/threads/$T", "", "Connection", "close, X-User-Id")},
	{"switch.debug", leaks("two", "GET", "/threads/$T?debug=1", "")},
	{"key.address", leaks("", "GET", "/threads/$T", "", "X-Api-Key", keyOf("user-1@example.com"))},
	{"again", twice},
	{"kept", keptAsAsset},
	{"read.meanwhile", readMeanwhile},
	{"graph.header", headersToGraph},
}

// searchesOtherwise come first: what changes hands later is found as well.
var searchesOtherwise = []probe{
	{"search.text", leaks("two", "POST", "/threads/search", `{}`, "Content-Type", "text/plain")},
	{"search.thousand", leaks("two", "POST", "/threads/search", `{"limit":1000}`)},
}
