package langgraphtest

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// tableFlaws keep whose a thread is in a table of the module's own.
var tableFlaws = []Flaw{
	{Name: "table-overwritten", Summary: "a table of owners is written before it is known that the thread is new: asking for its ID takes it over",
		edit: ownersInTable(func(known map[string]string, thread, owner string) { known[thread] = owner })},
}

// spelledFlaws look an ID up in a table as the path has it.
var spelledFlaws = []Flaw{
	{Name: "owners-by-spelling", Summary: "a middleware looks the owner of a thread up by the ID as the path has it, and lets through what it does not find",
		edit: ownersByPath(func(id string) string { return id })},
	{Name: "owners-by-folded-spelling", Summary: "the same, with the ID in lower case and without dashes",
		edit: ownersByPath(func(id string) string { return strings.ReplaceAll(strings.ToLower(id), "-", "") })},
}

// spelledVariants are sound.
var spelledVariants = []Flaw{
	{Name: "owners-by-id", Summary: "a middleware looks the owner of a thread up by the ID that the path stands for", Sound: true,
		edit: ownersByPath(func(id string) string {
			known, _ := uuid.Parse(id)
			return known.String()
		})},
}

// ownersByPath has a middleware decide whose a thread is, by the ID in the path.
func ownersByPath(spelled func(id string) string) func(*module, Options) {
	return func(m *module, _ Options) {
		var owners shared[map[string]string]
		owners.set(map[string]string{})
		m.on = m.on.with(handlers{"threads.create": func(u *user, value object, asked *http.Request) (filter, error) {
			id, _ := value["thread_id"].(string)
			owners.locked(func(known map[string]string) bool {
				if known[spelled(id)] == "" {
					known[spelled(id)] = u.identity
				}
				return true
			})
			return ownerOnly(u, value, asked)
		}})
		for _, action := range []string{"read", "update", "delete", "create_run"} {
			decide := m.on.find("threads", action)
			m.on = m.on.with(handlers{"threads." + action: func(u *user, value object, asked *http.Request) (filter, error) {
				owner, id := "", asked.PathValue("thread_id")
				owners.locked(func(known map[string]string) bool { owner = known[spelled(id)]; return true })
				switch {
				case id == "":
					return decide(u, value, asked)
				case owner != "" && owner != u.identity:
					return nil, refuse(http.StatusNotFound, "Thread not found")
				}
				_, err := decide(u, value, asked) // writes the owner
				return nil, err
			}})
		}
	}
}

// tableVariants are sound.
var tableVariants = []Flaw{
	{Name: "table-kept", Summary: "a table of owners, and what is in nobody's name is left to LangGraph", Sound: true,
		edit: ownersInTable(func(known map[string]string, thread, owner string) {
			if known[thread] == "" {
				known[thread] = owner
			}
		})},
}

// ownersInTable decides by a table, which new threads are written into.
func ownersInTable(write func(known map[string]string, thread, owner string)) func(*module, Options) {
	return func(m *module, _ Options) {
		var owners shared[map[string]string]
		owners.set(map[string]string{})
		for _, action := range []string{"create", "read", "update", "delete", "create_run"} {
			decide := m.on.find("threads", action)
			m.on = m.on.with(handlers{"threads." + action: func(u *user, value object, asked *http.Request) (filter, error) {
				thread, _ := value["thread_id"].(string)
				owner := ""
				owners.locked(func(known map[string]string) bool {
					if action == "create" || action == "create_run" && known[thread] == "" && value["if_not_exists"] == "create" {
						write(known, thread, u.identity)
					}
					owner = known[thread]
					return true
				})
				switch {
				case owner == "" && thread != "" && action != "create_run":
					return nil, nil // there is none
				case owner == "":
					return decide(u, value, asked)
				case owner != u.identity:
					return nil, refuse(http.StatusNotFound, "Thread not found")
				}
				if _, err := decide(u, value, asked); err != nil { // writes the owner
					return nil, err
				}
				return nil, nil
			}})
		}
	}
}
