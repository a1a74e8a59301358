package scenario

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"authcheck/langgraph"
)

// storeNames are what the keys of a run's items begin with; see setUpStore.
var storeNames = []string{"read", "write", "delete"}

var (
	runTag   = regexp.MustCompile(`^authcheck-[0-9a-f]{8}`)
	wholeTag = regexp.MustCompile(`^authcheck-[0-9a-f]{8}$`)
	storeKey = regexp.MustCompile(`^(` + strings.Join(storeNames, "|") + `)-authcheck-[0-9a-f]{8}$`)
)

// item is an item of the store, as searches and reads show it.
type item struct {
	Namespace []string `json:"namespace"`
	Key       string   `json:"key"`
	Created   string   `json:"created_at"`
}

// searchStore looks for the namespaces of runs, which end with "authcheck" and the
// run's tag, and in them for items with the keys that runs use.
func (s *search) searchStore(ctx context.Context, user User) {
	for _, asked := range s.runNamespaces(ctx, user) {
		for _, found := range append(s.itemsBelow(ctx, user, asked), s.itemsOf(ctx, user, asked)...) {
			body, err := json.Marshal(map[string]any{"namespace": asked, "key": found.Key})
			if err != nil || !isRunNamespace(found.Namespace) || !storeKey.MatchString(found.Key) {
				continue
			}
			s.add(Leftover{Kind: "item", ID: strings.Join(append(found.Namespace, found.Key), "/"), User: user.Name,
				Run: found.Namespace[len(found.Namespace)-1], Created: found.Created,
				removal: langgraph.Request{Method: http.MethodDelete, Path: "/store/items", Header: bearer(user.Token), Body: json.RawMessage(body)}})
		}
	}
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
	if len(namespace) != 2 || !s.isListed(namespace) {
		return nil
	}
	var items []item
	for _, name := range storeNames {
		resp, err := s.client.Send(ctx, langgraph.Request{Method: http.MethodGet, Path: "/store/items", Header: bearer(user.Token),
			Query: url.Values{"namespace": {strings.Join(namespace, ".")}, "key": {name + "-" + namespace[1]}}})
		var found *item
		if err == nil && resp.OK() && resp.Decode(&found) == nil && found != nil {
			items = append(items, *found)
		}
	}
	return items
}

func isRunNamespace(labels []string) bool {
	n := len(labels)
	return n >= 2 && labels[n-2] == madeBy && wholeTag.MatchString(labels[n-1])
}

// runNamespaces are the namespaces of runs as they may be asked for: as they are
// listed, and without the user's own part in front, which some servers add to
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
			if !isRunNamespace(labels) {
				continue
			}
			s.list(labels)
			for _, asked := range [][]string{labels, labels[len(labels)-2:]} {
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
