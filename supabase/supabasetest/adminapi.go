package supabasetest

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// listUsers is GET /admin/users: newest first, without identities.
func (s *Server) listUsers(r request) (any, error) {
	page, err := number(r.URL.Query(), "page", 1)
	if err != nil {
		return nil, err
	}
	perPage, err := number(r.URL.Query(), "per_page", 50)
	if err != nil {
		return nil, err
	}
	filter := r.URL.Query().Get("filter")
	found := []userJSON{}
	for _, u := range slices.Backward(s.users) {
		if u.matches(filter) {
			j := u.json()
			j.Identities = nil
			found = append(found, j)
		}
	}
	from := min((page-1)*perPage, len(found))
	found = found[from:min(from+perPage, len(found))]
	return struct {
		Users    []userJSON `json:"users"`
		Audience string     `json:"aud"`
	}{found, "authenticated"}, nil
}

// matches compares the address as it is written, and the name whatever its case.
func (u *user) matches(filter string) bool {
	name, _ := u.metadata["full_name"].(string)
	return strings.Contains(u.email, filter) || strings.Contains(strings.ToLower(name), strings.ToLower(filter))
}

// number reads a positive number of a query.
func number(query url.Values, name string, otherwise int) (int, error) {
	text := query.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0, invalid("Bad Pagination Parameters: " + err.Error())
	}
	return max(int(n), 1), nil
}

// account is what administrators send.
type account struct {
	Email        string         `json:"email"`
	Password     string         `json:"password"`
	EmailConfirm bool           `json:"email_confirm"`
	UserMetadata map[string]any `json:"user_metadata"`
	BanDuration  string         `json:"ban_duration"`
}

// createUser is POST /admin/users. Passwords may be as short as they like.
func (s *Server) createUser(r request) (any, error) {
	var in account
	if err := r.decode(&in); err != nil {
		return nil, err
	}
	if in.Email == "" {
		return nil, invalid("Cannot create a user without either an email or phone")
	}
	email, err := checkEmail(in.Email)
	if err != nil {
		return nil, err
	}
	if s.byEmail(email) != nil {
		return nil, fail(http.StatusUnprocessableEntity, "email_exists", "A user with this email address has already been registered")
	}
	if len(in.Password) > maxPassword {
		return nil, errors.New("password too long to hash") // nobody checks before
	}
	if in.Password == "" {
		in.Password = randomToken(64)
	}
	u := s.add(email, in.Password)
	u.merge(in.UserMetadata)
	if in.EmailConfirm {
		u.confirm(now())
	}
	return u.newJSON(), nil
}

// chosen finds the user that the path names.
func (s *Server) chosen(r request) (*user, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return nil, fail(http.StatusNotFound, "validation_failed", "user_id must be an UUID")
	}
	if u := s.byID(id.String()); u != nil {
		return u, nil
	}
	return nil, fail(http.StatusNotFound, "user_not_found", "User not found")
}

// adminGetUser is GET /admin/users/{id}.
func (s *Server) adminGetUser(r request) (any, error) {
	u, err := s.chosen(r)
	if err != nil {
		return nil, err
	}
	return u.json(), nil
}

// adminUpdateUser is PUT /admin/users/{id}.
func (s *Server) adminUpdateUser(r request) (any, error) {
	u, err := s.chosen(r)
	if err != nil {
		return nil, err
	}
	var in account
	if err := r.decode(&in); err != nil {
		return nil, err
	}
	if in.Password != "" {
		if err := s.checkPassword(in.Password); err != nil {
			return nil, err
		}
		u.password = s.hash(u, in.Password)
	}
	if err := u.ban(in.BanDuration); err != nil {
		return nil, err
	}
	u.merge(in.UserMetadata)
	before := u.confirmedAt
	if in.EmailConfirm {
		u.confirm(now())
	}
	j := u.json()
	j.ConfirmedAt = before // the generated column as it was read
	return j, nil
}

// ban keeps the user from logging in for a while; the sessions that are open stay.
func (u *user) ban(duration string) error {
	switch duration {
	case "":
		return nil
	case "none":
		u.bannedUntil = time.Time{}
		return nil
	}
	d, err := time.ParseDuration(duration)
	if err != nil {
		return invalid("invalid format for ban duration: " + err.Error())
	}
	u.bannedUntil = now().Add(d)
	return nil
}

// deleteUser is DELETE /admin/users/{id}.
func (s *Server) deleteUser(r request) (any, error) {
	u, err := s.chosen(r)
	if err != nil {
		return nil, err
	}
	s.remove(u)
	return struct{}{}, nil
}
