package probe

import (
	"testing"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// TestByHand: whatever an address is, it is one word for the shell that removes a thing.
func TestByHand(t *testing.T) {
	for _, test := range []struct {
		login catalog.Login
		want  string
	}{
		{catalog.NoLogin, `curl -X DELETE 'http://localhost/it'\''s/threads/1'`},
		{catalog.OtherUser, `curl -X DELETE 'http://localhost/it'\''s/threads/1' -H "Authorization: Bearer $AUTHCHECK_TOKEN_2"`},
	} {
		got := byHand("http://localhost/it's/", thing{login: test.login, removal: langgraph.Request{Path: "/threads/1"}})
		if got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}
