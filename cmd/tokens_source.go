package cmd

import (
	"context"
	"slices"

	"authcheck/scenario"
)

// tokenSource is where users' tokens come from that do not log in with Supabase.
type tokenSource struct {
	more  string                                  // how to give a second user
	get   []func(context.Context) (string, error) // user 1's token, user 2's, …
	fixed bool                                    // get has the same token each time
}

// tokenWays are the settings that a token source comes from. Of several that
// are given at the same place, the first counts.
var tokenWays = []settingID{tokens, tokenCommands, oauthURL}

// oauthSettings go with oauthURL.
var oauthSettings = []settingID{oauthURL, oauthClients, oauthUsers, oauthScope, oauthAudience, oauthToken}

// tokenSource is what the settings name among the ways, nil where they name none:
// then users log in with Supabase.
func (v *values) tokenSource(ctx context.Context, ways ...settingID) (*tokenSource, error) {
	way, err := v.tokenWay(ways)
	if err != nil {
		return nil, err
	}
	switch way {
	case tokens:
		return v.givenTokens()
	case tokenCommands:
		return v.commandTokens()
	case oauthURL:
		return v.oauthTokens(ctx)
	}
	return nil, nil
}

// tokenWay is the way that counts: flags come before the environment, that
// before the .env file. It is -1 where none is given.
func (v *values) tokenWay(ways []settingID) (settingID, error) {
	best, way := nowhere, settingID(-1)
	for _, id := range ways {
		from := v.rank(&table[id])
		if from == byFlag && best == byFlag {
			return way, refused("give the one that counts", "--%s and --%s are two ways of giving tokens", table[way].flag, table[id].flag)
		}
		if from < best {
			best, way = from, id
		}
	}
	return way, nil
}

// rank orders the places where a setting is given; the lower one counts.
type rank int

const (
	byFlag rank = iota
	byEnvironment
	byFile
	nowhere
)

func (v *values) rank(s *setting) rank {
	if f := v.flags.Lookup(s.flag); s.flag != "" && f != nil && f.Changed {
		return byFlag
	}
	switch at, ok := v.find(s); {
	case !ok:
		return nowhere
	case slices.Contains(s.env, at.source):
		return byEnvironment
	}
	return byFile
}

func (v *values) givenTokens() (*tokenSource, error) {
	list, err := v.list(tokens)
	if err != nil {
		return nil, err
	}
	s := &tokenSource{more: "give --token twice, or AUTHCHECK_TOKENS=TOKEN1,TOKEN2", fixed: true}
	for _, token := range list {
		s.get = append(s.get, func(context.Context) (string, error) { return token, nil })
	}
	return s, nil
}

// tokens gets the token of each user, one after the other: commands of one tool
// often share a cache that only one of them may write.
func (s *tokenSource) tokens(ctx context.Context) ([]string, error) {
	list := make([]string, len(s.get))
	for i, get := range s.get {
		var err error
		if list[i], err = get(ctx); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// users are the tokens' users, of whom there must be two.
func (s *tokenSource) users(ctx context.Context) ([]scenario.User, error) {
	list, err := s.tokens(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkTwoUsers(list, s.more); err != nil {
		return nil, err
	}
	users := make([]scenario.User, len(list))
	for i, token := range list {
		who := subjectOf(token)
		users[i] = scenario.User{Name: userName(i), Email: who.email, Subject: who.id, Token: token}
		if !s.fixed {
			users[i].Refresh = s.get[i]
		}
	}
	return users, nil
}
