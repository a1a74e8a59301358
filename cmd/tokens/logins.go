package tokens

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"authcheck/supabase"
)

const (
	loginsAtOnce = 8               // users that log in side by side
	longestRetry = time.Minute     // that a rate limit may ask to wait for a login to be tried again
	logoutTime   = 5 * time.Second // after Ctrl-C or at the time limit
)

// Login opens a session for each user, some side by side. A rate limit that names a short
// wait is waited out. Where one fails, the others are closed again.
func (p *Project) Login(ctx context.Context) ([]supabase.Session, error) {
	sessions := make([]supabase.Session, len(p.Users))
	failures := make([]error, len(p.Users))
	var group errgroup.Group
	group.SetLimit(loginsAtOnce)
	var queue queue
	for i, user := range p.Users {
		group.Go(func() error {
			var err error
			if sessions[i], err = p.openPatiently(ctx, &queue, user); err != nil {
				failures[i] = p.Explain(ctx, p.Places[user]+user, err)
			}
			return nil
		})
	}
	_ = group.Wait()
	if err := errors.Join(append(failures, context.Cause(ctx))...); err != nil {
		p.Logout(ctx, sessions)
		return nil, err
	}
	return sessions, nil
}

// queue holds back all who log in while a rate limit is waited out.
type queue struct {
	mu    sync.Mutex
	until time.Time
}

// extend has everybody wait; first tells whether nobody did until now.
func (q *queue) extend(wait time.Duration) (first bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	first = time.Now().After(q.until)
	if until := time.Now().Add(wait); until.After(q.until) {
		q.until = until
	}
	return first
}

// enter returns when the waiting is over, or ctx is.
func (q *queue) enter(ctx context.Context) {
	for {
		q.mu.Lock()
		left := time.Until(q.until)
		q.mu.Unlock()
		if left <= 0 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(left):
		}
	}
}

// OpenPatiently is Open that waits out a rate limit, for one user at a time.
func (p *Project) OpenPatiently(ctx context.Context, user string) (supabase.Session, error) {
	return p.openPatiently(ctx, new(queue), user)
}

// TellWaits says that logins or sign-ups wait for a rate limit.
func TellWaits(w io.Writer, what string) func(time.Duration) {
	return func(wait time.Duration) {
		fmt.Fprintf(w, "authcheck: Supabase limits the rate of %s: going on in %s\n", what, wait)
	}
}

// openPatiently is Open that waits for rate limits.
func (p *Project) openPatiently(ctx context.Context, q *queue, user string) (session supabase.Session, err error) {
	err = p.patiently(ctx, q, func() error {
		session, err = p.Open(ctx, user)
		return err
	})
	return session, err
}

// Patiently asks once more as long as a rate limit says how long it lasts, and that is not too long.
func (p *Project) Patiently(ctx context.Context, ask func() error) error {
	return p.patiently(ctx, &queue{}, ask)
}

// patiently waits out a rate limit which says how long, where that is not too long, and before
// ctx ends.
func (p *Project) patiently(ctx context.Context, q *queue, ask func() error) error {
	for {
		q.enter(ctx)
		err := ask()
		limited, ok := errors.AsType[*supabase.Error](err)
		if !ok || limited.Status != http.StatusTooManyRequests || limited.RetryAfter <= 0 || limited.RetryAfter > longestRetry {
			return err
		}
		if end, bounded := ctx.Deadline(); bounded && time.Until(end) < limited.RetryAfter || ctx.Err() != nil {
			return err
		}
		if q.extend(limited.RetryAfter) && p.Waiting != nil {
			p.Waiting(limited.RetryAfter)
		}
	}
}

// Logout ends sessions that this run opened, also after Ctrl-C. A session that
// cannot be ended expires by itself.
func (p *Project) Logout(ctx context.Context, sessions []supabase.Session) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), logoutTime)
	defer cancel()
	var group errgroup.Group
	for _, s := range sessions {
		if s.AccessToken != "" {
			group.Go(func() error { return p.Client.Logout(ctx, s.AccessToken) })
		}
	}
	_ = group.Wait()
}
