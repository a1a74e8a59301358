package cmd

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"authcheck/cmd/settings"
	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
	"authcheck/scenario/result"
)

// TestDocsExitCodes compares the README's table with the constants of exit.go.
func TestDocsExitCodes(t *testing.T) {
	file, err := parser.ParseFile(gotoken.NewFileSet(), "exit.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if ok && strings.HasPrefix(spec.Names[0].Name, "exit") && len(spec.Values) == 1 {
			want = append(want, spec.Values[0].(*ast.BasicLit).Value)
		}
		return true
	})
	if diff := cmp.Diff(want, firstCells(documents(t)["README.md"], "| exit code |")); diff != "" {
		t.Errorf("(-exit.go +README.md):\n%s", diff)
	}
}

// TestDocsVerdicts compares the README's table with the marks of the report.
func TestDocsVerdicts(t *testing.T) {
	got := map[result.Verdict]string{}
	for _, row := range tableRows(documents(t)["README.md"], "| | verdict |") {
		got[result.Verdict(row[1])] = row[0]
	}
	if diff := cmp.Diff(report.Icons, got); diff != "" {
		t.Errorf("(-report +README.md):\n%s", diff)
	}
}

// TestDocsIdentities has every kind of caller explained.
func TestDocsIdentities(t *testing.T) {
	var want, got []string
	for _, caller := range catalog.Identities(true, true) {
		want = append(want, caller.ID)
	}
	for _, cell := range firstCells(documents(t)["docs/checks.md"], "| identity |") {
		got = append(got, strings.Trim(cell, "`"))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-catalog.Identities +docs/checks.md):\n%s", diff)
	}
}

// TestDocsAcceptances reads the authcheck.yaml that docs/findings.md shows, and
// the flag beside it.
func TestDocsAcceptances(t *testing.T) {
	var shown string
	for _, match := range docFence.FindAllStringSubmatch(documents(t)["docs/findings.md"], -1) {
		if match[1] == "yaml" {
			shown = match[2]
		}
	}
	path := filepath.Join(t.TempDir(), "authcheck.yaml")
	if err := os.WriteFile(path, []byte(shown), 0o600); err != nil {
		t.Fatal(err)
	}
	want := []result.Acceptance{{Code: "store-shared", Reason: "one team, one store", Until: "2026-12-31"}}
	for _, args := range [][]string{{"--policy", path}, {"--accept", "store-shared=one team, one store;until=2026-12-31"}} {
		var o settings.PolicyFlags
		flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
		o.AddFlags(flags)
		if err := flags.Parse(args); err != nil {
			t.Fatal(err)
		}
		got, err := o.Read(t.Context())
		if diff := cmp.Diff(want, got.Accepted); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", args[0], err, diff)
		}
	}
}

// TestDocsReport has every field of the JSON report explained, and no other.
func TestDocsReport(t *testing.T) {
	want := fieldsOf(reflect.TypeFor[result.Report](), "")
	var got []string
	for _, cell := range firstCells(documents(t)["docs/report.md"], "| field |") {
		for _, match := range docSpan.FindAllStringSubmatch(cell, -1) {
			got = append(got, match[1])
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-result.Report +docs/report.md):\n%s", diff)
	}
}

// fieldsOf lists the fields of a JSON document: "summary.verdict", "results[].id".
func fieldsOf(t reflect.Type, prefix string) []string {
	var names []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		name, inner := prefix+name, f.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			if inner.Kind() == reflect.Slice {
				name += "[]"
			}
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && inner.PkgPath() == t.PkgPath() {
			names = append(names, fieldsOf(inner, name+".")...)
		} else {
			names = append(names, name)
		}
	}
	return names
}

// tableRows are the rows of all tables whose head begins so, without the head.
func tableRows(text, head string) [][]string {
	var rows [][]string
	inside := false
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(line, head):
			inside = true
		case !strings.HasPrefix(line, "|"):
			inside = false
		case inside && !strings.HasPrefix(line, "|--"):
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			rows = append(rows, cells)
		}
	}
	return rows
}

func firstCells(text, head string) []string {
	var cells []string
	for _, row := range tableRows(text, head) {
		cells = append(cells, row[0])
	}
	return cells
}
