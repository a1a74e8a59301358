package catalog

import (
	"slices"
	"testing"
)

// TestClaimedProfile has whom somebody belongs to, and a role of the policy, stand in the fields in
// which careless handlers look for them.
func TestClaimedProfile(t *testing.T) {
	claimed := ClaimedProfile(Claim{Subject: "ann", Owner: "ann", Group: "red", Owned: object{"owner": "ann", "team": "red"}, Role: "auditor"}, nil)
	for field, want := range map[string]any{"user_id": "ann", "owner": "ann", "team": "red", "team_id": "red", "org_id": "red", "role": "auditor", "is_auditor": true, "is_admin": true} {
		if claimed[field] != want {
			t.Errorf("%s: %v, want %v", field, claimed[field], want)
		}
	}
	for _, field := range []string{"roles", "groups", "permissions"} {
		list, _ := claimed[field].([]any)
		if !slices.Contains(list, any("auditor")) || !slices.Contains(list, any("admin")) {
			t.Errorf("%s: %v", field, claimed[field])
		}
	}
	who := ClaimedProfile(Claim{Subject: "1764", Email: "ann@one.example", Owner: "1764", Group: "red"}, object{"orgs": []any{"blue"}})
	for field, want := range map[string]any{"contact_email": "ann@one.example", "upn": "ann@one.example", "user_name": "1764", "uid": "1764"} {
		if who[field] != want {
			t.Errorf("%s: %v, want %v", field, who[field], want)
		}
	}
	for field, want := range map[string][]any{"orgs": {"blue", "red"}, "teams": {"red"}} {
		if list, _ := who[field].([]any); !slices.Equal(list, want) {
			t.Errorf("%s: %v, want %v", field, who[field], want)
		}
	}
	if plain := ClaimedProfile(Claim{Subject: "ann", Owner: "ann", Group: "ann"}, nil); plain["role"] != "admin" || plain["team"] != "ann" {
		t.Errorf("without a policy: %v", plain)
	}
}
