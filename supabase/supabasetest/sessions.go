package supabasetest

import (
	"net/http"
	"slices"

	"github.com/google/uuid"
)

// token is POST /token.
func (s *Server) token(r request) (any, error) {
	switch r.URL.Query().Get("grant_type") {
	case "password":
		return s.captcha(s.passwordLogin)(r)
	case "refresh_token":
		return s.refreshLogin(r)
	}
	return nil, fail(http.StatusBadRequest, "invalid_credentials", "unsupported_grant_type")
}

func (s *Server) passwordLogin(r request) (any, error) {
	var in struct{ Email, Password string }
	if err := r.decode(&in); err != nil {
		return nil, err
	}
	if in.Email == "" {
		return nil, invalid("missing email or phone")
	}
	if s.opts.EmailOff {
		return nil, fail(http.StatusUnprocessableEntity, "email_provider_disabled", "Email logins are disabled")
	}
	u := s.byEmail(in.Email)
	if u == nil || !s.hasPassword(u, in.Password) {
		return nil, fail(http.StatusBadRequest, "invalid_credentials", "Invalid login credentials")
	}
	if u.banned() {
		return nil, fail(http.StatusBadRequest, "user_banned", "User is banned")
	}
	if !u.confirmed() {
		return nil, fail(http.StatusBadRequest, "email_not_confirmed", "Email not confirmed")
	}
	open := s.open(u, "password")
	return loginJSON{s.issue(open, u.json()), s.weakness(in.Password)}, nil
}

func (s *Server) refreshLogin(r request) (any, error) {
	var in struct {
		Token string `json:"refresh_token"`
	}
	if err := r.decode(&in); err != nil {
		return nil, err
	}
	if len(in.Token) < 12 {
		return nil, invalid("Refresh token is not valid")
	}
	for _, open := range s.sessions {
		switch {
		case in.Token == open.refresh:
			open.rotate()
			return s.issue(open, open.user.json()), nil
		case in.Token == open.previous:
			return s.issue(open, open.user.json()), nil
		case slices.Contains(open.spent, in.Token):
			open.revoke() // somebody else has the token, or had
			return nil, fail(http.StatusBadRequest, "refresh_token_already_used", "Invalid Refresh Token: Already Used")
		}
	}
	return nil, fail(http.StatusBadRequest, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
}

// rotate makes a new refresh token.
func (open *session) rotate() {
	if open.previous != "" {
		open.spent = append(open.spent, open.previous)
	}
	open.previous, open.refresh = open.refresh, randomToken(12)
}

// revoke ends the session's refreshing; its access tokens live on.
func (open *session) revoke() {
	open.spent = append(open.spent, open.previous, open.refresh)
	open.previous, open.refresh = "", ""
}

// open starts a session.
func (s *Server) open(u *user, method string) *session {
	open := &session{id: uuid.NewString(), user: u, refresh: randomToken(12), method: method, opened: now()}
	u.signedInAt, u.updated = open.opened, open.opened
	s.sessions[open.id] = open
	return open
}

// issue makes an access token for a session. who describes its user.
func (s *Server) issue(open *session, who userJSON) sessionJSON {
	issued := now()
	expires := issued.Add(s.opts.TokenLife).Unix()
	u := open.user
	token := s.Mint(map[string]any{
		"iss": s.URL + "/auth/v1", "sub": u.id, "aud": "authenticated", "role": "authenticated",
		"iat": issued.Unix(), "exp": expires, "email": u.email, "phone": "", "is_anonymous": u.anonymous(),
		"app_metadata": u.appMetadata(), "user_metadata": u.metadata,
		"aal": "aal1", "amr": []map[string]any{{"method": open.method, "timestamp": open.opened.Unix()}},
		"session_id": open.id,
	})
	who.LastSignInAt, who.UpdatedAt = u.signedInAt, u.updated
	return sessionJSON{AccessToken: token, TokenType: "bearer", ExpiresIn: int64(s.opts.TokenLife.Seconds()),
		ExpiresAt: expires, RefreshToken: open.refresh, User: who}
}

// logout is POST /logout. Without scope all sessions of the user end.
func (s *Server) logout(r request) (any, error) {
	u, current, err := s.login(r.Request)
	if err != nil {
		return nil, err
	}
	scope := r.URL.Query().Get("scope")
	switch {
	case !slices.Contains([]string{"", "global", "local", "others"}, scope):
		return nil, invalid(`Unsupported logout scope "` + scope + `"`)
	case scope == "local" && current != nil:
		delete(s.sessions, current.id)
	case scope == "others" && current != nil:
		s.endSessions(func(open *session) bool { return open.user == u && open != current })
	default:
		s.endSessions(func(open *session) bool { return open.user == u })
	}
	return nil, nil
}

// getUser is GET /user. It takes tokens for any audience, but for none.
func (s *Server) getUser(r request) (any, error) {
	u, _, err := s.login(r.Request)
	if err != nil {
		return nil, err
	}
	if c, err := s.claimsOf(r.Request); err != nil || len(c.Audience) == 0 {
		return nil, invalid("Token audience doesn't match request audience")
	}
	return u.json(), nil
}

// updateUser is PUT /user: what users may change of themselves.
func (s *Server) updateUser(r request) (any, error) {
	u, _, err := s.login(r.Request)
	if err != nil {
		return nil, err
	}
	var in struct {
		Data        map[string]any `json:"data"`
		AppMetadata map[string]any `json:"app_metadata"`
		Password    string         `json:"password"`
	}
	if err := r.decode(&in); err != nil {
		return nil, err
	}
	if in.AppMetadata != nil {
		return nil, fail(http.StatusForbidden, "not_admin", "Updating app_metadata requires admin privileges")
	}
	if in.Password != "" {
		if err := s.checkPassword(in.Password); err != nil {
			return nil, err
		}
		u.password = s.hash(u, in.Password)
	}
	u.merge(in.Data)
	return u.json(), nil
}
