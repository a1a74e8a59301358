package verdict

import (
	"testing"

	"authcheck/scenario/transcript"
)

// TestCanaryAt names the place of the canary, and nothing that stands next to it.
func TestCanaryAt(t *testing.T) {
	for name, c := range map[string]struct {
		resp transcript.Response
		want string
	}{
		"object": {transcript.Response{Body: `{"a":"x","metadata":{"secret":"canary-1"}}`}, "$.metadata.secret"},
		"list":   {transcript.Response{Body: `[{"a":"somebody's"},{"values":{"messages":[{"content":"canary-1"}]}}]`}, "$[1].values.messages[0].content"},
		"key":    {transcript.Response{Body: `{"items":{"canary-1":true}}`}, "$.items"},
		"quoted": {transcript.Response{Body: `"no such thing: canary-1"`}, "$"},
		"text":   {transcript.Response{Body: `<p>canary-1</p>`}, "the text of the answer"},
		"event": {transcript.Response{Body: "event: values\n", Events: []transcript.Event{{Data: "{}"}, {Data: `{"values":["canary-1"]}`}}},
			"event 2: $.values[0]"},
		"header": {transcript.Response{Body: "{}", More: transcript.More{Headers: []string{"Etag: «a»", "X-Last: canary-1"}, Decoded: "canary-1"}}, "the header X-Last"},
		"packed": {transcript.Response{Body: "PK", More: transcript.More{Decoded: "a canary-1"}}, "the text of the answer, encoded or packed"},
	} {
		if got := canaryAt(&c.resp, "canary-1"); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
