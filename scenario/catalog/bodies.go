package catalog

import "maps"

type object = map[string]any

// MadeBy marks what is made, in metadata.made_by: `authcheck cleanup` looks for it.
const MadeBy = "authcheck"

// PlainMetadata are the metadata keys that say nothing about an owner.
var PlainMetadata = []string{"made_by", "authcheck", "authcheck_by", "authcheck_canary", "graph_id", "created_by", "assistant_id", "authcheck_odd"}

// odd is metadata of a type that handlers may not have in mind.
var odd = object{"authcheck_odd": []string{MadeBy}}

// meta marks what a caller makes. Only the owner knows the canary.
func meta(v *Values, more ...object) object {
	marked := object{"made_by": MadeBy, "authcheck": v.Text("own_tag"), "authcheck_by": v.Text("marker")}
	if canary, ok := v.Texts["canary"]; ok {
		marked["authcheck_canary"] = canary
	}
	for _, m := range more {
		maps.Copy(marked, m)
	}
	return marked
}

// assistant is one to make, with a name of the run's own for what makes it.
func assistant(v *Values, made string, more ...object) object {
	return configured(v, object{"graph_id": v.Text("graph"), "metadata": meta(v, more...)}, meta(v, object{"authcheck_by": made}))
}

// configured has an assistant differ from others of its graph, where servers want that.
func configured(v *Values, assistant, mark object) object {
	if v.ByConfig {
		assistant["config"] = object{"configurable": mark}
	}
	return assistant
}

// signed is a change of metadata with the caller's marker. Some servers keep nothing else
// of it then: what `authcheck cleanup` looks for is named again.
func signed(v *Values) any {
	return object{"metadata": object{"made_by": MadeBy, "authcheck_" + v.Text("who"): v.Text("marker")}}
}

// joined is a change of metadata that makes user 2 one of those who a thread is for, under
// every name of such a list, and publishes it: a handler may let in whoever the change names.
func joined(v *Values) any {
	metadata := signed(v).(object)["metadata"].(object)
	for _, name := range []string{"members", "participants", "collaborators", "shared_with", "sharedWith", "viewers", "editors", "owners", "users", "user_ids",
		"invited", "invitees", "guests", "readers", "contributors", "allowed_users", "subscribers", "watchers"} {
		metadata[name] = []string{v.Text("subject_of_2")}
	}
	return object{"metadata": merged(metadata, published)}
}

// published is how metadata says that something is for everybody, or nobody's.
var published = object{"public": true, "is_public": true, "shared": true, "visibility": "public", "access": "public", "created_by": "system"}

// publishing is a change of metadata that does so.
func publishing(v *Values) any {
	return object{"metadata": merged(signed(v).(object)["metadata"].(object), published)}
}

// odder is a change of metadata with numbers under the names of which handlers make something, as of
// texts and lists: one that fails may let everything through.
func odder(v *Values) any {
	metadata := object{}
	for _, name := range []string{"project", "title", "name", "description", "status", "category", "type", "kind", "priority", "label", "labels", "tags", "topic",
		"folder", "lang", "language", "locale", "email", "tenant", "org", "team", "workspace", "customer", "source", "role", "visibility", "expires_at", "slug"} {
		metadata[name] = 7
	}
	return object{"metadata": merged(metadata, signed(v).(object)["metadata"].(object))}
}

// sharing is a change of metadata by which an owner publishes something, and unsharing takes that back.
func sharing(*Values) any {
	shared := maps.Clone(published)
	delete(shared, "created_by")
	return object{"metadata": shared}
}

func unsharing(*Values) any {
	return object{"metadata": object{"public": false, "is_public": false, "shared": false, "visibility": "private", "access": "private"}}
}

// newest finds the newest things; the run's own are among them.
func newest(*Values) any {
	return object{"limit": 100, "sort_by": "created_at", "sort_order": "desc"}
}

// ourNewest finds what authcheck has made, whoever did it and in whatever name.
func ourNewest(v *Values) any { return with(newest(v), "metadata", object{"made_by": MadeBy}) }

func ourOldest(v *Values) any { return with(ourNewest(v), "sort_order", "asc") }

// with adds a field to an object.
func with(body any, name string, value any) any {
	changed := maps.Clone(body.(object))
	changed[name] = value
	return changed
}

// tagged finds what this run has made, asOwned with the owner's mark as well.
func tagged(v *Values) any { return object{"metadata": object{"authcheck": v.Text("tag")}} }

func taggedAsOwned(v *Values) any {
	return object{"metadata": merged(v.Object("owned"), object{"authcheck": v.Text("tag")})}
}

func merged(objects ...object) object {
	all := object{}
	for _, o := range objects {
		maps.Copy(all, o)
	}
	return all
}

// givenAway is a change of metadata that puts user 2's name on something.
func givenAway(v *Values) any {
	return object{"metadata": merged(v.Object("given"), object{"made_by": MadeBy, "authcheck_gift": "yes"})}
}

// delayed is a run that no one starts: it waits an hour, is cancelled long
// before, and would stop before the first node even then. Its input is not
// null: null would resume a thread that waits at a node.
func delayed(v *Values, assistant string) object {
	input := object{"authcheck": v.Text("marker")}
	if canary, ok := v.Texts["canary"]; ok {
		input["authcheck_canary"] = canary // some servers show the metadata of a run to nobody
	}
	return given(v, object{"assistant_id": assistant, "input": input, "interrupt_before": "*",
		"after_seconds": 3600, "multitask_strategy": "enqueue", "metadata": meta(v)})
}

// given adds to a run what the graph's schemas ask for, where the server wants that.
func given(v *Values, run object) object {
	if v.Given == nil {
		return run
	}
	if input, ok := run["input"].(object); ok {
		run["input"] = merged(v.Given.Input, input)
	}
	if len(v.Given.Context) > 0 {
		run["context"] = v.Given.Context
	}
	return run
}

// never is a cron that is switched off, over within the day, and set for a 29 February.
func never(v *Values, assistant string) object {
	return given(v, object{"assistant_id": assistant, "schedule": "0 0 29 2 *", "enabled": false, "end_time": v.Text("tomorrow"),
		"input": object{"authcheck": v.Text("marker")}, "interrupt_before": "*", "metadata": meta(v)})
}

// live is a run that runs the graph.
func live(v *Values) object {
	return given(v, object{"assistant_id": v.Text("graph"), "input": v.State(v.Text("marker")), "multitask_strategy": "enqueue", "metadata": meta(v)})
}

func rpc(method string, params object) object {
	return object{"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
}
