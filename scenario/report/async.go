package report

import (
	"context"
	"errors"
	"sync"

	"authcheck/scenario/progress"
	"authcheck/scenario/result"
)

// ErrNotRead says that nobody took the output in time.
var ErrNotRead = errors.New("the output is not read")

// Async parts a run from whoever reads its output: a pipe that nobody empties delays no
// request. Event and Report never wait; [Async.Close] does.
type Async struct {
	sink Sink
	done chan struct{} // everything is handed on

	mu     sync.Mutex
	more   sync.Cond // queue, report or closed has changed
	queue  []progress.Event
	report *result.Report
	closed bool
	err    error // the first that the sink met
}

// NewAsync hands on to a sink, from a goroutine that ends with [Async.Close].
func NewAsync(s Sink) *Async {
	a := &Async{sink: s, done: make(chan struct{})}
	a.more.L = &a.mu
	go a.deliver()
	return a
}

// Event queues an event. Mere progress is dropped once something newer follows, so that
// no more waits than one such event and the run's results. The error is an earlier one
// of the sink.
func (a *Async) Event(e progress.Event) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n := len(a.queue); n > 0 && isProgress(a.queue[n-1]) {
		a.queue = a.queue[:n-1]
	}
	a.queue = append(a.queue, owned(e))
	a.more.Signal()
	return a.err
}

// isProgress tells events that the next one makes obsolete.
func isProgress(e progress.Event) bool { return e.Target == nil && e.Result == nil }

// owned copies what the run may still change.
func owned(e progress.Event) progress.Event {
	if e.Target != nil {
		target := *e.Target
		e.Target = &target
	}
	if e.Result != nil {
		check := *e.Result
		e.Result = &check
	}
	return e
}

// Report queues the report, behind all events. It must not change any more.
func (a *Async) Report(r *result.Report) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.report = r
	a.more.Signal()
	return a.err
}

// Close waits until everything is handed on, and returns the first error of the sink; or
// gives up with [ErrNotRead] when ctx ends.
func (a *Async) Close(ctx context.Context) error {
	a.mu.Lock()
	a.closed = true
	a.more.Signal()
	a.mu.Unlock()
	select {
	case <-a.done:
		return a.failed(nil)
	case <-ctx.Done():
		return a.failed(ErrNotRead)
	}
}

// failed keeps the first error, and tells it.
func (a *Async) failed(err error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err == nil {
		a.err = err
	}
	return a.err
}

func (a *Async) deliver() {
	defer close(a.done)
	for {
		event, report := a.next()
		switch {
		case event != nil:
			a.failed(a.sink.Event(*event))
		case report != nil:
			a.failed(a.sink.Report(report))
		default:
			return
		}
	}
}

// next waits for something to hand on; there is nothing when all is done.
func (a *Async) next() (*progress.Event, *result.Report) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for len(a.queue) == 0 && a.report == nil && !a.closed {
		a.more.Wait()
	}
	if len(a.queue) > 0 {
		event := a.queue[0]
		a.queue = a.queue[1:]
		return &event, nil
	}
	report := a.report
	a.report = nil
	return nil, report
}
