package supabase

import (
	"context"
	"net/http"
)

// AdminOpenSession opens a session of a user without password, CAPTCHA or mail, where the
// e-mail provider is off, too: POST /admin/generate_link makes a magic link, and POST /verify
// opens it, as a browser would. A link that was made before for the same user ends.
//
// Errors: 404 user_not_found and 400 email_not_confirmed before anything is made, for the
// link would create a missing user and confirm the address of another; 403 user_banned.
func (c *Client) AdminOpenSession(ctx context.Context, email string) (Session, error) {
	there, err := c.AdminFindUser(ctx, email)
	switch {
	case err != nil:
		return Session{}, err
	case there == nil:
		return Session{}, &Error{Method: http.MethodGet, Path: "/auth/v1/admin/users", Status: http.StatusNotFound,
			Code: CodeUserNotFound, Message: "no user has this address"}
	case !there.Confirmed():
		return Session{}, &Error{Method: http.MethodGet, Path: "/auth/v1/admin/users", Status: http.StatusBadRequest,
			Code: CodeEmailNotConfirmed, Message: "Email not confirmed"}
	}
	link := struct {
		Token string `json:"hashed_token"`
	}{}
	ask := call{method: http.MethodPost, path: "/admin/generate_link", bearer: c.Key, body: map[string]string{"type": "magiclink", "email": there.Email}}
	err = c.do(ctx, ask, &link, func() string {
		if link.Token == "" {
			return "link"
		}
		return ""
	})
	if err != nil {
		return Session{}, err
	}
	var s Session
	open := call{method: http.MethodPost, path: "/verify", body: map[string]string{"type": "magiclink", "token_hash": link.Token}, secrets: []string{link.Token}}
	err = c.do(ctx, open, &s, s.lacks)
	return s, err
}
