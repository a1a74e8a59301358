package settings

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"authcheck/cmd/failure"
	"authcheck/scenario/catalog"
)

// example is the policy that docs/people.md shows.
func example(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/people.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(page)[1])
}

func TestParsePolicy(t *testing.T) {
	got, err := parsePolicy("authcheck.yaml", []byte(example(t)))
	want := Policy{
		Users: []PolicyUser{
			{Person: catalog.Person{Name: "red-1", Team: "red", Token: "$AUTHCHECK_TOKEN_1"}, Account: 1, At: "authcheck.yaml:2:12"},
			{Person: catalog.Person{Name: "red-2", Team: "red", Token: "$AUTHCHECK_TOKEN_2"}, Account: 2, At: "authcheck.yaml:3:12"},
			{Person: catalog.Person{Name: "blue-1", Team: "blue", Token: "$AUTHCHECK_TOKEN_3"}, Account: 3, At: "authcheck.yaml:4:12"},
			{Person: catalog.Person{Name: "auditor", Role: "auditor", Token: "$AUDITOR_TOKEN"}, Variable: "AUDITOR_TOKEN", At: "authcheck.yaml:5:20"},
		},
		Allow: []catalog.Allowance{
			{Who: catalog.Who{SameTeam: true}, May: []string{"read", "search"}, On: []string{"threads", "runs"}},
			{Who: catalog.Who{Role: "auditor"}, May: []string{"read", "search", "count"}, On: []string{"all"}},
			{Who: catalog.Who{Anyone: true}, May: []string{"read"}, On: []string{"assistants"}},
		},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n(-want +got)\n%s", err, diff)
	}
}

// TestPolicyMistakes has each mistake named with its place, and no secret with it.
func TestPolicyMistakes(t *testing.T) {
	const two = "users:\n  a: {account: 1}\n  b: {account: 2}\n"
	tests := []struct{ text, message, hint string }{
		{"users:\n", "p.yaml:1:8: users is empty", "leave users out"},
		{"users: {}\nallow: []\n", "p.yaml:1:8: users is empty", "leave users out"},
		{"users:\n  a: {account: 1}\n", "p.yaml:2:3: one user alone", "second user"},
		{"users:\n  a: {account: 1}\n  b: {}\n", "p.yaml:3:6: b has no account", "{account: 1}"},
		{"users:\n  a: {account: 1}\n  b: {account: 1}\n", "p.yaml:3:6: a and b are one user", "login of their own"},
		{"users:\n  a: {account: 1}\n  b: {account: 999}\n", "p.yaml:3:16: account must be from 1 to 200", "signup"},
		{"users:\n  a: {account: 1}\n  b: {token: sk-secret-1}\n", "p.yaml:3:14: b: the token is no name of a variable", "$AUDITOR_TOKEN"},
		{"users:\n  a: {account: 1}\n  b: {account: 2, tema: red}\n", "p.yaml:3:19: there is no key \"tema\" here", "did you mean team?"},
		{"users:\n  a: {account: 1, role: 'c d', team: 'a b'}\n  b: {account: 2}\n", "p.yaml:2:38: \"a b\" is no name of a team", "letters"},
		{"users:\n  a: {account: 1}\n  b: {account: 2, team: 'a b'}\n", "p.yaml:3:25: \"a b\" is no name of a team", "letters"},
		{two + "allow:\n  - {who: same team, may: read, on: threads}\n", "p.yaml:5:11: no user has a team", "give users a team"},
		{two + "allow:\n  - {who: anyone, may: create_run, on: store}\n", "p.yaml:5:40: none of these rights is one on store", "read, search, update"},
		{two + "allow:\n  - {who: anyone, may: [read, create_run], on: [assistants, store]}\n", "create_run is no right on what", "leave it out"},
		{"users:\n  a: {account: 1, role: admin}\n  b: {token: TOKEN_OF_B}\n", "b: the token is no name", "put a $ in front"},
		{"users:\n  a: {account: 1, role: admin}\n  b: {account: 2}\nallow:\n  - {who: {role: amdin}, may: read, on: threads}\n", "no user has the role", "did you mean admin?"},
		{two + "allow:\n  - {who: {role: boss}, may: read, on: threads}\n", "no user has the role \"boss\"", "give a user that role"},
		{two + "allow:\n  - {who: everybody, may: read, on: threads}\n", "p.yaml:5:11: \"everybody\" is nobody", "anyone"},
		{two + "allow:\n  - {who: anyone, may: raed, on: threads}\n", "p.yaml:5:24: may: there is no \"raed\"", "did you mean read?"},
		{two + "allow:\n  - {who: anyone, may: read, on: [threads, thread]}\n", "on: there is no \"thread\"", "did you mean threads?"},
		{two + "allow:\n  - {who: anyone, may: read}\n", "p.yaml:5:5: the line has no on", "choose from"},
		{two + "---\nallow:\n  - {who: anyone, may: read, on: threads}\n", "p.yaml:5:6: a second document is not read", "---"},
		{"2024: x\n" + two, "p.yaml:1:1: the key 2024 is no text", "quotes"},
		{"users:\n  a: {account: 1, true: x}\n  b: {account: 2}\n", "p.yaml:2:19: the key true is no text", "quotes"},
		{"users:\n  a: {account: 1, role: other-team}\n  b: {account: 2}\n", "\"other-team\" is what a relation", "another word"},
		{two + "allow:\n  - {may: read, on: threads}\n", "the line does not say who", "same team"},
		{"accepted:\n  - {code: store-shared, reason: x}\n  - {code: none-such, reason: x}\n", "p.yaml:3:5: there is no finding", ""},
		{"accepted:\n  - code: store-shared\n  - code: threads-read\n    reason: x\n", "p.yaml:2:5: ", ""},
		{"users:\n  a: {account: 1.5}\n  b: {account: 2}\n", "p.yaml:2:16: account must be from 1 to 200", "signup"},
		{"users:\n  a: {account: one}\n  b: {account: 2}\n", "p.yaml:2:16: account must be from 1 to 200", "without quotes"},
		{"users:\n  a: {account: 0}\n  b: {account: 2}\n", "p.yaml:2:16: account must be from 1 to 200", "signup"},
		{"users:\n  a: {account: 1, token: ''}\n  b: {account: 2}\n", "p.yaml:2:6: a has more than one login", "all but one"},
		{"users:\n  a: {token: ''}\n  b: {account: 2}\n", "p.yaml:2:14: a: the token is no name", "$AUDITOR_TOKEN"},
		{"users:\n  a: {account: 1, team: {red: blue}}\n  b: {account: 2}\n", "a mapping stands where a list belongs", "users:"},
		{"users:\n  a: {account: 1, team: 'red, blue'}\n  b: {account: 2}\n", "p.yaml:2:25: \"red, blue\" is no name of a team", "letters"},
		{"users:\n  a: {account: 1, team: [red, red]}\n  b: {account: 2}\n", "\"red\" is a team twice", "leave one"},
		{"users:\n  a: {account: 1, role: {name: x}}\n  b: {account: 2}\n", "a mapping stands where a word belongs", "users:"},
		{"users:\n  a: {account: }\n  b: {account: 2}\n", "p.yaml:2:7: account has no value", "leave it out"},
		{"users:\n  a: {account: 1, team: null}\n  b: {account: 2}\n", "p.yaml:2:19: team has no value", "leave it out"},
		{"users:\n  a:\n    account: 1\n    role:\n  b: {account: 2}\n", "p.yaml:4:5: role has no value", "leave it out"},
		{"users:\n  a: {account: 1, team: ''}\n  b: {account: 2}\n", "p.yaml:2:25: \"\" is no name of a team", "letters"},
		{"users:\n  a: {account: 1, team: 7}\n  b: {account: 2}\n", "p.yaml:2:25: 7 is no word", "'7'"},
		{"users:\n  a: {account: 1, team: [red, 7]}\n  b: {account: 2}\n", "p.yaml:2:31: 7 is no word", "'7'"},
		{"users:\n  a: {account: 1, role: 1.5}\n  b: {account: 2}\n", "p.yaml:2:25: 1.5 is no word", "'1.5'"},
		{"users:\n  a: {account: 1, role: true}\n  b: {account: 2}\n", "p.yaml:2:25: true is no word", "'true'"},
		{two + "accepted:\n  - {code: store-shared, reason: x, until: null}\n", "p.yaml:5:37: until has no value", "leave it out"},
		{"hello\n", "p.yaml:1:1: a word stands where a mapping belongs", "users:"},
		{two + "deny:\n  - {who: anyone}\n", "p.yaml:4:1: there is no key \"deny\" here", "users, allow and accepted"},
		{"users:\n  a:\n    account: 1\n    email: x\n  b: {account: 2}\n", "p.yaml:4:5: there is no key \"email\" here", "account, token, client, team and role"},
		{two + "allow:\n  - {who: anyone, may: read, on: threads, except: x}\n", "p.yaml:5:43: there is no key \"except\" here", "what there is: who, may and on"},
		{"users:\n  - {account: 1}\n", "p.yaml:2:3: a list stands where a mapping belongs", "users:"},
		{"users: 2\n", "p.yaml:1:8: a number stands where a mapping belongs", "users:"},
		{"null\n", "p.yaml:1:1: nothing stands where a mapping belongs", "users:"},
		{two + "allow: {who: anyone, may: read, on: threads}\n", "p.yaml:4:8: a mapping stands where a list belongs", "allow:"},
		{"users:\n  a: {account: 1}\n  a: {account: 2}\n", "p.yaml:3:3: \"a\" is there already, in line 2", "leave one"},
		{"users:\n  a: &u {account: 1}\n  b:\n    <<: *u\n    account: 2\n", "p.yaml:5:5: \"account\" comes from << as well", "write both out"},
		{"users:\n  a: *nope\n  b: {account: 2}\n", "p.yaml:2:7: this is no YAML: could not find alias \"nope\"", "bracket"},
		{"users:\n\ta: {account: 1}\n", "p.yaml:2:1: a tab stands where the line is indented", "spaces"},
		{two + "allow:\n  - {who: anyone, may: [read, on: threads}\n", "p.yaml:5:42: this is no YAML", "not closed"},
		{"%YAML 1.2\n---\n" + two, "p.yaml:1:1: a directive (%) is not read", "leave the line out"},
		{two + "# \xe9\n", "p.yaml:4:3: this is no UTF-8", "UTF-8"},
		{two + "\x00\n", "p.yaml:4:1: a control character ('\\x00')", "take it out"},
		{strings.ReplaceAll(two+"allow:\n  - {who: anyone, may: raed, on: threads}\n", "\n", "\r\n"), "p.yaml:5:24: may: there is no \"raed\"", "did you mean read?"},
		{"\ufeff" + two + "allow:\n  - {who: anyone, may: raed, on: threads}\n", "p.yaml:5:24: may: there is no \"raed\"", "did you mean read?"},
		{two + "allow:\n  - {who: anyone, may: list, on: threads}\n", "may: there is no \"list\"", "it is called search here"},
		{two + "allow:\n  - {who: anyone, may: 'read,search', on: threads}\n", "may: there is no \"read,search\"", "write a list: [read, search]"},
		{two + "allow:\n  - {who: anyone, may: [read, search, read], on: threads}\n", "p.yaml:5:24: may: read is there twice", "leave one"},
		{two + "allow:\n  - {who: anyone, may: read, on: threads}\n  - {who: anyone, may: read, on: threads}\n", "p.yaml:6:5: anyone may read on threads: that is said already", "leave it out"},
		{"users:\n  a: {account: 1, team: red}\n  b: {account: 2, team: red}\nallow:\n  - {who: {team: red}, may: read, on: threads}\n", "p.yaml:5:11: team: \"red\" is none that", "same team"},
		{two + "allow:\n  - {who: {rolle: x}, may: read, on: threads}\n", "p.yaml:5:11: who takes a role and a team, and no rolle", "{role: NAME}"},
		{"users:\n  a: {account: 1, team: red, role: lead}\n  b: {account: 2, team: blue}\nallow:\n  - {who: {role: lead, team: same}, may: read, on: threads}\n", "p.yaml:5:11: no user of the role \"lead\" has somebody else", "same letters"},
		{"users:\n  a: {account: 1, team: red}\n  b: {account: 2, team: red}\nallow:\n  - {who: red, may: read, on: threads}\n", "p.yaml:5:11: \"red\" is nobody", "who: same team, which is"},
		{"users:\n  a: {account: 1, role: boss}\n  b: {account: 2}\nallow:\n  - {who: boss, may: read, on: threads}\n", "p.yaml:5:11: \"boss\" is nobody", "write who: {role: boss}"},
		{two + "allow:\n  - {who: b, may: read, on: threads}\n", "p.yaml:5:11: \"b\" is nobody", "give b one"},
		{two + "allow:\n  - {who: [anyone, nobody], may: read, on: threads}\n", "p.yaml:5:20: \"nobody\" is nobody", "who: anyone"},
		{two + "allow:\n  - {who: {role: [x, y]}, may: read, on: threads}\n", "p.yaml:5:18: a list stands where a word belongs", "allow:"},
		{two + "allow:\n  - {who: [], may: read, on: threads}\n", "p.yaml:5:5: the line does not say who", "who: anyone"},
		{"users:\n  a: {account: 1, team: red}\n  b: {account: 2, team: Red}\nallow:\n  - {who: same team, may: read, on: threads}\n", "p.yaml:5:11: no two users have one team", "same letters"},
	}
	for _, tt := range tests {
		_, err := parsePolicy("p.yaml", []byte(tt.text))
		refused, ok := err.(*failure.Error)
		if !ok || !strings.Contains(refused.Message, tt.message) || !strings.Contains(refused.Hint, tt.hint) {
			t.Errorf("%s\n  got %v\n  want %s (%s)", tt.text, err, tt.message, tt.hint)
		}
		if ok && strings.Contains(refused.Message+refused.Hint, "sk-secret-1") {
			t.Errorf("the secret is told: %v", err)
		}
	}
}

// TestPolicyMark has a file be read that begins with a byte order mark.
func TestPolicyMark(t *testing.T) {
	p, err := parsePolicy("p.yaml", []byte("\ufeffusers:\n  a: {account: 1}\n  b: {account: 2}\n"))
	if err != nil || len(p.Users) != 2 {
		t.Errorf("%d users, %v", len(p.Users), err)
	}
}

// TestPolicyTeams has a user be in several teams.
func TestPolicyTeams(t *testing.T) {
	p, err := parsePolicy("p.yaml", []byte("users:\n  a: {account: 1, team: red}\n  b: {account: 2, team: [blue, red]}\n  c: {account: 3, team: blue}\nallow:\n  - {who: same team, may: read, on: threads}\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, visitor := range p.Users {
		for _, owner := range p.Users {
			got[visitor.Name+">"+owner.Name] = catalog.RelationOf(visitor.Person, owner.Person).Name
		}
	}
	want := map[string]string{"a>a": "same-team", "a>b": "same-team", "a>c": "other-team", "b>a": "same-team", "b>b": "same-team", "b>c": "same-team", "c>a": "other-team", "c>b": "same-team", "c>c": "same-team"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestPolicyWho has a line about several be one for each of them.
func TestPolicyWho(t *testing.T) {
	p, err := parsePolicy("p.yaml", []byte("users:\n  a: {account: 1, team: red}\n  b: {account: 2, team: red, role: boss}\nallow:\n  - {who: [same team, {role: boss}, {role: boss, team: same}], may: read, on: threads}\n"))
	want := []catalog.Allowance{
		{Who: catalog.Who{SameTeam: true}, May: []string{"read"}, On: []string{"threads"}},
		{Who: catalog.Who{Role: "boss"}, May: []string{"read"}, On: []string{"threads"}},
		{Who: catalog.Who{Role: "boss", SameTeam: true}, May: []string{"read"}, On: []string{"threads"}},
	}
	if diff := cmp.Diff(want, p.Allow); err != nil || diff != "" {
		t.Errorf("%v\n(-want +got)\n%s", err, diff)
	}
}

// TestAccounts has of the test users alone whose things they may see.
func TestAccounts(t *testing.T) {
	p, err := parsePolicy("authcheck.yaml", []byte(example(t)))
	want := map[string]map[string][]string{
		"threads":    {"User 1": {"User 2"}, "User 2": {"User 1"}},
		"runs":       {"User 1": {"User 2"}, "User 2": {"User 1"}},
		"assistants": {"User 1": {"User 2", "User 3"}, "User 2": {"User 1", "User 3"}, "User 3": {"User 1", "User 2"}},
	}
	if diff := cmp.Diff(want, p.Accounts()); err != nil || diff != "" {
		t.Errorf("%v\n(-want +got)\n%s", err, diff)
	}
}

// TestPolicySchema has the schema for editors take the example, and refuse what is refused.
func TestPolicySchema(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	schema, err := compiler.Compile("../../docs/authcheck.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for text, good := range map[string]bool{
		example(t): true,
		"users:\n  a: {account: 1}\n  b: {token: abc}\n":                 false,
		"allow:\n  - {who: everybody, may: read, on: threads}\n":         false,
		"allow:\n  - {who: anyone, may: [read, all], on: [all]}\n":       true,
		"allow:\n  - {who: [same team, {role: x}], may: all, on: all}\n": true,
		"allow:\n  - {who: {role: x, team: same}, may: all, on: all}\n":  true,
		"allow:\n  - {who: {team: red}, may: all, on: all}\n":            false,
		"allow:\n  - {who: [], may: all, on: all}\n":                     false,
		"accepted:\n  - {code: store-shared, reason: one store}\n":       true,
		"users:\n  a: {account: 1}\n  b: {account: 2, password: x}\n":    false,
	} {
		plain, err := yaml.YAMLToJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		var value any
		_ = json.Unmarshal(plain, &value)
		if err := schema.Validate(value); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}
