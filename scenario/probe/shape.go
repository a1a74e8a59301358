package probe

import (
	"context"
	"encoding/json"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// messages is the shape of a chat graph's state.
var messages = map[string]any{"messages": []any{map[string]any{"role": "user", "content": catalog.SeedMark}}}

// learnShape looks at the state schema of the graph for a place where a text can
// stand. Where there is none to be had, the shape of a chat graph is tried.
func (p *Prober) learnShape(ctx context.Context) {
	shape := messages
	if p.log.get("assistant") != "" {
		owner := p.keys.owner()
		if e := p.attack(ctx, catalog.Named("assistants.schemas"), owner, owner.forms[0]); e.OK() {
			if found, ok := shapeOf(e.Response.Body); ok {
				shape = found
			}
			p.ways.given = givenBy(e.Response.Body)
			keys, place := transcript.DeclaredKeys(e.Response.Body)
			p.log.change(func(t *transcript.Transcript) {
				t.Facts.Declared, t.Facts.DeclaredIn, t.Facts.InputKeys = keys, place, transcript.InputKeys(e.Response.Body)
			})
		}
	}
	p.log.change(func(t *transcript.Transcript) { t.Facts.Shape = shape })
}

// givenBy is a plain value for each field that a graph's input and context have.
func givenBy(body string) *catalog.Given {
	var schemas struct {
		Input   jsonSchema `json:"input_schema"`
		Context jsonSchema `json:"context_schema"`
		Config  jsonSchema `json:"config_schema"`
	}
	if json.Unmarshal([]byte(body), &schemas) != nil {
		return nil
	}
	if len(schemas.Context.Properties) == 0 {
		schemas.Context = schemas.Config
	}
	return &catalog.Given{Input: schemas.Input.sample(), Context: schemas.Context.sample()}
}

// sample is an object with a value for each property that could be told, and names nobody.
func (s jsonSchema) sample() map[string]any {
	object := map[string]any{}
	for name, property := range s.Properties {
		if value := property.value(); value != nil && !catalog.IdentityKey(name) && !catalog.ThreadKey(name) {
			object[name] = value
		}
	}
	if _, ok := object["messages"]; ok {
		object["messages"] = []any{map[string]any{"role": "user", "content": catalog.MadeBy}}
	}
	return object
}

// value is one that the schema allows, nil where there is none to tell.
func (s jsonSchema) value() any {
	switch {
	case s.Default != nil:
		return s.Default
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	return map[string]any{"string": catalog.MadeBy, "integer": 1, "number": 1, "boolean": false,
		"array": []any{}, "strings": []any{catalog.MadeBy}, "object": map[string]any{}}[s.kind()]
}

type jsonSchema struct {
	Type       any                   `json:"type"`
	Ref        string                `json:"$ref"`
	Default    any                   `json:"default"`
	Enum       []any                 `json:"enum"`
	Properties map[string]jsonSchema `json:"properties"`
	Items      *jsonSchema           `json:"items"`
	AnyOf      []jsonSchema          `json:"anyOf"`
}

// shapeOf writes a state with a text in the properties that can hold one:
// `messages` before texts, texts before lists, lists before anything untyped.
func shapeOf(body string) (map[string]any, bool) {
	var schemas struct {
		State jsonSchema `json:"state_schema"`
		Input jsonSchema `json:"input_schema"`
	}
	if json.Unmarshal([]byte(body), &schemas) != nil {
		return nil, false
	}
	if _, ok := schemas.State.Properties["messages"]; ok {
		return messages, true
	}
	if shape, ok := schemas.Input.textual(); ok { // what begins a thread writes its input
		return shape, true
	}
	return schemas.State.textual()
}

// textual is an object of the schema with a text in all properties of the kind that holds one
// best: which of them what begins a thread may write, the schema does not always say.
func (s jsonSchema) textual() (map[string]any, bool) {
	if _, ok := s.Properties["messages"]; ok {
		return messages, true
	}
	for _, place := range []struct {
		kind string
		text any
	}{
		{"string", catalog.SeedMark}, {"strings", []any{catalog.SeedMark}},
		{"object", map[string]any{"authcheck": catalog.SeedMark}}, {"any", catalog.SeedMark},
	} {
		object := map[string]any{}
		for name, property := range s.Properties {
			if property.kind() == place.kind {
				object[name] = place.text
			}
		}
		if len(object) > 0 {
			return object, true
		}
	}
	return nil, false
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
