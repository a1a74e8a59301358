package supabase

import (
	"context"
	"net/http"
	"time"
)

// User is an account as the server describes it.
type User struct {
	ID               string         `json:"id"`
	Email            string         `json:"email"`
	Role             string         `json:"role"`
	EmailConfirmedAt time.Time      `json:"email_confirmed_at,omitzero"`
	CreatedAt        time.Time      `json:"created_at"`
	UpdatedAt        time.Time      `json:"updated_at"`
	AppMetadata      map[string]any `json:"app_metadata"`
	UserMetadata     map[string]any `json:"user_metadata"` // the user may edit these
	// Identities is nil in AdminListUsers, whatever the user has.
	Identities []Identity `json:"identities"`
}

// Identity is one way in which a user can log in.
type Identity struct {
	IdentityID string    `json:"identity_id"`
	Provider   string    `json:"provider"` // "email", "google", …
	Email      string    `json:"email"`
	CreatedAt  time.Time `json:"created_at"`
}

// Confirmed says whether the user's e-mail address has been confirmed:
// password login is refused until then.
func (u User) Confirmed() bool { return !u.EmailConfirmedAt.IsZero() }

// lacks names the field without which u is no user.
func (u *User) lacks() string {
	if u.ID == "" {
		return "user id"
	}
	return ""
}

// User returns the user to whom an access token belongs: GET /user.
//
// Errors: 401 no_authorization without a token; 403 bad_jwt for one that is
// expired, tampered with or no user's; 403 session_not_found after logout.
func (c *Client) User(ctx context.Context, accessToken string) (User, error) {
	var u User
	err := c.do(ctx, call{method: http.MethodGet, path: "/user", bearer: accessToken}, &u, u.lacks)
	return u, err
}

// UpdateUser merges data into the user's own metadata, and returns the user
// as it is then: PUT /user. A nil value removes its key.
func (c *Client) UpdateUser(ctx context.Context, accessToken string, data map[string]any) (User, error) {
	var u User
	body := map[string]any{"data": data}
	err := c.do(ctx, call{method: http.MethodPut, path: "/user", bearer: accessToken, body: body}, &u, u.lacks)
	return u, err
}
