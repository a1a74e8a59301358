package scenario_test

import (
	"go/ast"
	"strings"
	"testing"
)

const (
	mostLines  = 50
	mostFields = 12
)

// wide may be larger: rows of tables, settings, reports and other documented data.
// Stand-ins have the shapes of the wire, whatever their width.
var wide = map[string]string{
	"scenario/catalog.Operation":     "a row",
	"scenario/catalog.Explanation":   "a row",
	"scenario/catalog.Identity":      "a row",
	"scenario/transcript.Facts":      "a report of what was seen",
	"scenario/probe.Config":          "settings",
	"langgraph.Request":              "settings of a call",
	"scenario/probe.schema":          "a document of the server's",
	"cmd.verifyOptions":              "settings",
	"scenario/result.Finding":        "a report",
	"scenario/result.Soak":           "a report",
	"scenario/result.Result":         "a report",
	"scenario/result.Summary":        "a report",
	"scenario/result.Evidence":       "a report",
	"scenario/report.page":           "a report",
	"scenario/transcript.Transcript": "a report of what was seen",
}

// TestSize: a function is read at one glance, and a struct is one thing. What needs no
// exemption has none.
func TestSize(t *testing.T) {
	needed := map[string]bool{}
	isExempt := func(name string) bool {
		needed[name] = true
		return wide[name] != ""
	}
	for room, files := range source(t) {
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncDecl:
					lines := positions.Position(n.End()).Line - positions.Position(n.Pos()).Line + 1
					if lines > mostLines && !isExempt(room+"."+n.Name.Name+"()") {
						t.Errorf("%s.%s has %d lines", room, n.Name.Name, lines)
					}
				case *ast.TypeSpec:
					shape, ok := n.Type.(*ast.StructType)
					if ok && shape.Fields.NumFields() > mostFields && !strings.HasSuffix(room, "test") && !isExempt(room+"."+n.Name.Name) {
						t.Errorf("%s.%s has %d fields", room, n.Name.Name, shape.Fields.NumFields())
					}
				}
				return true
			})
		}
	}
	for name := range wide {
		if !needed[name] {
			t.Errorf("%s needs no exemption", name)
		}
	}
}
