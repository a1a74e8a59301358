package langgraphtest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// unhandled are the operations whose handler may be missing without the owner
// noticing anything.
var unhandled = []string{
	"threads.read", "threads.update", "threads.delete", "threads.search", "threads.create_run",
	"assistants.read", "assistants.update", "assistants.delete", "assistants.search",
	"crons.create", "crons.read", "crons.update", "crons.delete", "crons.search",
}

// handlerFlaws are modules in which handlers are missing: what no handler exists
// for is open to all who are logged in.
func handlerFlaws() []Flaw {
	var flaws []Flaw
	for _, operation := range unhandled {
		flaws = append(flaws, Flaw{
			Name:    strings.NewReplacer(".", "-", "_", "-").Replace(operation) + "-unhandled",
			Summary: fmt.Sprintf("no handler for %s", operation),
			edit:    func(m *module, _ Options) { m.on = m.on.without(operation) },
		})
	}
	flaws = append(flaws, Flaw{Name: "store-shared", Summary: "no handler for the store",
		edit: func(m *module, _ Options) { m.on = m.on.without("store.*") }})
	for _, action := range []string{"get", "put", "search", "list_namespaces", "delete"} {
		flaws = append(flaws, sharedStore(action))
	}
	return flaws
}

// sharedStore forgets one action. The others refuse foreign namespaces instead of
// rewriting them: what the action reaches is then the same for everybody.
func sharedStore(action string) Flaw {
	return Flaw{
		Name:    "store-" + strings.ReplaceAll(action, "_", "-") + "-shared",
		Summary: fmt.Sprintf("namespaces of others are refused, but store.%s has no handler", action),
		edit: func(m *module, _ Options) {
			m.on = m.on.with(handlers{"store.*": foreignNamespace}).without("store." + action)
		},
	}
}

// ownerFlaws have handlers that get the owner from the wrong place, or let him be
// changed.
var ownerFlaws = []Flaw{
	{Name: "owner-setdefault", Summary: `metadata.setdefault("owner", …): who names another owner plants or gives away`,
		edit: func(m *module, _ Options) { m.on = m.on.with(handlers{"*": ownerUnlessGiven}) }},
	{Name: "denial-names-owner", Summary: "who is refused a thread is told the address of its owner", edit: namingOwner},
	{Name: "owner-from-filter", Summary: "a search for metadata.owner is believed",
		edit: func(m *module, _ Options) { m.on = m.on.with(handlers{"*.search": ownerAsAsked}) }},
	{Name: "owner-from-header", Summary: "the X-User-Id header of a logged-in caller overrides the token",
		edit: func(m *module, _ Options) {
			login := m.authenticate
			m.authenticate = func(req *http.Request) (*user, error) {
				u, err := login(req)
				if claimed := req.Header.Get("X-User-Id"); err == nil && claimed != "" {
					u.identity = claimed
				}
				return u, err
			}
		}},
	{Name: "owner-given-away", Summary: "an update may set another owner in the metadata",
		edit: func(m *module, _ Options) { m.on = m.on.with(handlers{"*.update": filterOnly}) }},
	{Name: "takeover-by-create", Summary: "the create handlers return no filter: an existing ID with if_exists=do_nothing gives the thing away",
		edit: func(m *module, _ Options) { m.on = m.on.with(handlers{"*.create": stampOnly}) }},
	{Name: "members-join", Summary: "threads are for their members, and whoever names himself among them in an update is one",
		edit: func(m *module, _ Options) { m.on = m.on.with(handlers{"threads.update": unlessMember}) }},
	{Name: "crons-given-away", Summary: "an update may set another owner in the metadata of a cron",
		edit: func(m *module, _ Options) { m.on = m.on.with(handlers{"crons.update": filterOnly}) }},
	{Name: "crons-taken-over", Summary: "the update handler of crons stamps the caller as owner and returns no filter",
		edit: func(m *module, _ Options) { m.on = m.on.with(handlers{"crons.update": stampOnly}) }},
	{Name: "takeover-by-patch", Summary: "the update handlers stamp the caller as owner and return no filter",
		edit: func(m *module, _ Options) { m.on = m.on.with(handlers{"*.update": stampOnly}) }},
}

// ownerUnlessGiven believes an owner that the caller names.
func ownerUnlessGiven(u *user, value object, asked *http.Request) (filter, error) {
	if metadata, ok := value["metadata"].(object); ok && metadata["owner"] != nil {
		return filter{"owner": u.identity}, nil
	}
	return ownerOnly(u, value, asked)
}

// ownerAsAsked filters by the owner that a search names.
func ownerAsAsked(u *user, value object, asked *http.Request) (filter, error) {
	if metadata, ok := value["metadata"].(object); ok && metadata["owner"] != nil {
		return filter{"owner": metadata["owner"]}, nil
	}
	return ownerOnly(u, value, asked)
}

func filterOnly(u *user, _ object, _ *http.Request) (filter, error) {
	return filter{"owner": u.identity}, nil
}

func stampOnly(u *user, value object, _ *http.Request) (filter, error) {
	setOwner(value, u.identity)
	return nil, nil
}

// unlessMember lets everything be updated by whom the update names as a member.
func unlessMember(u *user, value object, asked *http.Request) (filter, error) {
	metadata, _ := value["metadata"].(object)
	if members, _ := metadata["members"].([]any); slices.Contains(members, any(u.identity)) {
		return nil, nil
	}
	return ownerOnly(u, value, asked)
}

// namingOwner remembers who has made a thread, and tells those who may not have it.
func namingOwner(m *module, _ Options) {
	var owners shared[map[string]string]
	owners.set(map[string]string{})
	for _, action := range []string{"create", "read", "update", "delete"} {
		key := "threads." + action
		decide := m.on.find("threads", action)
		m.on = m.on.with(handlers{key: func(u *user, value object, asked *http.Request) (filter, error) {
			thread, _ := value["thread_id"].(string)
			owner := u.email
			owners.locked(func(known map[string]string) bool {
				if action == "create" && known[thread] == "" {
					known[thread] = u.email
				}
				owner = known[thread]
				return true
			})
			if action != "create" && owner != "" && owner != u.email {
				return nil, refuse(http.StatusForbidden, "Ask %s for access", owner)
			}
			return decide(u, value, asked)
		}})
	}
}
