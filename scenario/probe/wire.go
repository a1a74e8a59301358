package probe

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"authcheck/langgraph"
	clients "authcheck/langgraph/wire"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// wire sends: it counts, renews tokens, and notes what the run falls short of.
type wire struct {
	valid *langgraph.Client
	// outside is for callers without a valid login: the Python server drops the
	// connection after a 500, and that must not hit the others' requests.
	outside  *langgraph.Client
	plain    *langgraph.Client // waits for nothing
	patience *langgraph.Patience
	users    []User
	tokens   []*credential
	alone    bool // one request at a time was asked for

	mu    sync.Mutex
	sent  transcript.Sent
	clock clock
	short string // why the run is not complete: "rate limit", "token ended"
	notes []string
}

func newWire(c Config) *wire {
	patience, pace := new(langgraph.Patience), langgraph.NewPace(c.Pace)
	client := func() *langgraph.Client {
		return &langgraph.Client{URL: c.URL, Header: c.Header, HTTP: c.HTTP, Timeout: c.RequestTimeout, Patience: patience, Pace: pace}
	}
	w := &wire{valid: client(), outside: client(), plain: client(), patience: patience, users: c.Users, alone: c.Pace == 1}
	w.outside.Apart()
	w.plain.Patience = nil
	for _, user := range c.Users {
		w.tokens = append(w.tokens, newCredential(user))
	}
	return w
}

// send counts and sends. socket says that it is a WebSocket.
func (w *wire) send(ctx context.Context, request langgraph.Request, login catalog.Login, socket bool) (*langgraph.Response, error) {
	w.count(login, presents(request))
	client := w.outside
	if login.Valid() {
		client = w.valid
	}
	send := client.Send
	if socket {
		send = client.Dial
	}
	header, err := w.renewed(ctx, request.Header)
	if err != nil {
		if request.Opened != nil {
			request.Opened()
		}
		w.starved(ctx, nil, err)
		return nil, err
	}
	request.Header = header
	begun := time.Now()
	resp, err := send(ctx, request)
	for wait := againAfter; w.alone && err == nil && resp.Status == http.StatusConflict && wait <= longestConflict && ctx.Err() == nil; wait *= 2 {
		pause(ctx, wait) // it is still busy with what was hung up on
		resp, err = send(ctx, request)
	}
	w.noteClock(resp)
	if request.Final == nil || resp == nil || !request.Final(resp, 0) {
		w.starved(ctx, resp, nil)
	}
	if err != nil {
		return resp, err
	}
	if resp, err = w.watch(ctx, request, login, begun, resp, send); err != nil {
		w.starved(ctx, nil, err)
	}
	return resp, err
}

// longestConflict is the longest wait for a server that takes one request at a time, before a
// conflict is believed.
const longestConflict = 4 * againAfter

// presents tells whether a request brings what may pass for a token, wherever.
func presents(request langgraph.Request) bool {
	return slices.ContainsFunc(catalog.TokenHeaders(), func(name string) bool { return request.Header.Get(name) != "" }) ||
		slices.ContainsFunc(catalog.TokenParameters(), request.Query.Has)
}

func (w *wire) count(login catalog.Login, token bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case login.Valid():
		w.sent.Valid++
	case token:
		w.sent.Refused++
	default:
		w.sent.None++
	}
}

func (w *wire) counted() transcript.Sent {
	w.mu.Lock()
	defer w.mu.Unlock()
	sent := w.sent
	sent.All = w.valid.Sent() + w.outside.Sent() + w.plain.Sent()
	return sent
}

// starved notes why a request could not be made as it should have been: the run
// is not complete then.
func (w *wire) starved(ctx context.Context, resp *langgraph.Response, err error) {
	reason, note := "", ""
	if ended, ok := err.(*endedError); ok {
		reason, note = "token ended", ended.Error()+": the checks after that are undecided"
	}
	if resp != nil && (resp.Status == http.StatusTooManyRequests || resp.Status == http.StatusServiceUnavailable && resp.RetryAfter() > 0) {
		reason, note = "rate limit", w.limits(ctx, resp)
	}
	if reason != "" {
		w.fallShort(reason, note)
	}
}

// limits says how the server asked to be asked later, and why that was not waited out.
func (w *wire) limits(ctx context.Context, resp *langgraph.Response) string {
	note := "the server limits the rate (429)"
	if resp.Status == http.StatusServiceUnavailable {
		note = "the server is too busy (503)"
	}
	wait := resp.RetryAfter()
	deadline, limited := ctx.Deadline()
	switch {
	case limited && time.Now().Add(wait).After(deadline):
		return note + fmt.Sprintf(", and asks to wait %s, which the time limit does not allow: --timeout gives it more, and --pace N sends fewer requests at once", wait)
	case wait > 0:
		return note + fmt.Sprintf(", and still does after it was waited for again and again, %s each time: --pace N sends fewer requests at once", wait)
	}
	return note + ", and does not say for how long: --pace N sends fewer requests at once"
}

// fallShort notes why the run is not complete; the first reason stays.
func (w *wire) fallShort(reason, note string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.short != "" {
		return
	}
	w.short = reason
	if note != "" {
		w.notes = append(w.notes, note)
	}
}

// note notes what is to be said of a run.
func (w *wire) note(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notes = append(w.notes, text)
}

// noteOnce is note for what may happen more than once.
func (w *wire) noteOnce(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(w.notes, text) {
		w.notes = append(w.notes, text)
	}
}

// shortage is why the run is not complete, with what else is to be said of that.
func (w *wire) shortage() (short string, notes []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.short, w.notes
}

// grace is how long an answer is waited for after the run was interrupted.
const grace = 2 * time.Second

// outlive is a context that ends a while after its parent does.
var outlive = clients.Outlive

func bearer(token string) http.Header {
	return http.Header{"Authorization": {"Bearer " + token}}
}
