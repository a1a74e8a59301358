package scenario

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
)

// tutorial is the script of the tutorial: user 1 makes a thread, a caller without
// a token tries to, and user 2 tries to see it. It tells whether user 1 got anywhere.
func (r *run) tutorial(ctx context.Context) bool {
	ids := []Identity{r.caller("owner"), r.caller("other-user"), r.caller("no-token")}
	create, get := operationByID("threads.create"), operationByID("threads.get")
	var side errgroup.Group
	side.Go(func() error { r.try(ctx, create, ids[2], ids[2].Headers[0]); return nil })
	made := r.try(ctx, create, ids[0], ids[0].Headers[0])
	if !made.ok() {
		side.Wait()
		r.line(r.refusedOwner(made))
		return false
	}
	r.set("thread", stringField(made.resp.Body, "thread_id"))
	r.learnOwnership(made.resp.Body, 0)
	side.Go(func() error { r.try(ctx, get, ids[0], ids[0].Headers[0]); return nil })
	side.Go(func() error { r.try(ctx, get, ids[1], ids[1].Headers[0]); return nil })
	side.Wait()
	r.checkStranger(ctx)
	for _, check := range []struct {
		op Operation
		id Identity
	}{{create, ids[0]}, {create, ids[2]}, {get, ids[1]}} {
		result := r.result(check.op, check.id)
		result.Line = r.wording(result)
		r.line(result)
	}
	if r.config.Quick {
		control := r.result(get, ids[0])
		r.add(control)
	}
	return true
}

// line puts one of the three lines into the report, and shows it at once.
func (r *run) line(result Result) {
	if r.config.Quick || result.Verdict == Error {
		r.report.Results = append(r.report.Results, result)
	} else {
		r.lines = append(r.lines, result)
	}
	r.observe(Event{Result: &result})
}

func (r *run) refusedOwner(made answer) Result {
	result := Result{ID: "threads.create/owner", Operation: "threads.create", Resource: "threads", Action: "create", Identity: "owner",
		Verdict: Error, Code: "undecided", Evidence: &Evidence{Whose: "User 1", Expected: "a thread", Got: made.described()}}
	switch {
	case made.err != nil:
		result.Summary = "User 1 could not create a thread: " + cause(made.err)
	case made.resp.Status == http.StatusUnauthorized || made.resp.Status == http.StatusForbidden:
		result.Summary = "User 1 could not create a thread: " + made.described() + ". Does the server accept tokens of this provider?"
		if notes := r.clockNotes(); len(notes) > 0 {
			result.Summary += " Note that " + strings.Join(notes, ", and ")
		}
	default:
		result.Summary = "User 1 could not create a thread: " + made.described()
	}
	result.Line = result.Summary
	return result
}

// wording is the tutorial's line for one of its three checks.
func (r *run) wording(result Result) string {
	said := ""
	if e := result.Evidence; e != nil {
		said = e.Got
	}
	switch result.Identity {
	case "owner":
		return "User 1 created thread: " + r.get("thread")
	case "no-token":
		return worded(result, "Unauthenticated access blocked", "Unauthenticated access should fail!", said)
	}
	return worded(result, "User 2 blocked from User 1's thread", "User 2 shouldn't see User 1's thread!", said)
}

func worded(result Result, blocked, open, said string) string {
	switch result.Verdict {
	case Fail:
		return open
	case Pass:
		return blocked + ": " + said
	case Warn:
		return blocked + " by a crash: " + said
	}
	return blocked + "? Undecided: " + result.Summary
}

// checkStranger makes sure that user 2 is refused as user 2, not as somebody
// unknown: only then does the denial say anything about users.
func (r *run) checkStranger(ctx context.Context) {
	answers := r.answers["threads.get/other-user"]
	if len(answers) == 0 || answers[0].resp == nil || !slices.Contains([]int{401, 403, 500}, answers[0].resp.Status) {
		return
	}
	own := r.as(ctx, 1, Operation{Method: "POST", Path: "/threads/search", Doc: "/threads/search", Body: `{"limit":1}`})
	if !own.ok() && receive(own, r.canary) != leaked {
		r.stranger = "User 2's own token is not accepted (" + langgraph.Describe(statusOf(own), own.url()) + "), so being refused proves nothing"
	}
}

func statusOf(a answer) int {
	if a.resp == nil {
		return 0
	}
	return a.resp.Status
}

func (a answer) url() string {
	if a.resp == nil {
		return ""
	}
	return a.resp.URL
}
