package probe

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

const (
	openWithin  = 10 * time.Second        // for all streams to be open
	heardWithin = 1200 * time.Millisecond // after the owner's update
)

// subscription is a stream that a caller opens.
type subscription struct {
	op  catalog.Operation
	who caller
}

// listen has everybody open the streams of user 1's thread, and the owner update
// its state, where anybody may hear of it: who does has got in. Streams that broke, or could
// hear nothing, are opened once more. They are mostly silent: what else there is to do is done meanwhile.
func (p *Prober) listen(ctx context.Context, ops []catalog.Operation, callers []caller, meanwhile func()) {
	var wanted []subscription
	for _, o := range ops {
		for _, who := range callers {
			if o.Oracle == catalog.Stream && p.wanted(ctx, o, who) {
				wanted = append(wanted, subscription{o, who})
			}
		}
	}
	p.listenAll(ctx, wanted, meanwhile)
	broken := slices.DeleteFunc(wanted, func(s subscription) bool {
		p.progress.step()
		heard := p.log.attacks(s.op.ID, s.who.ID)
		return len(heard) == 0 || !p.worthAsking(ctx, s.op, s.who, heard[0]) && !p.missed(ctx, s.op, heard[0])
	})
	p.listenAll(ctx, broken, func() {})
}

// missed tells a stream that could not hear what user 1 heard.
func (p *Prober) missed(ctx context.Context, o catalog.Operation, e transcript.Exchange) bool {
	control, _ := p.log.control(o.ID)
	return e.Deaf && p.log.known().Heard(control) && ctx.Err() == nil
}

// listenAll opens streams: all at once, unless the pace allows less. One place is for the
// owner's update.
func (p *Prober) listenAll(ctx context.Context, wanted []subscription, meanwhile func()) {
	most := p.pace() - 1
	switch {
	case len(wanted) == 0:
	case most < 0:
		p.listenOnce(ctx, wanted, meanwhile)
	case most == 0:
		for _, s := range wanted {
			p.log.excuse(catalog.Check(s.op.ID, s.who.ID), "with one request at a time, nobody listens while User 1 updates", false)
		}
	default:
		for some := range slices.Chunk(wanted, most) {
			p.listenOnce(ctx, some, meanwhile)
		}
	}
}

func (p *Prober) listenOnce(ctx context.Context, wanted []subscription, meanwhile func()) {
	updated, open := make(chan struct{}), make([]atomic.Bool, len(wanted))
	told := make([]bool, len(wanted)) // which could hear of the update; known once that is over
	var streams errgroup.Group
	var opened sync.WaitGroup
	for i, s := range wanted {
		opened.Add(1)
		isOpen := sync.OnceFunc(func() { open[i].Store(true); opened.Done() })
		streams.Go(func() error {
			e := p.askOnce(ctx, s.op, s.who, s.who.forms[0], p.log.values(s.op, s.who.Identity), func(request *langgraph.Request) {
				request.Opened, request.Triggered, request.Wait = isOpen, updated, heardWithin
			})
			<-updated
			e.Part, e.Deaf = transcript.Attack, e.Response != nil && e.Response.Open && !told[i]
			p.log.replace(e)
			return nil
		})
	}
	p.awaitAll(ctx, &opened)
	for i := range open {
		told[i] = open[i].Load()
	}
	heard := slices.ContainsFunc(wanted, func(s subscription) bool { return s.who.Login.Valid() })
	if heard && p.log.get("checkpoint") != "" && p.has(catalog.UpdateState, p.keys.owner()) && ctx.Err() == nil {
		if e := p.as(ctx, p.keys.owner(), catalog.UpdateState); !e.OK() {
			clear(told)
		}
	}
	close(updated)
	meanwhile()
	_ = streams.Wait()
}

// awaitAll waits for all streams to be open, but not for ever, unless it is a rate
// limit that keeps them.
func (p *Prober) awaitAll(ctx context.Context, opened *sync.WaitGroup) {
	done := make(chan struct{})
	go func() { opened.Wait(); close(done) }()
	for {
		select {
		case <-done:
			return
		case <-ctx.Done():
			return
		case <-time.After(openWithin):
			if !p.wire.patience.Holding() {
				return
			}
		}
	}
}
