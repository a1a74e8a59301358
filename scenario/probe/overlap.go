package probe

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// heldCall makes a call whose request is changed before it is sent.
type heldCall func(change func(*langgraph.Request))

// hold has calls overlap, each of user 1 with one of user 2, in steps: those of a step
// follow what came of the one before. All bodies are kept back until the server has had
// ample time to authenticate user 2, then user 1: what keeps the caller in a global takes
// user 2 for user 1, every time. In each step, user 2's come first: so does what remembers
// a caller in a handler. Where the pace has no room for all, it is one pair at a time.
func (p *Prober) hold(ctx context.Context, steps ...[][2]heldCall) {
	if calls := slices.Concat(steps...); p.pace() > 0 && 2*len(calls) > p.pace() && len(calls) > 1 {
		for _, pair := range calls {
			p.hold(ctx, [][2]heldCall{pair})
		}
		return
	}
	gates := make([][]chan struct{}, len(steps))
	sent := make([]errgroup.Group, len(steps))
	for _, user := range []int{1, 0} {
		for i, step := range steps {
			for _, calls := range step {
				gate := make(chan struct{})
				gates[i] = append(gates[i], gate)
				sent[i].Go(func() error {
					calls[user](func(request *langgraph.Request) { request.Hold = gate })
					return nil
				})
			}
		}
		pause(ctx, p.authTime())
	}
	for i := range steps {
		for _, gate := range gates[i] {
			close(gate)
		}
		_ = sent[i].Wait()
	}
}

// pace is how many requests may be under way at once, as was asked for or as the server turned
// out to bear; 0: any number.
func (p *Prober) pace() int {
	most := p.wire.patience.AtOnce()
	if p.config.Pace > 0 && (most == 0 || p.config.Pace < most) {
		return p.config.Pace
	}
	return most
}

// addOverlap notes what came of a request that overlapped with another, on servers that bear two.
func (p *Prober) addOverlap(e transcript.Exchange) {
	if p.pace() == 1 {
		p.log.excuse(catalog.Check(e.Operation, "other-user"), "the server bears one request at a time: none overlap", false)
		return
	}
	p.log.add(e)
}

// users are user 1 and user 2, in the order of what belongs to them.
func (p *Prober) users() [2]caller { return [2]caller{p.keys.owner(), p.keys.other()} }

// overlaps tells whether a check of requests that overlap is to be tried.
func (p *Prober) overlaps(o catalog.Operation) bool {
	facts := p.log.known()
	return p.config.Pace != 1 && (p.config.Deep || !o.Deep) && facts.Things["thread"] != "" && facts.Things["thread_of_2"] != "" && p.config.Has(catalog.Check(o.ID, "other-user"))
}

// overlap has two users' requests overlap. It comes before everything else that
// overlaps, when it is still sure whose things are whose. Where an answer is
// somebody else's, each user asks once more, alone.
func (p *Prober) overlap(ctx context.Context) {
	if p.config.Pace == 1 {
		for _, o := range catalog.OverlapChecks() {
			p.log.excuse(catalog.Check(o.ID, "other-user"), "--pace 1 lets no requests overlap", false)
		}
	}
	pair := catalog.PairOfThreads
	var made [2]transcript.Exchange
	var creates, searches [][2]heldCall
	lists := make([]transcript.Exchange, 2)
	if p.overlaps(pair.Check) {
		creates = append(creates, p.making(ctx, pair, &made))
	}
	if p.overlaps(catalog.Overlap) {
		searches = p.searching(ctx, catalog.Overlap, lists)
	}
	p.hold(ctx, creates, searches)
	if searches != nil {
		p.takeLists(ctx, catalog.Overlap, lists)
	}
	if creates != nil {
		p.takePair(ctx, pair, made, p.misplaced(pair, made, lists))
	}
}

// overlapLists has both users ask for the other lists, once there is something in them.
func (p *Prober) overlapLists(ctx context.Context) {
	for _, pair := range catalog.ListPairs[1:] {
		if p.overlaps(pair.Check) && p.log.get(pair.Thing) != "" && p.log.get(pair.Own) != "" &&
			p.has(pair.Check, p.keys.owner()) && p.has(pair.Check, p.keys.other()) && ctx.Err() == nil {
			lists := make([]transcript.Exchange, 2)
			p.hold(ctx, p.searching(ctx, pair.Check, lists))
			p.takeLists(ctx, pair.Check, lists)
		}
	}
}

// searching are searches of both users for their own.
func (p *Prober) searching(ctx context.Context, o catalog.Operation, lists []transcript.Exchange) [][2]heldCall {
	var both [2]heldCall
	for user, who := range p.users() {
		both[user] = func(change func(*langgraph.Request)) {
			lists[user] = p.askOnce(ctx, o, who, who.forms[0], p.log.values(o, who.Identity), change, p.firstPage)
			lists[user].Part = transcript.Overlap
		}
	}
	return [][2]heldCall{both}
}

// firstPage has a search name no more rows than the server gives: the newest are what counts.
func (p *Prober) firstPage(request *langgraph.Request) {
	if p.ways.small.Load() {
		shorten(request, smallPage, 0)
	}
}

// takeLists notes the lists; where one was lost, all are asked for once more.
func (p *Prober) takeLists(ctx context.Context, o catalog.Operation, lists []transcript.Exchange) {
	facts := p.log.known()
	if ctx.Err() == nil && slices.ContainsFunc(lists, func(e transcript.Exchange) bool { return !facts.LetIn(o, e) }) {
		if slices.Contains(shortened, lists[0].Status()) {
			p.as(ctx, p.keys.owner(), o) // it may be for the page size
		}
		p.hold(ctx, p.searching(ctx, o, lists))
	}
	for _, e := range lists {
		p.addOverlap(e)
	}
	if slices.ContainsFunc(lists, facts.MixedUp) {
		p.askAlone(ctx, o)
	}
}

func (p *Prober) askAlone(ctx context.Context, o catalog.Operation) {
	for _, who := range p.users() {
		e := p.as(ctx, who, o)
		e.Part = transcript.Alone
		p.log.add(e)
	}
}

// authTime is how long the server took at most to authenticate and answer the first
// calls, once it was warm, and some more: after it, a held request waits for its body only.
func (p *Prober) authTime() time.Duration {
	longest := 100 * time.Millisecond
	for _, check := range [][2]string{{"threads.get", "owner"}, {"threads.get", "other-user"}} {
		for _, e := range p.log.attacks(check[0], check[1]) {
			if e.Response != nil {
				longest = max(longest, time.Duration(e.Response.ElapsedMS)*time.Millisecond)
			}
		}
	}
	return min(longest*3/2, 3*time.Second)
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
