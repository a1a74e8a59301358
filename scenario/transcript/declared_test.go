package transcript_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/transcript"
)

// TestDeclaredKeys: keys that name a user or a conversation, wherever a schema has them;
// the server's own ones are none.
func TestDeclaredKeys(t *testing.T) {
	for name, test := range map[string]struct {
		schemas string
		keys    []string
		place   string
	}{
		"none":           {`{"config_schema":{},"context_schema":null}`, nil, "config"},
		"config":         {`{"config_schema":{"properties":{"user_id":{},"model":{}}}}`, []string{"user_id"}, "config"},
		"context":        {`{"config_schema":{"properties":{"user_id":{}}},"context_schema":{"properties":{"tenantId":{},"owner":{}}}}`, []string{"owner", "tenantId"}, "context"},
		"nested":         {`{"config_schema":{"$defs":{"C":{"properties":{"langgraph_auth_user_id":{},"continue_from":{}}}}}}`, []string{"continue_from", "langgraph_auth_user_id"}, "config"},
		"server's own":   {`{"config_schema":{"properties":{"thread_id":{},"checkpoint_id":{},"temperature":{}}}}`, nil, "config"},
		"something else": {`[]`, nil, ""},
	} {
		keys, place := transcript.DeclaredKeys(test.schemas)
		if len(keys) == 0 {
			keys = nil
		}
		if diff := cmp.Diff(test.keys, keys); diff != "" || place != test.place {
			t.Errorf("%s: place %q (-want +got):\n%s", name, place, diff)
		}
	}
}

// TestInputKeys: texts in a graph's input by which it may keep users apart, or find what is somebody's.
func TestInputKeys(t *testing.T) {
	got := transcript.InputKeys(`{"input_schema":{"properties":{"messages":{"type":"array"},"patient_id":{"type":"string"},"source_thread_id":{"anyOf":[{"type":"string"},{"type":"null"}]},
		"page_id":{"type":"integer"},"thread_id":{"type":"string"},"question":{"type":"string"},"customerId":{"title":"Any"},"topic":{"$ref":"#/x"}}},
		"state_schema":{"properties":{"user":{"type":"string"}}}}`)
	if want := []string{"customerId", "patient_id", "source_thread_id", "user"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
