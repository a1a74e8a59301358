package supabasetest

import "net/http"

// linkJSON is a user with a link that confirms the address, or opens a session.
type linkJSON struct {
	userJSON
	ActionLink       string `json:"action_link"`
	EmailOTP         string `json:"email_otp"`
	HashedToken      string `json:"hashed_token"`
	VerificationType string `json:"verification_type"`
	RedirectTo       string `json:"redirect_to"`
}

// generateLink is POST /admin/generate_link: the link of a new account, or one that
// opens a session; without any mail.
func (s *Server) generateLink(r request) (any, error) {
	var in struct{ Type, Email, Password string }
	if err := r.decode(&in); err != nil {
		return nil, err
	}
	email, err := checkEmail(in.Email)
	if err != nil {
		return nil, err
	}
	switch u := s.byEmail(email); {
	case in.Type == "magiclink" && u != nil:
		u.magicToken, u.magicAt = randomToken(56), now()
		u.updated = u.magicAt
		return linkJSON{userJSON: u.json(), ActionLink: s.URL + "/auth/v1/verify?token=" + u.magicToken + "&type=magiclink",
			EmailOTP: randomToken(6), HashedToken: u.magicToken, VerificationType: "magiclink", RedirectTo: s.URL}, nil
	case in.Type != "signup" && in.Type != "magiclink":
		return nil, invalid("Invalid email action link type requested: " + in.Type)
	case u != nil && u.confirmed():
		return nil, fail(http.StatusUnprocessableEntity, "email_exists", "A user with this email address has already been registered")
	case u == nil:
		return s.signUpLink(email, in.Password)
	default:
		return s.linkOf(u), nil
	}
}

// signUpLink creates an account, which a magic link does, too.
func (s *Server) signUpLink(email, password string) (any, error) {
	if err := s.checkPassword(password); err != nil {
		return nil, err
	}
	return s.linkOf(s.add(email, password)), nil
}

func (s *Server) linkOf(u *user) linkJSON {
	u.newLink()
	return linkJSON{userJSON: u.newJSON(), ActionLink: s.link(u), EmailOTP: randomToken(6),
		HashedToken: u.linkToken, VerificationType: "signup", RedirectTo: s.URL}
}

// verifyMagicLink is POST /verify with the token of a magic link, which is good once.
func (s *Server) verifyMagicLink(r request) (any, error) {
	var in struct {
		Type  string `json:"type"`
		Token string `json:"token_hash"`
	}
	if err := r.decode(&in); err != nil {
		return nil, err
	}
	if in.Token == "" {
		return nil, invalid("Verify requires a token or a token hash")
	}
	u := s.find(func(u *user) bool { return u.magicToken == in.Token })
	switch {
	case u == nil || in.Type != "magiclink":
		return nil, fail(http.StatusForbidden, "otp_expired", "Email link is invalid or has expired")
	case u.banned():
		return nil, fail(http.StatusForbidden, "user_banned", "User is banned")
	case !u.confirmed():
		u.confirmByLink(now())
	}
	u.magicToken = ""
	return s.issue(s.open(u, "otp"), u.json()), nil
}
