package langgraphtest

import (
	"net/http"
	"slices"
	"strings"
)

// layoutFlaws have layouts of the store in which one user's place looks like another's.
var layoutFlaws = []Flaw{
	{Name: "store-user-anywhere", Summary: "the user's ID has to be in the namespace, wherever",
		edit: storeWhere(func(u *user, namespace []string) bool { return slices.Contains(namespace, u.identity) })},
	{Name: "store-preferences-open", Summary: "namespaces begin with the user's ID, and preferences are looked at by nobody",
		edit: storeWhere(func(u *user, namespace []string) bool {
			return len(namespace) > 0 && (namespace[0] == u.identity || namespace[0] == "preferences")
		})},
	{Name: "store-threads-open", Summary: "namespaces begin with the user's ID, and those of threads are left to whoever knows the thread",
		edit: storeWhere(func(u *user, namespace []string) bool {
			return len(namespace) > 0 && (namespace[0] == u.identity || namespace[0] == "threads")
		})},
	{Name: "store-listed-by-suffix", Summary: "namespaces end with the user's ID, and are listed by anybody's who asks for that end",
		edit: func(m *module, o Options) {
			userLast(m, o)
			m.on = m.on.with(handlers{"store.list_namespaces": func(u *user, value object, _ *http.Request) (filter, error) {
				if suffix, _ := value["suffix"].([]string); len(suffix) == 0 {
					value["namespace"] = []string{u.identity}
				}
				return nil, nil
			}})
		}},
	{Name: "store-names-by-prefix", Summary: "namespaces are compared as text, by their beginning: memories/<name>",
		edit: storeWhere(func(u *user, namespace []string) bool {
			return strings.HasPrefix(strings.Join(namespace, "/"), "memories/"+nameOf(u))
		})},
}

// keyFlaws leave namespaces to whoever asks whose keys, or whose labels, say whose an item is.
var keyFlaws = []Flaw{
	{Name: "store-profiles-open", Summary: "profiles are kept by the user's ID as their key, and nobody looks at that",
		edit: storeBeside("profiles", func(*user, []string, string) bool { return true })},
	{Name: "store-profiles-listed", Summary: "profiles are kept by the user's ID as their key, which is looked at, and are searched by anybody",
		edit: storeBeside("profiles", func(u *user, _ []string, key string) bool { return key == u.identity || key == "" })},
	{Name: "store-org-open", Summary: "things carry the user's organisation, and whoever knows its ID gets at its namespace",
		edit: withOrg(storeBeside("org", func(*user, []string, string) bool { return true }))},
}

// keyVariants are sound.
var keyVariants = []Flaw{
	{Name: "store-profiles-own", Summary: "profiles are kept by the user's ID as their key, which is looked at", Sound: true,
		edit: storeBeside("profiles", func(u *user, _ []string, key string) bool { return key == u.identity })},
	{Name: "store-org-own", Summary: "things carry the user's organisation, and its namespace is its own", Sound: true,
		edit: withOrg(storeBeside("org", func(u *user, namespace []string, _ string) bool {
			return len(namespace) > 1 && namespace[1] == orgOf(u)
		}))},
}

// storeBeside lets namespaces that begin with a word be, where the item is the user's; all others begin
// with the user's ID.
func storeBeside(word string, own func(u *user, namespace []string, key string) bool) func(*module, Options) {
	return func(m *module, _ Options) {
		m.on = m.on.with(handlers{"store.*": func(u *user, value object, asked *http.Request) (filter, error) {
			namespace, _ := value["namespace"].([]string)
			if len(namespace) == 0 || namespace[0] != word {
				return ownNamespace(u, value, asked)
			}
			if key, _ := value["key"].(string); !own(u, namespace, key) {
				return nil, refuse(http.StatusForbidden, "Not authorized")
			}
			return nil, nil
		}})
	}
}

// withOrg stamps things with the organisation, besides.
func withOrg(edit func(*module, Options)) func(*module, Options) {
	return func(m *module, o Options) {
		own := m.on.find("threads", "create")
		m.on = m.on.with(handlers{"*": func(u *user, value object, asked *http.Request) (filter, error) {
			only, err := own(u, value, asked)
			value["metadata"].(object)["org_id"] = orgOf(u)
			return only, err
		}})
		edit(m, o)
	}
}

func orgOf(u *user) string { return "org-" + u.identity[:min(len(u.identity), 8)] }

// layoutVariants are layouts that are sound.
var layoutVariants = []Flaw{
	{Name: "store-by-name", Summary: "namespaces begin with memories and the user's name", Sound: true,
		edit: storeWhere(func(u *user, namespace []string) bool {
			return len(namespace) > 1 && namespace[0] == "memories" && namespace[1] == nameOf(u)
		})},
	{Name: "store-user-last", Summary: "namespaces have three labels, and end with the user's ID", Sound: true, edit: userLast},
	{Name: "store-preferences", Summary: "namespaces begin with preferences and the user's ID", Sound: true,
		edit: storeWhere(func(u *user, namespace []string) bool {
			return len(namespace) > 1 && namespace[0] == "preferences" && namespace[1] == u.identity
		})},
}

var userLast = storeWhere(func(u *user, namespace []string) bool { return len(namespace) == 3 && namespace[2] == u.identity })

// nameOf is what stands before the @ of the user's address.
func nameOf(u *user) string {
	name, _, _ := strings.Cut(u.email, "@")
	return name
}

// storeWhere refuses namespaces that are not the user's.
func storeWhere(own func(u *user, namespace []string) bool) func(*module, Options) {
	return func(m *module, _ Options) {
		m.on = m.on.with(handlers{"store.*": func(u *user, value object, _ *http.Request) (filter, error) {
			if namespace, _ := value["namespace"].([]string); !own(u, namespace) {
				return nil, refuse(http.StatusForbidden, "Not authorized")
			}
			return nil, nil
		}})
	}
}
