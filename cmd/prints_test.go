package cmd

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"go/types"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// harmlessCalls return nothing that acts, whatever they are given.
var harmlessCalls = []string{"report.OnTerminal", "wording.OneLine", "report.InShell", "report.Mark", "report.Table", "phrase.Count", "wording.Duration",
	"doctor.Conclusion", "versionLine"}

// passingCalls return what they are given: which of their arguments are shown.
var passingCalls = map[string][]int{"report.Hang": {0, 2}, "p.Style": {0}, "phrase.ShellWord": {0}}

// printedAsItIs is what else is printed, and why nothing in it is foreign.
var printedAsItIs = map[string]string{
	"completion.go: withoutPackage":                    "a constant",
	"demo.go: servers.Supabase.URL":                    "of a stand-in",
	"demo.go: servers.LangGraph.URL":                   "of a stand-in",
	"demo.go: command":                                 "written here",
	"demo.go: g.Title":                                 "a row of a table",
	"demo.go: flaw.Name":                               "a row of a table",
	"demo.go: flaw.Summary":                            "a row of a table",
	"demo.go: b.String()":                              "what was printed there before",
	"doctor/report.go: at.Name":                        "a row of a table",
	"export.go: wording.List(names)":                   "files of the binary",
	"interrupt.go: clear":                              "written here",
	"interrupt.go: what":                               "written here",
	"login.go: b.String()":                             "what was printed there before",
	"sandbox.go: name":                                 "written here",
	"sandbox.go: value":                                "of a stand-in",
	"settings/ask.go: wording.List(names)":             "rows of a table",
	"settings/keep.go: name":                           "a variable of the table",
	"signup/form.go: f.generated":                      "made here",
	"signup/job.go: is.icon":                           "written here",
	"terminal/spinner.go: head":                        "through report.OnTerminal",
	"terminal/spinner.go: tail":                        "a time",
	"tokens/logins.go: what":                           "written here",
	"tokens/logins.go: wait":                           "a time",
	"verify.go: o.tokens":                              "flags through phrase.ShellWord",
	"verify.go: strings.Join(o.cleanups, \", then \")": "commands whose flags go through phrase.ShellWord",
}

// TestPrintsAreHarmless has everything that a command prints go through the function for the
// place where it is shown, unless it is our own.
func TestPrintsAreHarmless(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for name, file := range sourceFiles(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			for _, shown := range printed(call) {
				foreign(shown, func(part ast.Expr) {
					key := name + ": " + types.ExprString(part)
					if used[key] = true; printedAsItIs[key] == "" {
						t.Errorf("%s is printed as it is", key)
					}
				})
			}
			return true
		})
	}
	for key := range printedAsItIs {
		if !used[key] {
			t.Errorf("%s is printed no more", key)
		}
	}
}

// sourceFiles are the files of all commands, tests left out.
func sourceFiles(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files[filepath.ToSlash(path)], err = parser.ParseFile(gotoken.NewFileSet(), path, nil, parser.SkipObjectResolution)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

var verbs = regexp.MustCompile(`%[-+# 0]*[0-9.*]*([a-zA-Z])`)

// printed are the texts that a call prints: not numbers.
func printed(call *ast.CallExpr) []ast.Expr {
	switch types.ExprString(call.Fun) {
	case "fmt.Fprint", "fmt.Fprintln", "io.WriteString":
		return call.Args[1:]
	case "fmt.Print", "fmt.Println", "fmt.Printf":
		return call.Args // there is nobody to print to but p.Out and p.Err
	case "fmt.Fprintf":
		format, ok := call.Args[1].(*ast.BasicLit)
		if !ok {
			return call.Args[1:]
		}
		text, _ := strconv.Unquote(format.Value)
		var texts []ast.Expr
		for i, verb := range verbs.FindAllStringSubmatch(strings.ReplaceAll(text, "%%", ""), -1) {
			if verb[1] != "d" {
				texts = append(texts, call.Args[2+i])
			}
		}
		return texts
	}
	return nil
}

// foreign tells of the parts of what is printed that are neither constants nor harmless.
func foreign(shown ast.Expr, tell func(ast.Expr)) {
	switch shown := shown.(type) {
	case *ast.BasicLit:
		return
	case *ast.BinaryExpr:
		foreign(shown.X, tell)
		foreign(shown.Y, tell)
		return
	case *ast.CallExpr:
		name := types.ExprString(shown.Fun)
		if slices.Contains(harmlessCalls, name) {
			return
		}
		if arguments, passes := passingCalls[name]; passes {
			for _, i := range arguments {
				foreign(shown.Args[i], tell)
			}
			return
		}
	}
	tell(shown)
}
