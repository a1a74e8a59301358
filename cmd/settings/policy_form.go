package settings

import (
	"cmp"
	"slices"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"authcheck/cmd/failure"
)

// checkForm refuses what the decoder drops without a word: a second document, all of a mapping
// one of whose keys is no text, a key without a value, and that a name is none.
func (p *policyText) checkForm() error {
	file, err := parser.ParseBytes(p.text, 0)
	if err != nil {
		return failure.Refused(policyHint, "cannot read %s", p.name)
	}
	var keys odd
	for i, doc := range file.Docs {
		if directive, ok := doc.Body.(*ast.DirectiveNode); ok {
			return p.refuseAt(directive.GetToken(), "leave the line out", "a directive (%%) is not read")
		}
		if i > 0 && doc.Body != nil {
			return p.refuseAt(doc.Body.GetToken(), "leave the line --- out", "a second document is not read")
		}
		if doc.Body != nil {
			ast.Walk(&keys, doc.Body)
		}
	}
	switch {
	case keys.first != nil:
		return p.refuseAt(keys.first, "put it in quotes", "the key %s is no text", keys.first.Value)
	case keys.empty != nil:
		return p.refuseAt(keys.empty, "give it one, or leave it out", "%s has no value", keys.empty.Value)
	case keys.bare != nil:
		return p.refuseAt(keys.bare, "in quotes it is a word: '"+keys.bare.Value+"'", "%s is no word", keys.bare.Value)
	}
	return nil
}

// odd finds the first key that is no text, the first one without a value, and the first name
// that is none without quotes.
type odd struct{ first, empty, bare *token.Token }

// valued are the keys that say nothing without a value. Lists may be empty: of what is lived with,
// all may be commented out.
var valued = []string{"account", "token", "client", "team", "role", "who", "may", "on", "code", "reason", "until"}

// Visit is called for each node.
func (o *odd) Visit(node ast.Node) ast.Visitor {
	pair, ok := node.(*ast.MappingValueNode)
	if !ok {
		return o
	}
	key := pair.Key.GetToken()
	switch pair.Key.Type() {
	case ast.StringType, ast.MergeKeyType, ast.AnchorType, ast.AliasType:
	default:
		o.first = cmp.Or(o.first, key)
	}
	if pair.Value.Type() == ast.NullType && slices.Contains(valued, key.Value) {
		o.empty = cmp.Or(o.empty, key)
	}
	if key.Value == "team" || key.Value == "role" {
		o.bare = cmp.Or(o.bare, bareOf(pair.Value))
	}
	return o
}

// bareOf finds what stands for a name, or for one of several, and is a number, true, false or nothing.
func bareOf(value ast.Node) *token.Token {
	values := []ast.Node{value}
	if list, ok := value.(*ast.SequenceNode); ok {
		values = list.Values
	}
	for _, value := range values {
		switch value.Type() {
		case ast.IntegerType, ast.FloatType, ast.BoolType, ast.NullType, ast.InfinityType, ast.NanType:
			return value.GetToken()
		}
	}
	return nil
}
