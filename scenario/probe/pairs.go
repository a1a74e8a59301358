package probe

import (
	"context"
	"slices"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// isPaired tells whether a thing of user 1 is made while user 2 makes one.
func (p *Prober) isPaired(thing string) bool {
	return slices.ContainsFunc(catalog.PairsOfSetUp, func(pair catalog.Pair) bool { return pair.Thing == thing && p.overlaps(pair.Check) }) ||
		slices.ContainsFunc(catalog.Meetings, func(m catalog.Meeting) bool { return m.Thing == thing && p.overlaps(m.Check) })
}

// meet has both users make the rest of what each needs at the same time, and user 2 try
// something while user 1 does the same rightly. What did not come of it is made alone.
func (p *Prober) meet(ctx context.Context) {
	var calls [][2]heldCall
	made := make([][2]transcript.Exchange, len(catalog.PairsOfSetUp))
	met := make([][2]transcript.Exchange, len(catalog.Meetings))
	for i, pair := range catalog.PairsOfSetUp {
		if p.pairs(pair) && ctx.Err() == nil {
			calls = append(calls, p.making(ctx, pair, &made[i]))
		}
	}
	for i, m := range catalog.Meetings {
		if p.meets(ctx, m) {
			calls = append(calls, p.meeting(ctx, m, &met[i]))
		}
	}
	p.hold(ctx, calls)
	p.meetAgain(ctx, met)
	for i, pair := range catalog.PairsOfSetUp {
		p.takePair(ctx, pair, made[i], false)
	}
	for i, m := range catalog.Meetings {
		p.takeMeeting(ctx, m, met[i])
	}
}

// meetAgain has user 2 try once more, at the same time as user 1, what failed in passing.
func (p *Prober) meetAgain(ctx context.Context, met [][2]transcript.Exchange) {
	var calls [][2]heldCall
	for i, m := range catalog.Meetings {
		of := catalog.Named(m.Of)
		if theirs := met[i][1]; theirs.Operation != "" && p.worthAsking(ctx, of, p.keys.other(), theirs) {
			calls = append(calls, p.meeting(ctx, m, &met[i]))
		}
	}
	if len(calls) > 0 {
		p.hold(ctx, calls)
	}
}

// pairs tells whether both users can make a thing of the kind at all.
func (p *Prober) pairs(pair catalog.Pair) bool {
	return p.overlaps(pair.Check) && (pair.Like == "" || p.log.get(pair.Like) != "") &&
		p.has(pair.Create, p.keys.owner()) && p.has(controlNamed(pair.Check.ControlID()), p.keys.other())
}

// meets tells whether user 2 is to try it, and user 1 can do it.
func (p *Prober) meets(ctx context.Context, m catalog.Meeting) bool {
	return p.overlaps(m.Check) && p.wanted(ctx, catalog.Named(m.Of), p.keys.other()) && p.has(m.By, p.keys.owner())
}

// making is a call of each user that makes a thing.
func (p *Prober) making(ctx context.Context, pair catalog.Pair, made *[2]transcript.Exchange) (calls [2]heldCall) {
	for user, o := range []catalog.Operation{pair.Create, controlNamed(pair.Check.ControlID())} {
		calls[user] = func(change func(*langgraph.Request)) { made[user] = p.create(ctx, p.users()[user], o, change) }
	}
	return calls
}

// meeting is user 2's call that is tried, and that of user 1.
func (p *Prober) meeting(ctx context.Context, m catalog.Meeting, met *[2]transcript.Exchange) (calls [2]heldCall) {
	for user, o := range []catalog.Operation{m.By, catalog.Named(m.Of)} {
		who := p.users()[user]
		calls[user] = func(change func(*langgraph.Request)) {
			met[user] = p.askOnce(ctx, o, who, who.forms[0], p.log.values(o, who.Identity), change)
		}
	}
	return calls
}

// takePair notes what the users have made. Where there is doubt whose it is, both look,
// and each makes another, alone.
func (p *Prober) takePair(ctx context.Context, pair catalog.Pair, made [2]transcript.Exchange, doubt bool) {
	facts := p.log.known()
	tried := false
	for _, e := range made {
		if e.Operation == "" {
			continue
		}
		tried, doubt = true, doubt || facts.Stamp(e) == transcript.OtherStamp
		e.Part, e.Operation = transcript.Overlap, pair.Check.ID
		p.addOverlap(e)
	}
	if tried && (doubt || pair.Field == "" && !p.eachSees(ctx, pair, made)) {
		p.lookWhose(ctx, pair, made)
		return
	}
	for user, e := range made {
		p.take(pair, user, e)
	}
	if !p.isMade(pair) {
		p.makeAlone(ctx, pair, 0)
	}
}

// isMade tells whether user 1 has the thing, or another check has said why not.
func (p *Prober) isMade(pair catalog.Pair) bool {
	facts := p.log.known()
	if pair.Field == "" {
		return facts.Namespace == nil || p.log.has(func(e *transcript.Exchange) bool {
			return e.Operation == pair.Check.ID && e.Part == transcript.Overlap && e.Identity == p.keys.owner().ID && e.OK()
		})
	}
	return facts.Things[pair.Thing] != "" || !p.isPaired(pair.Thing)
}

// take keeps what a user has made, as a thing of the run and as a control.
func (p *Prober) take(pair catalog.Pair, user int, e transcript.Exchange) {
	id := p.idOf(e, pair.Create.Creates)
	if !e.OK() || pair.Field != "" && id == "" {
		return
	}
	if user == 0 {
		p.keepControl(e)
	} else if !p.log.hasOwn(e.Operation) {
		e.Part = transcript.Own
		p.log.add(e)
	}
	if pair.Field != "" {
		p.log.set([]string{pair.Thing, pair.Own}[user], id)
	}
}

// makeAlone makes a user's thing with nothing else under way.
func (p *Prober) makeAlone(ctx context.Context, pair catalog.Pair, user int) {
	o := []catalog.Operation{pair.Create, controlNamed(pair.Check.ControlID())}[user]
	who := p.users()[user]
	if !p.has(o, who) || ctx.Err() != nil {
		return
	}
	e := p.create(ctx, who, o)
	p.take(pair, user, e)
	if user == 0 && (!e.OK() || pair.Field != "" && p.log.get(pair.Thing) == "") {
		p.log.change(func(t *transcript.Transcript) { delete(t.Facts.Things, pair.Thing) })
		p.lackAnswered(pair.Thing, o, e)
	}
}

// readBackOf is a user's look at user 1's thing of a pair, or at user 2's.
func (p *Prober) readBackOf(ctx context.Context, pair catalog.Pair, whose int, who caller, id string) transcript.Exchange {
	o := pair.Readbacks[whose]
	o.ID = pair.Check.ID
	return p.ask(ctx, o, who, who.forms[0], p.log.values(o, who.Identity).With(map[string]string{"readback": id}))
}

// eachSees has each user look at what answers do not show: these looks are controls, too.
func (p *Prober) eachSees(ctx context.Context, pair catalog.Pair, made [2]transcript.Exchange) bool {
	facts := p.log.known()
	for user, id := range []string{facts.Made(pair, made[0]), facts.Made(pair, made[1])} {
		if id == "" {
			continue
		}
		e := p.readBackOf(ctx, pair, user, p.users()[user], id)
		if !e.Shows(id) {
			return false
		}
		e.Part = transcript.Whose
		p.log.add(e)
		if e.Part, e.Operation = transcript.Before, "item_d"; user == 1 {
			e.Part, e.Operation = transcript.Own, catalog.Named("store.get").ControlID()
		}
		p.log.add(e)
	}
	return true
}

// lookWhose has both users look at what was made while requests overlapped, its maker
// last; then each makes another alone, and looks at that.
func (p *Prober) lookWhose(ctx context.Context, pair catalog.Pair, made [2]transcript.Exchange) {
	facts := p.log.known()
	for user, e := range made {
		id := facts.Made(pair, e)
		if id == "" {
			continue
		}
		var seen [2]transcript.Exchange // by the other, by the maker
		for i, who := range []caller{p.users()[1-user], p.users()[user]} {
			seen[i] = p.readBackOf(ctx, pair, user, who, id)
			seen[i].Part = transcript.Whose
			p.log.add(seen[i])
		}
		if seen[0].Shows(id) && !seen[1].Shows(id) {
			p.removeMisplaced(ctx, id, seen[0])
		}
	}
	for user, name := range []string{pair.Thing, pair.Own} {
		p.makeAlone(ctx, pair, user)
		if id := p.log.get(name); id != "" {
			seen := p.readBackOf(ctx, pair, user, p.users()[user], id)
			seen.Part = transcript.Alone
			p.log.add(seen)
		}
	}
}

// removeMisplaced removes what was made in the other user's name and was seen by that one, so
// that no other check comes upon it.
func (p *Prober) removeMisplaced(ctx context.Context, id string, seen transcript.Exchange) {
	if t, ok := p.made.find(id); ok {
		t.ours = t.ours || p.log.carriesTag(seen.Response.Body)
		p.removedAsOther(ctx, t)
	}
}

// misplaced tells whether a list does not show its user's own thing of a pair, or shows
// the other's.
func (p *Prober) misplaced(pair catalog.Pair, made [2]transcript.Exchange, lists []transcript.Exchange) bool {
	facts := p.log.known()
	ids := [2]string{facts.Made(pair, made[0]), facts.Made(pair, made[1])}
	return slices.ContainsFunc(lists, func(e transcript.Exchange) bool {
		own, other := ids[0], ids[1]
		if e.Identity == p.keys.other().ID {
			own, other = other, own
		}
		return facts.LetIn(catalog.Overlap, e) && (own != "" && !e.Shows(own) || e.Shows(other))
	})
}

// takeMeeting notes what came of a meeting. Where user 2 was let in, it is tried once
// more, alone; where not, that was the check.
func (p *Prober) takeMeeting(ctx context.Context, m catalog.Meeting, met [2]transcript.Exchange) {
	mine, theirs := met[0], met[1]
	if theirs.Operation != "" {
		p.keepControl(mine)
		p.progress.step()
		got := p.log.copy().Outcome(catalog.Named(m.Of), theirs, mine)
		if got == transcript.Denied {
			theirs.Part = transcript.Attack
			p.log.add(theirs)
		}
		theirs.Part, theirs.Operation = transcript.Overlap, m.Check.ID
		p.addOverlap(theirs)
		if other := p.keys.other(); got == transcript.Admitted || got == transcript.Leaked {
			p.attack(ctx, catalog.Named(m.Of), other, other.forms[0])
		}
	}
	if m.Thing == "" || !p.isPaired(m.Thing) {
		return
	}
	if id := p.fieldOf(mine, "run_id"); id != "" {
		p.log.set(m.Thing, id)
		return
	}
	p.make(ctx, catalog.Fixture{Name: m.Thing, Field: "run_id", Create: m.By})
}
