package verdict

import (
	"net/http"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// control is the owner's same call, or the one that the table names instead.
func (c *court) control(o catalog.Operation) transcript.Exchange {
	if answers := c.attacks[catalog.Check(c.controlRow(o).ID, "owner")]; len(answers) > 0 {
		return answers[0]
	}
	return transcript.Exchange{}
}

// controlOf is the control of one answer: where several graphs were run, that of the same one.
func (c *court) controlOf(o catalog.Operation, answer transcript.Exchange) transcript.Exchange {
	for _, e := range c.attacks[catalog.Check(c.controlRow(o).ID, "owner")] {
		if answer.Graph != "" && e.Graph == answer.Graph {
			return e
		}
	}
	return c.control(o)
}

// controlRow is the operation that is the positive control of another: itself, where the owner
// has sent the very same.
func (c *court) controlRow(o catalog.Operation) catalog.Operation {
	if len(c.attacks[catalog.Check(o.ID, "owner")]) > 0 {
		return o
	}
	return controlRow(o)
}

// controlRow is what the table says of that.
func controlRow(o catalog.Operation) catalog.Operation {
	if o.Control != "" {
		return catalog.Named(o.Control)
	}
	return o
}

// uncontrolled judges an answer whose control does not work: what the owner is refused
// too is closed or not there, and is skipped; what failed on the way is undecided.
func (c *court) uncontrolled(t trial) judgement {
	control := t.control
	status := control.Status()
	got := c.Outcome(c.controlRow(t.op), control, control)
	switch {
	case c.absent(t.op, control):
		return judgement{catalog.Skip, "", "this server does not have it: User 1 gets the page that any path gets"}
	case takesTooLong(t.op, control):
		return judgement{catalog.Skip, "", "User 1's own call takes too long"}
	case control.Response == nil && control.Failure != "":
		return judgement{catalog.Error, undecided, "User 1's own call gets no usable answer: " + control.Failure}
	case control.Response == nil:
		return judgement{catalog.Skip, "", "User 1's own call was not tried"}
	case status == 405 || status == 501 || status == 404 && c.undocumented(c.controlRow(t.op)) || strings.Contains(control.Response.Body, notImplemented):
		return judgement{catalog.Skip, "", "this server does not have it: " + control.Brief()}
	case got == transcript.Denied:
		return judgement{catalog.Skip, "", "User 1's own call is refused too: " + control.Brief()}
	case got == transcript.Crashed:
		return judgement{catalog.Skip, "", "User 1's own call crashes too: " + control.Brief()}
	case got == transcript.Redirected:
		return judgement{catalog.Error, undecided, "User 1's own call is redirected to " + control.Response.Location}
	case got == transcript.NoAnswer:
		return judgement{catalog.Error, undecided, "User 1's own call gets no usable answer: " + control.Brief()}
	}
	return judgement{catalog.Skip, "", "User 1's own answer shows nothing to recognize"}
}

// takesTooLong tells the owner's call of an operation that may take longer than it is
// waited for: the schemas of the JavaScript server, or a run. Nobody else's says more.
func takesTooLong(o catalog.Operation, control transcript.Exchange) bool {
	return control.Failure == transcript.TooLate && (o.Within > 0 || o.Hangs)
}

// notImplemented is how the Python server's in-memory store of crons says so.
const notImplemented = "Not implemented"

// ownCall tells whether user 2's own call of the handler in charge, on user 2's own
// thing, works: else a denial says nothing about whose things they are, and the
// judgement says what it says.
func (c *court) ownCall(o catalog.Operation) (judgement, bool) {
	if j, ok := c.letInAtAll(); !ok {
		return j, false
	}
	row, ok := catalog.CallerControlOf(o)
	if !ok {
		return judgement{}, true
	}
	own, tried := c.own[row.ID]
	if !tried {
		return c.ownUntried(row)
	}
	got := c.Outcome(row, own, transcript.Exchange{})
	if own.IsPage() {
		got = transcript.NoAnswer // a gateway's, whatever the status
	}
	switch got {
	case transcript.Admitted, transcript.Leaked:
		return judgement{}, true
	case transcript.Denied, transcript.Crashed:
		if c.usesRights(o) {
			return judgement{}, true
		}
		return judgement{catalog.Skip, "", "User 2 may not do it at all: " + own.Brief() + " for User 2's own"}, false
	}
	return judgement{catalog.Error, undecided, "User 2's own call gets no usable answer: " + own.Brief()}, false
}

// refusal judges a refusal by both of its controls: User 1's same call, and what user 2
// may do with the own things.
func (c *court) refusal(t trial, reason string) judgement {
	if t.answer.Response.Quota {
		return overQuota(t.answer)
	}
	if !c.tells(t) {
		return c.uncontrolled(t)
	}
	return c.ownRefusal(t.op, reason)
}

// ownRefusal judges a refusal of what only user 2 tries: the same without the trick works.
func (c *court) ownRefusal(o catalog.Operation, reason string) judgement {
	if j, ok := c.ownCall(o); !ok {
		return j
	}
	return judgement{catalog.Pass, "", reason}
}

// letInAtAll tells whether user 2's own token is accepted: then being refused says
// something about users.
func (c *court) letInAtAll() (judgement, bool) {
	row, _ := catalog.CallerControlOf(catalog.Named("threads.search"))
	own, tried := c.own[row.ID]
	if !tried {
		return judgement{catalog.Error, undecided, "User 2's own token was not tried"}, false
	}
	if c.Facts.LetIn(row, own) || c.policy.Complete && c.Barred(own) {
		return judgement{}, true
	}
	said := own.Described()
	if own.Response == nil {
		said = own.Failure
	}
	if own.Status() == http.StatusInternalServerError {
		return judgement{catalog.Error, undecided, "the server crashes on User 2's own call (" + said + "), so being refused proves nothing"}, false
	}
	code := undecided
	if own.Status() == http.StatusUnauthorized {
		code = tokenRefused
	}
	for _, told := range c.Clocks {
		if strings.HasPrefix(told, "User 2's") {
			said += "; " + told
		}
	}
	return judgement{catalog.Error, code, "User 2's own token is not accepted (" + said + "), so being refused proves nothing"}, false
}

// ownUntried judges a control that there was nothing for. Before the matrix, and
// where only the tutorial's lines are wanted, it is enough that user 2 is let in.
func (c *court) ownUntried(row catalog.Operation) (judgement, bool) {
	if _, made := c.own[catalog.Named("threads.create").ControlID()]; !made {
		return judgement{}, true
	}
	name, reason := c.supply().Lacks(row, catalog.IdentityNamed("other-user"))
	if name == "" {
		return judgement{catalog.Skip, "", "User 2's own call was not tried, as User 1 has no such things either"}, false
	}
	return c.lost(name, "User 2 has nothing of their own to compare with: "+reason), false
}
