package scenario_test

import (
	"net/http"
	"strings"
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/supabase/supabasetest"
)

// TestKeyedItems: an item under user 1's ID as its key is removed again; where user 1 has one, it
// is left as it is.
func TestKeyedItems(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"", `{"name":"Ann"}`} {
		s := newStand(t, "store-profiles-open", supabasetest.Options{})
		config := s.config(t)
		config.Deep, config.Only = true, []string{"store.get/*", "store.get-profile/*"}
		owner := config.Users[0]
		user, err := s.client.User(t.Context(), owner.Token)
		if err != nil {
			t.Fatal(err)
		}
		if before != "" {
			s.ask(t, owner.Token, http.MethodPut, "/store/items", `{"namespace":["profiles"],"key":"`+user.ID+`","value":`+before+`}`, nil)
		}
		report := verify(t, config)
		want := catalog.Warn
		if before != "" {
			want = catalog.Skip
		}
		var got []result.Result
		for _, r := range report.Results {
			if r.ID == "store.get-profile/other-user" {
				got = append(got, r)
			}
		}
		if len(got) != 1 || got[0].Verdict != want {
			t.Errorf("with %q before: %+v, want %s", before, got, want)
		}
		var item struct{ Value map[string]any }
		s.ask(t, owner.Token, http.MethodGet, "/store/items?namespace=profiles&key="+user.ID, "", &item)
		if before == "" && item.Value != nil || before != "" && !strings.Contains(before, item.Value["name"].(string)) {
			t.Errorf("with %q before: left %v", before, item.Value)
		}
	}
}
