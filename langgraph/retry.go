package langgraph

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Patience waits out the rate limit of a server. Clients that share one are held
// back together, for the limit is on all that they send. The zero value works.
type Patience struct {
	// Waiting, where given, is told each second how long is still to be waited, and
	// 0 when the waiting is over. Calls do not overlap.
	Waiting func(left time.Duration)

	mu    sync.Mutex
	until time.Time
	told  time.Duration // what Waiting was told last, in whole seconds
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

// patiently makes a call, again after each 429 (Too Many Requests) whose wait ends
// before ctx does. Without patience, or without the time, the 429 is the answer.
func (c *Client) patiently(ctx context.Context, call func() (*Response, error)) (*Response, error) {
	if c.Patience == nil {
		return call()
	}
	for tries := 0; ; tries++ {
		c.Patience.hold(ctx)
		answer, err := call()
		if err != nil || answer.Status != http.StatusTooManyRequests || tries == waits || !c.Patience.extend(ctx, answer.RetryAfter(), tries) {
			return answer, err
		}
	}
}

// opened tells that the answer to a request has begun. One that is to be waited
// out is none; whoever sent it tells in the end.
func (c *Client) opened(r Request, status int) {
	if r.Opened != nil && (c.Patience == nil || status != http.StatusTooManyRequests) {
		r.Opened()
	}
}

// RetryAfter is how long the server asks to wait, 0 where it does not say. A date
// counts from the server's own Date, so that the clocks need not agree.
func (r *Response) RetryAfter() time.Duration {
	text := r.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		return max(0, time.Duration(seconds)*time.Second)
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(r.Header.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return max(0, at.Sub(now))
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
		timer := time.NewTimer(min(left, time.Second))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
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
