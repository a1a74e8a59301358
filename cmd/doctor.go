package cmd

import (
	"context"
	"net/http"
	"slices"

	"github.com/spf13/cobra"

	"authcheck/langgraph"
	"authcheck/scenario"
	"authcheck/supabase"
)

var doctorFormats = []string{"text", "json"}

type doctorOptions struct {
	users  int
	format string
}

func newDoctorCmd(p Process) *cobra.Command {
	var o doctorOptions
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Find out what is wrong with the set-up",
		Long: `Looks at every link of the chain, from the settings to the server that is to be
verified, and says the next step for each that does not hold. Nothing is created
or changed anywhere; sessions that it opens are ended. Exits 1 when a link is
broken, and 3 when one could not be looked at for want of an answer.`,
		Example: `  # what is wrong?
  authcheck doctor

  # the same for a script
  authcheck doctor --format json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd, p) },
	}
	addUsersFlag(cmd, &o.users)
	cmd.Flags().StringVar(&o.format, "format", "text", "output `FORMAT`: text or json")
	addSettings(cmd, slices.Concat([]settingID{langgraphURL, headers, graph}, projectSettings, []settingID{serviceKey, tokens, tokenCommands}, oauthSettings)...)
	return cmd
}

func (o *doctorOptions) run(cmd *cobra.Command, p Process) error {
	if !slices.Contains(doctorFormats, o.format) {
		return refused("choose "+inWords(doctorFormats), "--format: unknown format %q", o.format)
	}
	if err := checkUsers(o.users, 2); err != nil {
		return err
	}
	v, unread := newValues(p, cmd)
	ctx, cancel, err := v.limit(cmd.Context(), 0)
	if err != nil {
		return err
	}
	defer cancel()
	d := &doctor{values: v, unread: unread, clock: newClock()}
	d.findSource(ctx)
	defer d.close(ctx)
	all := d.examine(ctx, d.chain(o.users), d.show(p, o.format))
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := writeDiagnoses(p, o.format, all); err != nil {
		return err
	}
	return quiet(exitCodeFor(all))
}

// doctor is what is known of the set-up so far. Each link adds to it.
type doctor struct {
	values *values
	unread error // why the file of settings could not be read
	clock  *clock
	holds  map[string]bool // links that hold, by ID

	way         settingID // where tokens come from, -1 for none: then users log in
	source      *tokenSource
	sourceError error
	given       []string // their tokens

	project  *project // as far as the settings go
	settings supabase.Settings
	keyError error // why Supabase refused the anon key
	people   []person
	server   *langgraph.Client
	info     langgraph.Info
	open     bool // the server lets everybody in
}

// person is a test user who is logged in.
type person struct {
	name, email string
	session     supabase.Session // empty where the token was given
	token       string
}

func (d *doctor) findSource(ctx context.Context) {
	if d.way, d.sourceError = d.values.tokenWay(tokenWays); d.way >= 0 && d.sourceError == nil {
		d.source, d.sourceError = d.values.tokenSource(ctx, tokenWays...)
	}
}

// close ends the sessions that the doctor opened.
func (d *doctor) close(ctx context.Context) {
	for _, who := range d.people {
		if who.session.AccessToken != "" {
			d.project.logout(ctx, []supabase.Session{who.session})
		}
	}
}

// httpClient notes the time that servers tell, and keeps no connection.
func (d *doctor) httpClient() *http.Client {
	limit, err := d.values.duration(requestTimeout)
	if err != nil {
		limit = langgraph.DefaultTimeout
	}
	client := langgraph.NewHTTPClient(false)
	client.Timeout = limit
	client.Transport = d.clock.behind(client.Transport)
	return client
}

// exitCodeFor is 1 where a link is broken, else 3 where one could not be looked at.
func exitCodeFor(all []diagnosis) int {
	code := exitOK
	for _, at := range all {
		switch {
		case at.Verdict == scenario.Fail:
			return exitFailed
		case at.Verdict == scenario.Error:
			code = exitNoAnswer
		}
	}
	return code
}
