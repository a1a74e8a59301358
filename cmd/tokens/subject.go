package tokens

import (
	"time"

	"authcheck/supabase"
)

// Subject is what a token says about its user, as far as it can be read.
// Nothing is verified: that is the server's business.
type Subject struct {
	Issuer, ID, Email string
	Expires           time.Time // zero where it does not say
}

// SubjectOf reads a token; it is the zero value where the token cannot be read.
func SubjectOf(token string) Subject {
	claims, _, ok := supabase.Claims(token)
	if !ok {
		return Subject{}
	}
	var s Subject
	s.Issuer, _ = claims.GetIssuer()
	s.ID, _ = claims.GetSubject()
	s.Email, _ = claims["email"].(string)
	if at, err := claims.GetExpirationTime(); err == nil && at != nil {
		s.Expires = at.Time
	}
	return s
}
