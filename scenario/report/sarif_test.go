package report_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// official is the schema of OASIS, which comes with a library that reads SARIF.
func official(t *testing.T) *jsonschema.Schema {
	t.Helper()
	folder, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(folder)), "schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	value := file.Scope.Lookup("schema").Decl.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value
	text, err := strconv.Unquote(value)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	const id = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	if err := compiler.AddResource(id, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func sarifOf(t *testing.T, r *result.Report) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := as("sarif")(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestSARIFSchema holds all reports to the official schema.
func TestSARIFSchema(t *testing.T) {
	schema := official(t)
	reports := []*result.Report{sample(), acceptedSample(), {Summary: result.Summary{Verdict: result.Error, Incomplete: "interrupted"}}}
	for _, flaw := range realFlaws {
		reports = append(reports, ran(t, flaw))
	}
	for _, r := range reports {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(sarifOf(t, r)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%#v", err)
		}
		document.(map[string]any)["runs"].([]any)[0].(map[string]any)["tool"] = "authcheck"
		if schema.Validate(document) == nil {
			t.Error("the schema lets everything pass")
		}
	}
}

// seen is what a viewer shows of a result.
type seen struct {
	Rule, Level, Message, File, Fingerprint string
	Operations                              []string
}

// TestSARIFResults reads the findings back with a library that others use.
func TestSARIFResults(t *testing.T) {
	read, err := sarif.FromBytes(sarifOf(t, sample()), sarif.WithStrictValidation())
	if err != nil {
		t.Fatal(err)
	}
	run := read.Runs[0]
	var got []seen
	for _, check := range run.Results {
		location := check.Locations[0]
		one := seen{Rule: *check.RuleID, Level: check.Level, Message: *check.Message.Text,
			File: *location.PhysicalLocation.ArtifactLocation.URI, Fingerprint: check.Fingerprints["authcheck/v1"]}
		for _, logical := range location.LogicalLocations {
			one.Operations = append(one.Operations, *logical.FullyQualifiedName)
		}
		got = append(got, one)
		if rule := run.Tool.Driver.Rules[check.RuleIndex]; *rule.ID != one.Rule {
			t.Errorf("rule %d is %s, want %s", check.RuleIndex, *rule.ID, one.Rule)
		}
	}
	want := []seen{
		{"no-owner-filter", "error", "Users see each other's data everywhere. User 2 on 2 operations: User 1's data came along. Fix: Write the owner on everything that is made, and filter by it, with one key of the metadata and its value.",
			"langgraph.json", "3f1c0a52b7e9d684", []string{"threads.get", "store.delete"}},
		{"crash-as-denial", "warning", "Callers are blocked by a crash. A caller without a token on 1 operation: blocked by a crash: 500 Internal Server Error. Fix: Refuse with a 401 instead of asserting and unpacking.",
			"langgraph.json", "00ff00ff00ff00ff", []string{"threads.create"}},
		{"studio-open", "warning", "The Studio header is accepted as a login. The Studio header on 1 operation: let in: 200 OK. Fix: Switch it off in langgraph.json.",
			"langgraph.json", "1122334455667788", []string{"threads.search"}},
		{"open-routes", "note", "Status and documentation are open. A caller without a token on 1 operation: open, as it may be. Fix: Nothing has to be done. \"http\": {\"disable_meta\": true} switches them off.",
			"langgraph.json", "8877665544332211", []string{"routes.get:/docs"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var told []string
	for _, n := range run.Invocations[0].ToolExecutionNotifications {
		told = append(told, n.Level+": "+*n.Message.Text)
	}
	wantTold := []string{"error: Some checks could not be decided. A caller without a token on 1 operation: no usable answer: <script>alert(1)</script>.",
		"note: 2 of 64 documented operations were not judged: POST /mcp/: this server does not have it: 405 Method Not Allowed; " +
			"GET /x/{<b>}: it may change something: `<img src=x>`"}
	if diff := cmp.Diff(wantTold, told); diff != "" {
		t.Errorf("what was undecided, or not judged (-want +got):\n%s", diff)
	}
}

// TestSARIFRules have help, tags that code scanning knows, and a severity.
func TestSARIFRules(t *testing.T) {
	read, err := sarif.FromBytes(sarifOf(t, sample()), sarif.WithStrictValidation())
	if err != nil {
		t.Fatal(err)
	}
	severities := make(map[string]string)
	for _, rule := range read.Runs[0].Tool.Driver.Rules {
		if rule.Help == nil || rule.Help.Markdown == nil || !strings.Contains(*rule.Help.Markdown, "**Fix:**") {
			t.Errorf("%s has no help", *rule.ID)
		}
		severities[*rule.ID], _ = rule.Properties.Properties["security-severity"].(string)
		for _, tag := range rule.Properties.Tags {
			if strings.HasPrefix(tag, "CWE") {
				t.Errorf("%s: code scanning does not know the tag %s", *rule.ID, tag)
			}
		}
	}
	want := make(map[string]string)
	for _, e := range catalog.Explanations() {
		switch {
		case e.Verdict == result.Fail:
			want[e.Code] = "8.1"
			for _, tag := range e.Tags {
				if tag == "OWASP API2:2023" {
					want[e.Code] = "9.8"
				}
			}
		case e.Verdict == result.Warn:
			want[e.Code] = "5.3"
		case e.Verdict == result.Note:
			want[e.Code] = "2.0"
		}
	}
	if diff := cmp.Diff(want, severities); diff != "" {
		t.Errorf("severities (-want +got):\n%s", diff)
	}
}
