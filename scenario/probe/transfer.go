package probe

import (
	"context"
	"net/http"
	"slices"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// giveAway has the owner put user 2's name on something, and user 2 look.
func (p *Prober) giveAway(ctx context.Context, ops []catalog.Operation) {
	for _, o := range ops {
		if o.Transfer == nil || !p.has(o, p.keys.other()) || ctx.Err() != nil || !p.config.Has(catalog.Check(o.ID, p.keys.other().ID)) {
			continue
		}
		p.give(ctx, o)
		p.tryWithout(ctx, o)
	}
}

// give has the owner do one of these things, and user 2 look; or says why not.
func (p *Prober) give(ctx context.Context, o catalog.Operation) {
	other := p.keys.other()
	check := catalog.Check(o.ID, other.ID)
	if missing, _ := p.log.lacks(*o.Transfer, p.keys.owner().Identity); missing != "" {
		p.log.excuse(check, "User 2 has made nothing that would show how the server writes an owner down", false)
		return
	}
	if o.Vacant != "" && !p.isVacant(ctx, catalog.Named(o.Vacant)) {
		p.log.excuse(check, "something of User 1's stands there already, and is left as it is", false)
		return
	}
	if e := p.transfer(ctx, o); !e.OK() {
		if !p.tookOver(ctx, o, other, e) {
			p.log.excuse(check, e.Why(o.Transfer.Doc), p.broke(*o.Transfer, e))
		}
		return
	}
	p.attack(ctx, o, other, other.forms[0])
	if o.Restore != nil {
		p.as(ctx, p.keys.owner(), *o.Restore)
	}
}

// transfer is what the owner does, as often as it takes.
func (p *Prober) transfer(ctx context.Context, o catalog.Operation) transcript.Exchange {
	e := p.as(ctx, p.keys.owner(), *o.Transfer)
	for again := 1; again < o.Times && e.OK(); again++ {
		e = p.as(ctx, p.keys.owner(), *o.Transfer)
	}
	return e
}

// tryWithout has somebody without a login look after user 2, where that is to be tried, or says
// that what user 2 lacked is lacking.
func (p *Prober) tryWithout(ctx context.Context, o catalog.Operation) {
	nobody := p.keys.caller("no-token")
	if !p.wanted(ctx, o, nobody) {
		return
	}
	if len(p.log.attacks(o.ID, p.keys.other().ID)) > 0 {
		p.attack(ctx, o, nobody, nobody.forms[0])
		return
	}
	p.log.write(func(t *transcript.Transcript) {
		check, as := catalog.Check(o.ID, nobody.ID), catalog.Check(o.ID, p.keys.other().ID)
		t.Excuses[check], t.Failed[check] = t.Excuses[as], t.Failed[as]
	})
}

// isVacant tells whether nothing of user 1's but what is of this run stands in a place, as far as
// user 1 sees.
func (p *Prober) isVacant(ctx context.Context, o catalog.Operation) bool {
	e := p.as(ctx, p.keys.owner(), o)
	if e.OK() {
		return e.SaysNothing() || p.log.carriesTag(e.Response.Body) // of the store, "null" (recorded from langgraph-api 0.16.7)
	}
	return e.Status() == http.StatusNotFound && !e.IsPage()
}

// tookOver has user 2 look at what user 1 may no longer change: it may be user 2's since that
// one asked for it. Where it is not, nothing was given away.
func (p *Prober) tookOver(ctx context.Context, o catalog.Operation, other caller, refused transcript.Exchange) bool {
	if !slices.Contains([]int{http.StatusForbidden, http.StatusNotFound}, refused.Status()) {
		return false
	}
	e := p.ask(ctx, o, other, other.forms[0], p.log.values(o, other.Identity))
	if !p.log.known().Leaks(e) {
		return false
	}
	e.Part = transcript.Attack
	p.log.add(e)
	return true
}
