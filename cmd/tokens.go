package cmd

import (
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"authcheck/supabase"
)

// checkToken cleans an access token. Tokens need not be JWTs: those of the
// tutorial's first part are words.
func checkToken(raw string) (string, error) {
	token := strings.TrimSpace(raw)
	if scheme, rest, ok := strings.Cut(token, " "); ok && strings.EqualFold(scheme, "bearer") {
		token = strings.TrimSpace(rest)
	}
	switch kind := supabase.KindOf(token); {
	case token == "":
		return "", &flaw{"the token is empty", "`authcheck login --format env` prints tokens"}
	case !isPrintable(token):
		return "", &flaw{"the token holds spaces, line breaks or other characters that no token has", "copy it again, on one line"}
	case kind.Secret() || kind == supabase.KeyAnon || kind == supabase.KeyPublishable:
		return "", &flaw{"this is a Supabase key (" + string(kind) + "), not a user's token", "`authcheck login --format env` prints tokens"}
	}
	return token, nil
}

// subject is what a token says about its user, as far as it can be read.
// Nothing is verified: that is the server's business.
type subject struct {
	issuer, id, email string
	expires           time.Time // zero where it does not say
}

func subjectOf(token string) subject {
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(token, claims); err != nil {
		return subject{}
	}
	var s subject
	s.issuer, _ = claims.GetIssuer()
	s.id, _ = claims.GetSubject()
	s.email, _ = claims["email"].(string)
	if at, err := claims.GetExpirationTime(); err == nil && at != nil {
		s.expires = at.Time
	}
	return s
}

// checkTwoUsers refuses tokens with which nothing could be proven: fewer than
// two, or two of one user. more says how to give a second one.
func checkTwoUsers(list []string, more string) error {
	if len(list) == 1 {
		return refused(more, "one token is given, and two users are needed")
	}
	for i, token := range list {
		for j := range i {
			if list[j] == token {
				return refused("log in as another user for the second one", "tokens %d and %d are the same", j+1, i+1)
			}
			a, b := subjectOf(list[j]), subjectOf(token)
			if a.id != "" && a.id == b.id && a.issuer == b.issuer {
				return refused("log in as another user for the second one", "tokens %d and %d belong to one user: their issuer and sub are the same", j+1, i+1)
			}
		}
	}
	return nil
}
