package cmd

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"
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
	if err := o.fill(ctx, v); err != nil {
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
		p.writeMailHint(out)
		return p.awaitConfirmation(ctx, out, waiting, o.wait)
	}
	p.writeNextStep(out, len(waiting))
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

func (p *project) writeNextStep(out Process, waiting int) {
	switch waiting {
	case 0:
		fmt.Fprintln(out.Out, "Next: authcheck verify")
		return
	case 1:
		fmt.Fprintf(out.Out, "Next: open the link in the mail to %s, then authcheck verify\n", p.inbox)
	default:
		fmt.Fprintf(out.Out, "Next: open the %d links in the mails to %s, then authcheck verify\n", waiting, p.inbox)
	}
	p.writeMailHint(out)
}

// writeMailHint says why mails of a hosted project may not come.
func (p *project) writeMailHint(out Process) {
	if u, err := url.Parse(p.client.URL); err != nil || !strings.HasSuffix(u.Hostname(), ".supabase.co") {
		return
	}
	fmt.Fprintln(out.Out, `No mail? Without SMTP of its own, a project sends about two an hour, and to members
of its team only. With the service key, authcheck signup --confirm needs no mail.`)
}
