package cmd

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"authcheck/supabase"
)

// Supabase allows about 30 logins in five minutes from one address: polling
// starts quickly, for links that are opened at once, and slows down.
const (
	firstPoll = time.Second
	lastPoll  = 15 * time.Second
)

// awaitConfirmation waits until each user can log in. They are asked for in
// turn, so that each is told soon after its link was opened.
func (p *project) awaitConfirmation(ctx context.Context, out Process, users []string, limit time.Duration) error {
	deadline := time.Now().Add(limit)
	show := showWaiting(out, p.inbox, users, deadline)
	defer show.stop()
	pause := firstPoll
	for turn := 0; len(users) > 0; {
		if time.Until(deadline) < pause {
			return noAnswer("open the links, then run authcheck verify", "%s not confirmed after %s", inWords(users), short(limit))
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
		turn %= len(users)
		user := users[turn]
		at, err := p.tryLogin(ctx, user, "confirmed and ready")
		retry, limited := rateLimit(err)
		switch {
		case limited:
			pause = max(retry, lastPoll)
		case err != nil:
			return p.explain(ctx, user, err)
		case at.problem != nil:
			return at.problem
		case at.waiting:
			turn++
			if turn == len(users) {
				pause = min(pause*3/2, lastPoll)
			}
		default:
			users = slices.Delete(slices.Clone(users), turn, turn+1)
			show.done(fmt.Sprintf("%s %s %s", at.icon, user, at.text), users)
			pause = firstPoll
		}
	}
	show.stop()
	p.writeNextStep(out, 0)
	return nil
}

func rateLimit(err error) (time.Duration, bool) {
	if e, ok := errors.AsType[*supabase.Error](err); ok && e.Status == http.StatusTooManyRequests {
		return e.RetryAfter, true
	}
	return 0, false
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// short is a duration without zeroes at its end: 10m, not 10m0s.
func short(d time.Duration) string {
	text := d.Round(time.Millisecond).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
