package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// trial is everything that is known of one check when it is judged.
type trial struct {
	op      Operation
	id      Identity
	answer  answer    // the most telling of the variants
	got     reception // of it
	control answer    // the owner's same call
	works   bool      // the control shows what a leak would look like
	effect  sight
	unknown *answer // the same caller's answer for an ID that does not exist
}

// judgement is a verdict with its reason. Code names the cause, "" for a pass.
type judgement struct {
	verdict Verdict
	code    string
	reason  string
}

// slow is an answer that takes so long that no answer in time tells nothing.
const slow = 3 * time.Second

// judge alone decides verdicts.
func (r *run) judge(t trial) judgement {
	switch {
	case t.id.Login == Owner:
		return r.judgeOwner(t)
	case t.effect.seen != "" && r.blamed(t):
		return r.crossed(t, t.effect.seen)
	case t.effect.seen != "" && t.effect.mute && t.id.Login == Own && t.got == denied && r.anybodyGotIn(t.op):
		return judgement{Skip, "", "somebody without a login was faster: " + t.effect.seen}
	case t.got == leaked:
		return r.letIn(t, "User 1's data came along")
	case t.got == noAnswer && t.control.err != nil:
		return judgement{Skip, "", r.noControl(t)}
	case t.got == noAnswer && t.control.resp != nil && t.control.resp.Elapsed > slow:
		return judgement{Skip, "", "User 1's own call is slow too"}
	case t.got == noAnswer:
		return undecided(t)
	case t.got == redirected:
		return judgement{Error, "undecided", "redirected to " + t.answer.resp.Elsewhere() + ", which is no denial"}
	case t.got == admitted:
		return r.judgeAdmitted(t)
	}
	if !r.tells(t) {
		return judgement{Skip, "", r.noControl(t)}
	}
	if t.id.Login == Own && r.stranger != "" {
		return judgement{Error, "undecided", r.stranger}
	}
	if t.got == crashed {
		return judgement{Warn, "crash-as-denial", "blocked by a crash: " + t.answer.brief()}
	}
	return judgement{Pass, "", "denied: " + t.answer.brief()}
}

// judgeOwner says whether user 1's own call works; it never fails.
func (r *run) judgeOwner(t trial) judgement {
	switch {
	case t.works:
		return judgement{Pass, "", "works for its owner: " + t.answer.brief()}
	case t.got == noAnswer && t.answer.err == nil:
		return judgement{Skip, "", "the server is busy: " + t.answer.brief()}
	}
	return judgement{Skip, "", r.noControl(t)}
}

// judgeAdmitted judges a caller who was let in, without anything of user 1 in the answer.
func (r *run) judgeAdmitted(t trial) judgement {
	switch t.id.Login {
	case Own:
		return r.judgeVisitor(t)
	case NoLogin:
		if isPage(t.answer) && !isPage(t.control) {
			return judgement{Error, "undecided", "answered with a web page, which is neither a denial nor the API"}
		}
	case Platform:
		if j := r.judgeVisitor(t); j.verdict == Fail || j.code == "store-shared" {
			return j
		}
	}
	return r.letIn(t, "let in: "+t.answer.brief())
}

// judgeVisitor judges a caller with a login of their own, who may be let in but
// must not reach anything of user 1.
func (r *run) judgeVisitor(t trial) judgement {
	switch t.op.Oracle {
	case Read:
		return r.ifTelling(t, "answered without anything of User 1")
	case List:
		if r.showsOwned(t.op, t.answer.resp.Body) {
			return r.crossed(t, "things of User 1 are in the list")
		}
		return r.ifTelling(t, "listed without anything of User 1")
	case Count:
		if n := countIn(t.answer.resp.Body); n > 0 {
			return r.crossed(t, fmt.Sprintf("%d things of User 1 were counted", n))
		}
		return r.ifTelling(t, "nothing of User 1 was counted")
	case Access, Stream:
		return r.judgeUnseen(t)
	case Execute:
		return r.crossed(t, "accepted: "+t.answer.brief())
	case Create:
		return judgement{Pass, "", "any user may"}
	}
	if t.effect.early {
		return judgement{Skip, "", "the owner could not see the thing before it was tried either"}
	}
	if t.effect.blind {
		return judgement{Error, "undecided", "accepted (" + t.answer.brief() + "), and the owner can't look at what it did"}
	}
	return r.ifTelling(t, "accepted without any effect on User 1's things")
}

// judgeUnseen compares with an ID that does not exist: who gets another answer for
// user 1's ID has got in, and who gets the same has learned nothing.
func (r *run) judgeUnseen(t trial) judgement {
	switch {
	case t.op.Oracle == Stream && r.heard(t.control):
		return judgement{Pass, "", "heard nothing while User 1 did"}
	case t.unknown == nil || t.unknown.resp == nil:
		return judgement{Error, "undecided", "no answer for an ID that does not exist to compare with"}
	case !alike(t.answer, *t.unknown):
		return r.crossed(t, "let in ("+t.answer.brief()+"), where an ID that does not exist is answered otherwise")
	case t.op.Oracle == Stream && (!endedSilently(t.answer.resp) || endedSilently(t.control.resp)):
		return judgement{Skip, "", "the stream stays silent, whatever the ID"}
	}
	return r.ifTelling(t, "answered as for an ID that does not exist")
}

func (r *run) ifTelling(t trial, reason string) judgement {
	if !t.works {
		return judgement{Skip, "", r.noControl(t)}
	}
	return judgement{Pass, "", reason}
}

// letIn judges by what kind of caller was let in.
func (r *run) letIn(t trial, reason string) judgement {
	switch t.id.Login {
	case Own:
		return r.crossed(t, reason)
	case Victim:
		return judgement{Warn, "scheme-accepted", reason}
	case Ended:
		return judgement{Note, "logged-out-accepted", reason}
	case Platform:
		if t.got == leaked {
			return r.crossed(t, reason)
		}
		return judgement{Warn, "studio-open", reason}
	}
	return judgement{Fail, acceptedCode(t.id.ID), reason}
}

// crossed judges what went from one user to another.
func (r *run) crossed(t trial, reason string) judgement {
	visitor := t.id.Login == Own || t.id.Login == Platform
	switch {
	case visitor && t.op.Plain != nil && r.sharedGuard(t.op):
		return judgement{Skip, "", "shared on purpose: seeing it does not show whose it is"}
	case visitor && t.op.Resource == "store":
		return judgement{Warn, "store-shared", reason}
	case visitor && r.shared(t.op):
		return judgement{Note, "", "shared on purpose: " + reason}
	case visitor && t.op.Oracle == Execute && t.op.Handler() == "assistants.read" && r.hidden("assistants.get", t.id):
		return judgement{Warn, "assistant-usable", reason}
	case t.id.Login == Platform:
		return judgement{Fail, "studio-sees-all", reason}
	case t.id.Login != Own:
		return judgement{Fail, acceptedCode(t.id.ID), reason}
	}
	return judgement{Fail, crossedCode(t.op), reason}
}

func (r *run) sharedGuard(o Operation) bool {
	return slices.Contains(r.config.Shared, strings.Split(o.Handler(), ".")[0])
}

// hidden tells whether an operation is denied to the identity.
func (r *run) hidden(operation string, id Identity) bool {
	answers := r.answers[operation+"/"+id.ID]
	return len(answers) > 0 && receive(answers[0], r.canary) == denied
}

func (r *run) shared(o Operation) bool {
	return r.sharedGuard(o) && (o.Action == "read" || o.Action == "search" || o.Action == "get" || o.Action == "list_namespaces") &&
		o.First == ""
}

// blamed tells whether an effect is this caller's: a marker names its author;
// what is gone was taken by whoever was let in, by user 2 where nobody was.
func (r *run) blamed(t trial) bool {
	if !t.effect.mute || t.got == admitted || t.got == leaked {
		return true
	}
	return t.op.Effect.Object != "" && t.id.Login == Own && !r.anybodyGotIn(t.op)
}

func (r *run) anybodyGotIn(o Operation) bool {
	for key, answers := range r.answers {
		op, id, _ := strings.Cut(key, "/")
		if op != o.ID || id == "owner" {
			continue
		}
		for _, a := range answers {
			if got := receive(a, r.canary); got == admitted || got == leaked {
				return true
			}
		}
	}
	return false
}

// tells is the positive control of a denial: the owner's same call is not
// refused. Where the caller has no login and is told so, it is enough that the
// owner is refused otherwise: then the server can tell them apart.
func (r *run) tells(t trial) bool {
	if got := receive(t.control, r.canary); got == admitted || got == leaked {
		return true
	}
	if t.control.resp == nil || t.id.Login == Own || t.id.Login == Platform {
		return false
	}
	mine, owners := t.answer.resp.Status, t.control.resp.Status
	told := mine == 401 || mine == 403 || mine >= 500
	return told && owners != 401 && owners != 403 && owners < 500
}

// noControl says why a denial proves nothing here.
func (r *run) noControl(t trial) string {
	c := t.control
	switch {
	case c.err != nil:
		return "User 1's own call gets no usable answer"
	case c.resp == nil:
		return "User 1's own call was not tried"
	case c.resp.Status == 405 || c.resp.Status == 501 || strings.Contains(string(c.resp.Body), "Not implemented"):
		return "this server does not have it: " + c.brief()
	case receive(c, r.canary) == denied:
		return "User 1's own call is refused too: " + c.brief()
	case c.resp.Status >= 500:
		return "User 1's own call crashes too: " + c.brief()
	}
	return "User 1's own answer shows nothing to recognize"
}

func undecided(t trial) judgement {
	if t.answer.err != nil {
		return judgement{Error, "undecided", "no usable answer: " + cause(t.answer.err)}
	}
	return judgement{Error, "undecided", "could not be decided: " + t.answer.brief()}
}
