package cmd

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"authcheck/supabase"
)

// How long sessions are seen to after Ctrl-C or at the time limit.
const (
	loginGrace = 2 * time.Second // for the answer of a login that is under way
	logoutTime = 5 * time.Second
)

// login opens a session for each user, side by side. Where one fails, the
// others are closed again.
func (p *project) login(ctx context.Context) ([]supabase.Session, error) {
	sessions := make([]supabase.Session, len(p.users))
	failures := make([]error, len(p.users))
	var group errgroup.Group
	for i, user := range p.users {
		group.Go(func() error {
			var err error
			if sessions[i], err = p.open(ctx, user); err != nil {
				failures[i] = p.explain(ctx, user, err)
			}
			return nil
		})
	}
	_ = group.Wait()
	if err := errors.Join(append(failures, context.Cause(ctx))...); err != nil {
		p.logout(ctx, sessions)
		return nil, err
	}
	return sessions, nil
}

// open logs one user in.
func (p *project) open(ctx context.Context, user string) (supabase.Session, error) {
	ctx, cancel := lasting(ctx)
	defer cancel()
	return p.client.Login(ctx, user, p.password)
}

// renewing trades the refresh token of a user's session for a new session, which
// takes the place of the old one: it is the one that can be logged out.
func (p *project) renewing(user string, s *supabase.Session) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		ctx, cancel := lasting(ctx)
		defer cancel()
		next, err := p.client.Refresh(ctx, s.RefreshToken)
		if err != nil {
			return "", p.explain(ctx, user, err)
		}
		*s = next
		return next.AccessToken, nil
	}
}

// lasting is a context that ends a little after ctx does: for calls that open a
// session, which could not be closed again without their answer.
func lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(loginGrace, cancel) })
	return longer, func() { stop(); cancel() }
}

// logout ends sessions that this run opened, also after Ctrl-C. A session that
// cannot be ended expires by itself.
func (p *project) logout(ctx context.Context, sessions []supabase.Session) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), logoutTime)
	defer cancel()
	var group errgroup.Group
	for _, s := range sessions {
		if s.AccessToken != "" {
			group.Go(func() error { return p.client.Logout(ctx, s.AccessToken) })
		}
	}
	_ = group.Wait()
}
