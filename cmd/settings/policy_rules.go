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
		return p.refuse("$.users", nameForm, "%q is no name of a user", name)
	case given == 0:
		return p.refuse(at, "write {account: 1}, {token: $NAME} or {client: $NAME}", "%s has no account, token or client", name)
	case given > 1:
		return p.refuse(at, "leave all but one of account, token and client out", "%s has more than one login", name)
	}
	if err := p.checkNames(at, w); err != nil {
		return err
	}
	u := PolicyUser{Person: catalog.Person{Name: name, Team: catalog.JoinTeams(w.Team)}, Client: w.Client != nil}
	if w.Role != nil {
		u.Role = *w.Role
	}
	if w.Account == nil {
		return p.addVariable(at, u, *cmp.Or(w.Token, w.Client))
	}
	number, whole := w.Account.(uint64)
	if _, quoted := w.Account.(string); quoted {
		return p.refuse(at+".account", "write a number without quotes, as in {account: 1}", "account must be from 1 to %d", maxUsers)
	}
	if !whole || number < 1 || number > maxUsers {
		return p.refuse(at+".account", "authcheck signup --users N makes the accounts 1 to N", "account must be from 1 to %d", maxUsers)
	}
	u.Account, u.Token = int(number), fmt.Sprintf("$AUTHCHECK_TOKEN_%d", number)
	return p.keepUser(at, u)
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
	u.Variable, u.Token, at = named[1], "$"+named[1], at+"."+kind
	return p.keepUser(at, u)
}

// checkNames refuses words that are no names of teams or roles.
func (p *policyText) checkNames(at string, w writtenUser) error {
	for i, team := range w.Team {
		switch {
		case slices.Contains(w.Team[:i], team):
			return p.refuse(at+".team", "leave one of them out", "%q is a team twice", team)
		case !userName().MatchString(team):
			return p.refuse(at+".team", nameForm, "%q is no name of a team", team)
		}
	}
	switch {
	case w.Role == nil:
	case catalog.NamesRelation(*w.Role):
		return p.refuse(at+".role", "choose another word", "%q is what a relation of users is called", *w.Role)
	case !userName().MatchString(*w.Role):
		return p.refuse(at+".role", nameForm, "%q is no name of a role", *w.Role)
	}
	return nil
}

// keepUser refuses who is there already.
func (p *policyText) keepUser(at string, u PolicyUser) error {
	for _, other := range p.Policy.Users {
		if other.Account == u.Account && other.Variable == u.Variable {
			return p.refuse(at, "give each user a login of their own", "%s and %s are one user", other.Name, u.Name)
		}
	}
	u.At = p.place(at)
	p.Policy.Users = append(p.Policy.Users, u)
	return nil
}

// addLines checks who may do what. A line about several is one for each.
func (p *policyText) addLines() error {
	for i, line := range p.written.Allow {
		at := fmt.Sprintf("$.allow[%d]", i)
		if len(line.Who) == 0 {
			return p.refuse(at, whoForm, "the line does not say who")
		}
		err := p.checkWords(at+".may", "may", line.May, catalog.Rights)
		if err == nil {
			err = p.checkWords(at+".on", "on", line.On, catalog.Sharable)
		}
		if err == nil {
			err = p.checkRights(at, line)
		}
		for n, w := range line.Who {
			if err == nil {
				err = p.addLine(at, n, w, line)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// addLine adds what a line says of one of those whom it is about.
func (p *policyText) addLine(at string, n int, w who, line writtenLine) (err error) {
	a := catalog.Allowance{May: line.May, On: line.On}
	place := at + ".who"
	if len(line.Who) > 1 {
		place += fmt.Sprintf("[%d]", n)
	}
	if a.Who, err = p.whoOf(place, w); err != nil {
		return err
	}
	if slices.ContainsFunc(p.Policy.Allow, func(other catalog.Allowance) bool { return other.String() == a.String() }) {
		return p.refuse(at, "leave it out, or say in it what was meant", "%s: that is said already", a)
	}
	p.Policy.Allow = append(p.Policy.Allow, a)
	return nil
}

// checkRights refuses rights that are none on what they are given on, and the other way round.
func (p *policyText) checkRights(at string, a writtenLine) error {
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

const nameForm = "letters, digits, '-', '_' and '.' make a name, 40 at most"

const (
	whoForm   = "write who: same team, who: anyone, who: {role: NAME} or who: {role: NAME, team: same}"
	matesForm = "give two users the same team, in the same letters: a line that fits nobody proves nothing"
)

func (p *policyText) whoOf(at string, w who) (catalog.Who, error) {
	switch {
	case w.word == "anyone":
		return catalog.Who{Anyone: true}, nil
	case w.word == "same team" && !p.anyHas(func(u PolicyUser) bool { return u.Team != "" }):
		return catalog.Who{}, p.refuse(at, "give users a team: red-1: {account: 1, team: red}", "no user has a team")
	case w.word == "same team" && !p.hasMates(""):
		return catalog.Who{}, p.refuse(at, matesForm, "no two users have one team")
	case w.word == "same team":
		return catalog.Who{SameTeam: true}, nil
	case w.word != "":
		return catalog.Who{}, p.refuse(at, p.whoInstead(w.word), "%q is nobody", w.word)
	case w.other != "":
		return catalog.Who{}, p.refuse(at, whoForm, "who takes a role and a team, and no %s", w.other)
	case w.team != "" && w.team != "same":
		return catalog.Who{}, p.refuse(at, whoForm+": a line is about whoever is of the owner's team", "team: %q is none that a line can be about", w.team)
	case w.role == "" && w.team == "":
		return catalog.Who{}, p.refuse(strings.TrimSuffix(at, ".who"), whoForm, "the line does not say who")
	case w.role == "":
		return p.whoOf(at, who{word: "same team"})
	}
	return p.roleOf(at, w)
}

// roleOf are the users of a role that some user has, maybe in the same team as somebody else.
func (p *policyText) roleOf(at string, w who) (catalog.Who, error) {
	if !p.anyHas(func(u PolicyUser) bool { return u.Role == w.role }) {
		var roles []string
		for _, u := range p.Policy.Users {
			roles = append(roles, u.Role)
		}
		hint := wording.DidYouMean(w.role, roles, "give a user that role: auditor: {account: 4, role: "+w.role+"}")
		return catalog.Who{}, p.refuse(at, hint, "no user has the role %q", w.role)
	}
	if w.team != "" && !p.hasMates(w.role) {
		return catalog.Who{}, p.refuse(at, matesForm, "no user of the role %q has somebody else in the team", w.role)
	}
	return catalog.Who{Role: w.role, SameTeam: w.team != ""}, nil
}

func (p *policyText) anyHas(is func(PolicyUser) bool) bool {
	return slices.ContainsFunc(p.Policy.Users, is)
}

// whoInstead says how what a word was meant to be is written.
func (p *policyText) whoInstead(word string) string {
	switch {
	case p.anyHas(func(u PolicyUser) bool { return u.Role == word }):
		return "write who: {role: " + word + "}"
	case p.anyHas(func(u PolicyUser) bool { return slices.Contains(u.Teams(), word) }):
		return "write who: same team, which is whoever is of the owner's team"
	case p.anyHas(func(u PolicyUser) bool { return u.Name == word }):
		return "lines are about roles: give " + word + " one, and write who: {role: NAME}"
	}
	return wording.DidYouMean(word, []string{"anyone", "same team"}, whoForm)
}

// hasMates tells whether any two users have one team, one of them with a role; "" for any.
func (p *policyText) hasMates(role string) bool {
	same := catalog.Who{Role: role, SameTeam: true}
	return p.anyHas(func(visitor PolicyUser) bool {
		return p.anyHas(func(owner PolicyUser) bool {
			return owner.Name != visitor.Name && same.Fits(visitor.Person, owner.Person)
		})
	})
}

// otherwise are words that are used elsewhere for what is called otherwise here.
var otherwise = map[string]string{"get": "read", "view": "read", "list": "search", "list_namespaces": "search", "put": "update", "patch": "update", "edit": "update",
	"write": "update, delete and, for runs, create_run", "cancel": "update", "run": "create_run", "*": catalog.Everything, "any": catalog.Everything}

// checkWords refuses words that are none.
func (p *policyText) checkWords(at, key string, list, known []string) error {
	known = append([]string{catalog.Everything}, known...)
	for i, word := range list {
		hint := wording.DidYouMean(word, known, "choose from "+wording.List(known))
		switch instead := otherwise[word]; {
		case slices.Contains(known, word) && slices.Contains(list[:i], word):
			return p.refuse(at, "leave one of them out", "%s: %s is there twice", key, word)
		case slices.Contains(known, word):
			continue
		case strings.Contains(word, ","):
			hint = "write a list: [" + strings.Join(strings.Fields(strings.ReplaceAll(word, ",", ", ")), " ") + "]"
		case instead != "":
			hint = "it is called " + instead + " here"
		}
		return p.refuse(at, hint, "%s: there is no %q", key, word)
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
