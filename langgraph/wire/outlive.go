package wire

import (
	"context"
	"time"
)

// Outlive is a context that ends a while after its parent does: for calls whose answer must not
// be lost, as what they open or make has to be closed or removed again. It keeps the deadline
// visible, moved by as much: a rate limit is waited out only where the time allows it.
func Outlive(parent context.Context, extra time.Duration) (context.Context, context.CancelFunc) {
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
