package tokens

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// TestKeysElsewhere: keys are asked of the host that was named, also where it sends away.
func TestKeysElsewhere(t *testing.T) {
	var asked atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer elsewhere.Close()
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/.well-known/jwks.json":
			http.Redirect(w, r, "/keys", http.StatusFound)
		case "/keys":
			http.Redirect(w, r, elsewhere.URL, http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	defer issuer.Close()
	keys, err := PublishedKeys(http.DefaultClient, issuer.URL)(t.Context())
	if err == nil || len(keys) > 0 || asked.Load() > 0 {
		t.Errorf("keys %v, %v; %d requests went elsewhere", keys, err, asked.Load())
	}
}
