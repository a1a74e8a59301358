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
		part := partOf(u, owner)
		switch {
		case owner == "" || u.Subject == "" && u.Email == "":
		case strings.EqualFold(owner, u.Subject), strings.EqualFold(owner, u.Email), part == "" && ok && says(map[string]any(claims), owner):
			return "", true
		case part != "" && (!ok || says(map[string]any(claims), owner)):
			doubt = true
		default:
			of, told = cmp.Or(part, of), true
		}
	}
	return of, of != "" || told && !doubt
}

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

// says tells whether a text is a value in what a token says, at any depth.
func says(value any, text string) bool {
	switch v := value.(type) {
	case string:
		return text != "" && strings.EqualFold(v, text)
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return says(item, text) })
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), func(item any) bool { return says(item, text) })
	}
	return false
}
