package catalog

import (
	"maps"
	"slices"
)

// Claim is who a user is, as servers know it.
type Claim struct {
	Subject, Email string
	Owner          string         // what the server writes on things of the user; else the subject
	Group          string         // what it writes for whom the user belongs to; else the owner
	Owned          map[string]any // the same under the server's own keys
	Role           string         // of the policy, which sees more; "" for none
}

// Fields of a profile in which careless handlers look for the user's ID, for what they write on
// things, and for whom the user belongs to.
var (
	userFields  = []string{"sub", "id", "uid", "user_id", "userId", "identity", "user", "username", "account_id", "subject"}
	mailFields  = []string{"email", "mail", "contact_email", "contactEmail", "user_email", "email_address", "preferred_username", "upn", "login"}
	nameFields  = []string{"user_name", "handle", "nickname", "name"} // which are an address where the owner is one, else the ID
	ownerFields = []string{"owner", "owner_id"}
	Groups      = []string{"tenant", "tenant_id", "org", "org_id", "organisation", "organisation_id",
		"organization", "organization_id", "team", "team_id", "workspace", "workspace_id", "company", "company_id", "customer_id"}
	listFields = []string{"orgs", "organizations", "organisations", "org_ids", "teams", "team_ids", "tenants", "workspaces", "memberships", "accounts"}
)

// powers are the roles that see more than others.
var powers = []any{"admin", "staff", "support", "owner"}

// roles are fields that make somebody more than others, as a text, a list and a flag.
var roles = object{"role": "admin", "roles": powers, "groups": powers, "permissions": append([]any{"*"}, powers...),
	"is_admin": true, "admin": true, "is_staff": true, "is_superuser": true, "staff": true, "support": true}

// rolesWith are they with another role that sees more.
func rolesWith(role string) object {
	if role == "" {
		return roles
	}
	all := object{"is_" + role: true}
	for name, value := range roles {
		switch v := value.(type) {
		case []any:
			value = append(slices.Clone(v), role)
		case string:
			value = role
		}
		all[name] = value
	}
	return all
}

// ClaimedProfile is a profile that says in every field which a careless handler may look
// at that it is somebody else's: who that is, whom things belong to, what that one's own
// profile says, and roles. Lists are joined.
func ClaimedProfile(of Claim, own map[string]any) map[string]any {
	claimed := object{}
	for _, name := range mailFields {
		claimed[name] = of.Email
	}
	for _, name := range slices.Concat(ownerFields, nameFields) {
		claimed[name] = of.Owner
	}
	for _, name := range listFields {
		claimed[name] = []any{of.Group}
	}
	for _, name := range Groups {
		claimed[name] = of.Group
	}
	for _, name := range userFields {
		claimed[name] = of.Subject
	}
	maps.Copy(claimed, of.Owned)
	for name, value := range own {
		if more, ok := claimed[name].([]any); ok && worthClaiming(value) {
			if list, ok := value.([]any); ok {
				value = slices.Concat(list, more)
			}
		}
		if worthClaiming(value) {
			claimed[name] = value
		}
	}
	for name, value := range rolesWith(of.Role) {
		if list, ok := own[name].([]any); ok && worthClaiming(own[name]) {
			if more, ok := value.([]any); ok {
				value = slices.Concat(list, more)
			}
		}
		claimed[name] = value
	}
	return claimed
}

// longestClaim is how long a text may be that tells whose things somebody sees.
const longestClaim = 200

// worthClaiming tells texts, numbers and lists: flags and objects are about a person.
func worthClaiming(value any) bool {
	switch v := value.(type) {
	case string:
		return v != "" && len(v) <= longestClaim
	case float64:
		return true
	case []any:
		return len(v) > 0
	}
	return false
}
