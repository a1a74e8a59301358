package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMatches: a pattern's * matches any number of characters, / too.
func TestMatches(t *testing.T) {
	for _, c := range []struct {
		pattern, check string
		want           bool
	}{
		{"threads.get/other-user", "threads.get/other-user", true},
		{"threads.get/*", "threads.get/other-user", true},
		{"threads.*", "threads.get/other-user", true},
		{"*/other-user", "threads.get/other-user", true},
		{"*", "routes.get:/custom/status/no-token", true},
		{"routes.get:/custom/*", "routes.get:/custom/a/b/no-token", true},
		{"threads.get", "threads.get/other-user", true},
		{"threads.get", "threads.get_state/other-user", false},
		{"threads", "threads.get/other-user", true},
		{"thread", "threads.get/other-user", false},
		{"routes.get:/custom/status", "routes.get:/custom/status/no-token", true},
		{"other-user", "threads.get/other-user", false},
		{"threads.g?t/owner", "threads.get/owner", true},
		{"threads.[gs]et/owner", "threads.get/owner", true},
		{"threads.[", "threads.[", false},
		{"", "threads.get/owner", false},
	} {
		if got := Matches([]string{"nothing", c.pattern}, c.check); got != c.want {
			t.Errorf("%q matches %q: %v", c.pattern, c.check, got)
		}
	}
}

// TestSelected: --only picks, --skip drops, and skipping wins.
func TestSelected(t *testing.T) {
	s := Selection{Only: []string{"threads.*"}, Skip: []string{"*/studio"}}
	got := map[string]bool{}
	for _, check := range []string{"threads.get/other-user", "threads.get/studio", "store.get/other-user"} {
		got[check] = s.Has(check)
	}
	if diff := cmp.Diff(map[string]bool{"threads.get/other-user": true, "threads.get/studio": false, "store.get/other-user": false}, got); diff != "" {
		t.Errorf("selected (-want +got):\n%s", diff)
	}
}
