package probe

import (
	"context"
	"slices"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// tryConfigKeys has user 2 name user 1 in a run of their own, where the graph's schemas
// have a key for that, and under the usual keys.
func (p *Prober) tryConfigKeys(ctx context.Context) {
	if !p.config.RunGraph {
		p.awaitSchemas()
		p.tryAsUser2(ctx, catalog.ConfigKeys)
	}
	p.tryConfigOwner(ctx)
}

// tryConfigOwner does so where the run's record names the owner; it tells whether it was tried.
func (p *Prober) tryConfigOwner(ctx context.Context) bool {
	return p.log.known().Learned && p.tryAsUser2(ctx, catalog.ConfigOwner)
}

// tryAsUser2 tries an operation as user 2, once; it tells whether it was tried.
func (p *Prober) tryAsUser2(ctx context.Context, o catalog.Operation) bool {
	other := p.keys.other()
	tried := len(p.log.attacks(o.ID, other.ID)) > 0
	if !tried && p.config.Has(catalog.Check(o.ID, other.ID)) && p.has(o, other) && ctx.Err() == nil {
		p.attack(ctx, o, other, other.forms[0])
		return true
	}
	return tried
}

// tryGraphs has all graphs of the server run: each may remember. What was learned of the
// first graph is put back afterwards.
func (p *Prober) tryGraphs(ctx context.Context) {
	if !p.config.RunGraph {
		return
	}
	p.tryMemory(ctx)
	p.readWritten(ctx)
	late := []catalog.Operation{catalog.Named("runs.webhook-live")} // the server calls when the run is over
	defer p.readBack(ctx, readbacksOf(p.config.Needed(late), false), transcript.After)
	first := p.log.known()
	for _, graph := range p.graphs {
		if ctx.Err() != nil {
			break
		}
		p.log.change(func(t *transcript.Transcript) { t.Facts.Graph = graph })
		if p.learnGraph(ctx) {
			p.tell(ctx)
			p.tryMemory(ctx)
		}
	}
	p.log.change(func(t *transcript.Transcript) {
		t.Facts.Graph, t.Facts.Shape, t.Facts.Declared, t.Facts.DeclaredIn, t.Facts.InputKeys = first.Graph, first.Shape, first.Declared, first.DeclaredIn, first.InputKeys
	})
}

// learnGraph learns what a run of the graph is given, by an assistant of user 1's own.
func (p *Prober) learnGraph(ctx context.Context) bool {
	owner := p.keys.owner()
	make := catalog.Assistants[0].Create
	e := p.create(ctx, owner, make)
	id := p.idOf(e, make.Creates)
	if id == "" {
		return false
	}
	row := catalog.Named("assistants.schemas")
	values := p.log.values(row, owner.Identity).With(map[string]string{"assistant": id})
	schemas := p.ask(ctx, row, owner, owner.forms[0], values)
	if !schemas.OK() {
		return false
	}
	var shape any = messages
	if found, ok := shapeOf(schemas.Response.Body); ok {
		shape = found
	}
	keys, place := transcript.DeclaredKeys(schemas.Response.Body)
	p.log.change(func(t *transcript.Transcript) {
		t.Facts.Shape, t.Facts.Declared, t.Facts.DeclaredIn, t.Facts.InputKeys = shape, keys, place, transcript.InputKeys(schemas.Response.Body)
	})
	return true
}

// tryMemory tells the graph something as user 1, and asks it as user 2, with nothing else
// under way: it may remember no more than what was said last.
func (p *Prober) tryMemory(ctx context.Context) {
	for _, o := range p.config.Needed(catalog.MemoryOperations()) {
		for _, who := range []caller{p.keys.owner(), p.keys.other()} {
			if ctx.Err() == nil && (who.Login == catalog.Owner || p.config.Has(catalog.Check(o.ID, who.ID))) {
				e := p.ask(ctx, o, who, who.forms[0], p.log.values(o, who.Identity))
				e.Part, e.Graph = transcript.Attack, p.log.known().Graph
				p.log.add(e)
				p.progress.step()
			}
		}
	}
}

// remembered are the operations that tryMemory tries.
func remembered(o catalog.Operation) bool {
	return slices.ContainsFunc(catalog.MemoryOperations(), func(m catalog.Operation) bool { return m.ID == o.ID })
}

// readWritten looks for where the graph has written for user 1 what it was told, in what user 1 lists
// and under the usual names, and has user 2 read there.
func (p *Prober) readWritten(ctx context.Context) {
	o, owner, other := catalog.Written, p.keys.owner(), p.keys.other()
	if !p.config.Has(catalog.Check(o.ID, other.ID)) || ctx.Err() != nil {
		return
	}
	subject := p.log.known().Users[0].Subject
	places := p.log.known().NamedAfter(0, namespacesIn(p.as(ctx, owner, catalog.ListNamespaces)))
	for _, name := range catalog.WrittenNames {
		places = append(places, []string{name, subject})
	}
	own := p.log.known().Stored
	if own == nil {
		own = p.log.known().Namespace
	}
	for _, place := range places {
		if ctx.Err() != nil || subject == "" {
			return
		}
		if slices.Equal(place, own) || slices.Contains(place, p.log.known().Tag) {
			continue // what the run itself has put there
		}
		p.log.change(func(t *transcript.Transcript) { t.Facts.Written = place })
		if e := p.as(ctx, owner, o); p.log.known().Leaks(e) {
			e.Part = transcript.Attack
			p.log.add(e)
			p.attack(ctx, o, other, other.forms[0])
			return
		}
	}
	p.log.change(func(t *transcript.Transcript) { t.Facts.Written = nil })
}

func namespacesIn(e transcript.Exchange) [][]string {
	if !e.OK() {
		return nil
	}
	return transcript.Namespaces(e.Response.Body)
}
