package probe

import (
	"context"
	"slices"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// asOwn sends one of the controls of the caller as user 2, and records it.
func (p *Prober) asOwn(ctx context.Context, id string) transcript.Exchange {
	other := p.keys.other()
	o := controlNamed(id)
	var e transcript.Exchange
	if o.Creates == "" || o.Creates == catalog.Item {
		e = p.as(ctx, other, o)
	} else {
		e = p.create(ctx, other, o)
	}
	e.Part = transcript.Own
	p.log.add(e)
	return e
}

func controlNamed(id string) catalog.Operation {
	rows := catalog.CallerControls()
	return rows[slices.IndexFunc(rows, func(o catalog.Operation) bool { return o.ID == id })]
}

// setUpOther makes a thread of user 2: proof that user 2 is let in, and what
// user 2's own resources look like.
func (p *Prober) setUpOther(ctx context.Context) {
	if e, ok := p.makeOwn(ctx, "threads", "thread_of_2"); ok {
		p.learnOwnership(e, 1)
	}
}

// makeOwn makes something of user 2's own.
func (p *Prober) makeOwn(ctx context.Context, guard, name string) (transcript.Exchange, bool) {
	o := controlNamed(catalog.Operation{Resource: guard, Action: "create", Method: "POST"}.ControlID())
	e := p.asOwn(ctx, o.ID)
	id := p.idOf(e, o.Creates)
	if id == "" {
		p.lackAnswered(name, o, e)
		return e, false
	}
	p.log.set(name, id)
	return e, true
}

// controlOther has user 2 do with things of user 2's own what is to be tried with those
// of user 1: only who may do it there is denied it here for whose they are.
func (p *Prober) controlOther(ctx context.Context, ops []catalog.Operation) {
	wanted := map[string]bool{}
	for _, o := range ops {
		if row, ok := catalog.CallerControlOf(o); ok && o.TriedBy(p.keys.other().Identity) && p.config.Has(catalog.Check(o.ID, "other-user")) {
			wanted[row.ID] = true
			wanted[row.Guarded()] = true
		}
	}
	for _, l := range catalog.ReversedLists {
		wanted[l.Resource] = wanted[l.Resource] || p.config.Has(l.CheckID())
	}
	together(
		func() { p.makeOwnOf(ctx, wanted, "assistants", "assistant_of_2", "assistant") },
		func() { p.makeOwnOf(ctx, wanted, "crons", "cron_of_2", "cron"); p.proveOwnCron(ctx, wanted) },
		func() { p.putOwn(ctx, wanted) },
		func() { p.runOwn(ctx, wanted) },
	)
	var rows []func()
	for _, o := range catalog.CallerControls() {
		missing, _ := p.log.lacks(o, p.keys.other().Identity)
		if wanted[o.ID] && !p.log.hasOwn(o.ID) && missing == "" && p.ownerHas(o) && ctx.Err() == nil {
			rows = append(rows, func() { p.asOwn(ctx, o.ID) })
		}
	}
	together(rows...)
}

// ownerHas tells whether user 1 has things of that kind at all; else there is nothing
// to be denied.
func (p *Prober) ownerHas(o catalog.Operation) bool {
	name := map[string]string{"assistants": "assistant", "crons": "cron", "store": "namespace"}[o.Guarded()]
	facts := p.log.known()
	return name == "" || facts.Things[name] != "" || name == "namespace" && facts.Namespace != nil || facts.Graph == ""
}

func (p *Prober) makeOwnOf(ctx context.Context, wanted map[string]bool, guard, name, like string) {
	if wanted[guard] && p.log.get(like) != "" && p.log.get(name) == "" && ctx.Err() == nil {
		p.makeOwn(ctx, guard, name)
	}
}

// proveOwnCron reads user 2's own cron, before it is changed.
func (p *Prober) proveOwnCron(ctx context.Context, wanted map[string]bool) {
	if wanted["crons"] && p.log.get("cron_of_2") != "" && ctx.Err() == nil {
		p.keepIfOurs(ctx, "cron_of_2", p.keys.other(), p.asOwn(ctx, catalog.Named("crons.get").ControlID()))
	}
}

// runOwn has user 2 start a run of their own whose configuration names user 1. Where that is
// let in, it is the control of runs as well.
func (p *Prober) runOwn(ctx context.Context, wanted map[string]bool) {
	o := catalog.ConfigOwner
	if control := o.ControlID(); wanted[control] && !p.log.hasOwn(control) && p.tryConfigOwner(ctx) {
		e := p.log.attacks(o.ID, p.keys.other().ID)[0]
		if e.Part, e.Operation = transcript.Own, control; p.log.known().LetIn(o, e) {
			p.log.add(e)
		}
	}
}

// putOwn puts an item into user 2's own namespace.
func (p *Prober) putOwn(ctx context.Context, wanted map[string]bool) {
	put := catalog.Operation{Resource: "store", Action: "put", Method: "PUT"}.ControlID()
	if wanted["store"] && p.log.known().Own != nil && !p.log.hasOwn(put) && ctx.Err() == nil {
		p.asOwn(ctx, put)
	}
}
