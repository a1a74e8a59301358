package langgraphtest

import (
	"maps"
	"net/http"
	"slices"
)

// reasonFlaws have handlers that go by more of a request than who sends it.
var reasonFlaws = []Flaw{
	{Name: "run-plants", Summary: "the handler of new runs returns the filter and writes no owner: a run that makes its thread plants it",
		edit: decides("threads.create_run", filterOnly)},
	{Name: "cron-patch-plain", Summary: "a change of a cron is checked where it has metadata",
		edit: decides("crons.update", ifMetadata)},
	{Name: "thread-patch-plain", Summary: "a change of a thread is checked where it has metadata",
		edit: decides("threads.update", ifMetadata)},
	{Name: "published-by-anybody", Summary: "assistants are remembered as public before it is asked who says so", edit: publishedByAnybody},
	{Name: "system-by-anybody", Summary: "an assistant that a change calls the system's own is anybody's to change",
		edit: unless("assistants", "update", func(_ *user, value object) bool { return metadataOf(value)["created_by"] == "system" })},
	{Name: "forks-open", Summary: "runs that go on from a checkpoint are checked by nobody",
		edit: unless("threads", "create_run", func(_ *user, value object) bool { return asked(value, "checkpoint_id") != nil })},
	{Name: "odd-runs-open", Summary: "a run whose budget is no number is let through",
		edit: unless("threads", "create_run", func(_ *user, value object) bool {
			budget := asked(value, "budget")
			_, number := budget.(float64)
			return budget != nil && !number
		})},
	{Name: "odd-searches-open", Summary: "a search by a list is let through",
		edit: unless("threads", "search", func(_ *user, value object) bool {
			return slices.ContainsFunc(slices.Collect(maps.Values(metadataOf(value))), func(v any) bool { _, list := v.([]any); return list })
		})},
	{Name: "context-names-owner", Summary: "a run is for whoever its context names",
		edit: decides("threads.create_run", func(u *user, value object, _ *http.Request) (filter, error) {
			kwargs, _ := value["kwargs"].(object)
			context, _ := kwargs["context"].(object)
			if id, _ := context["user_id"].(string); id != "" {
				return filter{"owner": id}, nil
			}
			return ownerOnly(u, value, nil)
		})},
	{Name: "helper-graph-open", Summary: "runs of the helper's graph are checked by nobody, whatever thread they are on",
		edit: func(m *module, o Options) {
			m.helper = true
			unless("threads", "create_run", func(_ *user, value object) bool { return value["assistant_id"] == helperAssistantID })(m, o)
		}},
	{Name: "import-keeps-owner", Summary: "what is imported keeps the owner that it names",
		edit: unless("threads", "create", func(_ *user, value object) bool { return metadataOf(value)["source"] == "import" })},
	{Name: "on-behalf-of-anybody", Summary: "a search on somebody's behalf is filtered by that one, whoever asks",
		edit: decides("threads.search", func(u *user, value object, _ *http.Request) (filter, error) {
			metadata := metadataOf(value)
			who, ok := metadata["on_behalf_of"]
			delete(metadata, "on_behalf_of")
			if !ok {
				who = u.identity
			}
			return filter{"owner": who}, nil
		})},
	{Name: "crons-by-project", Summary: "a search for crons of a project is filtered by that alone", edit: cronsByProject},
}

// placeFlaws have a store that is kept apart by less than where its items are.
var placeFlaws = []Flaw{
	{Name: "store-above-open", Summary: "memories are below the user's ID, and a search above it is checked by nobody",
		edit: storeWhere(func(u *user, namespace []string) bool {
			return len(namespace) == 1 || len(namespace) > 1 && namespace[1] == u.identity
		})},
	{Name: "store-query-open", Summary: "a search by meaning goes over all items",
		edit: decides("store.search", func(u *user, value object, asked *http.Request) (filter, error) {
			if value["query"] != nil {
				value["namespace"] = []string{}
				return nil, nil
			}
			return ownNamespace(u, value, asked)
		})},
	{Name: "store-depth-open", Summary: "the names that namespaces begin with are listed for anybody",
		edit: decides("store.list_namespaces", func(u *user, value object, asked *http.Request) (filter, error) {
			if value["max_depth"] == 1 {
				return nil, nil
			}
			return ownNamespace(u, value, asked)
		})},
	{Name: "store-value-names-owner", Summary: "an item is kept below the user that its value names",
		edit: decides("store.put", func(u *user, value object, asked *http.Request) (filter, error) {
			item, _ := value["value"].(object)
			if id, _ := item["user_id"].(string); id != "" {
				u = &user{identity: id}
			}
			return ownNamespace(u, value, asked)
		})},
}

// placeVariants are sound.
var placeVariants = []Flaw{
	{Name: "store-listed-below-own", Summary: "namespaces are listed below the user's ID, and refused otherwise", Sound: true,
		edit: decides("store.list_namespaces", foreignNamespace)},
}

// decides has one handler decide about an operation.
func decides(operation string, decide handler) func(*module, Options) {
	return func(m *module, _ Options) { m.on = m.on.with(handlers{operation: decide}) }
}

// unless asks the handler about all but some.
func unless(resource, action string, harmless func(u *user, value object) bool) func(*module, Options) {
	return func(m *module, _ Options) {
		decide := m.on.find(resource, action)
		m.on = m.on.with(handlers{resource + "." + action: func(u *user, value object, asked *http.Request) (filter, error) {
			if harmless(u, value) {
				return nil, nil
			}
			return decide(u, value, asked)
		}})
	}
}

// ifMetadata asks nothing about a change without metadata.
func ifMetadata(u *user, value object, asked *http.Request) (filter, error) {
	if len(metadataOf(value)) == 0 {
		return nil, nil
	}
	return ownerOnly(u, value, asked)
}

// asked is what a run's configuration says under a name.
func asked(value object, name string) any {
	kwargs, _ := value["kwargs"].(object)
	config, _ := kwargs["config"].(object)
	return configurable(config)[name]
}

func publishedByAnybody(m *module, _ Options) {
	var public shared[map[any]bool]
	public.set(map[any]bool{})
	m.on = m.on.with(handlers{
		"assistants.update": func(u *user, value object, asked *http.Request) (filter, error) {
			if metadataOf(value)["public"] == true {
				public.locked(func(known map[any]bool) bool { known[value["assistant_id"]] = true; return true })
			}
			return ownerOnly(u, value, asked)
		},
		"assistants.read": func(u *user, value object, asked *http.Request) (filter, error) {
			free := false
			public.locked(func(known map[any]bool) bool { free = known[value["assistant_id"]]; return true })
			if free {
				return nil, nil
			}
			return ownerOnly(u, value, asked)
		},
	})
}

func cronsByProject(m *module, _ Options) {
	m.on = m.on.with(handlers{
		"crons.create": func(u *user, value object, asked *http.Request) (filter, error) {
			metadataOf(value)["project"] = "inbox"
			return ownerOnly(u, value, asked)
		},
		"crons.search": func(u *user, value object, _ *http.Request) (filter, error) {
			if project := metadataOf(value)["project"]; project != nil {
				return filter{"project": project}, nil
			}
			return filter{"owner": u.identity}, nil
		},
	})
}
