package cleanup

import (
	"context"
	"slices"
	"strings"
	"time"

	"authcheck/cmd/terminal"
	"authcheck/scenario"
	"authcheck/supabase"
)

// find looks for everything that there is to remove.
func (j *Job) find(ctx context.Context) error {
	if err := j.findAccounts(ctx); err != nil {
		return err
	}
	j.findSpare(ctx)
	if err := j.logIn(ctx); err != nil {
		return err
	}
	if len(j.config.Users) == 0 {
		return nil
	}
	show := terminal.NewSpinner(j.out, "Looking for what runs have left behind", time.Time{})
	left, err := scenario.FindLeftovers(ctx, j.config)
	show.Stop()
	if err == nil {
		left.Missed = append(j.left.Missed, left.Missed...)
		j.left = left
		return nil
	}
	explained := j.values.ExplainLangGraph(ctx, err, j.config.URL)
	if j.admin == nil || ctx.Err() != nil {
		return explained
	}
	// The users can go all the same; that something may be left then is said.
	j.left.Missed = append(j.left.Missed, explained.Error())
	return nil
}

// findAccounts looks up the addresses of the test users, and no others.
func (j *Job) findAccounts(ctx context.Context) error {
	if j.admin == nil {
		return nil
	}
	for _, address := range j.admin.Users {
		there, err := j.admin.Client.AdminFindUser(ctx, address)
		if err != nil {
			return j.admin.Explain(ctx, address, err)
		}
		if there != nil && strings.EqualFold(there.Email, address) {
			j.accounts = append(j.accounts, *there)
		}
	}
	return nil
}

// findSpare looks for accounts that a killed run has made and not removed.
func (j *Job) findSpare(ctx context.Context) {
	if j.service == nil {
		return
	}
	var err error
	if j.spare, err = scenario.FindAccounts(ctx, j.service.Client); err != nil {
		j.left.Missed = append(j.left.Missed, "accounts that runs have made: "+j.service.Explain(ctx, "they", err).Error())
	}
}

// logIn gets to know the users. With --test-users, one who is not there or
// cannot log in is no reason to stop; one who never could has left nothing.
func (j *Job) logIn(ctx context.Context) error {
	if j.source != nil {
		var err error
		j.config.Users, err = j.source.Everybody(ctx)
		return err
	}
	j.config.Provider = j.project.Client
	for i, address := range j.project.Users {
		if j.admin != nil && !j.couldLogIn(address) {
			continue
		}
		session, err := j.project.OpenPatiently(ctx, address)
		switch {
		case err == nil:
			j.sessions = append(j.sessions, session)
			j.config.Users = append(j.config.Users, j.project.User(i, session))
		case j.admin != nil && ctx.Err() == nil:
			j.left.Missed = append(j.left.Missed, j.project.Explain(ctx, address, err).Error())
		default:
			return j.project.Explain(ctx, address, err)
		}
	}
	return nil
}

// couldLogIn tells a user who is there, and whose address was confirmed some day.
func (j *Job) couldLogIn(address string) bool {
	return slices.ContainsFunc(j.accounts, func(there supabase.User) bool { return strings.EqualFold(there.Email, address) && there.Confirmed() })
}

func (j *Job) logout(ctx context.Context) {
	if j.project != nil {
		j.project.Logout(ctx, j.sessions)
	}
}
