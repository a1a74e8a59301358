package probe

import (
	"net/http"
	"net/url"
	"testing"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// TestPresents: a token is counted as one wherever it stands, in the group of a place and alone.
func TestPresents(t *testing.T) {
	k := newKeyring(Config{})
	for _, id := range catalog.Identities(true, true) {
		token := id.Token != "" && id.Code != "identity-from-client" // whom a header names is no token
		for _, f := range k.formsOf(id, []string{"token"}) {
			for _, one := range append(f.alone, f) {
				if got := presents(langgraph.Request{Header: one.header, Query: one.query}); token && !got {
					t.Errorf("%s: %v %v is not counted", id.ID, one.header, one.query)
				}
			}
		}
	}
	for header, want := range map[string]bool{"": false, "X-Auth-Scheme": false, "X-User-Id": false, "Authorization": true, "Cf-Access-Jwt-Assertion": true} {
		if got := presents(langgraph.Request{Header: http.Header{header: {"x"}}}); got != want {
			t.Errorf("%s: %v", header, got)
		}
	}
	if presents(langgraph.Request{Query: url.Values{"from": {"/ok"}}}) {
		t.Error("any query is taken for a token")
	}
}
