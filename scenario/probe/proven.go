package probe

import (
	"context"
	"net/http"
	"slices"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// proveUser2 looks whether user 2 is still let in, where the last that user 2 was told are
// refusals as a handler may word them for tokens that have ended: what was refused then says
// nothing of whose things they are. A 401 is looked into when it comes (see watch).
func (p *Prober) proveUser2(ctx context.Context) {
	other := p.keys.other()
	if short, _ := p.wire.shortage(); short != "" || !p.endsRefused(other) {
		return
	}
	o := controlNamed(catalog.Named("threads.search").ControlID())
	if p.refusedFromTheBeginning(o) {
		return
	}
	for range 2 {
		if e := p.askOnce(ctx, o, other, other.forms[0], p.log.values(o, other.Identity)); ctx.Err() != nil || !p.isRefused(o, e) {
			p.ways.proven = len(p.log.copy().Exchanges)
			return
		}
		pause(ctx, againAfter)
	}
	p.wire.fallShort("token ended", "User 2, who was let in before, no longer is: what User 2 was refused may have been refused for that")
}

// refusedFromTheBeginning tells a user who was never let in by a list.
func (p *Prober) refusedFromTheBeginning(list catalog.Operation) bool {
	return slices.ContainsFunc(p.log.copy().Exchanges, func(e transcript.Exchange) bool {
		return e.Part == transcript.Own && e.Operation == list.ID && p.isRefused(list, e)
	})
}

// endsRefused tells whether a user who was let in before was refused since in a way that may
// be for the token, and not let in again.
func (p *Prober) endsRefused(who caller) bool {
	doubted := append(p.refusalsOfStrangers(), http.StatusForbidden)
	refused := false
	for i, e := range p.log.copy().Exchanges {
		switch {
		case i < p.ways.proven || e.Identity != who.ID:
		case e.OK():
			refused = false
		case slices.Contains(doubted, e.Status()):
			refused = true
		}
	}
	return refused && p.wasLetIn(who)
}

// refusalsOfStrangers are the statuses, other than 401, with which a list is refused to who has
// no good login.
func (p *Prober) refusalsOfStrangers() (statuses []int) {
	for _, e := range p.log.copy().Exchanges {
		if e.Part == transcript.Attack && e.Operation == "threads.search" && !catalog.IdentityNamed(e.Identity).Login.Valid() && e.Status() >= http.StatusBadRequest && e.Status() != http.StatusUnauthorized {
			statuses = append(statuses, e.Status())
		}
	}
	return statuses
}
