package scenario

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestShapeOf: a state of any shape gets a text where one can stand.
func TestShapeOf(t *testing.T) {
	for name, c := range map[string]struct {
		schemas string
		want    string // "" for none
	}{
		"chat":               {`{"state_schema":{"properties":{"messages":{"type":"array"},"a":{"type":"string"}}}}`, `{"messages":[{"role":"user","content":"@authcheck@"}]}`},
		"text":               {`{"state_schema":{"properties":{"n":{"type":"integer"},"topic":{"type":"string"}}}}`, `{"topic":"@authcheck@"}`},
		"first of the texts": {`{"state_schema":{"properties":{"b":{"type":"string"},"a":{"type":"string"}}}}`, `{"a":"@authcheck@"}`},
		"text or nothing":    {`{"state_schema":{"properties":{"topic":{"anyOf":[{"type":"null"},{"type":"string"}]}}}}`, `{"topic":"@authcheck@"}`},
		"list of texts":      {`{"state_schema":{"properties":{"tags":{"type":"array","items":{"type":"string"}}}}}`, `{"tags":["@authcheck@"]}`},
		"list of anything":   {`{"state_schema":{"properties":{"tags":{"type":"array"}}}}`, `{"tags":["@authcheck@"]}`},
		"object":             {`{"state_schema":{"properties":{"n":{"type":"number"},"data":{"type":"object"}}}}`, `{"data":{"authcheck":"@authcheck@"}}`},
		"untyped":            {`{"state_schema":{"properties":{"x":{"title":"X"}}}}`, `{"x":"@authcheck@"}`},
		"text before list":   {`{"state_schema":{"properties":{"a":{"type":"array"},"b":{"type":"object"},"c":{"type":"string"}}}}`, `{"c":"@authcheck@"}`},
		"input only":         {`{"state_schema":{"properties":{}},"input_schema":{"properties":{"q":{"type":"string"}}}}`, `{"q":"@authcheck@"}`},
		"name to be quoted":  {`{"state_schema":{"properties":{"a\"b":{"type":"string"}}}}`, `{"a\"b":"@authcheck@"}`},
		"numbers only":       {`{"state_schema":{"properties":{"n":{"type":"integer"}}}}`, ""},
		"list of numbers":    {`{"state_schema":{"properties":{"n":{"type":"array","items":{"type":"integer"}}}}}`, ""},
		"reference only":     {`{"state_schema":{"properties":{"n":{"$ref":"#/x"}}}}`, ""},
		"functional":         {`{"state_schema":{},"input_schema":{"type":"string"}}`, ""},
		"null":               {`{"state_schema":null,"input_schema":null}`, ""},
		"no JSON":            {`<html>`, ""},
	} {
		got, ok := shapeOf([]byte(c.schemas))
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: got %q, %v, want %q", name, got, ok, c.want)
		}
	}
}

// FuzzShapeOf: whatever a server calls its schemas, the state is JSON with one
// place for a text, or none is offered.
func FuzzShapeOf(f *testing.F) {
	f.Add([]byte(`{"state_schema":{"properties":{"messages":{"type":"array"}}}}`))
	f.Add([]byte(`{"input_schema":{"properties":{"a\u0000\"":{"anyOf":[{"type":["string","null"]},{"items":{}}]}}}}`))
	f.Add([]byte(`{"state_schema":{"properties":{"x":{"type":{}}}}}`))
	f.Fuzz(func(t *testing.T, schemas []byte) {
		shape, ok := shapeOf(schemas)
		if ok != (shape != "") || ok && (!json.Valid([]byte(shape)) || !strings.Contains(shape, seedMark)) {
			t.Errorf("%q, %v", shape, ok)
		}
	})
}
