package probe

import (
	"cmp"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"authcheck/supabase"
)

// The beginning of an ID, or of a hash, that others may have, too, is of so many characters.
const (
	leastOwner = 2
	mostOwner  = 16
	leastHash  = 4 // fewer fit by chance
	mostHash   = 8
)

// madeOf names the part of a user's address or ID that the server takes for the owner. ""
// where it keeps all of either, or something else. told is false where that can't be told:
// the owner is written down as no text, or the token says the same or can't be read (a name
// may be one that the provider gives out once).
func (p *Prober) madeOf(owned map[string]any, user int) (of string, told bool) {
	u := p.config.Users[user]
	claims, _, ok := supabase.Claims(u.Token)
	doubt := false
	for _, value := range owned {
		owner, _ := value.(string)
		part, said := partOf(u, owner), saying(map[string]any(claims), "", owner)
		ambiguous := len(said) > 0 && !slices.ContainsFunc(said, func(claim string) bool { return !slices.Contains(nobodysOwn, claim) })
		switch {
		case owner == "" || u.Subject == "" && u.Email == "":
		case strings.EqualFold(owner, u.Subject), strings.EqualFold(owner, u.Email), part == "" && len(said) > 0 && !ambiguous:
			return "", true
		case part == "" && ambiguous:
			of, told = cmp.Or(of, "the claim "+said[0]), true
		case part != "" && (!ok || len(said) > 0 && !ambiguous):
			doubt = true
		default:
			of, told = cmp.Or(part, of), true
		}
	}
	return of, of != "" || told && !doubt
}

// nobodysOwn are claims that several users may have alike: OpenID Connect Core 5.1 does not have
// them tell anybody apart.
var nobodysOwn = []string{"name", "full_name", "display_name", "given_name", "family_name", "middle_name", "nickname"}

// partOf names the part of a user's address or ID that a text is, "" for none.
func partOf(u User, owner string) string {
	name, domain, _ := strings.Cut(u.Email, "@")
	plain, _, tagged := strings.Cut(name, "+")
	undotted := func(name string) string { return strings.ReplaceAll(name, ".", "") }
	for _, part := range []struct {
		what string
		is   bool
	}{
		{"the e-mail address before the @", strings.EqualFold(owner, name)},
		{"the domain of the e-mail address", strings.EqualFold(owner, domain) || strings.EqualFold(owner, "@"+domain)},
		{"the e-mail address without its full stops", strings.Contains(name, ".") && sameAddress(owner, undotted(name), domain)},
		{"the e-mail address without what stands behind its +", tagged && sameAddress(owner, plain, domain)},
		{"the e-mail address without its full stops and what stands behind its +", tagged && strings.Contains(plain, ".") && sameAddress(owner, undotted(plain), domain)},
		{"the beginning of the ID", isBeginning(owner, u.Subject, leastOwner, mostOwner)},
		{"the beginning of a hash of the ID", isHash(owner, u.Subject)},
		{"the beginning of a hash of the e-mail address", isHash(owner, strings.ToLower(u.Email))},
	} {
		if owner != "" && part.is {
			return part.what
		}
	}
	return ""
}

// sameAddress tells an address, or what stands before its @.
func sameAddress(owner, name, domain string) bool {
	return strings.EqualFold(owner, name) || strings.EqualFold(owner, name+"@"+domain)
}

func isBeginning(owner, whole string, least, most int) bool {
	return len(owner) >= least && len(owner) <= most && len(owner) < len(whole) && strings.EqualFold(owner, whole[:len(owner)])
}

// isHash tells the beginning of one of the usual hashes of a text.
func isHash(owner, of string) bool {
	if of == "" {
		return false
	}
	one, two, three := md5.Sum([]byte(of)), sha1.Sum([]byte(of)), sha256.Sum256([]byte(of))
	return slices.ContainsFunc([][]byte{one[:], two[:], three[:]}, func(sum []byte) bool {
		return isBeginning(owner, hex.EncodeToString(sum), leastHash, mostHash)
	})
}

// saying are the names of the claims that have a text for their value, at any depth.
func saying(value any, name, text string) []string {
	var names []string
	switch v := value.(type) {
	case string:
		if text != "" && strings.EqualFold(v, text) {
			names = append(names, name)
		}
	case []any:
		for _, item := range v {
			names = append(names, saying(item, name, text)...)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			names = append(names, saying(v[key], key, text)...)
		}
	}
	return names
}
