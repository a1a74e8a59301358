package scenario

import (
	"context"
	"maps"
	"net/http"
	"time"

	"authcheck/langgraph"
)

// try sends an operation as an identity, with one of its headers, and records the answer.
func (r *run) try(ctx context.Context, o Operation, id Identity, header http.Header, adjust ...func(*langgraph.Request)) answer {
	request, err := r.varsOf(o, id).request(o)
	a := answer{op: o, identity: id, request: request, err: err}
	if err == nil {
		a.request.Header = merge(header, r.varsOf(o, id).header(o))
		a.request.Timeout = o.Within
		if o.Hangs {
			a.request.Wait, a.request.Timeout = hangUpAfter, 4*hangUpAfter
		}
		for _, change := range adjust {
			change(&a.request)
		}
		a.resp, a.err = r.sendMaking(ctx, o, a.request, id.Login)
	}
	r.track(a)
	r.mu.Lock()
	defer r.mu.Unlock()
	key := o.ID + "/" + id.ID
	r.answers[key] = append(r.answers[key], a)
	return a
}

// answered are the answers of a check so far.
func (r *run) answered(check string) []answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.answers[check]
}

// hangUpAfter is how long a call that waits for a run is listened to.
const hangUpAfter = 700 * time.Millisecond

// send counts and sends.
func (r *run) send(ctx context.Context, request langgraph.Request, login Login, socket bool) (*langgraph.Response, error) {
	r.mu.Lock()
	switch {
	case login == Owner || login == Own:
		r.sent.Valid++
	case request.Header.Get("Authorization") == "":
		r.sent.None++
	default:
		r.sent.Refused++
	}
	r.mu.Unlock()
	client := r.outside
	if login == Owner || login == Own {
		client = r.client
	}
	send := client.Send
	if socket {
		send = client.Dial
	}
	header, err := r.renewed(ctx, request.Header)
	if err != nil {
		if request.Opened != nil {
			request.Opened()
		}
		r.starved(nil, err)
		return nil, err
	}
	request.Header = header
	resp, err := send(ctx, request)
	r.noteClock(resp)
	r.starved(resp, nil)
	return resp, err
}

// sendMaking sends. What makes something is not given up at once when the run is
// interrupted: the server may have made it, and only its answer has the ID.
func (r *run) sendMaking(ctx context.Context, o Operation, request langgraph.Request, login Login) (*langgraph.Response, error) {
	if o.Creates != "" && ctx.Err() == nil {
		lasting, cancel := outlive(ctx)
		defer cancel()
		ctx = lasting
	}
	return r.send(ctx, request, login, o.Socket)
}

// grace is how long an answer is waited for after the run was interrupted.
const grace = 2 * time.Second

// outlive is a context that ends a little after its parent does.
func outlive(parent context.Context) (context.Context, context.CancelFunc) {
	return outliveBy(parent, grace)
}

// outliveBy keeps the deadline visible, moved by as much: a rate limit is waited
// out only where the time allows it.
func outliveBy(parent context.Context, extra time.Duration) (context.Context, context.CancelFunc) {
	end, ok := parent.Deadline()
	if !ok {
		end = time.Now().Add(forever)
	}
	ctx, cancel := context.WithDeadline(context.WithoutCancel(parent), end.Add(extra))
	stop := context.AfterFunc(parent, func() { time.AfterFunc(extra, cancel) })
	return ctx, func() { stop(); cancel() }
}

// forever is the deadline where there is none.
const forever = 24 * time.Hour

func merge(headers ...http.Header) http.Header {
	all := make(http.Header)
	for _, header := range headers {
		maps.Copy(all, header)
	}
	return all
}

// userAs is the identity of user i.
func (r *run) userAs(i int) Identity { return r.caller([]string{"owner", "other-user"}[i]) }

// as sends one of the run's own requests for user i, outside the checks.
func (r *run) as(ctx context.Context, i int, o Operation) answer {
	id := r.userAs(i)
	request, err := r.varsOf(o, id).request(o)
	a := answer{op: o, identity: id, request: request, err: err}
	if err == nil {
		a.request.Header = bearer(r.user(i).Token)
		a.resp, a.err = r.sendMaking(ctx, o, a.request, id.Login)
	}
	r.track(a)
	return a
}

// asControl sends a request of user 1 that is at the same time the positive
// control of an operation: its first answer is kept as such.
func (r *run) asControl(ctx context.Context, o Operation) answer {
	a := r.as(ctx, 0, o)
	r.mu.Lock()
	defer r.mu.Unlock()
	check := o.ID + "/owner"
	if known := operationNamed(o.ID); len(r.answers[check]) == 0 && a.ok() && known.Method != "" {
		kept := a
		kept.op = known
		r.answers[check] = []answer{kept}
	}
	return a
}
