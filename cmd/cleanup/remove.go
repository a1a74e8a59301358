package cleanup

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"authcheck/cmd/failure"
	"authcheck/cmd/terminal"
	"authcheck/cmd/wording"
	"authcheck/scenario"
	"authcheck/scenario/phrase"
	"authcheck/scenario/report"
	"authcheck/supabase"
)

// show lists everything before anything is removed.
func (j *Job) show() {
	if found := j.left.Found; len(found) > 0 {
		fmt.Fprintf(j.out.Out, "Left behind by earlier runs on %s:\n", report.OnTerminal(j.config.URL))
		writeLeftovers(j.out, found)
	}
	if len(j.spare) > 0 {
		fmt.Fprintf(j.out.Out, "Accounts that earlier runs made at %s:\n", report.OnTerminal(j.service.Client.URL))
		var rows [][]string
		for _, there := range j.spare {
			rows = append(rows, []string{"  account", wording.OneLine(there.ID), wording.OneLine(there.Email)})
		}
		fmt.Fprint(j.out.Out, report.Table(rows, j.out.Columns))
	}
	if len(j.accounts) > 0 {
		fmt.Fprintf(j.out.Out, "Test users of %s:\n", report.OnTerminal(j.admin.Client.URL))
		for _, there := range j.accounts {
			fmt.Fprintf(j.out.Out, "  %s\n", wording.OneLine(there.Email))
		}
	}
	for _, missed := range j.left.Missed {
		fmt.Fprintln(j.out.Out, report.Hang("⚠️ not looked through: ", 23, report.OnTerminal(missed), j.out.Columns))
	}
	if len(j.left.Found)+len(j.accounts)+len(j.spare)+len(j.left.Missed) == 0 {
		fmt.Fprintln(j.out.Out, "Nothing is left behind")
	}
}

func writeLeftovers(p terminal.Process, found []scenario.Leftover) {
	var rows [][]string
	for _, l := range found {
		created, _, _ := strings.Cut(strings.Replace(l.Created, "T", " ", 1), ".")
		rows = append(rows, []string{"  " + wording.OneLine(l.Kind), wording.OneLine(l.ID), wording.OneLine(l.User), wording.OneLine(created)})
	}
	fmt.Fprint(p.Out, report.Table(rows, p.Columns))
}

// remove removes what was shown: the things first, while their users can log in.
func (j *Job) remove(ctx context.Context) error {
	if err := j.removeThings(ctx); err != nil {
		return err
	}
	if err := j.removeSpare(ctx); err != nil {
		return err
	}
	for _, there := range j.accounts {
		if err := j.admin.Client.AdminDeleteUser(ctx, there.ID); err != nil && !gone(err) {
			return j.admin.Explain(ctx, there.Email, err)
		}
		fmt.Fprintf(j.out.Out, "✅ %s deleted\n", wording.OneLine(there.Email))
	}
	return j.incomplete()
}

// removeSpare deletes the accounts that earlier runs made.
func (j *Job) removeSpare(ctx context.Context) error {
	for _, there := range j.spare {
		if err := scenario.DeleteAccount(ctx, j.service.Client, there.ID); err != nil {
			return j.service.Explain(ctx, there.Email, err)
		}
	}
	if n := len(j.spare); n > 0 {
		fmt.Fprintf(j.out.Out, "✅ %s deleted\n", phrase.Count(n, "account"))
	}
	return nil
}

// removeThings removes what is on the server, and puts profiles back.
func (j *Job) removeThings(ctx context.Context) error {
	n := len(j.left.Found)
	if n == 0 {
		return nil
	}
	show := terminal.NewSpinner(j.out, "Removing "+them(n), time.Time{})
	left, err := scenario.RemoveLeftovers(ctx, j.config, j.left.Found)
	show.Stop()
	if err != nil {
		return j.values.ExplainLangGraph(ctx, err, j.config.URL)
	}
	j.left.Missed = append(j.left.Missed, left.Missed...)
	if len(left.Found) > 0 {
		fmt.Fprintf(j.out.Out, "❌ %d of %d are still there:\n", len(left.Found), n)
		writeLeftovers(j.out, left.Found)
		return failure.NoAnswer("remove them by hand; the log of the server may say why it does not", "not everything could be removed")
	}
	for _, l := range j.left.Found {
		if l.IsProfile() {
			fmt.Fprintf(j.out.Out, "✅ profile of %s put back\n", wording.OneLine(l.User))
			n--
		}
	}
	if n > 0 {
		fmt.Fprintf(j.out.Out, "✅ %s removed\n", phrase.Count(n, "thing"))
	}
	return nil
}

// gone tells that somebody else has deleted a user meanwhile.
func gone(err error) bool {
	e, ok := errors.AsType[*supabase.Error](err)
	return ok && e.Status == http.StatusNotFound && e.Code == supabase.CodeUserNotFound
}

// incomplete is an error where something could not be looked through.
func (j *Job) incomplete() error {
	if len(j.left.Missed) == 0 {
		return nil
	}
	return failure.NoAnswer("see the lines with ⚠️; `authcheck doctor` tells more", "not everything could be looked through")
}
