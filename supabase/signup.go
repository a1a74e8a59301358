package supabase

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

// Outcome is what became of a sign-up that was not refused.
type Outcome string

const (
	// Created means ready: the project wants no e-mail confirmed, and a
	// session came back.
	Created Outcome = "created"
	// AwaitingConfirmation means new; a mail with a link is on its way.
	AwaitingConfirmation Outcome = "awaiting-confirmation"
	// StillAwaiting means the address signed up earlier and has not been
	// confirmed since. The first password stays; the link was sent again.
	StillAwaiting Outcome = "still-awaiting"
	// AlreadyRegistered means there is a confirmed user of that address.
	// Its password was neither checked nor changed.
	AlreadyRegistered Outcome = "already-registered"
)

// SignUp is the answer to a sign-up.
type SignUp struct {
	Outcome Outcome
	// User has only its Email when the Outcome is AlreadyRegistered: the
	// server makes the rest up, so that addresses can't be probed.
	User User
	// Session is nil unless the Outcome is Created.
	Session *Session
}

// SignUp creates a user: POST /signup. Doing it again is harmless.
//
// Errors: 422 weak_password; 400 validation_failed for an address or password
// of impossible form; 422 signup_disabled; 400 captcha_failed; 429
// over_email_send_rate_limit with RetryAfter, also for the same unconfirmed
// address again too soon.
func (c *Client) SignUp(ctx context.Context, email, password string) (SignUp, error) {
	var answer signUpAnswer
	start := time.Now()
	r := call{method: http.MethodPost, path: "/signup", body: credentials{email, password}, secrets: []string{password}}
	err := c.do(ctx, r, &answer, answer.lacks)
	if e, ok := errors.AsType[*Error](err); ok && e.Code == CodeUserAlreadyExists {
		return SignUp{Outcome: AlreadyRegistered, User: User{Email: email}}, nil
	}
	if err != nil {
		return SignUp{}, err
	}
	return answer.signUp(email, time.Since(start)), nil
}

// SignInAnonymously makes an account that has no address, and a session of it: POST /signup
// without credentials. data becomes its user_metadata.
//
// Errors: 422 anonymous_provider_disabled.
func (c *Client) SignInAnonymously(ctx context.Context, data map[string]any) (Session, error) {
	var s Session
	err := c.do(ctx, call{method: http.MethodPost, path: "/signup", body: map[string]any{"data": data}}, &s, s.lacks)
	return s, err
}

// nobody is an address of impossible form: no user can be made of it.
const nobody = "authcheck"

// TryPassword asks the project whether a sign-up could have that password: POST /signup,
// with an address that no user can have, since passwords are looked at first. No user is made.
//
// Errors: 422 weak_password; 400 validation_failed for one that is too long.
func (c *Client) TryPassword(ctx context.Context, password string) error {
	_, err := c.SignUp(ctx, nobody, password)
	e, answered := errors.AsType[*Error](err)
	if answered && e.Code != CodeWeakPassword && !strings.HasPrefix(e.Message, "Password ") {
		return nil // about the address, or about sign-ups as such
	}
	return err
}

// signUpAnswer is a session where confirmation is off, and a user where it is on.
type signUpAnswer struct {
	session Session
	user    User
	sentAt  time.Time // of the confirmation mail
}

func (a *signUpAnswer) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &a.session); err != nil {
		return err
	}
	if a.session.AccessToken != "" {
		a.user = a.session.User
		return nil
	}
	sent := struct {
		At time.Time `json:"confirmation_sent_at"`
	}{}
	if err := json.Unmarshal(data, &sent); err != nil {
		return err
	}
	a.sentAt = sent.At
	return json.Unmarshal(data, &a.user)
}

func (a *signUpAnswer) lacks() string { return a.user.lacks() }

// signUp tells the outcomes apart; elapsed is how long the call took.
func (a *signUpAnswer) signUp(email string, elapsed time.Duration) SignUp {
	switch {
	case a.session.AccessToken != "":
		return SignUp{Outcome: Created, User: a.user, Session: &a.session}
	case len(a.user.Identities) == 0:
		return SignUp{Outcome: AlreadyRegistered, User: User{Email: email}}
	case a.age() > elapsed:
		return SignUp{Outcome: StillAwaiting, User: a.user}
	}
	return SignUp{Outcome: AwaitingConfirmation, User: a.user}
}

// age is how old the user was when the server answered. Both ends are read
// from the server's clock, so that a wrong clock here does not matter.
func (a *signUpAnswer) age() time.Duration {
	last := a.sentAt
	if a.user.UpdatedAt.After(last) {
		last = a.user.UpdatedAt
	}
	return last.Sub(a.user.CreatedAt)
}
