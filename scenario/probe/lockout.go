package probe

import (
	"cmp"
	"context"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// lockedOut is how long a server that lets nobody in any more is waited for, at most.
const lockedOut = 20 * time.Second

// banned is the same where a page says so: firewalls ban an address for a minute. Until then it
// is asked again at least every askedEvery.
const (
	banned     = 75 * time.Second
	askedEvery = 8 * time.Second
)

// awaitUsers waits until both users are let in, where callers without a login were
// refused in more than one way: then some of that may be a lock that is for everybody.
// A rate limit that the time does not allow to wait out is no such lock.
func (p *Prober) awaitUsers(ctx context.Context) {
	if short, _ := p.wire.shortage(); short != "" || !p.refusedOtherwise() {
		return
	}
	end := time.Now().Add(lockedOut)
	for _, who := range []caller{p.keys.owner(), p.keys.other()} {
		p.await(ctx, who, end)
	}
}

// await waits until a user is let in who was so before, and tells how often that was tried. A
// user whose token has ended is not waited for, nor is a server that crashes on its own.
func (p *Prober) await(ctx context.Context, who caller, end time.Time) (tries int, in bool) {
	begun := time.Now()
	for wait := againAfter; ctx.Err() == nil; wait = min(2*wait, askedEvery) {
		tries++
		o := controlNamed(catalog.Named("threads.search").ControlID())
		e := p.askOnce(ctx, o, who, who.forms[0], p.log.values(o, who.Identity))
		if p.log.known().LetIn(o, e) || !p.wasLetIn(who) || e.Status() == http.StatusInternalServerError {
			return tries, true
		}
		if short, _ := p.wire.shortage(); short != "" {
			return tries, false
		}
		if e.IsPage() {
			end = begun.Add(banned)
		}
		if time.Now().Add(wait).After(end) {
			p.wire.fallShort("locked out", who.Title+" is no longer let in after callers without a login were refused")
			return tries, false
		}
		pause(ctx, wait)
	}
	return tries, false
}

// hiccup is how often user 1 is asked for until the first look after a refusal gets in: a server
// that is away for a moment is no lock.
const hiccup = 2

// needlessWaits is how often what looks like a lock may turn out to be none, before that is
// taken for how the server says no.
const needlessWaits = 3

// lock is what is known of a server, or of a firewall before it, that keeps everybody out for
// a while when it has refused too much.
type lock struct {
	mu       sync.Mutex     // one waits for all
	open     time.Time      // a user was let in then
	needless int            // times that nobody was locked out
	refusals map[string]int // of callers without a good login, by how they read
	usual    string         // how the first of them reads
	reads    string         // how they read while everybody is kept out
	times    int            // that everybody was
	most     int            // refusals that it took
	asked    int            // requests since user 1 was let in
}

const (
	suspicious  = 5                      // an unusual refusal that is met as often may be a lock
	lockedTimes = 8                      // locks after which the rest is given up
	slowness    = 500 * time.Millisecond // what it waits more after each lock
)

// sitOut waits where a user who was let in before may be locked out, until that is over, and
// tells whether it is worth asking again.
func (p *Prober) sitOut(ctx context.Context, who caller) bool {
	refused := time.Now()
	if !who.Login.Valid() || !p.wasLetIn(who) {
		return false
	}
	l := &p.ways.lock
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open.After(refused) {
		return true
	}
	if short, _ := p.wire.shortage(); short != "" || l.needless >= needlessWaits {
		return false
	}
	tries, in := p.await(ctx, who, refused.Add(lockedOut))
	switch {
	case tries == 1:
		l.needless++
		return false
	case in:
		l.open = time.Now()
	}
	return in
}

// past asks again what a caller was refused while everybody was kept out: that says nothing
// of the caller. Who is refused so when user 1 is not is meant.
func (p *Prober) past(ctx context.Context, who caller, e transcript.Exchange, again func() transcript.Exchange) transcript.Exchange {
	for try, meant := 0, 0; ; try++ {
		locked, over := p.keptOut(ctx, who, e)
		if meant = map[bool]int{true: meant + 1}[over]; !locked || meant == 2 {
			return e
		}
		if try == lockedTimes || ctx.Err() != nil {
			p.wire.fallShort("locked out", "Callers without a login were kept out with everybody else, again and again")
			e.Response, e.Failure = nil, transcript.LockedOut
			return e
		}
		p.slowly(ctx, who)
		e = again()
	}
}

// keptOut tells whether a caller was refused as everybody is kept out, and waits until that
// is over, if it is not. A refusal of callers without a good login that is not of the usual
// kind is one of everybody where user 1 is refused, too.
func (p *Prober) keptOut(ctx context.Context, who caller, e transcript.Exchange) (locked, over bool) {
	reads, refused, owner := reading(e), time.Now(), p.keys.owner()
	if who.Login == catalog.Owner || reads == "" || !p.wasLetIn(owner) {
		return false, false
	}
	l := &p.ways.lock
	l.mu.Lock()
	defer l.mu.Unlock()
	if !who.Login.Valid() {
		l.count(reads)
	}
	switch {
	case l.matches(e) && (l.open.After(refused) || l.times >= lockedTimes):
		return true, false
	case !l.matches(e) && (who.Login.Valid() || !l.suspects(reads)):
		return false, false
	}
	switch tries, in := p.await(ctx, owner, refused.Add(lockedOut)); {
	case !in:
		return false, false // nothing more is proven, and the run says so
	case tries == 1:
		return l.matches(e), true
	case tries == hiccup:
		return true, false
	}
	if l.reads == "" {
		l.most = l.refusals[l.usual]
		p.wire.note("Callers without a login had everybody locked out for a while, and were asked slowly after that.")
	}
	l.reads, l.open, l.asked = cmp.Or(l.reads, reads), time.Now(), 0
	l.times++
	return true, false
}

// happened tells whether everybody was kept out at some time.
func (l *lock) happened() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.times > 0
}

func (l *lock) count(reads string) {
	if l.refusals == nil {
		l.refusals, l.usual = map[string]int{}, reads
	}
	l.refusals[reads]++
}

// suspects tells a refusal that may be a lock: it is looked at once.
func (l *lock) suspects(reads string) bool {
	return l.reads == "" && reads != l.usual && l.refusals[reads] == suspicious
}

// slowly has those who are refused ask few at a time, once everybody was locked out for that:
// a quarter of what it took, for some are under way still. User 1 is let in between, for some locks count refusals in a row;
// then, the more often it was of no use, the longer it waits, as others count those in a while.
func (p *Prober) slowly(ctx context.Context, who caller) {
	l := &p.ways.lock
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.times == 0 || l.times >= lockedTimes || who.Login == catalog.Owner {
		return
	}
	if l.asked++; l.asked > max(l.most/4, 1) {
		l.asked = 1
		p.await(ctx, p.keys.owner(), time.Now().Add(lockedOut))
		pause(ctx, time.Duration(l.times-1)*slowness)
	}
}

// forgetLocked drops what callers without a good login were refused before it was known for a
// lock, so that it is tried again.
func (p *Prober) forgetLocked(ops []catalog.Operation, callers []caller) (forgot bool) {
	l := &p.ways.lock
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reads == "" {
		return false
	}
	locked := map[string]bool{}
	for _, o := range ops {
		for _, who := range callers {
			answers := p.log.attacks(o.ID, who.ID)
			locked[catalog.Check(o.ID, who.ID)] = !who.Login.Valid() && slices.ContainsFunc(answers, l.matches) && !slices.ContainsFunc(answers, transcript.Exchange.OK)
		}
	}
	p.log.change(func(t *transcript.Transcript) {
		before := len(t.Exchanges)
		t.Exchanges = slices.DeleteFunc(t.Exchanges, func(e transcript.Exchange) bool { return e.Part == transcript.Attack && locked[e.Check()] })
		forgot = len(t.Exchanges) < before
	})
	return forgot
}

// matches tells a refusal as everybody gets it. One to HEAD shows no more than its status.
func (l *lock) matches(e transcript.Exchange) bool {
	reads := reading(e)
	if e.Request.Method == http.MethodHead && l.reads != "" && l.usual[:3] != l.reads[:3] {
		return reads != "" && reads[:3] == l.reads[:3]
	}
	return reads != "" && reads == l.reads
}

// sample is what differs from one refusal to the next.
var sample = regexp.MustCompile(`[0-9a-fA-F-]{8,}|\d+`)

// reading is how a refusal reads; empty for any other answer.
func reading(e transcript.Exchange) string {
	if e.Status() != http.StatusUnauthorized && e.Status() != http.StatusForbidden && !(e.IsPage() && e.Status() >= http.StatusBadRequest) {
		return ""
	}
	return strconv.Itoa(e.Status()) + " " + sample.ReplaceAllString(e.Response.Body[:min(len(e.Response.Body), 300)], "")
}

// refusedOtherwise tells whether callers without a token were refused in more than one way.
func (p *Prober) refusedOtherwise() bool {
	ways := map[int]bool{}
	for _, e := range p.log.copy().Exchanges {
		if e.Part == transcript.Attack && e.Identity == p.keys.caller("no-token").ID && e.Status() >= 400 && e.Status() != http.StatusNotFound {
			ways[e.Status()] = true
		}
	}
	return len(ways) > 1
}

// wasLetIn tells whether a user was let in before.
func (p *Prober) wasLetIn(who caller) bool {
	return p.log.has(func(e *transcript.Exchange) bool { return e.Identity == who.ID && e.OK() })
}
