package report_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"authcheck/scenario/result"
)

// realFlaws are servers that between them have every kind of finding.
var realFlaws = []string{"", "tutorial-as-published", "no-owner-filter", "no-auth"}

// ran is the report of a run on a stand-in with that flaw. It was recorded: go test -tags record -run Record.
func ran(t *testing.T, flaw string) *result.Report {
	t.Helper()
	file, err := os.Open(recorded(flaw))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var r result.Report
	if err := json.NewDecoder(text).Decode(&r); err != nil {
		t.Fatal(err)
	}
	return &r
}

func recorded(flaw string) string {
	if flaw == "" {
		flaw = "sound"
	}
	return "testdata/runs/" + flaw + ".json.gz"
}

// published is the schema in docs; strictly also refuses fields that it does not name.
func published(t *testing.T, strictly bool) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("../../docs/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if strictly {
		closeObjects(document)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("report.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func closeObjects(node any) {
	switch node := node.(type) {
	case map[string]any:
		if _, ok := node["properties"]; ok && node["type"] == "object" {
			node["additionalProperties"] = false
		}
		for _, child := range node {
			closeObjects(child)
		}
	case []any:
		for _, child := range node {
			closeObjects(child)
		}
	}
}

// document is a report as a program reads it.
func document(t *testing.T, r *result.Report) map[string]any {
	t.Helper()
	var out bytes.Buffer
	if err := as("json")(&out, r); err != nil {
		t.Fatal(err)
	}
	read, err := jsonschema.UnmarshalJSON(&out)
	if err != nil {
		t.Fatal(err)
	}
	return read.(map[string]any)
}

// TestSchema has reports of real runs, and of all that can be in one, obey the schema.
func TestSchema(t *testing.T) {
	schema := published(t, true)
	reports := map[string]*result.Report{"sample": sample(), "accepted": withTexts(acceptedSample())}
	for _, flaw := range realFlaws {
		reports["flaw "+flaw] = ran(t, flaw)
	}
	for name, r := range reports {
		t.Run(name, func(t *testing.T) {
			if err := schema.Validate(document(t, r)); err != nil {
				t.Errorf("%#v", err)
			}
		})
	}
}

// withTexts completes the findings that a test made up.
func withTexts(r *result.Report) *result.Report {
	r.Summary.Counts[result.Fail] = 0
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Fingerprint == "" {
			f.Fingerprint, f.Identities, f.Operations, f.Checks, f.Tags = "0123456789abcdef", []string{}, []string{}, []string{}, []string{}
		}
	}
	return r
}

// TestSchemaRefuses shows that the schema can say no.
func TestSchemaRefuses(t *testing.T) {
	schema := published(t, false)
	for name, spoil := range map[string]func(map[string]any){
		"another schema":      func(r map[string]any) { r["schema"] = "authcheck/v2" },
		"no results":          func(r map[string]any) { delete(r, "results") },
		"unknown verdict":     func(r map[string]any) { r["results"].([]any)[0].(map[string]any)["verdict"] = "maybe" },
		"negative count":      func(r map[string]any) { r["summary"].(map[string]any)["requests"] = json.Number("-1") },
		"no time":             func(r map[string]any) { r["summary"].(map[string]any)["started"] = "yesterday" },
		"no fingerprint":      func(r map[string]any) { delete(r["findings"].([]any)[0].(map[string]any), "fingerprint") },
		"accepted, no reason": func(r map[string]any) { r["findings"].([]any)[0].(map[string]any)["verdict"] = "accepted" },
	} {
		t.Run(name, func(t *testing.T) {
			spoiled := document(t, sample())
			spoil(spoiled)
			if schema.Validate(spoiled) == nil {
				t.Error("the schema lets it pass")
			}
		})
	}
	extended := document(t, sample())
	extended["added_later"] = true
	if err := schema.Validate(extended); err != nil {
		t.Errorf("fields may be added: %v", err)
	}
}

// TestSchemaNamesEveryField finds no field in the schema that no report has.
func TestSchemaNamesEveryField(t *testing.T) {
	text, err := os.ReadFile("../../docs/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	everything := sample()
	everything.Summary.Incomplete, everything.Summary.Notes = "interrupted", []string{"a note"}
	everything.Results[2].Evidence.CanaryAt = "$.metadata.secret"
	told := make(map[string]bool)
	for _, r := range []*result.Report{everything, acceptedSample(), soaked(true)} {
		keysOf(document(t, r), told)
	}
	named := make(map[string]bool)
	properties(schema, named)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(named)), slices.DeleteFunc(slices.Sorted(maps.Keys(told)), isVerdict)); diff != "" {
		t.Errorf("fields (-schema +reports):\n%s", diff)
	}
}

// isVerdict tells the keys of the counts.
func isVerdict(key string) bool {
	return strings.Contains(" pass warn fail note skip error accepted ", " "+key+" ")
}

func keysOf(node any, keys map[string]bool) {
	switch node := node.(type) {
	case map[string]any:
		for key, child := range node {
			keys[key] = true
			keysOf(child, keys)
		}
	case []any:
		for _, child := range node {
			keysOf(child, keys)
		}
	}
}

func properties(node any, names map[string]bool) {
	switch node := node.(type) {
	case map[string]any:
		if list, ok := node["properties"].(map[string]any); ok && node["type"] == "object" {
			for name := range list {
				names[name] = true
			}
		}
		for _, child := range node {
			properties(child, names)
		}
	case []any:
		for _, child := range node {
			properties(child, names)
		}
	}
}
