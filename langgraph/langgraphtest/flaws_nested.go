package langgraphtest

import (
	"net/http"
	"slices"
)

// nestedFlaws write down whose things are below another key of the metadata.
var nestedFlaws = []Flaw{
	{Name: "acl-setdefault", Summary: "the owner stands in metadata.acl, where who names another one plants or gives away",
		edit: nested(aclUnlessGiven)},
	{Name: "acl-from-filter", Summary: "the owner stands in metadata.acl, and a search for another one is believed",
		edit: func(m *module, o Options) {
			nested(aclOnly)(m, o)
			m.on = m.on.with(handlers{"*.search": aclAsAsked, "store.search": ownNamespace})
		}},
	{Name: "acl-from-header", Summary: "the owner stands in metadata.acl, and is whom the X-Owner header names",
		edit: nested(func(u *user, value object, asked *http.Request) (filter, error) {
			if named := asked.Header.Get("X-Owner"); named != "" {
				return filter{"acl": object{"owner": named}}, nil
			}
			return aclOnly(u, value, asked)
		})},
	{Name: "members-kept", Summary: "things belong to the members that their metadata lists, and who is one of them names others",
		edit: func(m *module, _ Options) {
			m.on = handlers{"*": membersOnly, "*.create": membersKept, "*.update": membersKept, "store.*": ownNamespace}
		}},
}

// nestedVariants are sound.
var nestedVariants = []Flaw{
	{Name: "acl-only", Summary: "the owner stands in metadata.acl", Sound: true, edit: nested(aclOnly)},
	{Name: "members-only", Summary: "things belong to the one member that their metadata lists", Sound: true,
		edit: func(m *module, _ Options) {
			m.on = handlers{"*": membersOnly, "*.create": membersStamped, "*.update": membersStamped, "threads.create_run": membersStamped, "store.*": ownNamespace}
		}},
}

// nested has all but the store decided by one handler.
func nested(decide handler) func(*module, Options) {
	return func(m *module, _ Options) { m.on = handlers{"*": decide, "store.*": ownNamespace} }
}

// aclOf is how the module writes down an owner: not just by the ID.
func aclOf(u *user) object { return object{"owner": "user:" + u.identity} }

func metadataOf(value object) object {
	metadata, ok := value["metadata"].(object)
	if !ok || metadata == nil {
		metadata = object{}
		value["metadata"] = metadata
	}
	return metadata
}

func aclOnly(u *user, value object, _ *http.Request) (filter, error) {
	metadataOf(value)["acl"] = aclOf(u)
	return filter{"acl": aclOf(u)}, nil
}

// aclUnlessGiven believes an owner that the caller names.
func aclUnlessGiven(u *user, value object, asked *http.Request) (filter, error) {
	if metadataOf(value)["acl"] != nil {
		return filter{"acl": aclOf(u)}, nil
	}
	return aclOnly(u, value, asked)
}

// aclAsAsked filters by the owner that a search names.
func aclAsAsked(u *user, value object, asked *http.Request) (filter, error) {
	if acl := metadataOf(value)["acl"]; acl != nil {
		return filter{"acl": acl}, nil
	}
	return aclOnly(u, value, asked)
}

// isMember is a filter for things among whose members the user is.
func isMember(u *user) filter {
	return filter{"tenant": func(tenant any) bool { return slices.Contains(membersOf(tenant), any(u.identity)) }}
}

func membersOf(tenant any) []any {
	inside, _ := tenant.(object)
	members, _ := inside["members"].([]any)
	return members
}

func membersOnly(u *user, _ object, _ *http.Request) (filter, error) { return isMember(u), nil }

func membersStamped(u *user, value object, _ *http.Request) (filter, error) {
	metadataOf(value)["tenant"] = object{"members": []any{u.identity}}
	return isMember(u), nil
}

// membersKept keeps a list that the caller is in, and refuses others.
func membersKept(u *user, value object, asked *http.Request) (filter, error) {
	switch tenant := metadataOf(value)["tenant"]; {
	case slices.Contains(membersOf(tenant), any(u.identity)):
		return isMember(u), nil
	case tenant != nil:
		return nil, refuse(http.StatusForbidden, "Be one of them yourself")
	case asked.Method == http.MethodPatch:
		return isMember(u), nil
	}
	return membersStamped(u, value, asked)
}
