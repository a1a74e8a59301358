package scenario

import (
	"testing"

	"authcheck/langgraph"
)

// TestFoundAt names the place of the canary, and nothing that stands next to it.
func TestFoundAt(t *testing.T) {
	for name, c := range map[string]struct {
		resp langgraph.Response
		want string
	}{
		"object": {langgraph.Response{Body: []byte(`{"a":"x","metadata":{"secret":"canary-1"}}`)}, "$.metadata.secret"},
		"list":   {langgraph.Response{Body: []byte(`[{"a":"somebody's"},{"values":{"messages":[{"content":"canary-1"}]}}]`)}, "$[1].values.messages[0].content"},
		"key":    {langgraph.Response{Body: []byte(`{"items":{"canary-1":true}}`)}, "$.items"},
		"quoted": {langgraph.Response{Body: []byte(`"no such thing: canary-1"`)}, "$"},
		"text":   {langgraph.Response{Body: []byte(`<p>canary-1</p>`)}, "the text of the answer"},
		"event": {langgraph.Response{Body: []byte("event: values\n"), Events: []langgraph.Event{{Data: "{}"}, {Data: `{"values":["canary-1"]}`}}},
			"event 2: $.values[0]"},
	} {
		if got := foundAt(&c.resp, "canary-1"); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
