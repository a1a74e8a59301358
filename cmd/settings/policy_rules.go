package settings

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"authcheck/cmd/failure"
	"authcheck/cmd/wording"
	"authcheck/scenario/catalog"
)

var (
	userName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\pL\pN][\pL\pN._-]{0,39}$`) })
	capitals = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
	variable = regexp.MustCompile(`^\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?$`)
)

// addUsers checks the users, and keeps them in the order of the file.
func (p *policyText) addUsers() error {
	var ordered struct{ Users yaml.MapSlice }
	if err := yaml.Unmarshal(p.text, &ordered); err != nil {
		return failure.Refused(policyHint, "cannot read %s", p.name)
	}
	var there map[string]any
	if err := yaml.Unmarshal(p.text, &there); err == nil && len(ordered.Users) == 0 {
		if _, named := there["users"]; named {
			return p.refuse("$.users", "name two users at least, or leave users out", "users is empty")
		}
	}
	for _, item := range ordered.Users {
		name := fmt.Sprint(item.Key)
		if err := p.addUser(name, p.written.Users[name]); err != nil {
			return err
		}
	}
	if len(p.Policy.Users) == 1 {
		return p.refuse("$.users", "name a second user, who must not see what the first one has", "one user alone has nobody to be kept apart from")
	}
	return nil
}

func (p *policyText) addUser(name string, w writtenUser) error {
	at := "$.users.'" + name + "'"
	given := 0
	for _, one := range []bool{w.Account != nil, w.Token != nil, w.Client != nil} {
		if one {
			given++
		}
	}
	switch {
	case !userName().MatchString(name):
		return p.refuse("$.users", "letters, digits, '-', '_' and '.' make a name", "%q is no name of a user", name)
	case given != 1:
		return p.refuse(at, "write {account: 1}, {token: $NAME} or {client: $NAME}", "%s has no account, token or client, or several", name)
	}
	u := PolicyUser{Person: catalog.Person{Name: name}, Client: w.Client != nil}
	for _, word := range []struct {
		kind    string
		written any
		into    *string
	}{{"team", w.Team, &u.Team}, {"role", w.Role, &u.Role}} {
		var err error
		if *word.into, err = p.wordOf(at, word.kind, word.written); err != nil {
			return err
		}
	}
	if w.Account == nil {
		return p.addVariable(at, u, *cmp.Or(w.Token, w.Client))
	}
	number, whole := w.Account.(uint64)
	if !whole || number < 1 || number > maxUsers {
		return p.refuse(at+".account", "authcheck signup --users N makes the accounts 1 to N", "account must be from 1 to %d", maxUsers)
	}
	u.Account, u.Token = int(number), fmt.Sprintf("$AUTHCHECK_TOKEN_%d", number)
	return p.keepUser(at, u)
}

// wordOf is the name of a team or a role, "" where none is written.
func (p *policyText) wordOf(at, kind string, written any) (string, error) {
	at += "." + kind
	switch word := written.(type) {
	case nil:
		return "", nil
	case []any:
		return "", p.refuse(at, "a user has one "+kind, "a list stands where a word belongs")
	case map[string]any:
		return "", p.refuse(at, "write it like {account: 1, "+kind+": red}", "a mapping stands where a word belongs")
	case string:
		switch {
		case kind == "role" && catalog.NamesRelation(word):
			return "", p.refuse(at, "choose another word", "%q is what a relation of users is called", word)
		case !userName().MatchString(word):
			return "", p.refuse(at, "letters, digits, '-', '_' and '.' make a name", "%q is no name of a %s", word, kind)
		}
		return word, nil
	default:
		return "", p.refuse(at, fmt.Sprintf("in quotes it is a word: %s: '%v'", kind, word), "the %s %v is no word", kind, word)
	}
}

// addVariable adds a user whose token or client a variable has.
func (p *policyText) addVariable(at string, u PolicyUser, text string) error {
	kind := "token"
	if u.Client {
		kind = "client"
	}
	named := variable.FindStringSubmatch(text)
	if named == nil {
		hint := "write the name of an environment variable, like $AUDITOR_TOKEN: secrets do not belong in a file"
		if capitals.MatchString(text) {
			hint = "put a $ in front, if it is the name of an environment variable; " + hint
		}
		return p.refuse(at+"."+kind, hint, "%s: the %s is no name of a variable", u.Name, kind)
	}
	u.Variable, u.Token = named[1], "$"+named[1]
	return p.keepUser(at, u)
}

// keepUser refuses who is there already.
func (p *policyText) keepUser(at string, u PolicyUser) error {
	for _, other := range p.Policy.Users {
		if other.Account == u.Account && other.Variable == u.Variable {
			return p.refuse(at, "give each user a login of their own", "%s and %s are one user", other.Name, u.Name)
		}
	}
	p.Policy.Users = append(p.Policy.Users, u)
	return nil
}

// addLines checks who may do what.
func (p *policyText) addLines() error {
	for i, line := range p.written.Allow {
		at := fmt.Sprintf("$.allow[%d]", i)
		a := catalog.Allowance{May: line.May, On: line.On}
		var err error
		if a.Who, err = p.whoOf(at+".who", line.Who); err != nil {
			return err
		}
		err = p.checkWords(at+".may", "may", line.May, catalog.Rights)
		if err == nil {
			err = p.checkWords(at+".on", "on", line.On, catalog.Sharable)
		}
		if err == nil {
			err = p.checkRights(at, a)
		}
		if err != nil {
			return err
		}
		p.Policy.Allow = append(p.Policy.Allow, a)
	}
	return nil
}

// checkRights refuses rights that are none on what they are given on, and the other way round.
func (p *policyText) checkRights(at string, a catalog.Allowance) error {
	for _, resource := range a.On {
		if !slices.ContainsFunc(a.May, func(right string) bool { return catalog.IsRight(right, resource) }) {
			rights := slices.DeleteFunc(slices.Clone(catalog.Rights), func(right string) bool { return !catalog.IsRight(right, resource) })
			return p.refuse(at+".on", "what there is: "+wording.List(rights), "none of these rights is one on %s", resource)
		}
	}
	for _, right := range a.May {
		if !slices.ContainsFunc(a.On, func(resource string) bool { return catalog.IsRight(right, resource) }) {
			return p.refuse(at+".may", "leave it out", "%s is no right on what the line is about", right)
		}
	}
	return nil
}

const whoForm = "write who: same team, who: anyone or who: {role: NAME}"

func (p *policyText) whoOf(at string, w who) (catalog.Who, error) {
	has := func(is func(PolicyUser) bool) bool { return slices.ContainsFunc(p.Policy.Users, is) }
	switch {
	case w.word == "anyone":
		return catalog.Who{Anyone: true}, nil
	case w.word == "same team" && !has(func(u PolicyUser) bool { return u.Team != "" }):
		return catalog.Who{}, p.refuse(at, "give users a team: red-1: {account: 1, team: red}", "no user has a team")
	case w.word == "same team" && !p.hasMates():
		return catalog.Who{}, p.refuse(at, "give two users the same team, in the same letters: a line that fits nobody proves nothing", "no two users have one team")
	case w.word == "same team":
		return catalog.Who{SameTeam: true}, nil
	case w.word == noRole:
		return catalog.Who{}, p.refuse(at, whoForm, "who is a role and its name, and nothing else")
	case w.word != "":
		return catalog.Who{}, p.refuse(at, wording.DidYouMean(w.word, []string{"anyone", "same team"}, whoForm), "%q is nobody", w.word)
	case w.role == "":
		return catalog.Who{}, p.refuse(strings.TrimSuffix(at, ".who"), whoForm, "the line does not say who")
	case !has(func(u PolicyUser) bool { return u.Role == w.role }):
		var roles []string
		for _, u := range p.Policy.Users {
			roles = append(roles, u.Role)
		}
		hint := wording.DidYouMean(w.role, roles, "give a user that role: auditor: {account: 4, role: "+w.role+"}")
		return catalog.Who{}, p.refuse(at, hint, "no user has the role %q", w.role)
	}
	return catalog.Who{Role: w.role}, nil
}

// hasMates tells whether any two users have one team.
func (p *policyText) hasMates() bool {
	teams := map[string]bool{}
	return slices.ContainsFunc(p.Policy.Users, func(u PolicyUser) bool {
		known := teams[u.Team]
		teams[u.Team] = true
		return known && u.Team != ""
	})
}

// checkWords refuses words that are none.
func (p *policyText) checkWords(at, key string, list, known []string) error {
	known = append([]string{catalog.Everything}, known...)
	for _, word := range list {
		if !slices.Contains(known, word) {
			return p.refuse(at, wording.DidYouMean(word, known, "choose from "+wording.List(known)), "%s: there is no %q", key, word)
		}
	}
	if len(list) == 0 {
		return p.refuse(strings.TrimSuffix(at, "."+key), "choose from "+wording.List(known), "the line has no %s", key)
	}
	return nil
}

func (p *policyText) addAcceptances() (err error) {
	for i, a := range p.written.Accepted {
		if p.Policy.Accepted, err = addAcceptance(p.Policy.Accepted, a, p.place(fmt.Sprintf("$.accepted[%d]", i)), acceptFileForm); err != nil {
			return err
		}
	}
	return nil
}
