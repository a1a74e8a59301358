package signup

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"authcheck/cmd/failure"
	"authcheck/cmd/terminal"
	"authcheck/cmd/wording"
	"authcheck/scenario/report"
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
func (j *Job) awaitConfirmation(ctx context.Context, users []string) error {
	deadline := time.Now().Add(j.Wait)
	fmt.Fprintf(j.Out.Out, "Waiting up to %s for the links in the mails to %s to be opened …\n", wording.Duration(j.Wait), report.OnTerminal(j.Project.Inbox))
	show := terminal.NewSpinner(j.Out, unconfirmed(users), deadline)
	defer show.Stop()
	pause := firstPoll
	for turn := 0; len(users) > 0; {
		if time.Until(deadline) < pause {
			return failure.NoAnswer("open the links, then run "+j.verify(), "%s not confirmed after %s", wording.List(users), wording.Duration(j.Wait))
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
		turn %= len(users)
		user := users[turn]
		is, err := j.tryLogin(ctx, user, "confirmed and ready")
		retry, limited := rateLimit(err)
		switch {
		case limited:
			pause = max(retry, lastPoll)
		case err != nil:
			return j.Project.Explain(ctx, user, err)
		case is.problem != nil:
			return is.problem
		case is.waiting:
			turn++
			if turn == len(users) {
				pause = min(pause*3/2, lastPoll)
			}
		default:
			users = slices.Delete(slices.Clone(users), turn, turn+1)
			show.Say(fmt.Sprintf("%s %s %s", is.icon, user, is.text), unconfirmed(users))
			pause = firstPoll
		}
	}
	show.Stop()
	j.writeNextStep(0)
	return nil
}

// unconfirmed names those whose links are awaited, "" where there are none.
func unconfirmed(users []string) string {
	if len(users) == 0 {
		return ""
	}
	return "unconfirmed: " + wording.List(users)
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
