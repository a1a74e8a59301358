package probe

import (
	"context"
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// Matrix tries every operation as every identity.
func (p *Prober) Matrix(ctx context.Context) {
	p.progress.phase("setting up")
	p.locate()
	p.useEnding(ctx) // before all else: its end is waited for
	p.setUpOther(ctx)
	p.overlap(ctx) // with nothing else under way, so that it is sure whose things are whose
	p.prepareTokens(ctx)
	if p.keys.open {
		p.stillOpen("User 1")
	}
	p.setUp(ctx)
	defer p.awaitSchemas()

	callers := p.keys.callers()
	p.log.change(func(t *transcript.Transcript) {
		for _, who := range callers {
			if who.missing != "" {
				t.Missing[who.ID], t.Failed[who.ID] = who.missing, p.keys.hasFailed(who.Token)
			}
		}
	})
	ops := p.config.Needed(catalog.Operations(p.config.RunGraph, p.config.Deep))
	p.progress.plan(countTried(ops, callers))
	outsiders, others := parted(callers)
	p.attackAll(ctx, slices.DeleteFunc(plainOnes(ops), remembered), others)
	p.tryGraphs(ctx)
	p.progress.phase("controls")
	together(
		func() { p.tryStages(ctx, writers(plainOnes(ops)), withLogin(callers, catalog.Owner)) },
		func() { p.tryConfigKeys(ctx) },
		func() { p.tryLookalike(ctx) },
	)
	p.giveAway(ctx, ops)
	p.editProfile(ctx) // in a session of its own, which may end user 2's; what user 2 is shown meanwhile has user 1's name
	p.tryEnded(ctx)
	p.proveUser2(ctx)
	p.tryRoutes(ctx)
	p.tryCookies(ctx)
	p.proveUser2(ctx)
	p.progress.phase("bad logins")
	p.tryStages(ctx, plainOnes(ops), outsiders)
	p.listen(ctx, ops, outsiders, func() {})
	p.tellApart(ctx, outsiders)
	p.tryCaches(ctx, outsiders)
	p.askNowhere(ctx)
}

// askNowhere asks for a path that no server has, where something was answered with a page that
// may be the one of any path.
func (p *Prober) askNowhere(ctx context.Context) {
	t := p.log.copy()
	if ctx.Err() != nil || !slices.ContainsFunc(t.Exchanges, func(e transcript.Exchange) bool { return e.OK() && e.IsPage() }) {
		return
	}
	nobody, path := p.keys.caller("no-token"), "/"+t.Facts.Tag
	e := p.askOnce(ctx, catalog.Route{Method: http.MethodGet, Path: path, Asked: path}.Operation(), nobody, form{}, p.log.values(catalog.Operation{}, nobody.Identity))
	e.Part = transcript.Nowhere
	p.log.add(e)
}

// Logins tries who gets in without a good login, where user 1 could make nothing: on a
// list, which is there without anybody's things.
func (p *Prober) Logins(ctx context.Context) {
	list := p.config.Needed([]catalog.Operation{catalog.Named("threads.search")})
	if _, answered := p.log.control("threads.search"); !answered || len(list) == 0 {
		return
	}
	p.progress.phase("bad logins")
	p.prepareTokens(ctx)
	if p.keys.open {
		p.stillOpen("User 1")
	}
	callers := slices.DeleteFunc(p.keys.callers(), func(who caller) bool { return who.Login.Valid() })
	p.progress.plan(countTried(list, callers))
	p.tryStages(ctx, list, callers)
	p.tellApart(ctx, callers)
}

// parted parts the callers: those whose tokens are bad come last, for servers lock out
// who guesses, and others from the same address with them.
func parted(callers []caller) (outsiders, others []caller) {
	for _, who := range callers {
		if !who.Login.Valid() && (who.Sample || who.On != nil) {
			outsiders = append(outsiders, who)
		} else {
			others = append(others, who)
		}
	}
	return outsiders, others
}

// attackAll is the course of the attacks. The owner's reading controls come first, the
// owner looks before and after, and user 2 goes last: what user 2 overwrites stays to
// be seen. Where those without a login have had the server lock everybody out, that is
// waited for.
func (p *Prober) attackAll(ctx context.Context, ops []catalog.Operation, callers []caller) {
	p.progress.phase("trying")
	p.learnListed(ctx, ops)
	p.learnListedCron()
	p.learnWider(ctx, ops)
	together(
		func() { p.tryAll(ctx, readers(ops), withLogin(callers, catalog.Owner)) },
		func() { p.controlOther(ctx, ops) },
	)
	p.readBack(ctx, readbacksOf(ops, true), transcript.Before)
	p.tryStages(ctx, ops, slices.DeleteFunc(slices.Clone(callers), func(who caller) bool { return who.Login.Valid() }))
	p.awaitUsers(ctx)
	user2 := withLogin(callers, catalog.OtherUser)
	p.listen(ctx, ops, callers, func() {
		p.tryStages(ctx, unchanging(ops), user2)
		if p.pace() == 0 { // else streams leave no room
			p.tryStages(ctx, ops, user2)
		}
	})
	p.tryStages(ctx, ops, user2)
	p.tryWiderApart(ctx, ops)
	p.proveUser2(ctx)
	p.compareUnknown(ctx, ops, callers)
	p.askFresh(ctx)
	p.askAgain(ctx, ops)
	p.crowd(ctx)
	p.readBack(ctx, union(readbacksOf(ops, false), p.reversedLists()), transcript.After)
	p.askSame(ctx, ops)
}

// askSame has user 1 send what only user 2 was to send, where that alone is a control: the
// usual one is refused, or user 2's answer says nothing and may say as little to user 1.
func (p *Prober) askSame(ctx context.Context, ops []catalog.Operation) {
	owner, other := p.keys.owner(), p.keys.other()
	for _, o := range ops {
		answers := p.log.attacks(o.ID, other.ID)
		if o.Control == "" || o.Transfer != nil || len(answers) == 0 || !p.has(o, owner) || ctx.Err() != nil {
			continue
		}
		usual, facts := catalog.Named(o.Control), p.log.known()
		control, asked := p.log.control(usual.ID)
		closed := !o.Changes() && asked && facts.Outcome(usual, control, control) == transcript.Denied
		if closed || answers[0].OK() && facts.Outcome(o, answers[0], control) == transcript.NoAnswer {
			p.attack(ctx, o, owner, owner.forms[0])
		}
	}
}

func withLogin(callers []caller, login catalog.Login) []caller {
	return slices.DeleteFunc(slices.Clone(callers), func(who caller) bool { return who.Login != login })
}

func countTried(ops []catalog.Operation, callers []caller) int {
	n := 0
	for _, o := range ops {
		for _, who := range callers {
			if o.TriedBy(who.Identity) && who.missing == "" {
				n++
			}
		}
	}
	return n
}

// plainOnes are the operations that need no transfer before.
func plainOnes(ops []catalog.Operation) []catalog.Operation {
	return slices.DeleteFunc(slices.Clone(ops), func(o catalog.Operation) bool { return o.Transfer != nil })
}

// readers and writers split the owner's controls: what changes something is only
// tried once the attacks are over and looked at.
func readers(ops []catalog.Operation) []catalog.Operation {
	return slices.DeleteFunc(slices.Clone(ops), func(o catalog.Operation) bool {
		return o.Changes() || o.Only != nil || o.Oracle == catalog.Stream
	})
}

func writers(ops []catalog.Operation) []catalog.Operation {
	return slices.DeleteFunc(slices.Clone(ops), func(o catalog.Operation) bool { return !o.Changes() || o.Only != nil })
}

// unchanging are the operations that leave everything as it is, and are answered at once:
// they can be tried while streams are listened to.
func unchanging(ops []catalog.Operation) []catalog.Operation {
	return slices.DeleteFunc(slices.Clone(ops), func(o catalog.Operation) bool { return o.Changes() || o.Creates != "" || o.Hangs })
}

// inStages parts the operations into three that follow each other. What lists or
// counts goes first, when what callers make or copy is not in their own lists
// yet (reading a missing store item can make a namespace, for one); runs and patches
// go last, for a thread with a run refuses changes of its state.
func inStages(ops []catalog.Operation) [3][]catalog.Operation {
	var stages [3][]catalog.Operation
	for _, o := range ops {
		stage := 1
		switch {
		case o.Oracle == catalog.Stream:
			continue // see listen
		case o.Oracle == catalog.List, o.Oracle == catalog.Count:
			stage = 0
		case o.Oracle == catalog.Execute, o.Method == http.MethodPatch, // where a patch works, the thing may change hands
			o.Oracle == catalog.Read && o.Action == "create": // and where it is asked for as a new one
			stage = 2
		}
		stages[stage] = append(stages[stage], o)
	}
	return stages
}

func (p *Prober) tryStages(ctx context.Context, ops []catalog.Operation, callers []caller) {
	try := func() {
		for _, stage := range inStages(ops) {
			p.tryAll(ctx, stage, callers)
		}
	}
	try()
	if p.forgetLocked(ops, callers) {
		try()
	}
}

// tryAll sends every operation as every caller that is to try it, many at once. What
// is listened to in silence begins first, so that the rest is done meanwhile.
func (p *Prober) tryAll(ctx context.Context, ops []catalog.Operation, callers []caller) {
	var all errgroup.Group
	all.SetLimit(atOnce)
	try := func(o catalog.Operation, who caller) {
		all.Go(func() error { p.tryForms(ctx, o, who); return nil })
	}
	for _, hangs := range []bool{true, false} {
		for _, o := range ops {
			for _, who := range callers {
				if o.Hangs == hangs && p.wanted(ctx, o, who) {
					try(o, who)
				}
			}
		}
	}
	_ = all.Wait()
}

// tryForms tries an operation in the caller's first form, or in all of them.
func (p *Prober) tryForms(ctx context.Context, o catalog.Operation, who caller) {
	forms := who.forms
	if !o.Variants {
		forms = forms[:1]
	}
	for _, as := range forms {
		p.tryForm(ctx, o, who, as)
	}
	p.progress.step()
}

// wanted tells whether an operation is still to be tried by a caller.
func (p *Prober) wanted(ctx context.Context, o catalog.Operation, who caller) bool {
	check := catalog.Check(o.ID, who.ID)
	return o.TriedBy(who.Identity) && who.missing == "" && !who.Late && ctx.Err() == nil && check != p.ways.schemas.check && p.has(o, who) &&
		len(p.log.attacks(o.ID, who.ID)) == 0 && (p.config.Has(check) || who.Login == catalog.Owner)
}

// has tells whether there is all that a caller needs to try an operation.
func (p *Prober) has(o catalog.Operation, who caller) bool {
	missing, _ := p.log.lacks(o, who.Identity)
	return missing == ""
}
