package langgraph

import (
	"context"
	"time"
)

// Pace bounds how many requests are under way at once; clients that share one are
// bounded together. A nil Pace bounds nothing.
type Pace chan struct{}

// NewPace lets so many requests be under way at once; 0: any number.
func NewPace(most int) Pace {
	if most <= 0 {
		return nil
	}
	return make(Pace, most)
}

// enter waits for a place. The error is the context's.
func (p Pace) enter(ctx context.Context) error {
	if p == nil {
		return nil
	}
	select {
	case p <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// apart is how long after an answer the next request is sent where there is one at a time: a
// server may still be busy with the end of the last one.
const apart = 20 * time.Millisecond

func (p Pace) leave() {
	switch {
	case p == nil:
	case cap(p) == 1:
		time.AfterFunc(apart, func() { <-p })
	default:
		<-p
	}
}
