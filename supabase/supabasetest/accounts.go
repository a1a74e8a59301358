package supabasetest

import (
	"bytes"
	"crypto/sha256"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/crypto/bcrypt"
)

// user is an account.
type user struct {
	id, identityID   string
	email            string         // in lower case; "" of anonymous users
	password         []byte         // hashed
	metadata         map[string]any // user_metadata
	identityVerified bool           // the address, by the link or without need of one
	linkToken        string         // of the last confirmation mail
	magicToken       string         // of the last magic link that an administrator had made
	created, updated time.Time
	confirmedAt      time.Time
	mailedAt         time.Time
	magicAt          time.Time
	signedInAt       time.Time
	bannedUntil      time.Time
}

// session is one login. The refresh token before the current one still works,
// for clients that lost the answer.
type session struct {
	id                string
	user              *user
	refresh, previous string
	spent             []string // older refresh tokens
	method            string   // how it was opened
	opened            time.Time
}

// now is the time as the server tells it.
func now() time.Time { return time.Now().UTC() }

func (s *Server) byEmail(email string) *user {
	return s.find(func(u *user) bool { return u.email != "" && u.email == strings.ToLower(email) })
}

func (s *Server) byID(id string) *user {
	return s.find(func(u *user) bool { return u.id == id })
}

func (s *Server) find(match func(*user) bool) *user {
	if i := slices.IndexFunc(s.users, match); i >= 0 {
		return s.users[i]
	}
	return nil
}

// add creates an account. email is in lower case.
func (s *Server) add(email, password string) *user {
	at := now()
	u := &user{id: uuid.NewString(), identityID: uuid.NewString(), email: email,
		metadata: map[string]any{}, created: at, updated: at}
	u.password = s.hash(u, password)
	s.users = append(s.users, u)
	return u
}

// remove deletes an account and ends its sessions.
func (s *Server) remove(gone *user) {
	s.users = slices.DeleteFunc(s.users, func(u *user) bool { return u == gone })
	s.endSessions(func(open *session) bool { return open.user == gone })
}

func (s *Server) endSessions(which func(*session) bool) {
	maps.DeleteFunc(s.sessions, func(_ string, open *session) bool { return which(open) })
}

// mail sends a confirmation link. The links sent before end.
func (s *Server) mail(u *user) {
	u.newLink()
	s.mails = append(s.mails, Mail{To: u.email, Link: s.link(u)})
}

// link confirms the user's address.
func (s *Server) link(u *user) string {
	return s.URL + "/auth/v1/verify?" + url.Values{"token": {u.linkToken}, "type": {"signup"}}.Encode()
}

func (u *user) newLink() {
	at := now()
	u.linkToken, u.mailedAt, u.updated = randomToken(56), at, at
}

func (u *user) anonymous() bool { return u.email == "" }

func (u *user) banned() bool { return now().Before(u.bannedUntil) }

func (u *user) confirmed() bool { return !u.confirmedAt.IsZero() }

// confirm confirms the address, as an administrator does.
func (u *user) confirm(at time.Time) {
	u.confirmedAt, u.updated, u.linkToken = at, at, ""
	u.metadata["email_verified"] = true
}

// confirmByLink confirms the address, as its owner does.
func (u *user) confirmByLink(at time.Time) {
	u.confirm(at)
	u.identityVerified = true
}

// hash is what is kept of a password: cheap, unless the options want it as dear as Supabase's.
func (s *Server) hash(u *user, password string) []byte {
	if s.opts.Bcrypt {
		hashed, _ := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost) // fails over 72 bytes, which no caller lets in
		return hashed
	}
	hashed := sha256.Sum256([]byte(u.id + password))
	return hashed[:]
}

func (s *Server) hasPassword(u *user, password string) bool {
	if s.opts.Bcrypt {
		return bcrypt.CompareHashAndPassword(u.password, []byte(password)) == nil
	}
	return bytes.Equal(u.password, s.hash(u, password))
}

// merge takes over the user's own data; nil removes a key.
func (u *user) merge(data map[string]any) {
	for key, value := range data {
		if value == nil {
			delete(u.metadata, key)
		} else {
			u.metadata[key] = value
		}
	}
	u.updated = now()
}

// cloneMap copies a map of JSON values; the values are never changed in place.
func cloneMap(m map[string]any) map[string]any { return maps.Clone(m) }
