package settings

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestHTTPClient costs no more of an answer's header than other clients do, and follows nobody.
func TestHTTPClient(t *testing.T) {
	v, err := valuesOf(t, nil, "", "--request-timeout", "7s")
	if err != nil {
		t.Fatal(err)
	}
	client, err := v.HTTPClient()
	if err != nil || client.Timeout != 7*time.Second {
		t.Fatalf("%v, %v", client, err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "/", http.StatusFound)
			return
		}
		w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
	}))
	defer server.Close()
	if resp, err := client.Get(server.URL); err == nil {
		resp.Body.Close()
		t.Error("a header of 1 MiB is read")
	}
	resp, err := client.Get(server.URL + "/away")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusFound {
		t.Errorf("a redirect is followed: %d", resp.StatusCode)
	}
}
