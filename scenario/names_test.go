package scenario_test

import (
	"go/ast"
	"go/token"
	"testing"
)

// gone are names that said too little, by room, with what it is called now; () has functions
// alone meant. They stay away.
var gone = map[string]map[string]string{
	"cmd":                 {"quiet()": "endWith"},       // --quiet is a setting
	"cmd/tokens":          {"patience": "longestRetry"}, // langgraph.Patience is another thing
	"langgraph":           {"Stirred": "Triggered"},
	"scenario":            {"Strangers": "Unrelated"},
	"scenario/catalog":    {"Gift": "Transfer", "Looks": "Readbacks", "looks": "readBackAlike", "itemLook": "readBackItem"},
	"scenario/probe":      {"lanes": "atOnce", "strangers": "outsiders", "look": "readback", "looksFor": "readbacksFor", "standing": "proofRank"},
	"scenario/report":     {"manyStrangers": "mostUnknown", "strangers": "unknown"},
	"scenario/soak":       {"lane": "slot", "lanes": "slots", "lanesOf": "slotsOf", "mostLanes": "mostSlots"},
	"scenario/transcript": {"received": "classify"},
	"scenario/verdict":    {"found()": "judgedAs"},
}

// TestGoneNames: what was renamed is not called so again.
func TestGoneNames(t *testing.T) {
	for room, files := range source(t) {
		for name, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				for _, declared := range declaredBy(n) {
					if now := gone[room][declared]; now != "" {
						t.Errorf("%s/%s: %s is called %s", room, name, declared, now)
					}
				}
				return true
			})
		}
	}
}

// declaredBy are the names that a node declares, functions with () as well.
func declaredBy(n ast.Node) (names []string) {
	add := func(list ...*ast.Ident) {
		for _, id := range list {
			names = append(names, id.Name)
		}
	}
	switch n := n.(type) {
	case *ast.FuncDecl:
		add(n.Name)
		names = append(names, n.Name.Name+"()")
	case *ast.TypeSpec:
		add(n.Name)
	case *ast.ValueSpec:
		add(n.Names...)
	case *ast.Field:
		add(n.Names...)
	case *ast.AssignStmt:
		for _, left := range n.Lhs {
			if id, ok := left.(*ast.Ident); ok && n.Tok == token.DEFINE {
				add(id)
			}
		}
	case *ast.RangeStmt:
		for _, e := range []ast.Expr{n.Key, n.Value} {
			if id, ok := e.(*ast.Ident); ok {
				add(id)
			}
		}
	}
	return names
}
