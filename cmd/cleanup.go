package cmd

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"authcheck/scenario"
	"authcheck/supabase"
)

type cleanupOptions struct {
	users     int
	testUsers bool
	yes       bool
}

func newCleanupCmd(p Process) *cobra.Command {
	var o cleanupOptions
	cmd := &cobra.Command{
		Use:   "cleanup",
		Short: "Remove what earlier runs left behind",
		Long: `Looks on the LangGraph server for what earlier runs of verify made and did not
remove: threads, assistants, crons and store items of the test users that carry
authcheck's tag. Shows the list, and removes it when you say so. Nothing else is
touched. Runs that are under way must be over.`,
		Example: `  # show, ask, remove
  authcheck cleanup

  # in CI
  authcheck cleanup --yes

  # the test users as well (with SUPABASE_SERVICE_KEY)
  authcheck cleanup --test-users`,
		Args: noArguments,
		RunE: run(p, func(ctx context.Context, v *values) error { return o.run(ctx, v) }),
	}
	addUsersFlag(cmd, &o.users)
	cmd.Flags().BoolVar(&o.testUsers, "test-users", false, "delete the test users of --email, too, with the service key")
	cmd.Flags().BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	addSettings(cmd, slices.Concat([]settingID{langgraphURL, headers}, projectSettings, []settingID{serviceKey, tokens, tokenCommands}, oauthSettings)...)
	return cmd
}

func (o *cleanupOptions) run(ctx context.Context, v *values) error {
	if err := checkUsers(o.users, 1); err != nil {
		return err
	}
	j, err := o.job(ctx, v)
	if err != nil {
		return err
	}
	ctx, cancel, err := v.limit(ctx, 0)
	if err != nil {
		return err
	}
	defer cancel()
	defer j.logout(ctx)
	if err := j.find(ctx); err != nil {
		return err
	}
	j.show()
	switch agreed, err := o.agree(ctx, j); {
	case err != nil:
		return err
	case agreed:
		return j.remove(ctx)
	}
	return j.incomplete()
}

// agree asks whether what was shown may be removed.
func (o *cleanupOptions) agree(ctx context.Context, j *cleanupJob) (bool, error) {
	n := len(j.left.Found) + len(j.accounts)
	if n == 0 || o.yes {
		return n > 0, nil
	}
	if j.out.Prompter == nil {
		return false, refused("run it again with --yes to remove them", "nothing was removed: there is nobody to ask")
	}
	yes, err := j.out.Prompter.Confirm(ctx, "Remove "+them(n)+"?")
	if err == nil && !yes {
		fmt.Fprintln(j.out.Out, "Nothing was removed")
	}
	return yes, err
}

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return fmt.Sprintf("these %d", n)
}

// cleanupJob is what there is to remove, and as whom.
type cleanupJob struct {
	out      Process
	config   scenario.Config
	source   *tokenSource // nil where the test users log in
	project  *project     // as the test users; nil where tokens are given
	admin    *project     // nil without --test-users
	sessions []supabase.Session
	left     *scenario.Leftovers
	accounts []supabase.User // of the test users
}

// job resolves the settings.
func (o *cleanupOptions) job(ctx context.Context, v *values) (*cleanupJob, error) {
	config, err := (&verifyOptions{}).config(v)
	if err != nil {
		return nil, err
	}
	j := &cleanupJob{out: v.process, config: *config, left: &scenario.Leftovers{}}
	if j.source, err = v.tokenSource(ctx, tokenWays...); err != nil {
		return nil, err
	}
	if o.testUsers {
		if j.admin, err = v.administrator(ctx, o.users); err != nil {
			return nil, err
		}
	}
	if j.source == nil {
		j.project, err = v.project(ctx, anonKey, o.users)
	}
	return j, err
}

// administrator is the project with the service key; no password is needed.
func (v *values) administrator(ctx context.Context, users int) (*project, error) {
	given, err := v.need(ctx, supabaseURL, serviceKey, email)
	if err != nil {
		return nil, err
	}
	if err := checkSameProject(given[0], given[1], serviceKey); err != nil {
		return nil, err
	}
	client, err := v.httpClient()
	if err != nil {
		return nil, err
	}
	return &project{client: &supabase.Client{URL: given[0], Key: given[1], HTTP: client}, keyID: serviceKey,
		inbox: given[2], users: userAddresses(given[2], users)}, nil
}
