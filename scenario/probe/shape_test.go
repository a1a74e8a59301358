package probe

import (
	"encoding/json"
	"strings"
	"testing"

	"authcheck/scenario/catalog"
)

// TestShapeOf: a state of any shape gets a text where one can stand.
func TestShapeOf(t *testing.T) {
	for name, c := range map[string]struct {
		schemas string
		want    string // "" for none
	}{
		"chat":              {`{"state_schema":{"properties":{"messages":{"type":"array"},"a":{"type":"string"}}}}`, `{"messages":[{"content":"@authcheck@","role":"user"}]}`},
		"text":              {`{"state_schema":{"properties":{"n":{"type":"integer"},"topic":{"type":"string"}}}}`, `{"topic":"@authcheck@"}`},
		"all of the texts":  {`{"state_schema":{"properties":{"b":{"type":"string"},"a":{"type":"string"}}}}`, `{"a":"@authcheck@","b":"@authcheck@"}`},
		"text or nothing":   {`{"state_schema":{"properties":{"topic":{"anyOf":[{"type":"null"},{"type":"string"}]}}}}`, `{"topic":"@authcheck@"}`},
		"list of texts":     {`{"state_schema":{"properties":{"tags":{"type":"array","items":{"type":"string"}}}}}`, `{"tags":["@authcheck@"]}`},
		"list of anything":  {`{"state_schema":{"properties":{"tags":{"type":"array"}}}}`, `{"tags":["@authcheck@"]}`},
		"object":            {`{"state_schema":{"properties":{"n":{"type":"number"},"data":{"type":"object"}}}}`, `{"data":{"authcheck":"@authcheck@"}}`},
		"untyped":           {`{"state_schema":{"properties":{"x":{"title":"X"}}}}`, `{"x":"@authcheck@"}`},
		"text before list":  {`{"state_schema":{"properties":{"a":{"type":"array"},"b":{"type":"object"},"c":{"type":"string"}}}}`, `{"c":"@authcheck@"}`},
		"input only":        {`{"state_schema":{"properties":{}},"input_schema":{"properties":{"q":{"type":"string"}}}}`, `{"q":"@authcheck@"}`},
		"name to be quoted": {`{"state_schema":{"properties":{"a\"b":{"type":"string"}}}}`, `{"a\"b":"@authcheck@"}`},
		"numbers only":      {`{"state_schema":{"properties":{"n":{"type":"integer"}}}}`, ""},
		"list of numbers":   {`{"state_schema":{"properties":{"n":{"type":"array","items":{"type":"integer"}}}}}`, ""},
		"reference only":    {`{"state_schema":{"properties":{"n":{"$ref":"#/x"}}}}`, ""},
		"functional":        {`{"state_schema":{},"input_schema":{"type":"string"}}`, ""},
		"null":              {`{"state_schema":null,"input_schema":null}`, ""},
		"no JSON":           {`<html>`, ""},
	} {
		shape, ok := shapeOf(c.schemas)
		got := ""
		if ok {
			got = jsonOf(t, shape)
		}
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: got %q, %v, want %q", name, got, ok, c.want)
		}
	}
}

// TestGivenBy: each field of a run's input and context gets a value of its kind, and nothing
// says who somebody is.
func TestGivenBy(t *testing.T) {
	t.Parallel()
	got := givenBy(`{"input_schema":{"properties":{"messages":{"type":"array"},"question":{"type":"string"},"n":{"type":"integer"}}},
		"context_schema":{"properties":{"language":{"enum":["de","en"]},"style":{"type":"string","default":"plain"},"user_id":{"type":"string"},"deep":{"type":"boolean"}}}}`)
	want := `{"input":{"messages":[{"content":"authcheck","role":"user"}],"n":1,"question":"authcheck"},"context":{"deep":false,"language":"de","style":"plain"}}`
	if text, err := json.Marshal(got); err != nil || string(text) != want {
		t.Errorf("got %s, %v, want %s", text, err, want)
	}
}

// jsonOf writes a shape as the server gets it.
func jsonOf(t *testing.T, shape map[string]any) string {
	t.Helper()
	text, err := json.Marshal(shape)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// FuzzShapeOf: whatever a server calls its schemas, the state is JSON with one
// place for a text, or none is offered.
func FuzzShapeOf(f *testing.F) {
	f.Add([]byte(`{"state_schema":{"properties":{"messages":{"type":"array"}}}}`))
	f.Add([]byte(`{"input_schema":{"properties":{"a\u0000\"":{"anyOf":[{"type":["string","null"]},{"items":{}}]}}}}`))
	f.Add([]byte(`{"state_schema":{"properties":{"x":{"type":{}}}}}`))
	f.Fuzz(func(t *testing.T, schemas []byte) {
		shape, ok := shapeOf(string(schemas))
		if ok != (shape != nil) || ok && !strings.Contains(jsonOf(t, shape), catalog.SeedMark) {
			t.Errorf("%v, %v", shape, ok)
		}
	})
}
