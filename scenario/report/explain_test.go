package report_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
)

// TestExplainJSON has each finding encode, with the keys of langgraph.json that decide about it.
func TestExplainJSON(t *testing.T) {
	for _, e := range catalog.Explanations() {
		var out bytes.Buffer
		if err := report.ExplainJSON(&out, e); err != nil {
			t.Errorf("%s: %v", e.Code, err)
			continue
		}
		var got struct {
			Findings []struct {
				Code string
				Keys []map[string]string
			}
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || len(got.Findings) != 1 || got.Findings[0].Code != e.Code || len(got.Findings[0].Keys) != len(e.Keys) {
			t.Errorf("%s: %v\n%s", e.Code, err, &out)
			continue
		}
		for i, key := range e.Keys {
			if said := got.Findings[0].Keys[i]; said["name"] != key.Name {
				t.Errorf("%s: key %d is %v", e.Code, i, said)
			}
		}
	}
}
