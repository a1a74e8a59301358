package cmd

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"authcheck/scenario"
	"authcheck/scenario/report"
)

var (
	docSpan         = regexp.MustCompile("`([^`\n]+)`")
	docContinuation = regexp.MustCompile(`\\\n\s*`)
	docComment      = regexp.MustCompile(`(?m)(^|\s)#.*$`)
)

// shellOf is what a document shows of the shell: its sh and yaml fences, and
// the command lines within sentences.
func shellOf(text string) []string {
	var lines []string
	for _, match := range docFence.FindAllStringSubmatch(text, -1) {
		if match[1] == "sh" || match[1] == "yaml" {
			body := docComment.ReplaceAllString(docContinuation.ReplaceAllString(match[2], " "), "")
			lines = append(lines, strings.Split(body, "\n")...)
		}
	}
	return append(lines, codeSpans(text)...)
}

func codeSpans(text string) []string {
	var spans []string
	for _, match := range docSpan.FindAllStringSubmatch(withoutCode(text), -1) {
		spans = append(spans, match[1])
	}
	return spans
}

// TestDocsCommands parses every command line, and looks up what it names.
func TestDocsCommands(t *testing.T) {
	found := 0
	for path, text := range documents(t) {
		t.Run(path, func(t *testing.T) {
			for _, line := range shellOf(text) {
				for _, args := range commandLines(strings.ReplaceAll(line, "go run . ", "authcheck ")) {
					checkExample(t, slices.DeleteFunc(args, func(arg string) bool { return arg == "--help" }))
					checkNames(t, args)
					found++
				}
			}
		})
	}
	if found < 20 {
		t.Errorf("only %d command lines found", found)
	}
}

// checkNames looks up the names of flaws, findings and patterns of checks.
func checkNames(t *testing.T, args []string) {
	t.Helper()
	for i, arg := range args[1:] {
		switch value := strings.Trim(arg, `'"`); args[i] {
		case "--flaw":
			if err := checkFlaw(value); err != nil {
				t.Error(err)
			}
		case "--only", "--skip":
			if unmatched := scenario.Unmatched([]string{value}); len(unmatched) > 0 {
				t.Errorf("%s: no check matches %s", args[i], value)
			}
		case "explain":
			if _, ok := scenario.Explain(value); !ok && value != "CODE" {
				t.Errorf("there is no finding %s", value)
			}
		}
	}
}

// otherFlags are flags of other programs that the documents name.
var otherFlags = []string{"--no-browser"}

// TestDocsFlags has every flag in a sentence be one of some command.
func TestDocsFlags(t *testing.T) {
	known := slices.Clone(otherFlags)
	for _, c := range newRootCmd(Process{}).Commands() {
		c.InitDefaultHelpFlag()
		c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
	}
	for path, text := range documents(t) {
		for _, span := range codeSpans(text) {
			name, _, _ := strings.Cut(span, " ")
			if strings.HasPrefix(name, "--") && !slices.Contains(known, name) {
				t.Errorf("%s: there is no flag %s", path, name)
			}
		}
	}
}

var docVariable = regexp.MustCompile(`\b(AUTHCHECK|SUPABASE|LANGGRAPH)_[A-Z0-9_]+\b`)

// TestDocsVariables has every environment variable be one of the settings.
func TestDocsVariables(t *testing.T) {
	known := []string{"AUTHCHECK_TOKEN_1", "AUTHCHECK_TOKEN_2"} // of login --format env
	for _, s := range table {
		known = append(known, s.env...)
	}
	for path, text := range documents(t) {
		for _, name := range docVariable.FindAllString(docBlock.ReplaceAllString(text, ""), -1) {
			if !slices.Contains(known, name) && !strings.HasPrefix(name, "AUTHCHECK_CONTRACT_") {
				t.Errorf("%s: nothing reads %s", path, name)
			}
		}
	}
}

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
	got := map[scenario.Verdict]string{}
	for _, row := range tableRows(documents(t)["README.md"], "| | verdict |") {
		got[scenario.Verdict(row[1])] = row[0]
	}
	if diff := cmp.Diff(report.Icons, got); diff != "" {
		t.Errorf("(-report +README.md):\n%s", diff)
	}
}

// TestDocsIdentities has every kind of caller explained.
func TestDocsIdentities(t *testing.T) {
	var want, got []string
	for _, caller := range scenario.Callers() {
		want = append(want, caller.ID)
	}
	for _, cell := range firstCells(documents(t)["docs/checks.md"], "| identity |") {
		got = append(got, strings.Trim(cell, "`"))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-scenario.Callers +docs/checks.md):\n%s", diff)
	}
}

// TestDocsReport has every field of the JSON report explained, and no other.
func TestDocsReport(t *testing.T) {
	want := fieldsOf(reflect.TypeFor[scenario.Report](), "")
	var got []string
	for _, cell := range firstCells(documents(t)["docs/report.md"], "| field |") {
		for _, match := range docSpan.FindAllStringSubmatch(cell, -1) {
			got = append(got, match[1])
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-scenario.Report +docs/report.md):\n%s", diff)
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
