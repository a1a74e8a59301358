package probe

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// TestTokenStillGood: on a server that says 401 for what is gone, the user's own list tells
// that the token has not ended; where that is refused too, it has.
func TestTokenStillGood(t *testing.T) {
	t.Parallel()
	for name, ended := range map[string]bool{"gone": false, "ended": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var gone bool
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if gone && (ended || r.URL.Path != "/threads/search") {
					w.WriteHeader(http.StatusUnauthorized)
				}
			}))
			t.Cleanup(server.Close)
			w := newWire(Config{URL: server.URL, Users: []User{{Name: "User 1", Token: "one"}}})
			send := func(method, path string) error {
				_, err := w.send(t.Context(), langgraph.Request{Method: method, Path: path, Header: bearer("one")}, catalog.Owner, false)
				return err
			}
			for _, path := range []string{"/threads/1", "/threads/search"} {
				if err := send(map[bool]string{false: "GET", true: "POST"}[path == "/threads/search"], path); err != nil {
					t.Fatal(err)
				}
			}
			gone = true
			err := send("DELETE", "/threads/1")
			if short, _ := w.shortage(); (err != nil) != ended || (short != "") != ended {
				t.Errorf("%v, %q", err, short)
			}
		})
	}
}
