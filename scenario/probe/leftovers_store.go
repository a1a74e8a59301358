package probe

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// storePrefixes are what the keys of a run's items begin with.
var storePrefixes = slices.Sorted(maps.Values(catalog.StoreKeys))

var (
	runTag   = regexp.MustCompile(`^authcheck-[0-9a-f]{8}`)
	wholeTag = regexp.MustCompile(`^authcheck-[0-9a-f]{8}$`)
	storeKey = regexp.MustCompile(`^(` + strings.Join(storePrefixes, "|") + `|` + catalog.SoakKey + `[0-9]+-)authcheck-[0-9a-f]{8}$`)
)

// item is an item of the store, as searches and reads show it.
type item struct {
	Namespace []string `json:"namespace"`
	Key       string   `json:"key"`
	Created   string   `json:"created_at"`
}

// searchStore looks for the namespaces of runs, which have "authcheck" and the run's tag
// in them, and in them for items with the keys that runs use.
func (s *search) searchStore(ctx context.Context, user User) {
	for _, asked := range s.runNamespaces(ctx, user) {
		for _, found := range append(s.itemsBelow(ctx, user, asked), s.itemsOf(ctx, user, asked)...) {
			body, err := json.Marshal(map[string]any{"namespace": askedFor(asked, found.Namespace), "key": found.Key})
			if err != nil || s.runOf(found.Namespace) == "" || !storeKey.MatchString(found.Key) {
				continue
			}
			s.add(Leftover{Kind: "item", ID: strings.Join(append(found.Namespace, found.Key), "/"), User: user.Name,
				Run: s.runOf(found.Namespace), Created: found.Created,
				removal: langgraph.Request{Method: http.MethodDelete, Path: "/store/items", Header: headerOf(user), Body: json.RawMessage(body)}})
		}
	}
}

// askedFor is the namespace of an item that a search of another has found at it or below,
// as it is to be asked for: the server may have put something in front.
func askedFor(asked, found []string) []string {
	for i := range found {
		if isBelow(found[i:], asked) {
			return found[i:]
		}
	}
	return asked
}

// itemsBelow searches a namespace.
func (s *search) itemsBelow(ctx context.Context, user User, namespace []string) []item {
	var list struct {
		Items []item `json:"items"`
	}
	prefix, err := json.Marshal(namespace)
	if err != nil || !s.ask(ctx, user, "store items", "/store/items/search", `{"namespace_prefix":`+string(prefix)+`,"limit":100}`, &list) {
		return nil
	}
	return list.Items
}

// itemsOf reads the items of a run where the namespace is the plain one: an
// owner filter hides from searches what user 2 has overwritten. Elsewhere reading
// could make a namespace where there is none.
func (s *search) itemsOf(ctx context.Context, user User, namespace []string) []item {
	if len(namespace) != 2 || s.runOf(namespace) == "" || !s.isListed(namespace) {
		return nil
	}
	var items []item
	for _, prefix := range storePrefixes {
		resp, err := s.send(ctx, langgraph.Request{Method: http.MethodGet, Path: "/store/items", Header: headerOf(user),
			Query: url.Values{"namespace": {strings.Join(namespace, ".")}, "key": {prefix + namespace[1]}}})
		var found *item
		if err == nil && resp.OK() && resp.Decode(&found) == nil && found != nil {
			items = append(items, *found)
		}
	}
	return items
}

// runOf is the tag in a namespace of a run, which is the last label, or the last but that
// of one of the users; "" where the namespace is nobody's of ours.
func (s *search) runOf(labels []string) string {
	n := len(labels)
	if n > 2 && slices.ContainsFunc(s.users, func(u User) bool {
		name, _, _ := strings.Cut(u.Email, "@")
		return labels[n-1] == u.Subject || labels[n-1] == name
	}) {
		n--
	}
	if n >= 2 && labels[n-2] == catalog.MadeBy && wholeTag.MatchString(labels[n-1]) {
		return labels[n-1]
	}
	return ""
}

// runNamespaces are the namespaces of runs as they may be asked for: as they are
// listed, and without the part in front, which some servers add to
// what is asked for. Some list nothing without that part.
func (s *search) runNamespaces(ctx context.Context, user User) [][]string {
	prefixes := [][]string{nil}
	if user.Subject != "" && !strings.Contains(user.Subject, ".") {
		prefixes = append(prefixes, []string{user.Subject}, []string{"users", user.Subject})
	}
	var all [][]string
	for _, prefix := range prefixes {
		question := map[string]any{"limit": 1000}
		if prefix != nil {
			question["prefix"] = prefix
		}
		body, err := json.Marshal(question)
		var list struct {
			Namespaces [][]string `json:"namespaces"`
		}
		if err != nil || !s.ask(ctx, user, "store namespaces", "/store/namespaces", string(body), &list) {
			continue
		}
		for _, labels := range list.Namespaces {
			if s.runOf(labels) == "" {
				continue
			}
			s.list(labels)
			for i := range len(labels) - 1 {
				asked := labels[i:]
				if !slices.ContainsFunc(all, func(n []string) bool { return slices.Equal(n, asked) }) {
					all = append(all, asked)
				}
			}
		}
	}
	return all
}

// list notes a namespace that the server has.
func (s *search) list(labels []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listed[strings.Join(labels, ".")] = true
}

func (s *search) isListed(labels []string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.listed[strings.Join(labels, ".")]
}
