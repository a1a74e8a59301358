package probe

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// readBack has the owner look, once for every row that is asked for. What a control
// has shown already is not asked for again before the attack. After it, what seems to be
// gone is asked for once more.
func (p *Prober) readBack(ctx context.Context, names []string, part transcript.Part) {
	var all errgroup.Group
	all.SetLimit(atOnce)
	owner := p.keys.owner()
	for _, name := range names {
		o := catalog.Readbacks[name]
		keep := func(e transcript.Exchange) {
			e.Part, e.Operation = part, name
			p.log.add(e)
		}
		if shown, ok := p.log.control(o.Control); ok && part == transcript.Before {
			keep(shown)
			continue
		}
		if !p.has(o, owner) || part == transcript.Before && p.log.saw(name) {
			continue
		}
		all.Go(func() error {
			e := p.as(ctx, owner, o)
			if part == transcript.After && !p.shows(name, e) && ctx.Err() == nil {
				if !slices.Contains(locked, e.Status()) || !p.sitOut(ctx, owner) {
					pause(ctx, againAfter)
				}
				e = p.as(ctx, owner, o)
			}
			keep(e)
			if part == transcript.After {
				p.readAlone(ctx, name, e)
			}
			return nil
		})
	}
	_ = all.Wait()
}

// readAlone reads by their IDs the things that a list no longer shows: it may not be whole.
func (p *Prober) readAlone(ctx context.Context, list string, e transcript.Exchange) {
	if !p.log.known().LetIn(catalog.Readbacks[list], e) {
		return
	}
	for _, o := range p.unseen(list, e) {
		if alone := catalog.Readbacks[o.Effect.Alone]; o.Effect.Alone != "" && ctx.Err() == nil {
			read := p.as(ctx, p.keys.owner(), alone)
			read.Part, read.Operation = transcript.After, o.Effect.Alone
			p.log.add(read)
		}
	}
}

// shows tells whether a readback is usable and has the things that it had before.
func (p *Prober) shows(readback string, e transcript.Exchange) bool {
	return p.log.known().LetIn(catalog.Readbacks[readback], e) && len(p.unseen(readback, e)) == 0
}

// unseen are the operations whose things a readback does not show.
func (p *Prober) unseen(readback string, e transcript.Exchange) (ops []catalog.Operation) {
	facts := p.log.known()
	for _, o := range catalog.Operations(p.config.RunGraph, p.config.Deep) {
		id := facts.Things[o.Effect.Object]
		if o.Effect.Readback == readback && id != "" && !strings.Contains(e.Response.Body, id) {
			ops = append(ops, o)
		}
	}
	return ops
}

// readbacksOf lists the readbacks that the operations need, objectsOnly those that
// must be seen before the attack as well.
func readbacksOf(ops []catalog.Operation, objectsOnly bool) []string {
	var names []string
	for _, o := range ops {
		if o.Effect.Readback != "" && !slices.Contains(names, o.Effect.Readback) && (o.Effect.Object != "" || !objectsOnly) {
			names = append(names, o.Effect.Readback)
		}
	}
	return names
}

// union has every name once.
func union(names, more []string) []string {
	for _, name := range more {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// reversedLists are the owner's lists that are to be asked for as a check, where there is
// something of user 2's that they could show.
func (p *Prober) reversedLists() (names []string) {
	for _, l := range catalog.ReversedLists {
		if p.config.Has(l.CheckID()) && p.log.get(l.Thing) != "" {
			names = append(names, l.Resource)
		}
	}
	return names
}

// unknownIDs are the same values with IDs that do not exist, and a tag that nobody used.
func unknownIDs(v *catalog.Values) *catalog.Values {
	changed := map[string]string{"tag": catalog.MadeBy + "-" + randomHex(4), "key_2": randomHex(8)}
	for name, text := range v.Texts {
		if uuid.Validate(text) == nil {
			changed[name] = uuid.NewString()
		}
	}
	return v.With(changed)
}
