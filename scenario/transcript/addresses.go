package transcript

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// addresses finds e-mail addresses in what servers and providers say of a user.
var addresses = regexp.MustCompile(`[^\s"<>()\[\]:;,|/@]+@[^\s"<>()\[\]:;,|/@]+\.[^\s"<>()\[\]:;,|/@]+`)

// AddAddresses notes every e-mail address in a JSON value, at any depth.
func (s Secrets) AddAddresses(value any, name string) {
	switch v := value.(type) {
	case string:
		for _, address := range addresses.FindAllString(v, -1) {
			s.Add(address, name)
		}
	case []any:
		for _, item := range v {
			s.AddAddresses(item, name)
		}
	case map[string]any:
		for key, item := range v {
			s.AddAddresses(key, name)
			s.AddAddresses(item, name)
		}
	}
}

// address replaces an e-mail address in any case, and however each of its letters is escaped.
type address struct {
	pattern *regexp.Regexp
	marker  string
}

// addresses are the secrets that are e-mail addresses, the longest first.
func (s Secrets) addresses() []address {
	var list []address
	texts := slices.SortedFunc(maps.Keys(s), longestFirst)
	for _, text := range texts {
		if addresses.FindString(text) == text {
			list = append(list, address{inAnyForm(text), s[text]})
		}
	}
	return list
}

// inAnyForm matches a text as URLs, JSON and HTML may have it, also escaped twice.
func inAnyForm(text string) *regexp.Regexp {
	var pattern strings.Builder
	pattern.WriteString("(?i)")
	for _, r := range text {
		quoted := regexp.QuoteMeta(string(r))
		if r >= unicode.MaxASCII || unicode.IsLetter(r) || unicode.IsDigit(r) {
			pattern.WriteString(quoted)
			continue
		}
		fmt.Fprintf(&pattern, `(?:%s|%%(?:25)*%02x|\\+u%04x|&(?:amp;)*(?:#0*%d|#x0*%x|%s);)`, quoted, r, r, r, r, named[r])
	}
	return regexp.MustCompile(pattern.String())
}

// named are the letters of addresses that HTML has names for.
var named = map[rune]string{'@': "commat", '+': "plus", '.': "period", '\'': "apos", '&': "amp", '_': "lowbar"}

// mayHold tells whether there is an @ in a text, in whatever form.
func mayHold(text string) bool {
	return slices.ContainsFunc([]string{"@", "40", "#64;", "#064;", "commat;"}, func(at string) bool { return strings.Contains(text, at) })
}
