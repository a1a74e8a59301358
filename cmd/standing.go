package cmd

import (
	"context"
	"errors"
	"strings"

	"authcheck/supabase"
)

// standing is where a test user stands after a sign-up.
type standing struct {
	icon, text string
	waiting    bool  // for its confirmation link to be opened
	problem    error // why this user cannot be used
}

func ready(text string) standing    { return standing{icon: "✅", text: text} }
func awaiting(text string) standing { return standing{icon: "✉️", text: text, waiting: true} }

// create signs one user up. An error is one that the other users would meet too.
func (p *project) create(ctx context.Context, user string, confirm bool) (standing, error) {
	step := p.signUpUser
	if confirm {
		step = p.confirmUser
	}
	at, err := step(ctx, user)
	if err == nil {
		return at, nil
	}
	explained := p.explain(ctx, user, err)
	if !aboutUser(err) {
		return standing{}, explained
	}
	return standing{icon: "❌", text: strings.TrimPrefix(explained.Error(), user+": "), problem: explained}, nil
}

func (p *project) signUpUser(ctx context.Context, user string) (standing, error) {
	longer, cancel := lasting(ctx)
	defer cancel()
	done, err := p.client.SignUp(longer, user, p.password)
	if sentJustNow(err) {
		return awaiting("awaiting confirmation; its mail was sent a moment ago"), nil
	}
	if err != nil {
		return standing{}, err
	}
	switch done.Outcome {
	case supabase.Created:
		p.logout(ctx, []supabase.Session{*done.Session})
		return ready("created and ready"), nil
	case supabase.AwaitingConfirmation:
		return awaiting("created, awaiting confirmation"), nil
	case supabase.StillAwaiting:
		return awaiting("awaiting confirmation since an earlier sign-up; mail sent again"), nil
	default:
		return p.tryLogin(ctx, user, "ready, signed up before")
	}
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
func (p *project) tryLogin(ctx context.Context, user, text string) (standing, error) {
	session, err := p.open(ctx, user)
	if err == nil {
		p.logout(ctx, []supabase.Session{session})
		return ready(text), nil
	}
	switch e, _ := errors.AsType[*supabase.Error](err); {
	case e != nil && e.Code == supabase.CodeInvalidCredentials:
		problem := refused("set AUTHCHECK_PASSWORD to the password of its sign-up, or choose another --email", "%s: registered before, with another password", user)
		return standing{icon: "❌", text: "registered before, with another password", problem: problem}, nil
	case e != nil && e.Code == supabase.CodeEmailNotConfirmed:
		return awaiting("awaiting confirmation since an earlier sign-up"), nil
	default:
		return standing{}, err
	}
}

// confirmUser makes a user ready with the service key.
func (p *project) confirmUser(ctx context.Context, user string) (standing, error) {
	there, err := p.client.AdminFindUser(ctx, user)
	switch {
	case err != nil:
		return standing{}, err
	case there == nil:
		_, err = p.client.AdminCreateUser(ctx, user, p.password, true)
		return ready("created and confirmed"), err
	case there.Confirmed():
		return p.tryLogin(ctx, user, "ready, confirmed before")
	}
	if _, err = p.client.AdminUpdateUser(ctx, there.ID, supabase.AdminChange{EmailConfirm: true}); err != nil {
		return standing{}, err
	}
	return p.tryLogin(ctx, user, "confirmed and ready")
}
