package transcript

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"authcheck/scenario/catalog"
)

// DeclaredKeys finds in a graph's schemas the keys of its configuration that name a user
// or a conversation, and says where they go: "context" or "config".
func DeclaredKeys(schemas string) (keys []string, place string) {
	var found struct {
		Config  any `json:"config_schema"`
		Context any `json:"context_schema"`
	}
	if json.Unmarshal([]byte(schemas), &found) != nil {
		return nil, ""
	}
	named := func(schema any) []string {
		names := map[string]bool{}
		properties(schema, names)
		return slices.DeleteFunc(slices.Sorted(maps.Keys(names)), func(name string) bool { return !catalog.IdentityKey(name) && !catalog.ThreadKey(name) })
	}
	if keys = named(found.Context); len(keys) > 0 {
		return keys, "context"
	}
	return named(found.Config), "config"
}

// InputKeys finds the fields of a graph's input and state that are texts and name a user, a
// conversation or something else.
func InputKeys(schemas string) []string {
	type fields struct {
		Properties map[string]any `json:"properties"`
	}
	var found struct {
		Input fields `json:"input_schema"`
		State fields `json:"state_schema"`
	}
	_ = json.Unmarshal([]byte(schemas), &found)
	names := maps.Clone(found.State.Properties)
	if names == nil {
		names = map[string]any{}
	}
	maps.Copy(names, found.Input.Properties)
	return slices.DeleteFunc(slices.Sorted(maps.Keys(names)), func(name string) bool { return !catalog.NamesSomething(name) || !isText(names[name]) })
}

// isText tells the schema of a text, or of a text or nothing; that of anything is one, too.
func isText(schema any) bool {
	of, ok := schema.(map[string]any)
	if !ok {
		return false
	}
	choices, _ := of["anyOf"].([]any)
	return of["type"] == "string" || of["type"] == nil && choices == nil && of["$ref"] == nil || slices.ContainsFunc(choices, isText)
}

// properties collects the names of a JSON schema's properties, at any depth.
func properties(schema any, names map[string]bool) {
	switch node := schema.(type) {
	case []any:
		for _, item := range node {
			properties(item, names)
		}
	case map[string]any:
		if fields, ok := node["properties"].(map[string]any); ok {
			for name := range fields {
				names[name] = true
			}
		}
		for _, child := range node {
			properties(child, names)
		}
	}
}

// declaredClaims are the keys that the graph declares, with what user 2 claims by them.
func (f Facts) declaredClaims() map[string]any {
	claimed := map[string]any{}
	for _, key := range f.Declared {
		claimed[key] = f.claim(key)
	}
	return claimed
}

// claim is what user 2 claims by a key: to be user 1, or to go on with what user 1 has begun.
func (f Facts) claim(key string) string {
	if catalog.ThreadKey(key) {
		return f.conversation()
	}
	return f.Users[0].Subject
}

// claims are the declared ones, and those that are tried whatever is declared.
func (f Facts) claims() map[string]any {
	claimed := f.declaredClaims()
	for _, key := range catalog.UserClaims {
		claimed[key] = f.Users[0].Subject
	}
	for _, key := range catalog.ThreadClaims {
		claimed[key] = f.conversation()
	}
	return claimed
}

// conversation is the thread of user 1 that user 2 claims to go on with.
func (f Facts) conversation() string { return cmp.Or(f.Things["thread_m"], f.Things["thread_s"]) }

// addClaims adds what user 2 claims in the configuration of a run.
func (f Facts) addClaims(v *catalog.Values) {
	if len(f.Users) == 0 {
		return
	}
	v.Objects["claimed"] = f.claims()
	named := map[string]any{}
	for _, key := range catalog.NamingKeys {
		if _, written := f.Users[0].Owned[key]; !written || !f.Learned { // else a server that copies it says nothing
			named[key] = f.Users[0].owner()
		}
	}
	v.Objects["named"] = named
	v.Objects["claimed_input"] = map[string]any{}
	for _, key := range f.InputKeys {
		v.Objects["claimed_input"][key] = f.claim(key)
	}
	v.Objects["claimed_context"] = v.Objects["claimed"]
	if f.DeclaredIn == "context" && len(f.Declared) > 0 {
		v.Objects["claimed_context"] = f.declaredClaims() // a class takes no other keys
	}
	if len(f.Declared) > 0 {
		v.Objects["declared"], v.Texts["declared_in"] = f.declaredClaims(), f.DeclaredIn
	}
}
