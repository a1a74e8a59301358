package supabase

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// KeyKind is what a key or token is for, as far as its text tells: nothing is
// verified.
type KeyKind string

const (
	KeyAnon        KeyKind = "anon"                  // legacy: a JWT with role anon
	KeyService     KeyKind = "service_role"          // legacy: a JWT with role service_role
	KeyPublishable KeyKind = "publishable"           // sb_publishable_…
	KeySecret      KeyKind = "secret"                // sb_secret_…
	KeyManagement  KeyKind = "personal access token" // sbp_…, of the Management API
	KeyUserToken   KeyKind = "user token"            // a JWT that belongs to a user
	KeyUnknown     KeyKind = "unknown"
)

// Secret says whether a key gets past row-level security or further, and so
// never belongs where the anon key does.
func (k KeyKind) Secret() bool {
	return k == KeyService || k == KeySecret || k == KeyManagement
}

// KindOf tells the kinds of keys apart.
func KindOf(key string) KeyKind {
	key = strings.TrimSpace(key)
	switch {
	case strings.HasPrefix(key, "sb_publishable_"):
		return KeyPublishable
	case strings.HasPrefix(key, "sb_secret_"):
		return KeySecret
	case strings.HasPrefix(key, "sbp_"):
		return KeyManagement
	}
	c := claimsOf(key)
	switch {
	case c.Role == "service_role":
		return KeyService
	case c.Subject != "" || c.Role == "authenticated":
		return KeyUserToken
	case c.Role == "anon":
		return KeyAnon
	}
	return KeyUnknown
}

// KeyProject is the project that a legacy key was made for, its `ref` claim:
// the first label of <ref>.supabase.co. It is "" for keys that do not say,
// which all the new ones and those of self-hosted servers don't.
func KeyProject(key string) string { return claimsOf(strings.TrimSpace(key)).Project }

// claims are those that tell keys apart.
type claims struct {
	Role    string `json:"role"`
	Subject string `json:"sub"`
	Project string `json:"ref"`
}

// claimsOf reads the claims of a JWT without verifying it; what is no JWT has
// none.
func claimsOf(token string) claims {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return claims{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return claims{}
	}
	var c claims
	if json.Unmarshal(payload, &c) != nil {
		return claims{}
	}
	return c
}
