package cmd

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"text/tabwriter"

	"authcheck/scenario"
	"authcheck/supabase"
)

// find looks for everything that there is to remove.
func (j *cleanupJob) find(ctx context.Context) error {
	if err := j.findAccounts(ctx); err != nil {
		return err
	}
	if err := j.logIn(ctx); err != nil {
		return err
	}
	if len(j.config.Users) == 0 {
		return nil
	}
	left, err := scenario.FindLeftovers(ctx, j.config)
	if err == nil {
		j.left = left
		return nil
	}
	explained := explainServer(ctx, err, j.config.URL)
	if j.admin == nil || ctx.Err() != nil {
		return explained
	}
	// The users can go all the same; that something may be left then is said.
	j.left.Missed = append(j.left.Missed, explained.Error())
	return nil
}

// findAccounts looks up the addresses of the test users, and no others.
func (j *cleanupJob) findAccounts(ctx context.Context) error {
	if j.admin == nil {
		return nil
	}
	for _, address := range j.admin.users {
		there, err := j.admin.client.AdminFindUser(ctx, address)
		if err != nil {
			return j.admin.explain(ctx, address, err)
		}
		if there != nil && strings.EqualFold(there.Email, address) {
			j.accounts = append(j.accounts, *there)
		}
	}
	return nil
}

// logIn gets to know the users. With --test-users, one that is not there or
// cannot log in is no reason to stop.
func (j *cleanupJob) logIn(ctx context.Context) error {
	if j.source != nil {
		list, err := j.source.tokens(ctx)
		for i, token := range list {
			j.config.Users = append(j.config.Users, scenario.User{Name: userName(i), Token: token})
		}
		return err
	}
	for i, address := range j.project.users {
		if j.admin != nil && !j.hasAccount(address) {
			continue
		}
		session, err := j.project.open(ctx, address)
		switch {
		case err == nil:
			j.sessions = append(j.sessions, session)
			j.config.Users = append(j.config.Users, j.project.scenarioUser(i, session))
		case j.admin != nil && aboutUser(err):
			j.left.Missed = append(j.left.Missed, j.project.explain(ctx, address, err).Error())
		default:
			return j.project.explain(ctx, address, err)
		}
	}
	return nil
}

func (j *cleanupJob) hasAccount(address string) bool {
	for _, there := range j.accounts {
		if strings.EqualFold(there.Email, address) {
			return true
		}
	}
	return false
}

func (j *cleanupJob) logout(ctx context.Context) {
	if j.project != nil {
		j.project.logout(ctx, j.sessions)
	}
}

// show lists everything before anything is removed.
func (j *cleanupJob) show() {
	if found := j.left.Found; len(found) > 0 {
		fmt.Fprintf(j.out.Out, "Left behind by earlier runs on %s:\n", j.config.URL)
		writeLeftovers(j.out, found)
	}
	if len(j.accounts) > 0 {
		fmt.Fprintf(j.out.Out, "Test users of %s:\n", j.admin.client.URL)
		for _, there := range j.accounts {
			fmt.Fprintf(j.out.Out, "  %s\n", there.Email)
		}
	}
	for _, missed := range j.left.Missed {
		fmt.Fprintf(j.out.Out, "⚠️ not looked through: %s\n", missed)
	}
	if len(j.left.Found)+len(j.accounts)+len(j.left.Missed) == 0 {
		fmt.Fprintln(j.out.Out, "Nothing is left behind")
	}
}

func writeLeftovers(p Process, found []scenario.Leftover) {
	w := tabwriter.NewWriter(p.Out, 0, 0, 2, ' ', 0)
	for _, l := range found {
		created, _, _ := strings.Cut(strings.Replace(l.Created, "T", " ", 1), ".")
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", l.Kind, l.ID, l.User, created)
	}
	_ = w.Flush()
}

// remove removes what was shown: the things first, while their users can log in.
func (j *cleanupJob) remove(ctx context.Context) error {
	if n := len(j.left.Found); n > 0 {
		left, err := scenario.RemoveLeftovers(ctx, j.config, j.left.Found)
		if err != nil {
			return explainServer(ctx, err, j.config.URL)
		}
		j.left.Missed = append(j.left.Missed, left.Missed...)
		if len(left.Found) > 0 {
			fmt.Fprintf(j.out.Out, "❌ %d of %d are still there:\n", len(left.Found), n)
			writeLeftovers(j.out, left.Found)
			return noAnswer("remove them by hand; the log of the server may say why it does not", "not everything could be removed")
		}
		fmt.Fprintf(j.out.Out, "✅ %s removed\n", count(n, "thing"))
	}
	for _, there := range j.accounts {
		if err := j.admin.client.AdminDeleteUser(ctx, there.ID); err != nil && !gone(err) {
			return j.admin.explain(ctx, there.Email, err)
		}
		fmt.Fprintf(j.out.Out, "✅ %s deleted\n", there.Email)
	}
	return j.incomplete()
}

// gone tells that somebody else has deleted a user meanwhile.
func gone(err error) bool {
	e, ok := errors.AsType[*supabase.Error](err)
	return ok && e.Status == http.StatusNotFound && e.Code == supabase.CodeUserNotFound
}

// incomplete is an error where something could not be looked through.
func (j *cleanupJob) incomplete() error {
	if len(j.left.Missed) == 0 {
		return nil
	}
	return noAnswer("see the lines with ⚠️; `authcheck doctor` tells more", "not everything could be looked through")
}
