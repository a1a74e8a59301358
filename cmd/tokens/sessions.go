package tokens

import (
	"context"
	"errors"
	"sync"
	"time"

	"authcheck/langgraph/wire"
	"authcheck/supabase"
)

// loginGrace is how long the answer of a login that is under way is waited for after
// Ctrl-C or at the time limit: without it, the session could not be closed again.
const loginGrace = 2 * time.Second

// Open logs one user in: with the password, or with the service key where there is no
// password, or the project takes none.
func (p *Project) Open(ctx context.Context, user string) (supabase.Session, error) {
	session, _, err := p.OpenSome(ctx, user)
	return session, err
}

// OpenSome is Open, and tells whether that took the service key.
func (p *Project) OpenSome(ctx context.Context, user string) (session supabase.Session, byService bool, err error) {
	ctx, cancel := wire.Outlive(ctx, loginGrace)
	defer cancel()
	if p.Password != "" {
		session, err = p.Client.Login(ctx, user, p.Password)
		if !takesNoPassword(err) {
			return session, false, err
		}
	}
	service, broken := p.service()
	switch {
	case broken != nil:
		return session, true, broken
	case service == nil:
		return session, false, err
	}
	opening.Lock()
	defer opening.Unlock()
	if session, err = service.AdminOpenSession(ctx, user); err != nil {
		err = &serviceError{err}
	}
	return session, true, err
}

// opening has one link at a time: a second one of the same user ends the first.
var opening sync.Mutex

// takesNoPassword tells whether a project lets nobody in with a password from here.
func takesNoPassword(err error) bool {
	e, ok := errors.AsType[*supabase.Error](err)
	return ok && (e.Code == supabase.CodeCaptchaFailed || e.Code == supabase.CodeEmailDisabled)
}

// serviceError is an error of a call that was made with the service key.
type serviceError struct{ error }

func (e *serviceError) Unwrap() error { return e.error }

// SignUp signs one user up.
func (p *Project) SignUp(ctx context.Context, user string) (supabase.SignUp, error) {
	ctx, cancel := wire.Outlive(ctx, loginGrace)
	defer cancel()
	return p.Client.SignUp(ctx, user, p.Password)
}

// Renewing trades the refresh token of a user's session for a new session, which
// takes the place of the old one: it is the one that can be logged out.
func (p *Project) Renewing(user string, s *supabase.Session) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		ctx, cancel := wire.Outlive(ctx, loginGrace)
		defer cancel()
		next, err := p.Client.Refresh(ctx, s.RefreshToken)
		if err != nil {
			return "", p.Explain(ctx, user, err)
		}
		*s = next
		return next.AccessToken, nil
	}
}
