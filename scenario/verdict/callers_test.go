package verdict

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCallers(t *testing.T) {
	tests := []struct{ identities, want []string }{
		{[]string{"no-token", "garbage", "studio", "other-user"}, []string{"a caller without a token", "a garbage token", "the Studio header", "User 2"}},
		{[]string{"no-token", "malformed", "garbage", "expired", "logged-out"}, []string{"5 kinds of callers without a valid login"}},
		{[]string{"no-token", "malformed", "garbage", "expired", "other-user"}, []string{"User 2", "4 kinds of callers without a valid login"}},
		{[]string{"owner", "other-user", "reversed", "other-scheme", "no-token"},
			[]string{"User 1", "User 2", "User 1 with user 2's things", "User 1's token under another scheme", "a caller without a token"}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, callers(test.identities)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", test.identities, diff)
		}
	}
}
