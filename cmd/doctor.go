package cmd

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"authcheck/cmd/doctor"
	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/scenario/result"
)

var doctorSettings = slices.Concat([]settings.ID{settings.LangGraphURL, settings.Headers, settings.Graph}, settings.Project,
	[]settings.ID{settings.ServiceKey, settings.Tokens, settings.TokenCommands}, settings.OAuth)

var doctorFormats = []string{"text", "json"}

type doctorOptions struct {
	users  int
	format string
	origin string
}

func newDoctorCmd(p terminal.Process) *cobra.Command {
	var o doctorOptions
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Find out what is wrong with the set-up",
		Long: `Looks at every link of the chain, from the settings to the server that is to be
verified, and says the next step for each that does not hold. It makes one
thread of user 1 and removes it, and changes nothing else; sessions that it
opens are ended. Exits 1 when a link is broken, and 3 when one could not be
looked at for want of an answer.`,
		Example: `  # what is wrong?
  authcheck doctor

  # may this page call the server?
  authcheck doctor --origin http://localhost:3000

  # the same for a script
  authcheck doctor --format json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd, p) },
	}
	settings.AddUsersFlag(cmd, &o.users)
	cmd.Flags().StringVar(&o.format, "format", "text", "output `FORMAT`: text or json")
	cmd.Flags().StringVar(&o.origin, "origin", "", "`URL` of a web page that is to call the server: may it? (CORS)")
	offer(cmd, "format", doctorFormats)
	settings.AddFlags(cmd, doctorSettings...)
	return cmd
}

func (o *doctorOptions) run(cmd *cobra.Command, p terminal.Process) error {
	if err := known("format", "format", o.format, doctorFormats); err != nil {
		return err
	}
	if err := settings.CheckUsers(o.users, 2); err != nil {
		return err
	}
	if o.origin != "" {
		var err error
		if o.origin, err = settings.Origin(o.origin); err != nil {
			return refused("write it like http://localhost:3000", "--origin: not an origin, which is a scheme, a host and a port")
		}
	}
	v, unread := settings.New(p, cmd)
	if unread != nil && unread == v.Unread { // what was asked for
		return unread
	}
	ctx, cancel, err := v.Limit(cmd.Context(), 0)
	if err != nil {
		return err
	}
	defer cancel()
	d := doctor.New(ctx, v, o.users, unread, o.origin)
	defer d.Close(ctx)
	shown := &doctor.Shown{Out: p}
	all := d.Examine(ctx, o.users, o.show(shown))
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	shown.Close()
	if err := o.write(p, all, v); err != nil {
		return err
	}
	return endWith(exitCodeFor(all))
}

// show writes a line as soon as its link was looked at; JSON comes at the end.
func (o *doctorOptions) show(shown *doctor.Shown) func(doctor.Diagnosis) {
	if o.format == "json" {
		return func(doctor.Diagnosis) {}
	}
	return shown.Show
}

func (o *doctorOptions) write(p terminal.Process, all []doctor.Diagnosis, v *settings.Values) error {
	if o.format == "json" {
		return doctor.WriteJSON(p.Out, version(), all)
	}
	_, err := fmt.Fprintln(p.Out, "\n"+doctor.Conclusion(all, "authcheck verify"+v.Again(doctorSettings...)))
	return err
}

// exitCodeFor is 1 where a link is broken, else 3 where one could not be looked at.
func exitCodeFor(all []doctor.Diagnosis) int {
	code := exitOK
	for _, at := range all {
		switch {
		case at.Verdict == result.Fail:
			return exitFailed
		case at.Verdict == result.Error:
			code = exitNoAnswer
		}
	}
	return code
}
