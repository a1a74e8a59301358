// Package cleanup finds and removes what earlier runs left behind.
package cleanup

import (
	"context"
	"fmt"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/cmd/tokens"
	"authcheck/scenario"
	"authcheck/supabase"
)

// Job is what there is to remove, and as whom.
type Job struct {
	out      terminal.Process
	values   *settings.Values
	config   scenario.Config
	source   *tokens.Source  // nil where the test users log in
	project  *tokens.Project // as the test users; nil where tokens are given
	admin    *tokens.Project // nil without --test-users
	service  *tokens.Project // with the service key, where there is one; nil where tokens are given
	sessions []supabase.Session
	left     *scenario.Leftovers
	accounts []supabase.User // of the test users
	spare    []supabase.User // that runs have made with --allow-account-changes
}

// New resolves the settings. testUsers has the test users deleted as well.
func New(ctx context.Context, v *settings.Values, config scenario.Config, users int, testUsers bool) (*Job, error) {
	j := &Job{out: v.Process, values: v, config: config, left: &scenario.Leftovers{}}
	var err error
	if j.source, err = tokens.SourceOf(ctx, v, settings.TokenWays...); err != nil {
		return nil, err
	}
	if j.source != nil && !testUsers { // else --users is about those who are deleted
		if err = j.source.Limit(v, users); err != nil {
			return nil, err
		}
	}
	if testUsers {
		if j.admin, err = tokens.Administrator(ctx, v, users); err != nil {
			return nil, err
		}
	}
	switch {
	case j.source != nil:
		return j, nil
	case testUsers:
		j.project = j.admin // the service key logs them in, whatever their password
	default:
		if j.project, err = tokens.ForLogin(ctx, v, users); err != nil {
			return nil, err
		}
	}
	j.project.Waiting = tokens.TellWaits(v.Process.Err, "logins")
	if key, err := v.Text(settings.ServiceKey); err != nil || key == "" {
		return j, err
	}
	j.service, err = j.project.Service(ctx, v)
	return j, err
}

// Run shows what there is to remove, asks where yes does not say it already, and
// removes it.
func (j *Job) Run(ctx context.Context, yes bool) error {
	defer j.logout(ctx)
	if err := j.find(ctx); err != nil {
		return err
	}
	j.show()
	switch agreed, err := j.agree(ctx, yes); {
	case err != nil:
		return err
	case agreed:
		return j.remove(ctx)
	}
	return j.incomplete()
}

// agree asks whether what was shown may be removed.
func (j *Job) agree(ctx context.Context, yes bool) (bool, error) {
	n := len(j.left.Found) + len(j.accounts) + len(j.spare)
	if n == 0 || yes {
		return n > 0, nil
	}
	if j.out.Prompter == nil {
		return false, failure.Refused("run it again with --yes to remove them", "nothing was removed: there is nobody to ask")
	}
	agreed, err := j.out.Prompter.Confirm(ctx, j.question(n))
	if err == nil && !agreed {
		fmt.Fprintln(j.out.Out, "Nothing was removed")
	}
	return agreed, err
}

// question says what would be done: a profile is not removed.
func (j *Job) question(n int) string {
	profiles := 0
	for _, l := range j.left.Found {
		if l.IsProfile() {
			profiles++
		}
	}
	switch profiles {
	case 0:
		return "Remove " + them(n) + "?"
	case n:
		return "Put " + them(n) + " back?"
	}
	return "Remove " + them(n) + ", and put profiles back?"
}

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return fmt.Sprintf("these %d", n)
}
