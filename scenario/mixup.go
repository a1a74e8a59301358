package scenario

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// overlap is the check of mix-ups: user 1 and user 2 ask for their own things at
// the same time, and each must get their own.
var overlap = Operation{ID: "threads.overlap", Resource: "threads", Action: "search", Method: "POST", Path: "/threads/search",
	Doc: "/threads/search", Body: ourNewest, Oracle: List, Only: otherUser}

// overlapRounds of two pairs each are sent; heldRounds of them hold the bodies
// back. What keeps the caller in a global is caught by every held pair: all
// callers are authenticated before the first handler gets to see its request.
const (
	heldRounds    = 2
	overlapRounds = 3
)

// mixUps has two users' requests overlap. It comes before everything else that
// overlaps, when it is still sure whose things are whose.
func (r *run) mixUps(ctx context.Context) {
	one, two := r.get("thread"), r.get("thread_of_2")
	check := overlap.ID + "/other-user"
	if one == "" || two == "" || !r.selected(check) {
		return
	}
	for round := range overlapRounds {
		answers := r.overlapOnce(ctx, round < heldRounds)
		if slices.ContainsFunc(answers, func(a answer) bool { return r.mixedUp(a, one, two) }) {
			break
		}
	}
	r.addLater(r.judgeOverlap(one, two))
}

// overlapOnce sends two requests of each user. Held ones get their bodies when
// the server has had ample time to authenticate all of them, the last caller's
// body first: so that the caller who came first is not the one remembered.
func (r *run) overlapOnce(ctx context.Context, held bool) []answer {
	var all errgroup.Group
	var mu sync.Mutex
	var answers []answer
	gates := make([]chan struct{}, 4)
	for i := range gates {
		gates[i] = make(chan struct{})
		if !held {
			close(gates[i])
		}
		all.Go(func() error {
			a := r.askOwn(ctx, i%2, gates[i], held)
			mu.Lock()
			defer mu.Unlock()
			answers = append(answers, a)
			return nil
		})
	}
	if held {
		pause(ctx, r.authTime())
		for _, gate := range slices.Backward(gates) {
			close(gate)
		}
	}
	all.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	check := overlap.ID + "/other-user"
	r.answers[check] = append(r.answers[check], answers...)
	return answers
}

func (r *run) askOwn(ctx context.Context, user int, gate <-chan struct{}, held bool) answer {
	id := r.userAs(user)
	request, err := r.varsOf(overlap, id).request(overlap)
	a := answer{op: overlap, identity: id, request: request, err: err}
	if err != nil {
		return a
	}
	a.request.Header = bearer(r.user(user).Token)
	if held {
		a.request.Hold = gate
	}
	a.resp, a.err = r.send(ctx, a.request, id.Login, false)
	return a
}

// authTime is how long the server took at most to authenticate and answer the
// owner's calls, and some more: after it, a held request waits for its body only.
func (r *run) authTime() time.Duration {
	longest := 100 * time.Millisecond
	for _, name := range []string{"threads.create/owner", "threads.get/owner", "threads.get/other-user"} {
		for _, a := range r.answers[name] {
			if a.resp != nil {
				longest = max(longest, a.resp.Elapsed)
			}
		}
	}
	return min(longest*3/2, 3*time.Second)
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// mixedUp tells an answer in which the caller's own thread is missing, or the
// other's is there.
func (r *run) mixedUp(a answer, one, two string) bool {
	if !a.ok() {
		return false
	}
	own, other := one, two
	if a.identity.Login == Own {
		own, other = two, one
	}
	return !bytes.Contains(a.resp.Body, []byte(own)) || bytes.Contains(a.resp.Body, []byte(other))
}

// judgeOverlap compares with what each user gets when nobody else is asking: on a
// server that keeps nobody apart, or finds nothing, overlapping proves nothing.
func (r *run) judgeOverlap(one, two string) Result {
	result := Result{ID: overlap.ID + "/other-user", Operation: overlap.ID, Resource: overlap.Resource, Action: overlap.Action,
		Identity: "other-user", Verdict: Pass, Summary: "every answer belonged to its caller while requests of two users overlapped"}
	answers := r.answers[result.ID]
	alone := r.aloneIsSound(one, two)
	for _, a := range answers {
		switch {
		case !a.ok():
			result.Verdict, result.Code, result.Summary = Error, "undecided", "no usable answer while requests overlapped: "+a.brief()
		case r.mixedUp(a, one, two) && alone:
			result.Verdict, result.Code = Fail, "identity-mixed-up"
			result.Summary = a.identity.Title + " got an answer that belongs to the other user"
			result.Evidence = r.evidence(trial{op: overlap, id: a.identity, answer: a, got: receive(a, r.canary)})
			result.Evidence.Expected = "only what " + a.identity.Title + " owns"
			return result
		case r.mixedUp(a, one, two):
			result.Verdict, result.Summary = Skip, "the server does not keep the users' searches apart even one at a time"
		}
	}
	if len(answers) == 0 {
		result.Verdict, result.Summary = Skip, "the run ended before it was tried"
	}
	return result
}

// aloneIsSound asks once more for each user, one after the other.
func (r *run) aloneIsSound(one, two string) bool {
	mixed := slices.ContainsFunc(r.answers[overlap.ID+"/other-user"], func(a answer) bool { return r.mixedUp(a, one, two) })
	if !mixed {
		return true
	}
	for user := range 2 {
		open := make(chan struct{})
		close(open)
		if a := r.askOwn(context.Background(), user, open, false); !a.ok() || r.mixedUp(a, one, two) {
			return false
		}
	}
	return true
}
