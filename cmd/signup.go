package cmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"authcheck/cmd/settings"
	"authcheck/cmd/signup"
	"authcheck/cmd/terminal"
	"authcheck/cmd/tokens"
)

type signupOptions struct {
	users   settings.Crew
	confirm bool
	wait    time.Duration
}

func newSignupCmd(p terminal.Process) *cobra.Command {
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
		RunE: run(p, func(ctx context.Context, v *settings.Values) error { return o.run(ctx, v) }),
	}
	o.users.AddFlags(cmd)
	cmd.Flags().BoolVar(&o.confirm, "confirm", false, "confirm the users with the service key, without any mail")
	cmd.Flags().DurationVar(&o.wait, "wait", 0, "wait up to `DURATION` for the links to be opened")
	settings.AddFlags(cmd, append(settings.Project, settings.ServiceKey)...)
	return cmd
}

func (o *signupOptions) run(ctx context.Context, v *settings.Values) error {
	if err := o.check(); err != nil {
		return err
	}
	if err := o.users.Count(ctx, v); err != nil {
		return err
	}
	if err := signup.FillForm(ctx, v, o.users.N, !o.confirm); err != nil {
		return err
	}
	project, err := o.project(ctx, v)
	if err != nil {
		return err
	}
	ctx, cancel, err := v.Limit(ctx, o.wait)
	if err != nil {
		return err
	}
	defer cancel()
	project.Waiting = tokens.TellWaits(v.Process.Err, "sign-ups")
	return (&signup.Job{Project: project, Out: v.Process, Confirm: o.confirm, Wait: o.wait}).Run(ctx)
}

func (o *signupOptions) project(ctx context.Context, v *settings.Values) (*tokens.Project, error) {
	if o.confirm {
		return tokens.ToConfirm(ctx, v, o.users.N)
	}
	return tokens.NewProject(ctx, v, settings.AnonKey, o.users.N)
}

func (o *signupOptions) check() error {
	switch {
	case o.wait < 0:
		return refused("write it like 10m", "--wait: must not be negative")
	case o.confirm && o.wait > 0:
		return refused("--confirm needs no waiting", "--confirm and --wait exclude each other")
	}
	return nil
}
