package transcript

import (
	"maps"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"authcheck/scenario/catalog"
)

// AddressOf is the scheme and the host of a URL.
func AddressOf(text string) string {
	at, err := url.Parse(text)
	if err != nil || at.Host == "" {
		return ""
	}
	return at.Scheme + "://" + at.Host
}

// addLearned adds what the server itself wrote on user 1's things, and another on user 2's:
// under its own name in a header and in the query, and as the first label of the server's name.
func (f Facts) addLearned(v *catalog.Values) {
	learned := f.learned()
	v.Learned = map[string]catalog.Wider{catalog.Claiming: headed(learned), catalog.HeadersToGraph: f.handedOn()}
	at, err := url.Parse(f.Address)
	if err != nil || at.Host == "" {
		return
	}
	if at.Scheme == "http" { // HTTP/2 has no names that belong to one connection
		v.Texts["of_connection"] = catalog.OfConnection
	}
	if host := subdomainOf(at); host != "" && len(f.Users) > 0 {
		own := append([]string{f.Users[0].group()}, slices.Collect(maps.Values(learned))...)
		if i := slices.IndexFunc(own, label.MatchString); i >= 0 {
			v.Texts["host_of_1"] = own[i] + "." + host
		}
	}
}

// handedOn are the headers that langgraph.json hands on to the graph, with user 1's ID.
func (f Facts) handedOn() catalog.Wider {
	w := catalog.Wider{Header: map[string]string{}}
	for _, name := range f.HandedOn {
		if len(f.Users) > 0 && header.MatchString(name) {
			w.Header[http.CanonicalHeaderKey(name)] = f.Users[0].Subject
		}
	}
	return w
}

// header is the name of one that says nothing about the connection, the body or the login: those
// are not asked with.
var header = regexp.MustCompile(`(?i)^x-[a-z0-9-]+$`)

// label is what may be one of a host's name.
var label = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)

// subdomainOf is what the name of the server's subdomains ends with; on this machine, which has
// no name, that of localhost. Another address that is a number has none.
func subdomainOf(at *url.URL) string {
	ip := net.ParseIP(at.Hostname())
	switch {
	case ip == nil:
		return at.Host
	case !ip.IsLoopback():
		return ""
	case at.Port() == "":
		return "localhost"
	}
	return "localhost:" + at.Port()
}

// learned are the texts, by the names of their fields, that are on user 1's things and not on
// user 2's.
func (f Facts) learned() map[string]string {
	learned := map[string]string{}
	if len(f.Users) > 1 {
		differing(f.Users[0].Owned, f.Users[1].Owned, learned)
	}
	return learned
}

// mostLearned is how many such fields are sent back.
const mostLearned = 12

func differing(one, two map[string]any, learned map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(one)) {
		value, other := one[name], two[name]
		if list, ok := value.([]any); ok && len(list) > 0 {
			value = list[0]
			if others, ok := other.([]any); ok && len(others) > 0 {
				other = others[0]
			}
		}
		switch value := value.(type) {
		case map[string]any:
			below, _ := other.(map[string]any)
			differing(value, below, learned)
		case string:
			if value != other && learned[name] == "" && isSent(name) && isSent(value) && len(learned) < mostLearned {
				learned[name] = value
			}
		}
	}
}

// isSent tells a text that may stand in a header as it is.
func isSent(text string) bool {
	return text != "" && len(text) <= 200 && !strings.ContainsFunc(text, func(c rune) bool { return c > unicode.MaxASCII || !unicode.IsPrint(c) || c == ' ' })
}

// word is a part of a field's name: what is between lines, and each word of camel case.
var word = regexp.MustCompile(`[A-Z]+[a-z0-9]*|[a-z0-9]+`)

// headed are fields as headers and parameters, with and without "ID" at their end: "workspace"
// is X-Workspace and X-Workspace-Id.
func headed(learned map[string]string) catalog.Wider {
	w := catalog.Wider{Query: map[string]string{}, Header: map[string]string{}}
	for name, value := range learned {
		w.Query[name] = value
		words := word.FindAllString(name, -1)
		if len(words) > 1 && strings.EqualFold(words[len(words)-1], "id") {
			words = words[:len(words)-1]
		}
		header := "X"
		for _, part := range words {
			header += "-" + strings.ToUpper(part[:1]) + strings.ToLower(part[1:])
		}
		if len(words) > 0 {
			w.Header[header], w.Header[header+"-Id"] = value, value
		}
	}
	return w
}
