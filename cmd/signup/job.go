// Package signup creates test users, waits for their confirmation, and has a form for
// those who set things up for the first time.
package signup

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/cmd/tokens"
	"authcheck/cmd/wording"
	"authcheck/scenario/report"
)

// Job creates the test users of a project.
type Job struct {
	Project *tokens.Project
	Out     terminal.Process
	Confirm bool          // with the service key, and without any mail
	Wait    time.Duration // for the links in the mails to be opened
}

// Run creates the users one by one, with a line for each.
func (j *Job) Run(ctx context.Context) error {
	p := j.Project
	fmt.Fprintf(j.Out.Out, "Creating test users: %s\n", report.OnTerminal(wording.List(p.Users)))
	var waiting []string
	var problems []error
	for _, user := range p.Users {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		is, err := j.create(ctx, user)
		if err != nil {
			return err
		}
		fmt.Fprintf(j.Out.Out, "%s %s %s\n", is.icon, report.OnTerminal(user), report.OnTerminal(is.text))
		if is.waiting {
			waiting = append(waiting, user)
		}
		if is.problem != nil {
			problems = append(problems, is.problem)
		}
	}
	if len(problems) > 0 {
		return notReady(problems, len(p.Users))
	}
	if len(waiting) > 0 && j.Wait > 0 {
		j.writeMailHint()
		return j.awaitConfirmation(ctx, waiting)
	}
	j.writeNextStep(len(waiting))
	return nil
}

// notReady sums up what the lines have said; the first problem gives the hint.
func notReady(problems []error, users int) error {
	first, ok := errors.AsType[*failure.Error](problems[0])
	if !ok {
		return problems[0]
	}
	are := "are"
	if len(problems) == 1 {
		are = "is"
	}
	return &failure.Error{NoAnswer: first.NoAnswer, Hint: first.Hint,
		Message: fmt.Sprintf("%d of %d test users %s not ready", len(problems), users, are)}
}

func (j *Job) writeNextStep(waiting int) {
	switch waiting {
	case 0:
		j.writeNext(j.verify())
		return
	case 1:
		j.writeNext("open the link in the mail to " + j.Project.Inbox + ", then " + j.verify())
	default:
		j.writeNext(fmt.Sprintf("open the %d links in the mails to %s, then %s", waiting, j.Project.Inbox, j.verify()))
	}
	j.writeMailHint()
}

// verify is the command that comes next, for the same project and the same users.
func (j *Job) verify() string {
	if j.Project.Values == nil {
		return "authcheck verify"
	}
	more := []string{"policy"}
	if len(j.Project.Users) > 2 && j.Project.Values.UsersAsked() {
		more = []string{"users"}
	}
	return "authcheck verify" + j.Project.Values.AgainWith(settings.Project, more...)
}

func (j *Job) writeNext(step string) {
	fmt.Fprintln(j.Out.Out, report.Hang("Next: ", 6, report.OnTerminal(step), j.Out.Columns))
}

// writeMailHint says why mails of a hosted project may not come.
func (j *Job) writeMailHint() {
	if u, err := url.Parse(j.Project.Client.URL); err != nil || !strings.HasSuffix(u.Hostname(), ".supabase.co") {
		return
	}
	fmt.Fprintln(j.Out.Out, `No mail? Without SMTP of its own, a project sends about two an hour, and to members
of its team only. With the service key, authcheck signup --confirm needs no mail.`)
}
