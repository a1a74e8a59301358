package scenario

import (
	"context"
	"net/http"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// verify is the course of a run, phase by phase.
func (r *run) verify(ctx context.Context) (*Report, error) {
	if err := r.client.WaitReady(ctx, r.config.Wait); err != nil {
		return nil, err
	}
	r.sent.None++
	begin := time.Now()
	defer r.cleanUp(ctx) // also when a phase panics; a second call has nothing left to do
	r.fillSubjects()
	r.identify(ctx)
	proven := r.tutorial(ctx)
	if !r.config.Quick && proven {
		r.matrix(ctx)
	}
	r.report.Summary.Incomplete = r.cutShort()
	r.cleanUp(ctx)
	r.finish(ctx, begin)
	return &r.report, nil
}

// identify asks the server what it is; a server that does not say is fine.
func (r *run) identify(ctx context.Context) {
	if !r.config.Quick {
		r.sent.Valid++
		if info, err := r.client.Info(ctx, bearer(r.token(ctx, 0))); err == nil {
			r.report.Target.describe(info)
		}
	}
	r.observe(Event{Target: &r.report.Target})
}

// matrix tries every operation as every identity.
func (r *run) matrix(ctx context.Context) {
	r.phase("setting up")
	var ready errgroup.Group
	ready.Go(func() error { r.preparePeople(ctx); return nil })
	ready.Go(func() error { r.setUpOther(ctx); r.mixUps(ctx); return nil })
	ready.Wait()
	r.setUp(ctx)

	ids := r.identities()
	ops := r.chosen(r.table(), ids)
	plain, gifts := splitGifts(ops)
	r.total = countTried(ops, ids)
	r.phase("trying")
	stages := inStages(plain)
	var strangers errgroup.Group
	strangers.Go(func() error { r.listen(ctx, plain, ids); return nil })
	strangers.Go(func() error { r.tryStages(ctx, stages, ids[2:]); return nil })
	r.tryAll(ctx, readers(plain), ids[:1])
	r.before = r.look(ctx, looksFor(plain, true), true)
	strangers.Wait()
	r.tryStages(ctx, stages, ids[1:2]) // last: what user 2 overwrites stays to be seen
	r.compareUnknown(ctx, plain, ids)
	r.after = r.look(ctx, looksFor(plain, false), false)
	r.phase("controls")
	r.tryStages(ctx, inStages(writers(plain)), ids[:1])
	r.giveAway(ctx, gifts, ids[1])
	var last errgroup.Group
	last.Go(func() error { r.profile(ctx); return nil })
	last.Go(func() error { r.routes(ctx); return nil })
	last.Wait()
	r.judgeAll(ops, ids)
	r.cover()
}

func (r *run) phase(name string) { r.observe(Event{Phase: name, Done: r.done, Total: r.total}) }

// table is all operations, with those that run the graph only where that is wanted.
func (r *run) table() []Operation {
	if r.config.RunGraph {
		return slices.Concat(operations, liveOperations)
	}
	return operations
}

func countTried(ops []Operation, ids []Identity) int {
	n := 0
	for _, o := range ops {
		for _, id := range ids {
			if tried(o, id) && id.Missing == "" {
				n++
			}
		}
	}
	return n
}

// readers and writers split the owner's controls: what changes something is only
// tried once the attacks are over and looked at.
func readers(ops []Operation) []Operation {
	return slices.DeleteFunc(slices.Clone(ops), func(o Operation) bool { return o.changes() || o.Only != nil || o.Oracle == Stream })
}

func writers(ops []Operation) []Operation {
	return slices.DeleteFunc(slices.Clone(ops), func(o Operation) bool { return !o.changes() || o.Only != nil })
}

// inStages parts the operations into three that follow each other. What lists or
// counts goes first, when what callers make or copy is not in their own lists
// yet (reading a missing store item can make a namespace, for one); runs and patches
// go last, for a thread with a run refuses changes of its state.
func inStages(ops []Operation) [3][]Operation {
	var stages [3][]Operation
	for _, o := range ops {
		if o.Oracle == Stream {
			continue // see listen.go
		}
		stage := 1
		switch o.Oracle {
		case List, Count:
			stage = 0
		case Execute:
			stage = 2
		}
		if o.Method == http.MethodPatch {
			stage = 2 // where it works, the thing may change hands
		}
		stages[stage] = append(stages[stage], o)
	}
	return stages
}

func splitGifts(ops []Operation) (plain, gifts []Operation) {
	for _, o := range ops {
		if o.First == "" {
			plain = append(plain, o)
		} else {
			gifts = append(gifts, o)
		}
	}
	return plain, gifts
}

// tried tells whether the table wants the operation tried by the identity.
func tried(o Operation, id Identity) bool {
	switch {
	case o.Only != nil:
		return slices.Contains(o.Only, id.ID)
	case o.Oracle == Create && id.Login == Own:
		return false // any user may
	case id.Login == Platform:
		return o.Effect.Object == "" && o.ID != "store.put" // what it took would be missing to user 2
	case id.ID == "other-scheme":
		return o.ID == "threads.search"
	}
	return !id.Sample || o.Sample
}

func (r *run) tryStages(ctx context.Context, stages [3][]Operation, ids []Identity) {
	for _, stage := range stages {
		r.tryAll(ctx, stage, ids)
	}
}

// tryAll sends every operation as every identity that is to try it, many at once.
func (r *run) tryAll(ctx context.Context, ops []Operation, ids []Identity) {
	var all errgroup.Group
	all.SetLimit(lanes)
	for _, o := range patientFirst(ops) {
		for _, id := range ids {
			if !r.wanted(ctx, o, id) {
				continue
			}
			all.Go(func() error {
				for _, header := range variants(o, id) {
					r.try(ctx, o, id, header)
				}
				r.progress()
				return nil
			})
		}
	}
	all.Wait()
}

// wanted tells whether an operation is still to be tried by an identity.
func (r *run) wanted(ctx context.Context, o Operation, id Identity) bool {
	return tried(o, id) && id.Missing == "" && r.lackingFor(o, id) == "" && ctx.Err() == nil && !r.asked(o, id) &&
		(r.selected(o.ID+"/"+id.ID) || id.Login == Owner)
}

// patientFirst has what is listened to in silence begin first, so that the rest
// is done meanwhile.
func patientFirst(ops []Operation) []Operation {
	sorted := slices.Clone(ops)
	slices.SortStableFunc(sorted, func(a, b Operation) int { return b.patience() - a.patience() })
	return sorted
}

func (o Operation) patience() int {
	if o.Hangs {
		return 1
	}
	return 0
}

// asked tells whether the operation was tried before, by the tutorial's lines.
func (r *run) asked(o Operation, id Identity) bool { return len(r.answered(o.ID+"/"+id.ID)) > 0 }

// variants are the headers that an identity tries on an operation: all of them
// on the first of the table, the first of them elsewhere.
func variants(o Operation, id Identity) []http.Header {
	if o.ID == "threads.search" {
		return id.Headers
	}
	return id.Headers[:1]
}

func (r *run) progress() {
	r.mu.Lock()
	r.done++
	done := r.done
	r.mu.Unlock()
	r.observe(Event{Done: done, Total: r.total})
}

// compareUnknown asks again for an ID that does not exist, where an answer alone tells nothing.
func (r *run) compareUnknown(ctx context.Context, ops []Operation, ids []Identity) {
	var all errgroup.Group
	all.SetLimit(lanes)
	for _, o := range ops {
		for _, id := range ids {
			answers := r.answers[o.ID+"/"+id.ID]
			if o.Oracle != Access && o.Oracle != Stream || id.Login != Own && id.Login != Platform ||
				len(answers) == 0 || receive(answers[0], r.canary) != admitted || o.Oracle == Stream && r.heard(r.control(o)) {
				continue
			}
			all.Go(func() error { r.tryUnknown(ctx, o, id); return nil })
		}
	}
	all.Wait()
}

func (r *run) tryUnknown(ctx context.Context, o Operation, id Identity) {
	request, err := r.varsOf(o, id).missingIDs().request(o)
	a := answer{op: o, identity: id, request: request, err: err}
	if err == nil {
		a.request.Header = id.Headers[0]
		a.resp, a.err = r.send(ctx, a.request, id.Login, o.Socket)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unknown[o.ID+"/"+id.ID] = a
}

// giveAway has the owner put user 2's name on something, and user 2 look.
func (r *run) giveAway(ctx context.Context, ops []Operation, other Identity) {
	for _, o := range ops {
		if r.lacking(o) != "" || ctx.Err() != nil || !r.selected(o.ID+"/"+other.ID) {
			continue
		}
		if a := r.as(ctx, 0, gifts[o.First]); !a.ok() {
			r.excuse(o.ID+"/"+other.ID, a.why())
			continue
		}
		r.try(ctx, o, other, other.Headers[0])
	}
}

// excuse notes why a check could not be tried.
func (r *run) excuse(check, reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.excuses[check] = reason
}
