package supabase

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// The methods of this file need the service or secret key as Client.Key. With
// another one they fail with 401 or 403 (not_admin, bad_jwt).

const (
	usersPerPage = 100
	maxPages     = 100 // a server that ignores the page number must not keep us for ever
)

// AdminCreateUser creates a user, confirmed when confirm is set, without any
// mail: POST /admin/users.
//
// Errors: 422 email_exists; 400 validation_failed. Administrators may set weak
// passwords, with which users can log in all the same.
func (c *Client) AdminCreateUser(ctx context.Context, email, password string, confirm bool) (User, error) {
	return c.AdminCreate(ctx, AdminAccount{Email: email, Password: password, EmailConfirm: confirm})
}

// AdminAccount is a user to be created.
type AdminAccount struct {
	Email        string         `json:"email"`
	Password     string         `json:"password"`
	EmailConfirm bool           `json:"email_confirm"`
	UserMetadata map[string]any `json:"user_metadata,omitempty"`
}

// AdminCreate is AdminCreateUser for an account with metadata.
func (c *Client) AdminCreate(ctx context.Context, account AdminAccount) (User, error) {
	return c.adminUser(ctx, call{method: http.MethodPost, path: "/admin/users", body: account, secrets: []string{account.Password}})
}

// AdminListUsers lists a page of at most 100 users, newest first, of those
// whose e-mail address or user_metadata.full_name contains filter ("" for all):
// GET /admin/users. Pages count from 1; the page after the last one is empty.
func (c *Client) AdminListUsers(ctx context.Context, filter string, page int) ([]User, error) {
	query := url.Values{"page": {strconv.Itoa(page)}, "per_page": {strconv.Itoa(usersPerPage)}}
	if filter != "" {
		query.Set("filter", filter)
	}
	var list struct {
		Users []User `json:"users"`
	}
	r := call{method: http.MethodGet, path: "/admin/users", bearer: c.Key, query: query}
	err := c.do(ctx, r, &list, func() string {
		if list.Users == nil {
			return "list of users"
		}
		return ""
	})
	return list.Users, err
}

// AdminFindUser finds the user of an e-mail address, upper and lower case
// being one; nil when there is none. Identities are not filled in.
func (c *Client) AdminFindUser(ctx context.Context, email string) (*User, error) {
	// The server keeps addresses in lower case and filters by case.
	filter := strings.ToLower(email)
	for page := 1; page <= maxPages; page++ {
		users, err := c.AdminListUsers(ctx, filter, page)
		if err != nil || len(users) == 0 {
			return nil, err
		}
		for i := range users {
			if strings.EqualFold(users[i].Email, email) {
				return &users[i], nil
			}
		}
	}
	return nil, fmt.Errorf("find user: gave up after %d pages of users", maxPages)
}

// AdminUser is the user with an ID: GET /admin/users/{id}.
//
// Errors: 404 user_not_found.
func (c *Client) AdminUser(ctx context.Context, id string) (User, error) {
	path, err := userPath(id)
	if err != nil {
		return User{}, err
	}
	return c.adminUser(ctx, call{method: http.MethodGet, path: path})
}

// AdminChange is what AdminUpdateUser changes; zero fields stay as they are.
type AdminChange struct {
	EmailConfirm bool   `json:"email_confirm,omitempty"` // confirm the address
	BanDuration  string `json:"ban_duration,omitempty"`  // "1h" from now, "none" to end a ban
}

// AdminUpdateUser changes a user: PUT /admin/users/{id}.
//
// Errors: 404 user_not_found.
func (c *Client) AdminUpdateUser(ctx context.Context, id string, change AdminChange) (User, error) {
	path, err := userPath(id)
	if err != nil {
		return User{}, err
	}
	return c.adminUser(ctx, call{method: http.MethodPut, path: path, body: change})
}

// AdminDeleteUser removes a user for good: DELETE /admin/users/{id}.
//
// Errors: 404 user_not_found.
func (c *Client) AdminDeleteUser(ctx context.Context, id string) error {
	path, err := userPath(id)
	if err != nil {
		return err
	}
	return c.do(ctx, call{method: http.MethodDelete, path: path, bearer: c.Key}, nil, nil)
}

// adminUser makes a call as administrator that answers with a user.
func (c *Client) adminUser(ctx context.Context, r call) (User, error) {
	var u User
	r.bearer = c.Key
	err := c.do(ctx, r, &u, u.lacks)
	return u, err
}

// userPath is the path of a user. Only a UUID gets into it: "" or ".." would
// make it another resource's.
func userPath(id string) (string, error) {
	u, err := uuid.Parse(id)
	if err != nil {
		return "", fmt.Errorf("user id %q is not a UUID", id)
	}
	return "/admin/users/" + u.String(), nil
}
