package scenario_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "authcheck"

// below are the rooms of ours that each room of the house may import.
var below = map[string][]string{
	"scenario/catalog":             {},
	"scenario/phrase":              {},
	"scenario/transcript":          {"scenario/catalog", "langgraph", "langgraph/wire"},
	"scenario/probe":               {"scenario/catalog", "scenario/phrase", "scenario/transcript", "langgraph", "langgraph/wire", "supabase"},
	"scenario/soak":                {"scenario/catalog", "scenario/transcript", "scenario/probe", "langgraph", "langgraph/wire"},
	"scenario/result":              {"scenario/catalog"},
	"scenario/verdict":             {"scenario/catalog", "scenario/phrase", "scenario/transcript", "scenario/result"},
	"scenario/verdict/verdicttest": {"scenario/catalog", "scenario/transcript", "scenario/result"},
	"scenario/progress":            {"scenario/result", "scenario/soak"},
	"scenario/report":              {"scenario/catalog", "scenario/phrase", "scenario/result", "scenario/soak", "scenario/progress"},
	"scenario": {"scenario/catalog", "scenario/transcript", "scenario/probe", "scenario/soak", "scenario/verdict", "scenario/result", "scenario/progress",
		"langgraph", "supabase"},
	"supabase": {"langgraph/wire"}, "supabase/supabasetest": {},
	"langgraph": {"langgraph/wire"}, "langgraph/langgraphtest": {}, "langgraph/wire": {},
	"e2e": {}, "e2e/ci": {}, "e2e/faults": {},
	"": {"cmd", "cmd/terminal"},
}

// mayImport tells whether one room of ours may import another.
func mayImport(from, to string) bool {
	toCmd := to == "cmd" || strings.HasPrefix(to, "cmd/")
	switch {
	case from == "cmd":
		return true
	case strings.HasPrefix(from, "cmd/"): // its rooms know each other, and not who lives in them
		return to != "cmd"
	case strings.HasPrefix(from, "scenario/report/"):
		return to == "scenario/report" || slices.Contains(below["scenario/report"], to)
	}
	return slices.Contains(below[from], to) && (!toCmd || from == "")
}

// positions are those of what source parses.
var positions = token.NewFileSet()

// source parses what is built of the module, tests left out, by room and file.
func source(t *testing.T) map[string]map[string]*ast.File {
	t.Helper()
	rooms := make(map[string]map[string]*ast.File)
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		if err != nil || d.IsDir() {
			if name != ".." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules") {
				return fs.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(positions, path, nil, parser.SkipObjectResolution)
		room := strings.TrimPrefix(strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), ".."), "/")
		if rooms[room] == nil {
			rooms[room] = make(map[string]*ast.File)
		}
		rooms[room][name] = file
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rooms
}

func importsOf(file *ast.File) []string {
	var paths []string
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		paths = append(paths, path)
	}
	return paths
}

// TestImports: imports run downwards only, whatever system a file is built for.
func TestImports(t *testing.T) {
	rooms := source(t)
	for room, files := range rooms {
		if _, known := below[room]; !known && !strings.HasPrefix(room, "cmd") && !strings.HasPrefix(room, "scenario/report/") {
			t.Errorf("no rule says what %s may import", room)
		}
		for name, file := range files {
			for _, path := range importsOf(file) {
				to, ours := strings.CutPrefix(path, module+"/")
				if ours && !mayImport(room, to) {
					t.Errorf("%s/%s imports %s", room, name, to)
				}
			}
		}
	}
	for room := range below {
		if rooms[room] == nil && !strings.HasPrefix(room, "e2e") { // those are tests only
			t.Errorf("there is no %s", room)
		}
	}
}

// judges are the packages of others that verdict needs: texts, numbers and JSON.
var judges = []string{"cmp", "crypto/sha256", "encoding/hex", "encoding/json", "fmt", "maps", "net/http", "net/url", "reflect", "regexp",
	"slices", "strings", "time"}

// TestImportsOfTheJudge: verdict has no client, clock, lock, context or goroutine. Of
// net/http it takes constants, and of time layouts and what it was told.
func TestImportsOfTheJudge(t *testing.T) {
	for name, file := range source(t)["scenario/verdict"] {
		for _, path := range importsOf(file) {
			if !strings.HasPrefix(path, module+"/") && !slices.Contains(judges, path) {
				t.Errorf("%s imports %s", name, path)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt, *ast.SelectStmt, *ast.SendStmt, *ast.ChanType:
				t.Errorf("%s has something that runs at once: %T", name, n)
			case *ast.SelectorExpr:
				if room, ok := n.X.(*ast.Ident); ok && !pure(room.Name, n.Sel.Name) {
					t.Errorf("%s uses %s.%s", name, room.Name, n.Sel.Name)
				}
			}
			return true
		})
	}
}

// pure tells whether a name of a package is only a word: a constant, a layout.
func pure(room, name string) bool {
	switch room {
	case "http":
		return strings.HasPrefix(name, "Status") || strings.HasPrefix(name, "Method")
	case "time":
		return slices.Contains([]string{"DateOnly", "Time", "Duration", "Parse"}, name)
	}
	return true
}
