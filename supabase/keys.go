package supabase

import "strings"

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
	claims, _, _ := Claims(key)
	subject, _ := claims.GetSubject()
	switch role := text(claims, "role"); {
	case role == "service_role":
		return KeyService
	case subject != "" || role == "authenticated":
		return KeyUserToken
	case role == "anon":
		return KeyAnon
	}
	return KeyUnknown
}

// KeyProject is the project that a legacy key was made for, its `ref` claim:
// the first label of <ref>.supabase.co. It is "" for keys that do not say,
// which all the new ones and those of self-hosted servers don't.
func KeyProject(key string) string {
	claims, _, _ := Claims(strings.TrimSpace(key))
	return text(claims, "ref")
}
