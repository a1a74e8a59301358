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
	other := p.keys.other()
	for _, o := range ops {
		check := catalog.Check(o.ID, other.ID)
		if o.Transfer == nil || !p.has(o, other) || ctx.Err() != nil || !p.config.Has(check) {
			continue
		}
		if missing, _ := p.log.lacks(*o.Transfer, p.keys.owner().Identity); missing != "" {
			p.log.excuse(check, "User 2 has made nothing that would show how the server writes an owner down", false)
			continue
		}
		if o.Vacant && !p.isVacant(ctx, o) {
			p.log.excuse(check, "something of User 1's stands there already, and is left as it is", false)
			continue
		}
		if e := p.as(ctx, p.keys.owner(), *o.Transfer); !e.OK() {
			if !p.tookOver(ctx, o, other, e) {
				p.log.excuse(check, e.Why(o.Transfer.Doc), p.broke(*o.Transfer, e))
			}
			continue
		}
		p.attack(ctx, o, other, other.forms[0])
		if o.Restore != nil {
			p.as(ctx, p.keys.owner(), *o.Restore)
		}
	}
}

// isVacant tells whether nothing of user 1's stands in a place, as far as user 1 sees.
func (p *Prober) isVacant(ctx context.Context, o catalog.Operation) bool {
	e := p.as(ctx, p.keys.owner(), o)
	if e.OK() {
		return e.SaysNothing() // of the store, "null" (recorded from langgraph-api 0.16.7)
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
