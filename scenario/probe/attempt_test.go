package probe

import (
	"net/http"
	"testing"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// TestLost: what a create may have made is looked for where its answer does not say that it was refused.
func TestLost(t *testing.T) {
	user2, nobody := catalog.IdentityNamed("other-user"), catalog.IdentityNamed("no-token")
	for _, test := range []struct {
		who    catalog.Identity
		status int
		lost   bool
	}{
		{user2, 504, true}, {user2, 503, true}, {user2, 500, true}, {user2, 200, true}, // without an ID
		{user2, 401, false}, {user2, 404, false}, {user2, 302, false}, {user2, 501, false},
		{nobody, 500, false}, {nobody, 502, true},
	} {
		resp := &langgraph.Response{Status: test.status, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte("{}")}
		if got := attemptOf(catalog.Named("threads.create"), test.who, langgraph.Request{}, resp, nil).lost; got != test.lost {
			t.Errorf("%s, %d: lost is %t", test.who.ID, test.status, got)
		}
	}
}
