package probe

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"authcheck/supabase"
)

// The beginning of an ID that others may have, too, is of so many characters.
const (
	leastOwner = 4
	mostOwner  = 16
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
	name, _, _ := strings.Cut(u.Email, "@")
	switch {
	case owner != "" && strings.EqualFold(owner, name):
		return "the e-mail address before the @"
	case len(owner) >= leastOwner && len(owner) <= mostOwner && strings.HasPrefix(u.Subject, owner):
		return "the beginning of the ID"
	}
	return ""
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
