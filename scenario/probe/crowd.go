package probe

import (
	"context"
	"sync"
	"time"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// How often user 1 reads a thread, and how long after that user 2 does.
const crowds = 4

var behindOwner = []time.Duration{time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond}

// crowd has user 2 read user 1's thread shortly after user 1 has begun to, a few times. The
// answer that tells most is kept.
func (p *Prober) crowd(ctx context.Context) {
	of, owner, other := catalog.Named(catalog.Crowd.Of), p.keys.owner(), p.keys.other()
	if !p.overlaps(catalog.Crowd.Check) || !p.has(of, owner) || !p.has(of, other) || p.pace() > 0 {
		return
	}
	var mu sync.Mutex
	var answers []transcript.Exchange
	for range crowds {
		calls := []func(){func() { p.as(ctx, owner, catalog.Crowd.By) }}
		for _, wait := range behindOwner {
			calls = append(calls, func() {
				pause(ctx, wait)
				e := p.as(ctx, other, of)
				mu.Lock()
				defer mu.Unlock()
				answers = append(answers, e)
			})
		}
		if ctx.Err() != nil {
			return
		}
		together(calls...)
	}
	kept := answers[0]
	for _, e := range answers {
		if p.log.known().Leaks(e) {
			kept = e
		}
	}
	kept.Part, kept.Operation = transcript.Overlap, catalog.Crowd.Check.ID
	p.addOverlap(kept)
}
