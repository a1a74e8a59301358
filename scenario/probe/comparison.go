package probe

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"golang.org/x/sync/errgroup"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// askFresh asks once more without a token for the first that was let in without one, with a query
// that nobody has used: a cache in front does not know that.
func (p *Prober) askFresh(ctx context.Context) {
	nobody := p.keys.caller("no-token")
	for _, o := range catalog.Operations(p.config.RunGraph, p.config.Deep) {
		if o.Method != http.MethodGet || o.Plain != nil || !slices.ContainsFunc(p.log.attacks(o.ID, nobody.ID), p.log.known().Leaks) {
			continue
		}
		if ctx.Err() == nil {
			e := p.ask(ctx, o, nobody, form{query: url.Values{"fresh": {p.log.known().Tag}}}, p.log.values(o, nobody.Identity))
			e.Part = transcript.Fresh
			p.log.add(e)
		}
		return
	}
}

// mostAgain is how many reads are asked again.
const mostAgain = 3

// askAgain has user 2 ask once more, with nothing else under way, for what was read of user 1's
// while both were asking: who is denied then was taken for user 1, or given user 1's answer.
func (p *Prober) askAgain(ctx context.Context, ops []catalog.Operation) {
	other, asked := p.keys.other(), 0
	for _, o := range ops {
		if asked == mostAgain || ctx.Err() != nil {
			return
		}
		if catalog.PlainRead(o) && slices.ContainsFunc(p.log.attacks(o.ID, other.ID), p.log.known().Leaks) {
			e := p.as(ctx, other, o)
			e.Part = transcript.Alone
			p.log.add(e)
			asked++
		}
	}
}

// compareUnknown asks again for an ID that does not exist, where an answer alone tells nothing.
func (p *Prober) compareUnknown(ctx context.Context, ops []catalog.Operation, callers []caller) {
	var all errgroup.Group
	all.SetLimit(atOnce)
	for _, o := range ops {
		for _, who := range callers {
			if p.needsComparison(o, who) {
				all.Go(func() error { p.tryUnknown(ctx, o, who); return nil })
			}
			if p.blamed(o, who) {
				all.Go(func() error { p.askAbsent(ctx, o); return nil })
			}
		}
	}
	_ = all.Wait()
}

func (p *Prober) needsComparison(o catalog.Operation, who caller) bool {
	head := o.Method == http.MethodHead // which something in front may answer for all
	if who.Login != catalog.OtherUser && who.Login != catalog.Studio && !head {
		return false
	}
	answers, facts := p.log.attacks(o.ID, who.ID), p.log.known()
	if len(answers) == 0 || facts.Outcome(o, answers[0], transcript.Exchange{}) != transcript.Admitted {
		return false
	}
	if head {
		return true
	}
	control, _ := p.log.control(o.ID)
	switch o.Oracle {
	case catalog.Count:
		return transcript.CountIn(answers[0].Response.Body) > 0
	case catalog.Stream:
		return !facts.Heard(control)
	}
	return o.Oracle == catalog.Access
}

// blamed tells a refusal of user 2 that blames a request which is as user 1's.
func (p *Prober) blamed(o catalog.Operation, who caller) bool {
	answers := p.log.attacks(o.ID, who.ID)
	return who.Login == catalog.OtherUser && o.Plain == nil && o.Reads() && o.Creates == "" && len(answers) > 0 && answers[0].Blames() && p.has(o, p.keys.owner())
}

// askAbsent has user 1 ask for an ID that does not exist: the server may say so in the same words.
func (p *Prober) askAbsent(ctx context.Context, o catalog.Operation) {
	owner := p.keys.owner()
	e := p.ask(ctx, o, owner, owner.forms[0], unknownIDs(p.log.values(o, owner.Identity)))
	e.Part = transcript.Unknown
	p.log.add(e)
}

// tryUnknown asks for an ID that does not exist. Where that is answered otherwise, user
// 1's is asked for once more under the same conditions: on a busy server, a stream that
// was to be closed at once may still have been open when we hung up.
func (p *Prober) tryUnknown(ctx context.Context, o catalog.Operation, who caller) {
	e := p.ask(ctx, o, who, who.forms[0], unknownIDs(p.log.values(o, who.Identity)))
	e.Part = transcript.Unknown
	p.log.add(e)
	if first := p.log.attacks(o.ID, who.ID)[0]; transcript.Alike(first, e) || ctx.Err() != nil {
		return
	}
	again := p.ask(ctx, o, who, who.forms[0], p.log.values(o, who.Identity))
	again.Part = transcript.Attack
	p.log.replace(again)
}
