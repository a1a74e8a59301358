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
	if plain := ClaimedProfile(Claim{Subject: "ann", Owner: "ann", Group: "ann"}, nil); plain["role"] != "admin" || plain["team"] != "ann" {
		t.Errorf("without a policy: %v", plain)
	}
}
