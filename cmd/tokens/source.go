package tokens

import (
	"context"
	"time"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
	"authcheck/scenario"
)

// Source is where users' tokens come from that do not log in with Supabase.
type Source struct {
	From    string                                // where they are set: "--token", "AUTHCHECK_TOKENS in the environment"
	Issuer  string                                // where it was given; else the tokens may say it
	Foreign func(context.Context) (string, error) // a token of another application; nil for none

	more  string                                  // how to give a second user
	get   []func(context.Context) (string, error) // user 1's token, user 2's, …
	ends  []func() time.Time                      // when the newest of each ends; nil where only the tokens say it
	ask   []func(context.Context, string) Subject // whose token it is that does not say so; nil for nobody to ask
	fixed bool                                    // get has the same token each time
}

// Token is a user's token, and what is known of its user.
type Token struct {
	Text string
	Who  Subject
}

// SourceOf is what the settings name among the ways, nil where they name none:
// then users log in with Supabase.
func SourceOf(ctx context.Context, v *settings.Values, ways ...settings.ID) (*Source, error) {
	way, err := v.TokenWay(ways)
	if err != nil {
		return nil, err
	}
	var s *Source
	switch way {
	case settings.Tokens:
		s, err = givenTokens(v)
	case settings.TokenCommands:
		s, err = commandTokens(v)
	case settings.OAuthURL, settings.OAuthIssuer:
		s, err = oauthTokens(ctx, v, way)
	}
	if s != nil {
		s.From, _ = v.Place(way)
	}
	return s, err
}

func givenTokens(v *settings.Values) (*Source, error) {
	list, err := v.List(settings.Tokens)
	if err != nil {
		return nil, err
	}
	s := &Source{more: "give --token twice, or AUTHCHECK_TOKENS=TOKEN1,TOKEN2", fixed: true}
	for _, token := range list {
		s.get = append(s.get, func(context.Context) (string, error) { return token, nil })
	}
	return s, nil
}

// Tokens gets the token of each user, one after the other: commands of one tool often
// share a cache that only one of them may write. Two of one user are refused.
func (s *Source) Tokens(ctx context.Context) ([]Token, error) {
	list := make([]Token, len(s.get))
	for i, get := range s.get {
		text, err := get(ctx)
		if err != nil {
			return nil, err
		}
		list[i] = Token{text, s.whose(ctx, i, text)}
	}
	return list, distinctUsers(list)
}

// whose is the user of a token: as it says itself, or as the provider does.
func (s *Source) whose(ctx context.Context, i int, token string) Subject {
	who := SubjectOf(token)
	if who == (Subject{}) && s.ask != nil && s.ask[i] != nil {
		who = s.ask[i](ctx, token)
	}
	if who.Expires.IsZero() && s.ends != nil {
		who.Expires = s.ends[i]()
	}
	return who
}

func distinctUsers(list []Token) error {
	for i, b := range list {
		for j, a := range list[:i] {
			if a.Text == b.Text {
				return failure.Refused("log in as another user for the second one", "tokens %d and %d are the same", j+1, i+1)
			}
			if a.Who.ID != "" && a.Who.ID == b.Who.ID && a.Who.Issuer == b.Who.Issuer {
				return failure.Refused("log in as another user for the second one", "tokens %d and %d belong to one user: their issuer and sub are the same", j+1, i+1)
			}
		}
	}
	return nil
}

// Everybody are the tokens' users, however few.
func (s *Source) Everybody(ctx context.Context) ([]scenario.User, error) {
	list, err := s.Tokens(ctx)
	return s.users(list), err
}

// Pair is the tokens of the users, of whom there must be two: fewer prove nothing.
func (s *Source) Pair(ctx context.Context) ([]Token, error) {
	list, err := s.Tokens(ctx)
	if err == nil && len(list) == 1 {
		err = failure.Refused(s.more, "one token is given, and two users are needed")
	}
	return list, err
}

// Users are the tokens' users, two at least.
func (s *Source) Users(ctx context.Context) ([]scenario.User, error) {
	list, err := s.Pair(ctx)
	if err != nil {
		return nil, err
	}
	return s.users(list), nil
}

func (s *Source) users(list []Token) []scenario.User {
	users := make([]scenario.User, len(list))
	for i, t := range list {
		users[i] = s.user(i, t)
	}
	return users
}

// user is the user of a token, as a run of the scenario takes it.
func (s *Source) user(i int, t Token) scenario.User {
	user := scenario.User{Name: settings.UserName(i), Email: t.Who.Email, Subject: t.Who.ID, Token: t.Text}
	if !s.fixed {
		user.Refresh = s.get[i]
	}
	if s.ends != nil {
		user.Ends = s.ends[i]
	}
	return user
}

// Limit leaves the first n users, where so many were asked for; with fewer it refuses.
func (s *Source) Limit(v *settings.Values, n int) error {
	switch {
	case !v.UsersAsked():
		return nil
	case len(s.get) < n:
		return failure.Refused("give a token of each", "--users %d: there are tokens of %d", n, len(s.get))
	}
	s.get = s.get[:n]
	return nil
}

// Fixed tells tokens that were given as they are from those that are fetched.
func (s *Source) Fixed() bool { return s.fixed }

// Count is how many users there are tokens of.
func (s *Source) Count() int { return len(s.get) }
