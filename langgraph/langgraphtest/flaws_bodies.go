package langgraphtest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
)

// bodyFlaws believe what the body of a request, or the profile of a user, says.
var bodyFlaws = []Flaw{
	{Name: "cron-for-others", Summary: "a cron belongs to whoever its input names",
		edit: decides("crons.create", func(u *user, value object, _ *http.Request) (filter, error) {
			owner := u.identity
			if named := namedInInput(value); named != "" {
				owner = named
			}
			setOwner(value, owner)
			return filter{"owner": owner}, nil
		})},
	{Name: "runs-from-agents-open", Summary: "runs that say they come from another agent are checked by nobody",
		edit: unless("threads", "create_run", func(_ *user, value object) bool { return metadataOf(value)["source"] == "a2a" })},
	{Name: "odd-updates-open", Summary: "a handler fails at a project that is no text, and lets the change through",
		edit: unless("threads", "update", func(_ *user, value object) bool {
			project, given := metadataOf(value)["project"]
			_, text := project.(string)
			return given && !text
		})},
	{Name: "graph-writes-open", Summary: "the graph writes for each user below artifacts, which the store's handler lets everybody read",
		edit: writing(func(*user, string) bool { return true })},
	{Name: "published-writable", Summary: "who may read a published assistant may change it",
		edit: publishing("read", "search", "update", "delete")},
}

// bodyVariants are sound.
var bodyVariants = []Flaw{
	{Name: "cron-notes-others", Summary: "whom a cron's input names is noted, and it belongs to who makes it", Sound: true,
		edit: decides("crons.create", func(u *user, value object, asked *http.Request) (filter, error) {
			if named := namedInInput(value); named != "" {
				metadataOf(value)["about"] = named
			}
			return ownerOnly(u, value, asked)
		})},
	{Name: "graph-writes-own", Summary: "the graph writes for each user below artifacts, which is read by that user", Sound: true,
		edit: writing(func(u *user, whose string) bool { return u.identity == whose })},
	{Name: "published-read-only", Summary: "what is published is read by all, and changed by its owner", Sound: true,
		edit: publishing("read", "search")},
	{Name: "identity-hashed", Summary: "the identity is a hash of the ID", Sound: true,
		edit: identify(func(u *user) string { return hashOf(u.identity) })},
	{Name: "organisations-of-provider", Summary: "a header names the organisation, and whose members are is not for users to say", Sound: true,
		edit: organisation(func(u *user, org string) bool { return false })},
}

// profileFlaws let users say in their profile who they are.
var profileFlaws = []Flaw{
	{Name: "identity-hash-shortened", Summary: "the identity is the beginning of a hash of the ID",
		edit: identify(func(u *user) string { return hashOf(u.identity)[:4] })},
	{Name: "identity-from-contact", Summary: "the identity is the address that user_metadata names for contact, else the user's own",
		edit: identify(func(u *user) string {
			if contact, _ := u.profile["contact_email"].(string); contact != "" {
				return strings.ToLower(contact)
			}
			return strings.ToLower(u.email)
		})},
	{Name: "organisations-in-profile", Summary: "a header names the organisation, and user_metadata says whose members are",
		edit: organisation(func(u *user, org string) bool {
			orgs, _ := u.profile["orgs"].([]any)
			return slices.Contains(orgs, any(org))
		})},
}

// writing has the graph keep what it is told below artifacts and the user's ID, for whom that is to be read by.
func writing(reads func(u *user, whose string) bool) func(*module, Options) {
	return func(m *module, o Options) {
		remember("artifacts")(m, o)
		m.on = m.on.with(handlers{"store.*": func(u *user, value object, asked *http.Request) (filter, error) {
			if namespace, _ := value["namespace"].([]string); len(namespace) > 1 && namespace[0] == "artifacts" && reads(u, namespace[1]) {
				return nil, nil
			}
			return foreignNamespace(u, value, asked)
		}})
	}
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// namedInInput is whom the input of a cron names.
func namedInInput(value object) string {
	payload, _ := value["payload"].(object)
	input, _ := payload["input"].(object)
	named, _ := input["user_id"].(string)
	return named
}

// organisation has things belong to the organisation that a header names, where its caller is a
// member; everybody has one by the own ID.
func organisation(member func(u *user, org string) bool) func(*module, Options) {
	return func(m *module, _ Options) {
		login := m.authenticate
		m.authenticate = func(req *http.Request) (*user, error) {
			u, err := login(req)
			if org := req.Header.Get("X-Org-Id"); err == nil && org != "" && org != u.identity {
				if !member(u, org) {
					return nil, refuse(http.StatusForbidden, "You are no member of that organisation")
				}
				u.identity = org
			}
			return u, err
		}
	}
}

// publishing has assistants that their owners call public be everybody's for some actions.
func publishing(actions ...string) func(*module, Options) {
	return func(m *module, _ Options) {
		var known shared[map[any]string] // owners, and whether theirs is public
		known.set(map[any]string{})
		m.on = m.on.with(handlers{"assistants.create": func(u *user, value object, asked *http.Request) (filter, error) {
			known.locked(func(owners map[any]string) bool { owners[value["assistant_id"]] = u.identity; return true })
			return ownerOnly(u, value, asked)
		}})
		for _, action := range []string{"read", "update", "delete"} {
			m.on = m.on.with(handlers{"assistants." + action: func(u *user, value object, asked *http.Request) (filter, error) {
				id, public := value["assistant_id"], false
				known.locked(func(owners map[any]string) bool {
					if said, ok := metadataOf(value)["visibility"].(string); ok && action == "update" && owners[id] == u.identity {
						owners["public "+id.(string)] = said
					}
					public = owners["public "+id.(string)] == "public" && owners[id] != u.identity
					return true
				})
				if public && slices.Contains(actions, action) {
					return nil, nil
				}
				return ownerOnly(u, value, asked)
			}})
		}
	}
}
