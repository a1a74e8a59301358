package settings

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"authcheck/cmd/failure"
	"authcheck/cmd/wording"
	"authcheck/scenario/result"
)

// written is authcheck.yaml as it stands there.
type written struct {
	Users    map[string]writtenUser
	Allow    []writtenLine
	Accepted []result.Acceptance
}

// writtenUser tells what is empty from what is not there. An account, a team and a role are
// whatever stands there: the decoder would take 1.5 for 1, and the number 7 for the word.
type writtenUser struct {
	Account       any
	Token, Client *string
	Team, Role    any
}

type writtenLine struct {
	Who     who
	May, On words
}

// words are one word or several.
type words []string

// UnmarshalYAML takes a text for a list of one.
func (w *words) UnmarshalYAML(decode func(any) error) error {
	var one string
	if decode(&one) == nil {
		*w = words{one}
		return nil
	}
	return decode((*[]string)(w))
}

// noRole stands for a mapping that names no role, or more than that.
const noRole = "{…}"

// who is a word, or a role: {role: auditor}.
type who struct{ word, role string }

// UnmarshalYAML takes both forms.
func (w *who) UnmarshalYAML(decode func(any) error) error {
	if decode(&w.word) == nil {
		return nil
	}
	var fields map[string]string
	err := decode(&fields)
	w.role = fields["role"]
	if err == nil && (w.role == "" || len(fields) > 1) {
		w.word = noRole
	}
	return err
}

// policyText is a policy while it is checked: mistakes are named with their line and column.
type policyText struct {
	name string
	text []byte
	written
	Policy
}

func parsePolicy(name string, text []byte) (Policy, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // which some editors put in front
	p := &policyText{name: name, text: text}
	if isNested(text) {
		return Policy{}, failure.Refused(policyHint, "cannot read %s: it is nested too deeply", name)
	}
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&p.written); err != nil && !errors.Is(err, io.EOF) {
		return Policy{}, p.unread(err)
	}
	if err := p.checkForm(); err != nil {
		return Policy{}, err
	}
	for _, check := range []func() error{p.addUsers, p.addLines, p.addAcceptances} {
		if err := check(); err != nil {
			return Policy{}, err
		}
	}
	return p.Policy, nil
}

var (
	placed  = regexp.MustCompile(`^\[(\d+):(\d+)\] (.*)`)
	unknown = regexp.MustCompile(`^unknown field "(.*)"`)
	misfits = regexp.MustCompile(`^cannot unmarshal (.*) into Go .* of type (.*)$`)
	misused = regexp.MustCompile(`^(\w+) was used where (\w+) is expected$`)
)

// kinds are what the decoder calls by the terms of YAML, or by Go's types, in the words of the file.
var kinds = map[string]string{"sequence": "a list", "mapping": "a mapping", "string": "a word", "bool": "true or false", "boolean": "true or false", "null": "nothing"}

// kindOf says in the words of the file what the decoder calls by Go's types.
func kindOf(goType string) string {
	for beginning, kind := range map[string]string{"[]": "a list", "map": "a mapping", "settings.": "a mapping", "string": "a word", "bool": "true or false"} {
		if strings.HasPrefix(goType, beginning) {
			return kind
		}
	}
	return "a number"
}

// unread says what is wrong with the YAML, in the form of all mistakes.
func (p *policyText) unread(err error) error {
	problem, _, _ := strings.Cut(yaml.FormatError(err, false, false), "\n")
	at := placed.FindStringSubmatch(problem)
	if at == nil {
		return failure.Refused(policyHint, "cannot read %s: %s", p.name, problem)
	}
	hint := policyHint
	if field := unknown.FindStringSubmatch(at[3]); field != nil {
		hint = wording.DidYouMean(field[1], []string{"users", "allow", "accepted", "account", "token", "client", "team", "role", "who", "may", "code", "reason", "until"}, policyHint)
	}
	if used := misused.FindStringSubmatch(at[3]); used != nil {
		at[3] = cmp.Or(kinds[used[1]], "a number") + " stands where " + cmp.Or(kinds[used[2]], "a number") + " belongs"
	}
	if types := misfits.FindStringSubmatch(at[3]); types != nil {
		at[3] = kindOf(types[1]) + " stands where " + kindOf(types[2]) + " belongs"
	}
	return failure.Refused(hint, "%s:%s:%s: %s", p.name, at[1], at[2], at[3])
}

// checkForm refuses what the decoder drops without a word: a second document, all of a mapping
// one of whose keys is no text, and a key without a value.
func (p *policyText) checkForm() error {
	file, err := parser.ParseBytes(p.text, 0)
	if err != nil {
		return failure.Refused(policyHint, "cannot read %s", p.name)
	}
	var keys odd
	for i, doc := range file.Docs {
		if i > 0 && doc.Body != nil {
			return p.refuseAt(doc.Body.GetToken(), "leave the line --- out", "a second document is not read")
		}
		if doc.Body != nil {
			ast.Walk(&keys, doc.Body)
		}
	}
	if keys.first != nil {
		return p.refuseAt(keys.first, "put it in quotes", "the key %s is no text", keys.first.Value)
	}
	if keys.empty != nil {
		return p.refuseAt(keys.empty, "give it one, or leave it out", "%s has no value", keys.empty.Value)
	}
	return nil
}

// odd finds the first key that is no text, and the first one without a value.
type odd struct{ first, empty *token.Token }

// valued are the keys that say nothing without a value. Lists may be empty: of what is lived with,
// all may be commented out.
var valued = []string{"account", "token", "client", "team", "role", "who", "may", "on", "code", "reason", "until"}

// Visit is called for each node.
func (o *odd) Visit(node ast.Node) ast.Visitor {
	if pair, ok := node.(*ast.MappingValueNode); ok && o.first == nil {
		if key := pair.Key.GetToken(); o.empty == nil && pair.Value.Type() == ast.NullType && slices.Contains(valued, key.Value) {
			o.empty = key
		}
		switch pair.Key.Type() {
		case ast.StringType, ast.MergeKeyType, ast.AnchorType, ast.AliasType:
		default:
			o.first = pair.Key.GetToken()
		}
	}
	return o
}

const policyHint = "users: says who is who, allow: who may do what, accepted: which findings are lived with (code, reason, until)"

// refuse names a mistake, and where it stands.
func (p *policyText) refuse(path, hint, format string, args ...any) error {
	return failure.Refused(hint, "%s: %s", p.place(path), fmt.Sprintf(format, args...))
}

// place is the file with the line and column of what has this path, where that is there.
func (p *policyText) place(path string) string {
	found, err := yaml.PathString(path)
	if err != nil {
		return p.name
	}
	node, err := found.ReadNode(bytes.NewReader(p.text))
	if err != nil {
		return p.name
	}
	if block, ok := node.(*ast.MappingNode); ok && !block.IsFlowStyle && len(block.Values) > 0 {
		node = block.Values[0].Key // whose own token is its colon
	}
	return p.name + where(node.GetToken())
}

func (p *policyText) refuseAt(at *token.Token, hint, format string, args ...any) error {
	return failure.Refused(hint, "%s%s: %s", p.name, where(at), fmt.Sprintf(format, args...))
}

func where(at *token.Token) string {
	return fmt.Sprintf(":%d:%d", at.Position.Line, at.Position.Column)
}

// isNested finds what no policy has: nesting costs the parser of YAML far
// more than its length, also where it is refused in the end.
func isNested(text []byte) bool {
	if bytes.Count(text, []byte("["))+bytes.Count(text, []byte("{")) > 1000 {
		return true
	}
	for line := range bytes.Lines(text) {
		if bytes.Count(line, []byte("- "))+bytes.Count(line, []byte("? "))+bytes.Count(line, []byte(": ")) > 50 {
			return true
		}
	}
	return false
}
