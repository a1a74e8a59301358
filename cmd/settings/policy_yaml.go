package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

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

// writtenUser tells what is empty from what is not there. An account is whatever stands there: the
// decoder would take 1.5 for 1.
type writtenUser struct {
	Account       any
	Token, Client *string
	Team          words
	Role          *string
}

type writtenLine struct {
	Who     whos
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

// whos are one of them or several.
type whos []who

// UnmarshalYAML takes one for a list of one.
func (w *whos) UnmarshalYAML(decode func(any) error) error {
	var one who
	err := decode(&one)
	if err == nil || decode(new([]any)) != nil { // no list
		*w = whos{one}
		return err
	}
	return decode((*[]who)(w))
}

// who is a word, or a role, {role: auditor}, maybe in the same team; other is a key that says neither.
type who struct{ word, role, team, other string }

// UnmarshalYAML takes both forms.
func (w *who) UnmarshalYAML(decode func(any) error) error {
	if decode(&w.word) == nil {
		return nil
	}
	var fields map[string]string
	err := decode(&fields)
	w.role, w.team = fields["role"], fields["team"]
	for key := range fields {
		if key != "role" && key != "team" {
			w.other = key
		}
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
	if err := p.checkText(); err != nil {
		return Policy{}, err
	}
	if isNested(text) {
		return Policy{}, failure.Refused(policyHint, "cannot read %s: it is nested too deeply", name)
	}
	if err := p.decode(); err != nil {
		return Policy{}, err
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

// decode reads the text. The library panics where a tag stands before nothing.
func (p *policyText) decode() (err error) {
	defer func() {
		if recover() != nil {
			err = failure.Refused("take out the tag (!) that stands before nothing", "cannot read %s", p.name)
		}
	}()
	err = yaml.NewDecoder(bytes.NewReader(p.text), yaml.Strict()).Decode(&p.written)
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	return p.unread(err)
}

var (
	placed  = regexp.MustCompile(`(?s)^\[(\d+):(\d+)\] (.*)`)
	unknown = regexp.MustCompile(`^unknown field "(.*)"`)
)

// rewordings say in the words of the file what the decoder says of it.
var rewordings = []struct {
	says    *regexp.Regexp
	instead func(found []string) string
	hint    string
}{
	{regexp.MustCompile(`^cannot unmarshal (.*) into Go .* of type (.*)$`), func(found []string) string {
		return kindOf(found[1]) + " stands where " + kindOf(found[2]) + " belongs"
	}, policyHint},
	{regexp.MustCompile(`^(\w+) was used where (\w+) is expected`), func(found []string) string {
		return kindOf(found[1]) + " stands where " + kindOf(found[2]) + " belongs"
	}, policyHint},
	{regexp.MustCompile(`^mapping key "(.*)" already defined at \[(\d+):(\d+)\]`), func(found []string) string { return fmt.Sprintf("%q is there already, in line %s", found[1], found[2]) }, "leave one of them out: the second would take the place of the first"},
	{regexp.MustCompile(`^duplicate key "(.*)"`), func(found []string) string { return fmt.Sprintf("%q comes from << as well", found[1]) }, "leave it out of what << brings along, or write both out"},
	{regexp.MustCompile(`^found character '\t'`), func([]string) string { return "a tab stands where the line is indented" }, "indent by spaces"},
	{regexp.MustCompile(`^(.*)$`), func(found []string) string { return "this is no YAML: " + found[1] }, "look for a bracket or quote that is not closed there or before, for a colon without a space, and for how far lines are indented"},
}

// kindOf says in the words of the file what the decoder calls by Go's types, or by YAML's.
func kindOf(goType string) string {
	for _, kind := range [][2]string{{"[]", "a list"}, {"sequence", "a list"}, {"map", "a mapping"}, {"settings.", "a mapping"}, {"string", "a word"}, {"bool", "true or false"},
		{"null", "nothing"}, {"tag", "a tag"}} {
		if strings.HasPrefix(goType, kind[0]) {
			return kind[1]
		}
	}
	return "a number"
}

// keysOf are the keys that a mapping can have, by where it stands.
var keysOf = []struct {
	under string
	keys  []string
}{
	{"$.users.", []string{"account", "token", "client", "team", "role"}},
	{"$.allow[", []string{"who", "may", "on"}},
	{"$.accepted[", []string{"code", "reason", "until"}},
	{"$", []string{"users", "allow", "accepted"}},
}

// unread says what is wrong with the YAML, in the form of all mistakes.
func (p *policyText) unread(err error) error {
	problem, _, _ := strings.Cut(yaml.FormatError(err, false, false), "\n")
	at := placed.FindStringSubmatch(problem)
	if at == nil {
		return failure.Refused(policyHint, "cannot read %s: %s", p.name, problem)
	}
	if field := unknown.FindStringSubmatch(at[3]); field != nil {
		keys := p.keysAt(at[1], at[2])
		return failure.Refused(wording.DidYouMean(field[1], keys, "what there is: "+wording.List(keys)), "%s:%s:%s: there is no key %q here", p.name, at[1], at[2], field[1])
	}
	for _, r := range rewordings {
		if found := r.says.FindStringSubmatch(at[3]); found != nil {
			return failure.Refused(r.hint, "%s:%s:%s: %s", p.name, at[1], at[2], r.instead(found))
		}
	}
	return failure.Refused(policyHint, "%s:%s:%s: %s", p.name, at[1], at[2], at[3])
}

// keysAt are the keys that belong where one stands that is unknown.
func (p *policyText) keysAt(line, column string) []string {
	found := placeFinder{at: line + ":" + column}
	if file, err := parser.ParseBytes(p.text, 0); err == nil && len(file.Docs) > 0 && file.Docs[0].Body != nil {
		ast.Walk(&found, file.Docs[0].Body)
	}
	for _, k := range keysOf {
		if strings.HasPrefix(found.path, k.under) {
			return k.keys
		}
	}
	return nil
}

// placeFinder finds the path of the key at a line and column.
type placeFinder struct{ at, path string }

// Visit is called for each node.
func (f *placeFinder) Visit(node ast.Node) ast.Visitor {
	if pair, ok := node.(*ast.MappingValueNode); ok {
		if at := pair.Key.GetToken().Position; fmt.Sprintf("%d:%d", at.Line, at.Column) == f.at {
			f.path = pair.Key.GetPath()
		}
	}
	return f
}

// checkText refuses what no text is: the parser would take it for something else.
func (p *policyText) checkText() error {
	line, column := 1, 1
	for i, r := range string(p.text) {
		switch {
		case r == utf8.RuneError && !bytes.HasPrefix(p.text[i:], []byte("\ufffd")):
			return failure.Refused("save it as UTF-8", "%s:%d:%d: this is no UTF-8", p.name, line, column)
		case r < ' ' && r != '\t' && r != '\n' && r != '\r':
			return failure.Refused("take it out", "%s:%d:%d: a control character (%q) stands there", p.name, line, column, r)
		}
		if column++; r == '\n' {
			line, column = line+1, 1
		}
	}
	return nil
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
