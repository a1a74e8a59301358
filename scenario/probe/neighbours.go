package probe

import (
	"context"
	"slices"

	"authcheck/scenario/catalog"
)

// Neighbours is what each of many is asked for, beside the tutorial's lines: one thing of each kind
// that is user 1's, by its ID and in a list.
func (p *Prober) Neighbours(ctx context.Context) {
	ops := p.config.Needed(catalog.Operations(false, false))
	p.setUpNeighbour(ctx, ops)
	p.tryAll(ctx, ops, []caller{p.keys.owner(), p.keys.other()})
}

// setUpNeighbour makes one thing of each kind that is asked for. The run is on the thread that is
// there already.
func (p *Prober) setUpNeighbour(ctx context.Context, ops []catalog.Operation) {
	wanted := func(resource string) bool {
		return slices.ContainsFunc(ops, func(o catalog.Operation) bool { return o.Resource == resource })
	}
	p.log.set("thread_s", p.log.get("thread"))
	if wanted("runs") || wanted("assistants") || wanted("crons") {
		p.discoverGraph(ctx)
	}
	for _, f := range catalog.NeighboursThings() {
		if resource := catalog.Named(f.Create.ID).Resource; wanted(resource) {
			p.make(ctx, f)
		}
	}
	if wanted("crons") {
		p.proveCrons(ctx)
	}
	if wanted("store") {
		p.setUpStore(ctx)
	}
}
