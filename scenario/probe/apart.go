package probe

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// tellApart finds out which names of a group let a caller in, where the group did.
func (p *Prober) tellApart(ctx context.Context, callers []caller) {
	var all errgroup.Group
	all.SetLimit(atOnce)
	for _, who := range callers {
		o, in := p.letInAsGroup(who)
		if !in {
			continue
		}
		tokens, _ := p.keys.tokens(who.Token)
		if shown := p.keys.presented()[who.Token]; len(shown) > 0 {
			tokens = shown
		}
		for _, single := range apart(who.Identity) {
			if len(tokens) > 0 && ctx.Err() == nil {
				all.Go(func() error { p.trySingle(ctx, o, who, single, tokens[0]); return nil })
			}
		}
	}
	_ = all.Wait()
}

// letInAsGroup finds an operation on which a caller with grouped names was let in.
func (p *Prober) letInAsGroup(who caller) (catalog.Operation, bool) {
	if who.Login.Valid() || len(apart(who.Identity)) < 2 {
		return catalog.Operation{}, false
	}
	for _, name := range who.On {
		o := catalog.Named(name)
		if slices.ContainsFunc(p.log.attacks(o.ID, who.ID), func(e transcript.Exchange) bool { return p.log.known().LetIn(o, e) }) {
			return o, true
		}
	}
	return catalog.Operation{}, false
}

func apart(id catalog.Identity) []catalog.Single {
	var names []catalog.Single
	for _, f := range id.Forms {
		names = append(names, f.Apart()...)
	}
	return names
}

func (p *Prober) trySingle(ctx context.Context, o catalog.Operation, who caller, single catalog.Single, token string) {
	e := p.askOnce(ctx, o, who, p.keys.present(single.Form, token), p.log.values(o, who.Identity))
	if !p.log.known().LetIn(o, e) {
		return
	}
	p.log.change(func(t *transcript.Transcript) {
		if !slices.Contains(t.Names[who.ID], single.Name) {
			t.Names[who.ID] = append(t.Names[who.ID], single.Name)
		}
	})
}
