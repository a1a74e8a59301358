package langgraphtest

import (
	"net/http"
)

// operations are the resource.action pairs for which the real server asks its
// handlers (langgraph_sdk.auth).
var operations = []string{
	"threads.create", "threads.read", "threads.update", "threads.delete", "threads.search", "threads.create_run",
	"assistants.create", "assistants.read", "assistants.update", "assistants.delete", "assistants.search",
	"crons.create", "crons.read", "crons.update", "crons.delete", "crons.search",
	"store.put", "store.get", "store.search", "store.list_namespaces", "store.delete",
}

// sound is the module that all others are made from: login required and
// refused with 401, an owner filter on every operation, store namespaces kept
// apart, no Studio access.
func sound(o Options) module {
	return module{
		authenticate: bearerAuth(o.provider(), http.StatusUnauthorized),
		on:           handlers{"*": ownerOnly, "store.*": ownNamespace},
	}
}

// ownerOnly makes everything private to its creator: what is created carries
// the owner, what is looked at must.
func ownerOnly(u *user, value object, _ *http.Request) (filter, error) {
	setOwner(value, u.identity)
	return filter{"owner": u.identity}, nil
}

func setOwner(value object, identity string) {
	metadata, ok := value["metadata"].(object)
	if !ok || metadata == nil {
		metadata = object{}
		value["metadata"] = metadata
	}
	metadata["owner"] = identity
}

// ownNamespace moves store operations below the user's own first label.
func ownNamespace(u *user, value object, _ *http.Request) (filter, error) {
	namespace, _ := value["namespace"].([]string)
	if len(namespace) == 0 || namespace[0] != u.identity {
		value["namespace"] = append([]string{u.identity}, namespace...)
	}
	return nil, nil
}

// foreignNamespace refuses namespaces that do not start with the user's ID.
func foreignNamespace(u *user, value object, _ *http.Request) (filter, error) {
	namespace, _ := value["namespace"].([]string)
	if len(namespace) == 0 || namespace[0] != u.identity {
		return nil, refuse(http.StatusForbidden, "Not authorized")
	}
	return nil, nil
}

// denied refuses to everybody.
func denied(*user, object, *http.Request) (filter, error) {
	return nil, refuse(http.StatusForbidden, "Forbidden")
}

// allowed lets everybody do it, on everything.
func allowed(*user, object, *http.Request) (filter, error) { return nil, nil }
