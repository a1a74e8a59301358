package scenario

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
)

// stir makes a thread's stream tell something without running a node: the owner
// updates the state, with the canary in it.
var stir = Operation{ID: "threads.state-update", Method: "POST", Path: "/threads/$thread_s/state", Doc: "/threads/{thread_id}/state",
	Body: `{"values":$state_seeded,"as_node":"__start__"}`}

const (
	openWithin  = 10 * time.Second        // for all streams to be open
	heardWithin = 1200 * time.Millisecond // after the owner's update
)

// listen has everybody open the streams of user 1's thread, and the owner update
// its state: who hears of it has got in.
func (r *run) listen(ctx context.Context, ops []Operation, ids []Identity) {
	stirred := make(chan struct{})
	var streams errgroup.Group
	var opened sync.WaitGroup
	for _, o := range ops {
		for _, id := range ids {
			if o.Oracle != Stream || !r.wanted(ctx, o, id) {
				continue
			}
			opened.Add(1)
			streams.Go(func() error {
				r.try(ctx, o, id, id.Headers[0], func(request *langgraph.Request) {
					request.Opened, request.Stirred, request.Wait = opened.Done, stirred, heardWithin
				})
				r.progress()
				return nil
			})
		}
	}
	r.awaitAll(ctx, &opened)
	if r.get("checkpoint") != "" && r.lacking(stir) == "" && ctx.Err() == nil {
		r.as(ctx, 0, stir)
	}
	close(stirred)
	streams.Wait()
}

// awaitAll waits for all streams to be open, but not for ever, unless it is a rate
// limit that keeps them.
func (r *run) awaitAll(ctx context.Context, opened *sync.WaitGroup) {
	done := make(chan struct{})
	go func() { opened.Wait(); close(done) }()
	for {
		select {
		case <-done:
			return
		case <-ctx.Done():
			return
		case <-time.After(openWithin):
			if !r.patience.Holding() {
				return
			}
		}
	}
}
