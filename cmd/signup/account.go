package signup

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"authcheck/cmd/failure"
	"authcheck/cmd/tokens"
	"authcheck/supabase"
)

// account is how the account of a test user is after a sign-up.
type account struct {
	icon, text string
	waiting    bool  // for its confirmation link to be opened
	problem    error // why this user cannot be used
}

// Icons are two cells wide: ✉ has one everywhere, and with what asks for colours one or two.

func ready(text string) account    { return account{icon: "✅", text: text} }
func awaiting(text string) account { return account{icon: "✉ ", text: text, waiting: true} }

// create signs one user up. An error is one that the other users would meet too.
func (j *Job) create(ctx context.Context, user string) (account, error) {
	step := j.signUp
	if j.Confirm {
		step = j.confirmUser
	}
	var is account
	err := j.Project.Patiently(ctx, func() (err error) {
		is, err = step(ctx, user)
		return err
	})
	if err == nil {
		return is, nil
	}
	explained := j.Project.Explain(ctx, user, err)
	if hurried(err) || !tokens.AboutUser(err) {
		return account{}, explained
	}
	return account{icon: "❌", text: strings.TrimPrefix(explained.Error(), user+": "), problem: explained}, nil
}

// hurried tells a rate limit of requests, which whoever comes next meets, too.
func hurried(err error) bool {
	e, ok := errors.AsType[*supabase.Error](err)
	return ok && e.Status == http.StatusTooManyRequests && e.Code != supabase.CodeEmailRateLimit
}

func (j *Job) signUp(ctx context.Context, user string) (account, error) {
	done, err := j.Project.SignUp(ctx, user)
	if sentJustNow(err) {
		return awaiting("awaiting confirmation; its mail was sent a moment ago"), nil
	}
	if mayBeThere(err) {
		if is, problem := j.tryLogin(ctx, user, "ready, signed up before"); problem == nil && is.problem == nil {
			return is, nil
		}
	}
	if err != nil {
		return account{}, err
	}
	switch done.Outcome {
	case supabase.Created:
		j.Project.Logout(ctx, []supabase.Session{*done.Session})
		return ready("created and ready"), nil
	case supabase.AwaitingConfirmation:
		return awaiting("created, awaiting confirmation"), nil
	case supabase.StillAwaiting:
		return awaiting("awaiting confirmation since an earlier sign-up; mail sent again"), nil
	default:
		return j.tryLogin(ctx, user, "ready, signed up before")
	}
}

// mayBeThere tells the refusals that come whether the user is there or not.
func mayBeThere(err error) bool {
	e, ok := errors.AsType[*supabase.Error](err)
	return ok && slices.Contains([]string{supabase.CodeSignupDisabled, supabase.CodeEmailDisabled, supabase.CodeCaptchaFailed, supabase.CodeWeakPassword}, e.Code)
}

// sentJustNow recognises the limit on mails to one address, which only an
// address that signed up and was not confirmed can meet. The limit on all
// mails of a project is worded otherwise.
func sentJustNow(err error) bool {
	e, ok := errors.AsType[*supabase.Error](err)
	return ok && e.Code == supabase.CodeEmailRateLimit && strings.Contains(e.Message, "security purposes")
}

// tryLogin tells whether a user that was there already can be used: sign-up
// itself hides that.
func (j *Job) tryLogin(ctx context.Context, user, text string) (account, error) {
	session, err := j.Project.Open(ctx, user)
	if err == nil {
		j.Project.Logout(ctx, []supabase.Session{session})
		return ready(text), nil
	}
	switch e, _ := errors.AsType[*supabase.Error](err); {
	case e != nil && e.Code == supabase.CodeInvalidCredentials:
		problem := failure.Refused(j.Project.OtherPassword()+", or choose another --email", "%s: registered before, with another password", user)
		return account{icon: "❌", text: "registered before, with another password", problem: problem}, nil
	case e != nil && e.Code == supabase.CodeEmailNotConfirmed:
		return awaiting("awaiting confirmation since an earlier sign-up"), nil
	default:
		return account{}, err
	}
}

// confirmUser makes a user ready with the service key.
func (j *Job) confirmUser(ctx context.Context, user string) (account, error) {
	there, err := j.Project.Client.AdminFindUser(ctx, user)
	switch {
	case err != nil:
		return account{}, err
	case there == nil:
		// One that nobody knows: without a password, the service key opens the sessions.
		password := cmp.Or(j.Project.Password, newPassword())
		_, err = j.Project.Client.AdminCreateUser(ctx, user, password, true)
		return ready("created and confirmed"), err
	case there.Confirmed():
		return j.tryLogin(ctx, user, "ready, confirmed before")
	}
	if _, err = j.Project.Client.AdminUpdateUser(ctx, there.ID, supabase.AdminChange{EmailConfirm: true}); err != nil {
		return account{}, err
	}
	return j.tryLogin(ctx, user, "confirmed and ready")
}
