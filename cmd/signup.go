package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"authcheck/supabase"
)

type signupOptions struct {
	users   int
	confirm bool
	wait    time.Duration
}

func newSignupCmd(p Process) *cobra.Command {
	var o signupOptions
	cmd := &cobra.Command{
		Use:   "signup",
		Short: "Create the test users you+1@… and you+2@…",
		Long: `Creates test users with Supabase Auth: me@example.com makes me+1@example.com and
me+2@example.com, whose mail all goes to me@example.com. Doing it again is
harmless; passwords are never changed.`,
		Example: `  # then open the links in the mails
  authcheck signup --email me@example.com

  # the same, and wait until the links were opened
  authcheck signup --email me@example.com --wait 10m

  # in CI: no mail, ready at once (with SUPABASE_SERVICE_KEY)
  authcheck signup --confirm`,
		Args: noArguments,
		RunE: run(p, func(ctx context.Context, v *values) error { return o.run(ctx, v) }),
	}
	addUsersFlag(cmd, &o.users)
	cmd.Flags().BoolVar(&o.confirm, "confirm", false, "confirm the users with the service key, without any mail")
	cmd.Flags().DurationVar(&o.wait, "wait", 0, "wait up to `DURATION` for the links to be opened")
	addSettings(cmd, append(projectSettings, serviceKey)...)
	return cmd
}

func (o *signupOptions) run(ctx context.Context, v *values) error {
	if err := o.check(); err != nil {
		return err
	}
	key := anonKey
	if o.confirm {
		key = serviceKey
	}
	project, err := v.project(ctx, key, o.users)
	if err != nil {
		return err
	}
	ctx, cancel, err := v.limit(ctx, o.wait)
	if err != nil {
		return err
	}
	defer cancel()
	return project.signup(ctx, v.process, o)
}

func (o *signupOptions) check() error {
	switch {
	case o.wait < 0:
		return refused("write it like 10m", "--wait: must not be negative")
	case o.confirm && o.wait > 0:
		return refused("--confirm needs no waiting", "--confirm and --wait exclude each other")
	}
	return checkUsers(o.users, 1)
}

// standing is where a test user stands after a sign-up.
type standing struct {
	icon, text string
	waiting    bool  // for its confirmation link to be opened
	problem    error // why this user cannot be used
}

func ready(text string) standing    { return standing{icon: "✅", text: text} }
func awaiting(text string) standing { return standing{icon: "✉️", text: text, waiting: true} }

// signup creates the users one by one, with a line for each.
func (p *project) signup(ctx context.Context, out Process, o *signupOptions) error {
	fmt.Fprintf(out.Out, "Creating test users: %s\n", inWords(p.users))
	var waiting []string
	var problems []error
	for _, user := range p.users {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		at, err := p.create(ctx, user, o.confirm)
		if err != nil {
			return err
		}
		fmt.Fprintf(out.Out, "%s %s %s\n", at.icon, user, at.text)
		if at.waiting {
			waiting = append(waiting, user)
		}
		if at.problem != nil {
			problems = append(problems, at.problem)
		}
	}
	if len(problems) > 0 {
		return notReady(problems, len(p.users))
	}
	if len(waiting) > 0 && o.wait > 0 {
		return p.awaitConfirmation(ctx, out, waiting, o.wait)
	}
	writeNextStep(out, p.inbox, len(waiting))
	return nil
}

// notReady sums up what the lines have said; the first problem gives the hint.
func notReady(problems []error, users int) error {
	first, ok := errors.AsType[*exitError](problems[0])
	if !ok {
		return problems[0]
	}
	are := "are"
	if len(problems) == 1 {
		are = "is"
	}
	return &exitError{code: first.code, hint: first.hint,
		message: fmt.Sprintf("%d of %d test users %s not ready", len(problems), users, are)}
}

func writeNextStep(out Process, inbox string, waiting int) {
	switch waiting {
	case 0:
		fmt.Fprintln(out.Out, "Next: authcheck verify")
	case 1:
		fmt.Fprintf(out.Out, "Next: open the link in the mail to %s, then authcheck verify\n", inbox)
	default:
		fmt.Fprintf(out.Out, "Next: open the %d links in the mails to %s, then authcheck verify\n", waiting, inbox)
	}
}

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
