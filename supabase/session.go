package supabase

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"
)

// Session is a login. Its tokens are secrets: no way of formatting, logging
// or marshalling a Session shows them.
type Session struct {
	AccessToken  string    `json:"-"`
	RefreshToken string    `json:"-"` // good for one Refresh
	ExpiresAt    time.Time `json:"expires_at"`
	User         User      `json:"user"`
}

// String names the user and the expiry.
func (s Session) String() string {
	return fmt.Sprintf("session of %s until %s", s.User.Email, s.ExpiresAt.UTC().Format(time.RFC3339))
}

// Format is String whatever the verb: %d would print the fields otherwise.
func (s Session) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue is String for log/slog.
func (s Session) LogValue() slog.Value { return slog.StringValue(s.String()) }

// longestSession is what a session may last in seconds; what is more is no time.
const longestSession = 100 * 366 * 24 * 60 * 60

// UnmarshalJSON reads the answer of /token and of /signup with confirmation off.
func (s *Session) UnmarshalJSON(data []byte) error {
	var wire struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
		ExpiresIn    int64  `json:"expires_in"` // seconds
		ExpiresAt    int64  `json:"expires_at"` // Unix seconds; older servers leave it out
		User         User   `json:"user"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*s = Session{AccessToken: wire.AccessToken, RefreshToken: wire.RefreshToken, User: wire.User}
	s.ExpiresAt = time.Unix(wire.ExpiresAt, 0)
	if wire.ExpiresAt == 0 {
		s.ExpiresAt = time.Now().Add(time.Duration(wire.ExpiresIn) * time.Second)
	}
	if max(wire.ExpiresIn, wire.ExpiresAt-time.Now().Unix()) > longestSession {
		return errors.New("a session of more than a hundred years")
	}
	return nil
}

// lacks names the field without which s is no session.
func (s *Session) lacks() string {
	if s.AccessToken == "" {
		return "access token"
	}
	return s.User.lacks()
}

// credentials is the body of sign-up and login.
type credentials struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// Login opens a session: POST /token?grant_type=password.
//
// Errors: 400 invalid_credentials for a wrong password and for an unknown
// address alike; 400 email_not_confirmed before the confirmation link was
// clicked; 429 over_request_rate_limit.
func (c *Client) Login(ctx context.Context, email, password string) (Session, error) {
	return c.token(ctx, "password", credentials{email, password}, password)
}

// Refresh trades a refresh token for a new session of the same login:
// POST /token?grant_type=refresh_token.
//
// Errors: 400 refresh_token_not_found for one that is unknown or ended.
func (c *Client) Refresh(ctx context.Context, refreshToken string) (Session, error) {
	body := map[string]string{"refresh_token": refreshToken}
	return c.token(ctx, "refresh_token", body, refreshToken)
}

// token asks for a session by one kind of grant.
func (c *Client) token(ctx context.Context, grant string, body any, secret string) (Session, error) {
	var s Session
	r := call{method: http.MethodPost, path: "/token", body: body, secrets: []string{secret},
		query: url.Values{"grant_type": {grant}}}
	err := c.do(ctx, r, &s, s.lacks)
	return s, err
}

// Logout ends the session of one access token, and no other session of its
// user: POST /logout?scope=local. The Auth server refuses the token from then
// on; servers that check tokens locally accept it until it expires.
func (c *Client) Logout(ctx context.Context, accessToken string) error {
	r := call{method: http.MethodPost, path: "/logout", bearer: accessToken, query: url.Values{"scope": {"local"}}}
	return c.do(ctx, r, nil, nil)
}
