package probe

import (
	"context"
	"encoding/json"
	"reflect"
	"time"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// messages is the shape of a chat graph's state.
var messages = map[string]any{"messages": []any{map[string]any{"role": "user", "content": catalog.SeedMark}}}

// schemas are what the schemas of the graph say, once they have come: some servers take
// seconds to find them out, and answer everything else meanwhile.
type schemas struct {
	check string         // that asks for them
	come  chan struct{}  // closed when they have come, or will not; nil: nobody asked
	given *catalog.Given // what they ask of runs; nil: they say nothing
}

// soon is how long schemas are waited for before the shape of a chat graph is tried without.
const soon = 500 * time.Millisecond

// learnShape looks at the state schema of the graph for a place where a text can
// stand. Where there is none to be had, or not soon, the shape of a chat graph is tried.
func (p *Prober) learnShape(ctx context.Context) {
	p.log.change(func(t *transcript.Transcript) { t.Facts.Shape = messages })
	if p.log.get("assistant") == "" {
		return
	}
	s, ask, owner := &p.ways.schemas, catalog.Named("assistants.schemas"), p.keys.owner()
	s.check, s.come = catalog.Check(ask.ID, owner.ID), make(chan struct{})
	go func() {
		defer close(s.come)
		if e := p.attack(ctx, ask, owner, owner.forms[0]); e.OK() {
			s.given = givenBy(e.Response.Body)
			p.keepSchemas(e.Response.Body)
		}
	}()
	if p.config.Deep || p.config.RunGraph { // more rests on them
		p.awaitSchemas()
		return
	}
	select {
	case <-s.come:
	case <-time.After(soon):
	}
}

// reshaped tells whether the graph's state is of another shape than was thought.
func (p *Prober) reshaped(before any) bool {
	p.awaitSchemas()
	return !reflect.DeepEqual(before, p.log.known().Shape)
}

func (p *Prober) keepSchemas(body string) {
	shape, ok := shapeOf(body)
	keys, place := transcript.DeclaredKeys(body)
	p.log.change(func(t *transcript.Transcript) {
		if ok {
			t.Facts.Shape = shape
		}
		t.Facts.Declared, t.Facts.DeclaredIn, t.Facts.InputKeys = keys, place, transcript.InputKeys(body)
	})
}

// awaitSchemas waits until they have come, and is what they ask of runs.
func (p *Prober) awaitSchemas() *catalog.Given {
	if p.ways.schemas.come != nil {
		<-p.ways.schemas.come
	}
	return p.ways.schemas.given
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
