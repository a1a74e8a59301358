package langgraphtest

import "net/http"

// tableFlaws keep whose a thread is in a table of the module's own.
var tableFlaws = []Flaw{
	{Name: "table-overwritten", Summary: "a table of owners is written before it is known that the thread is new: asking for its ID takes it over",
		edit: ownersInTable(func(known map[string]string, thread, owner string) { known[thread] = owner })},
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
