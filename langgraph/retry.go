package langgraph

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"syscall"
	"time"

	"authcheck/langgraph/wire"
)

// Patience waits out the rate limit of a server, as told by 429, or 503 with Retry-After. Clients that share one are held
// back together, for the limit is on all that they send, and after each such answer send fewer at once. The zero value works.
type Patience struct {
	// Waiting, where given, is told each second how long is still to be waited, and
	// 0 when the waiting is over. Calls do not overlap.
	Waiting func(left time.Duration)

	mu    sync.Mutex
	until time.Time
	told  time.Duration // what Waiting was told last, in whole seconds
	crowd crowd
}

// waits is how often one request is waited for: who is sent away as often as that
// will not be served.
const waits = 10

// Where an answer does not say how long to wait, it is the first of these, and
// twice as long each time.
const (
	firstWait   = time.Second
	longestWait = 30 * time.Second
)

// patiently makes a call, again after each answer that is to be waited out, if that
// wait ends before ctx does. Without patience, or without the time, it is the answer.
func (c *Client) patiently(ctx context.Context, r Request, call func() (*Response, error)) (*Response, error) {
	if c.Patience == nil {
		return call()
	}
	for tries := 0; ; tries++ {
		answer, sent, err := c.Patience.take(ctx, r, call)
		if err != nil || !later(answer.Status, answer.Header) || r.Final != nil && r.Final(answer, tries) {
			return answer, err
		}
		c.Patience.crowd.thin(answer.Status, sent)
		if tries == waits || !c.Patience.extend(ctx, answer.RetryAfter(), tries) {
			return answer, err
		}
	}
}

// take makes a call when the waiting is over, and there is room for it.
func (p *Patience) take(ctx context.Context, r Request, call func() (*Response, error)) (answer *Response, sent time.Time, err error) {
	if !r.lasts() {
		defer p.crowd.enter(ctx)()
	}
	p.hold(ctx)
	sent = time.Now()
	answer, err = call()
	return answer, sent, err
}

// AtOnce is how many requests the server was found to bear at once; 0 where it has not
// turned any away for that.
func (p *Patience) AtOnce() int { return p.crowd.bearable() }

// later tells the answers by which a server asks to be asked again: 429 (Too Many
// Requests), and 503 (Service Unavailable) that says when.
func later(status int, header http.Header) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable && header.Get("Retry-After") != ""
}

// opened tells that the answer to a request has begun. One that is to be waited
// out is none; whoever sent it tells in the end.
func (c *Client) opened(r Request, resp *http.Response) {
	if r.Opened != nil && (c.Patience == nil || !later(resp.StatusCode, resp.Header)) {
		r.Opened()
	}
}

// RetryAfter is how long the server asks to wait, at most a day; 0 where it does not
// say. A date counts from the server's own Date, so that the clocks need not agree.
func (r *Response) RetryAfter() time.Duration { return wire.RetryAfter(r.Header, time.Now()) }

// retries is how often a request is tried again whose connection broke.
const retries = 4

// refusedPause is waited before a connection that was refused is tried again, once.
const refusedPause = 100 * time.Millisecond

// persistently makes a call, again on a fresh connection where nothing of an answer came.
func (c *Client) persistently(ctx context.Context, r Request, body []byte) (*Response, error) {
	for tries := 0; ; tries++ {
		answer, err := c.once(ctx, r, body, tries > 0)
		none, failed := errors.AsType[*NoAnswerError](err)
		if !failed || none.Written && r.Once || tries == retries || ctx.Err() != nil {
			return answer, err
		}
		switch refused := errors.Is(err, syscall.ECONNREFUSED); {
		case refused && tries == 0:
			pause(ctx, refusedPause)
		case refused || !wire.Dropped(none.Cause):
			return answer, err
		}
	}
}

// pause returns after some time, or when ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// extend has everybody wait, unless that would last longer than ctx.
func (p *Patience) extend(ctx context.Context, wait time.Duration, tries int) bool {
	if wait == 0 {
		wait = min(firstWait<<tries, longestWait)
	}
	until := time.Now().Add(wait)
	if deadline, ok := ctx.Deadline(); ok && until.After(deadline) || ctx.Err() != nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.until) {
		p.until = until
	}
	return true
}

// hold returns when the waiting is over, or ctx is.
func (p *Patience) hold(ctx context.Context) {
	for {
		left := p.left()
		if left <= 0 || ctx.Err() != nil {
			return
		}
		pause(ctx, min(left, time.Second))
	}
}

// Holding tells whether a wait is under way.
func (p *Patience) Holding() bool { return p.left() > 0 }

// left is how long is still to be waited; it tells so when that has changed.
func (p *Patience) left() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	left := max(0, time.Until(p.until))
	seconds := (left + time.Second - 1).Truncate(time.Second)
	if seconds != p.told && p.Waiting != nil {
		p.Waiting(seconds)
	}
	p.told = seconds
	return left
}
