package transcript

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// usualHeaders are those that tell of nobody.
var usualHeaders = regexp.MustCompile(`^(Accept-.*|Access-Control-.*|Age|Allow|Alt-Svc|Cache-Control|Connection|Content-(Encoding|Language|Length|Security-Policy|Type)|Cross-Origin-.*|Date|Expires|Keep-Alive|Last-Modified|Location|Permissions-Policy|Pragma|Referrer-Policy|Retry-After|Server|Strict-Transport-Security|Transfer-Encoding|Upgrade|Vary|Via|Www-Authenticate|X-(Content-Type-Options|Frame-Options|Powered-By|Process-Time))$`)

// MoreIn is what an answer tells besides its body. What the caller has shown is not looked into.
func MoreIn(header http.Header, r *Response, shown []string) More {
	var m More
	for _, name := range slices.Sorted(maps.Keys(header)) {
		if usualHeaders.MatchString(name) {
			continue
		}
		for _, value := range header[name] {
			m.Headers = append(m.Headers, name+": "+value)
		}
	}
	texts := append([]string{r.Body}, m.Headers...)
	for _, event := range r.Events {
		texts = append(texts, event.Data)
	}
	for i := range texts {
		for _, text := range shown {
			if len(text) >= leastEncoded {
				texts[i] = strings.ReplaceAll(texts[i], text, "«shown»")
			}
		}
	}
	m.Decoded = Decode(texts...)
	return m
}

var markers = regexp.MustCompile(`«[^»]*»`)

// keepTelling keeps of the headers of an answer what tells of a user: the rest may be as
// secret as a password, such as the cookie of a session.
func (f Facts) keepTelling(kept, r *Response, clean func(string) string) {
	if r == nil {
		return
	}
	for _, line := range r.More.Headers {
		name, value, _ := strings.Cut(line, ": ")
		text := clean(value) + "\n" + clean(Decode(value))
		var found []string
		for _, known := range append(f.known(), markers.FindAllString(text, -1)...) {
			if strings.Contains(text, known) && !slices.Contains(found, known) {
				found = append(found, known)
			}
		}
		if found != nil {
			kept.More.Headers = append(kept.More.Headers, clean(name)+": "+strings.Join(found, " "))
		}
	}
}

// Knows tells whether a text is one of those by which users and their things are known.
func (f Facts) Knows(text string) bool { return slices.Contains(f.known(), text) }

// known are the canary, and what users and their things are called.
func (f Facts) known() []string {
	texts := append(slices.Collect(maps.Values(f.Things)), f.Canary)
	for _, user := range f.Users {
		texts = append(texts, user.Subject, user.Email)
	}
	slices.Sort(texts)
	return slices.DeleteFunc(slices.Compact(texts), func(text string) bool { return len(text) < shortest })
}

// holdsEncoded tells whether a text that has been cleaned still has secrets encoded.
func holdsEncoded(text string, clean func(string) string) bool {
	inside := Decode(text)
	return clean(inside) != inside
}

// sealed stands for a text that can't be shown, and is another for each.
func sealed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "«encoded:" + hex.EncodeToString(sum[:8]) + "»"
}
