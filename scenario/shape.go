package scenario

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// seedMark stands in a state's shape where a text of ours goes.
const seedMark = "@authcheck@"

// messages is the shape of a chat graph's state.
const messages = `{"messages":[{"role":"user","content":"` + seedMark + `"}]}`

// learnShape looks at the state schema of the graph for a place where a text can
// stand. Where there is none to be had, the shape of a chat graph is tried.
func (r *run) learnShape(ctx context.Context) {
	shape := messages
	if r.get("assistant") != "" {
		a := r.try(ctx, operationByID("assistants.schemas"), r.caller("owner"), bearer(r.user(0).Token))
		if a.ok() {
			if found, ok := shapeOf(a.resp.Body); ok {
				shape = found
			}
		}
	}
	r.set("state_shape", shape)
	r.set("state_seeded", strings.ReplaceAll(shape, seedMark, r.canary))
}

func operationByID(id string) Operation {
	return operations[slices.IndexFunc(operations, func(o Operation) bool { return o.ID == id })]
}

type jsonSchema struct {
	Type       any                   `json:"type"`
	Ref        string                `json:"$ref"`
	Properties map[string]jsonSchema `json:"properties"`
	Items      *jsonSchema           `json:"items"`
	AnyOf      []jsonSchema          `json:"anyOf"`
}

// shapeOf writes a state with a text in the first property that can hold one:
// `messages` before texts, texts before lists, lists before anything untyped.
func shapeOf(body []byte) (string, bool) {
	var schemas struct {
		State jsonSchema `json:"state_schema"`
		Input jsonSchema `json:"input_schema"`
	}
	if json.Unmarshal(body, &schemas) != nil {
		return "", false
	}
	properties := schemas.State.Properties
	if len(properties) == 0 {
		properties = schemas.Input.Properties
	}
	if _, ok := properties["messages"]; ok {
		return messages, true
	}
	names := make([]string, 0, len(properties))
	for name := range properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, value := range []struct{ kind, text string }{
		{"string", `"` + seedMark + `"`}, {"strings", `["` + seedMark + `"]`},
		{"object", `{"authcheck":"` + seedMark + `"}`}, {"any", `"` + seedMark + `"`},
	} {
		for _, name := range names {
			if properties[name].kind() == value.kind {
				quoted, _ := json.Marshal(name)
				return `{` + string(quoted) + `:` + value.text + `}`, true
			}
		}
	}
	return "", false
}

func (s jsonSchema) kind() string {
	for _, option := range s.AnyOf {
		if kind := option.kind(); kind != "" && kind != "null" {
			return kind
		}
	}
	switch s.Type {
	case "array":
		if s.Items == nil || s.Items.kind() == "string" || s.Items.kind() == "any" {
			return "strings"
		}
		return "array"
	case nil:
		if s.Ref == "" {
			return "any"
		}
		return "ref"
	}
	kind, _ := s.Type.(string)
	return kind
}
