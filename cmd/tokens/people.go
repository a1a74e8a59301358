package tokens

import (
	"context"
	"slices"
	"time"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
	"authcheck/scenario"
	"authcheck/supabase"
)

// People are the users that a policy names: test users of Supabase, others with a token or
// a client of their own.
type People struct {
	Project *Project // of the test users; nil for none
	Others  *Source  // of those with a token or a client, in their order; nil for none

	named    []settings.PolicyUser
	sessions []supabase.Session
}

// PeopleOf resolves what the users of a policy log in with; nothing is sent yet.
func PeopleOf(ctx context.Context, v *settings.Values, users []settings.PolicyUser) (*People, error) {
	p := &People{named: users}
	others := slices.DeleteFunc(slices.Clone(users), func(u settings.PolicyUser) bool { return u.Account > 0 })
	if err := refuseOtherWays(v); err != nil {
		return nil, err
	}
	var err error
	if len(others) > 0 {
		if p.Others, err = othersOf(v, others); err != nil {
			return nil, err
		}
	}
	if p.Accounts() == 0 {
		return p, nil
	}
	if p.Project, err = ForLogin(ctx, v, p.Accounts()); err != nil {
		return nil, err
	}
	all := p.Project.Users
	p.Project.Users, p.Project.Places = nil, map[string]string{}
	for _, u := range users {
		if u.Account > 0 {
			address := all[u.Account-1]
			p.Project.Users = append(p.Project.Users, address)
			p.Project.Places[address] = u.At + ": "
		}
	}
	return p, nil
}

// refuseOtherWays refuses tokens that are given for users whom a policy names.
func refuseOtherWays(v *settings.Values) error {
	way, err := v.TokenWay([]settings.ID{settings.Tokens, settings.TokenCommands})
	if err != nil || way < 0 {
		return err
	}
	from, _ := v.Place(way)
	return failure.Refused("leave one of them out: a policy names a variable for each token, like $AUDITOR_TOKEN", "the policy says who the users are, and %s gives tokens", from)
}

// othersOf is where the tokens of the users without an account come from.
func othersOf(v *settings.Values, users []settings.PolicyUser) (*Source, error) {
	s := &Source{}
	for i, u := range users {
		of := settings.Tokens
		if u.Client {
			of = settings.OAuthClients
		}
		value, err := v.Variable(u, of)
		if err != nil {
			return nil, err
		}
		get, ends := func(context.Context) (string, error) { return value, nil }, func() time.Time { return time.Time{} }
		var ask func(context.Context, string) Subject
		if u.Client {
			g, err := clientGrant(v, u, value)
			if err != nil {
				return nil, err
			}
			get, ends, ask = g.get, func() time.Time { return g.ends }, g.who
			if s.Foreign == nil {
				if s.Foreign, err = g.foreign(v); err != nil {
					return nil, err
				}
			}
			if i == 0 {
				s.Issuer = g.server.issuer()
			}
		}
		s.get, s.ends, s.ask = append(s.get, get), append(s.ends, ends), append(s.ask, ask)
	}
	return s, nil
}

// clientGrant is the grant of a user with an own client at the OAuth2 provider.
func clientGrant(v *settings.Values, u settings.PolicyUser, client string) (*grant, error) {
	way, err := v.TokenWay([]settings.ID{settings.OAuthURL, settings.OAuthIssuer})
	if err != nil {
		return nil, err
	}
	if way < 0 {
		return nil, failure.Refused("give --oauth-issuer URL, or --oauth-token-url URL", "%s has an OAuth2 client, and no provider is named", u.Name)
	}
	blank, err := blankGrant(v, way)
	blank.client = u.Variable
	return blank.of(u.Name, client), err
}

// Login logs everybody in. The sessions that it opens are ended by Logout.
func (p *People) Login(ctx context.Context) ([]scenario.User, error) {
	if p.Project != nil {
		var err error
		if p.sessions, err = p.Project.Login(ctx); err != nil {
			return nil, err
		}
	}
	var tokens []Token
	if p.Others != nil {
		var err error
		if tokens, err = p.Others.Tokens(ctx); err != nil {
			p.Logout(ctx)
			return nil, err
		}
	}
	account, other := 0, 0
	users := make([]scenario.User, len(p.named))
	for i, named := range p.named {
		if named.Account > 0 {
			users[i] = p.Project.User(account, p.sessions[account])
			users[i].Refresh = p.Project.Renewing(p.Project.Users[account], &p.sessions[account])
			account++
		} else {
			users[i] = p.Others.user(other, tokens[other])
			other++
		}
		users[i].Name = named.Name
	}
	if err := distinctPeople(users); err != nil {
		p.Logout(ctx)
		return nil, err
	}
	return users, nil
}

// distinctPeople refuses two names of one user.
func distinctPeople(users []scenario.User) error {
	for i, b := range users {
		for _, a := range users[:i] {
			if a.Subject != "" && a.Subject == b.Subject {
				return failure.Refused("give each user a login of their own", "%s and %s are one user: their sub is the same", a.Name, b.Name)
			}
		}
	}
	return nil
}

// Accounts is the highest number of a test user among them.
func (p *People) Accounts() int {
	highest := 0
	for _, u := range p.named {
		highest = max(highest, u.Account)
	}
	return highest
}

// Logout ends the sessions that Login opened.
func (p *People) Logout(ctx context.Context) {
	if p.Project != nil {
		p.Project.Logout(ctx, p.sessions)
	}
}
