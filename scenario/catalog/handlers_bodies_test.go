package catalog

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestNamedElsewhere: what user 2 makes names user 1 wherever a handler may look, and what is said of
// where a run comes from is said in the runs that are told apart by their plain likes.
func TestNamedElsewhere(t *testing.T) {
	v := &Values{Texts: map[string]string{"graph": "agent", "tomorrow": "x", "own_tag": "t", "marker": "m", "thread_r": "r", "thread_new": "n", "who": "other_user"},
		Objects: map[string]map[string]any{"planted": {"owner": "ann"}, "named": {"user_id": "ann"}}}
	for id, want := range map[string]string{
		"crons.plant":        `"input":{"authcheck":"m","user_id":"ann"}`,
		"runs.plant":         `"input":{"authcheck":"m","user_id":"ann"}`,
		"runs.create-resume": `"source":"a2a"`,
		"runs.create-goto":   `"source":"mcp"`,
		"threads.patch-odd":  `"project":7`,
	} {
		o := Named(id)
		body, err := json.Marshal(o.Body(v))
		if err != nil || !strings.Contains(string(body), want) || o.Plain == nil {
			t.Errorf("%s: %s lacks %s", id, body, want)
		}
	}
}
