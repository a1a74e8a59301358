package transcript

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// AsOwner is what a value that the server gave user 2 says with user 1's names in the place of user 2's,
// however they are encoded; ok is false where it has none of them. A signature stays what it was.
func (f Facts) AsOwner(value string) (text string, ok bool) {
	if len(f.Users) < 2 {
		return value, false
	}
	one, two := f.Users[0], f.Users[1]
	var pairs []string
	for _, names := range [][2]string{{two.Subject, one.Subject}, {two.Email, one.Email}, {two.owner(), one.owner()}} {
		if len(names[0]) >= shortest && names[1] != "" && names[0] != names[1] {
			pairs = append(pairs, names[0], names[1])
		}
	}
	return renamed(value, strings.NewReplacer(pairs...), 0)
}

// renamed puts names in the place of others, and encodes what it has decoded for that again.
func renamed(value string, names *strings.Replacer, depth int) (text string, ok bool) {
	if plain, err := url.QueryUnescape(value); err == nil && strings.Contains(value, "%") && depth < deepest {
		if text, ok = renamed(plain, names, depth+1); ok {
			return url.QueryEscape(text), true
		}
	}
	if text = names.Replace(value); text != value || depth == deepest {
		return text, text != value
	}
	for _, encoding := range []*base64.Encoding{base64.RawURLEncoding, base64.URLEncoding, base64.StdEncoding, base64.RawStdEncoding} {
		if plain, err := encoding.DecodeString(value); err == nil && utf8.Valid(plain) {
			if text, ok = renamed(string(plain), names, depth+1); ok {
				return encoding.EncodeToString([]byte(text)), true
			}
		}
	}
	return renamedIn(value, names, depth)
}

// renamedIn does so in the parts of a value, as of a payload with its signature behind it.
func renamedIn(value string, names *strings.Replacer, depth int) (text string, ok bool) {
	for _, between := range []string{".", "|", ":", "&", "=", "base64-"} {
		parts := strings.Split(value, between)
		if len(parts) == 1 {
			continue
		}
		parts = slices.Clone(parts)
		for i, part := range parts {
			if changed, is := renamed(part, names, depth+1); is {
				parts[i], ok = changed, true
			}
		}
		if ok {
			return strings.Join(parts, between), true
		}
	}
	return value, false
}
