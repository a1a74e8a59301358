package soak

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"authcheck/langgraph"
)

// limit is how many requests are under way at once. It grows while an
// answer takes less than eight times what it takes with one user alone, or 50 ms; it shrinks at
// sixteen times, and by half when the server says that it is too much. Where it did so once, it is not tried again.
type limit struct {
	mu      sync.Mutex
	changed *sync.Cond
	base    time.Duration // that an answer takes with nothing else under way
	now     float64
	ceiling float64
	sound   float64 // the ceiling with which it was answered last
	under   int
	stale   int // of them: sent before the limit was halved
	lives   int
	highest int
	window  window
	brake   brake
}

// window is what was answered since the limit was looked at last.
type window struct {
	begin   time.Time
	answers int
	trouble int
	took    time.Duration
}

// Where the limit begins, and how slow answers are that have it grow no more, or shrink.
const (
	first    = 4
	slow     = 8
	tooSlow  = 16
	fast     = 50 * time.Millisecond // never slow, whatever one alone takes
	lookEach = 100 * time.Millisecond
)

func newLimit(most int) *limit {
	l := &limit{now: min(first, float64(most)), ceiling: float64(most), window: window{begin: time.Now()}, brake: brake{since: time.Now()}}
	l.changed = sync.NewCond(&l.mu)
	return l
}

// bound has the limit never go beyond a number.
func (l *limit) bound(most int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ceiling = min(l.ceiling, float64(most))
	l.now = min(l.now, l.ceiling)
}

// begin waits until one more life may begin: there are as many as requests at once. It
// tells whether it may before ctx ended.
func (l *limit) begin(ctx context.Context) bool {
	defer l.wake(ctx)()
	l.mu.Lock()
	defer l.mu.Unlock()
	for ctx.Err() == nil {
		if l.lives < int(l.now) {
			l.lives++
			return true
		}
		l.changed.Wait()
	}
	return false
}

// end is when a life is over.
func (l *limit) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lives--
	l.changed.Broadcast()
}

// wake has those who wait look up when ctx ends.
func (l *limit) wake(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.changed.Broadcast()
	})
}

// enter waits for a place, and tells whether it was had before ctx ended.
func (l *limit) enter(ctx context.Context) bool {
	defer l.wake(ctx)()
	l.mu.Lock()
	defer l.mu.Unlock()
	for ctx.Err() == nil {
		wait := l.brake.wait(time.Now())
		switch {
		case l.brake.outlasts(wait, time.Now()):
			if l.brake.given == "" { // it goes on, and no more is had in time
				l.sleep(ctx, time.Until(l.brake.end))
			}
			return false
		case wait > 0:
			l.sleep(ctx, wait)
		case l.under >= int(l.now):
			l.changed.Wait()
		default:
			l.under++
			l.highest = max(l.highest, l.under)
			l.brake.enter(time.Now())
			return true
		}
	}
	return false
}

// until has nobody wait beyond a time for what the server asks them to.
func (l *limit) until(end time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.brake.end = end
}

// sleep waits without the lock.
func (l *limit) sleep(ctx context.Context, d time.Duration) {
	l.mu.Unlock()
	defer l.mu.Lock()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// trouble is what an answer says about the server.
type trouble int

const (
	fine    trouble = iota
	failing         // no answer, or a failure of the server
	limited         // it asks to be asked later
)

func troubleOf(resp *langgraph.Response) trouble {
	switch {
	case resp == nil || !resp.Whole():
		return failing
	case resp.Status == http.StatusTooManyRequests, resp.Status == http.StatusServiceUnavailable:
		return limited
	case resp.Status >= 500:
		return failing
	}
	return fine
}

func retryAfter(resp *langgraph.Response) time.Duration {
	if resp == nil {
		return 0
	}
	return resp.RetryAfter()
}

// leave gives the place back, with how long the answer took and what it says.
func (l *limit) leave(took time.Duration, t trouble, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.changed.Broadcast()
	l.under--
	if took == 0 {
		return
	}
	now := time.Now()
	if l.stale = max(0, l.stale-1); l.stale > 0 && t != fine {
		return // it says nothing new
	}
	l.window.answers++
	l.window.took += took
	if t != fine {
		l.window.trouble++
	}
	if l.brake.leave(now, t, wait) {
		l.halve(now)
		return
	}
	if l.window.answers >= max(8, int(2*l.now)) && (now.Sub(l.window.begin) >= lookEach || l.window.trouble*2 > l.window.answers) {
		l.look(now)
	}
}

// look adapts the limit to what was answered of late.
func (l *limit) look(now time.Time) {
	mean := l.window.took / time.Duration(l.window.answers)
	switch {
	case l.window.trouble*20 > l.window.answers: // more than one in twenty
		l.brake.fails(l.window.trouble*2 > l.window.answers && l.now < 2, now)
		l.halve(now)
		return
	case mean > max(tooSlow*l.base, 2*fast):
		l.now = max(1, l.now*0.8)
	case mean < max(slow*l.base, fast):
		l.now = min(l.ceiling, l.now+max(1, l.now/8))
	}
	if l.brake.failures > 0 { // it was down: half of what it bore before may have been too much
		l.ceiling = max(l.ceiling, l.sound/2)
	}
	l.brake.fails(false, now)
	l.sound, l.window = l.ceiling, window{begin: now}
}

func (l *limit) halve(now time.Time) {
	l.ceiling = max(1, min(l.ceiling, l.now-1))
	l.now, l.stale = max(1, l.now/2), l.under+1
	l.brake.note(fmt.Sprintf("trouble at %d requests at once", int(l.ceiling)+1))
	l.window = window{begin: now}
}

// current is the limit as it is now.
func (l *limit) current() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return int(l.now)
}

// peak is how many requests were under way at once, at most.
func (l *limit) peak() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.highest
}

// waiting is how long the server's rate limit still costs.
func (l *limit) waiting() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, time.Until(l.brake.until)).Round(time.Second)
}

// exhausted says why nothing more is to be had of the server; "" while there is.
func (l *limit) exhausted() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.brake.given
}

// shown is what the server has shown of its limits.
func (l *limit) shown() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.brake.notes
}
