package probe

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/phrase"
	"authcheck/scenario/transcript"
)

// cleanUpTime bounds the removal of what a run made after the run was ended, and
// cleanUpMost in any case: a rate limit may have to be waited out.
const (
	cleanUpTime = 20 * time.Second
	cleanUpMost = 2 * time.Minute
)

// removalOrder: what refers to something goes before it.
var removalOrder = []catalog.Kind{catalog.Cron, catalog.Item, catalog.Thread, catalog.Assistant}

// CleanUp removes everything that this run made, each thing as the caller that made
// it, once. It goes on after Ctrl-C, for a bounded time. What is still there when it
// has been removed is a leftover, whatever the server said to that.
func (p *Prober) CleanUp(ctx context.Context) {
	p.once.Do(func() { p.cleanUp(ctx); p.keys.listener.close() })
}

func (p *Prober) cleanUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, cleanUpMost)
	defer cancel()
	ctx, done := outlive(ctx, p.cleanUpTime())
	defer done()
	defer p.removeAccounts(ctx)
	defer p.endWaiting(ctx)
	p.wire.lookOnce(ctx)
	if p.ways.lock.happened() {
		p.await(ctx, p.keys.owner(), time.Now().Add(lockedOut))
	}
	things, tries := p.made.take(p.log.turnsAway)
	swept := map[string]bool{}
	things = p.seek(ctx, things, tries, swept)
	p.removeAll(ctx, things, false)
	if left := p.sweep(ctx, things, tries, swept); len(left) > 0 {
		p.removeAll(ctx, left, true)
		for _, t := range p.sweep(ctx, append(things, left...), tries, swept) {
			p.log.left(t.what())
		}
	}
	if p.ways.choosing.Load() { // no list tells what is the run's
		p.nameRemoved(ctx, things...)
	}
	for _, t := range tries {
		if t.silent && !swept[t.check] && !t.login.Valid() {
			p.log.left("the thread of " + t.check)
		}
	}
}

// cleanUpTime is how long is left for that after the run was ended: a ban is waited out.
func (p *Prober) cleanUpTime() time.Duration {
	if p.ways.lock.happened() {
		return banned + cleanUpTime
	}
	return cleanUpTime
}

// removeAll removes things, those of a kind at once.
// What was seen to be there again is removed whatever was said before.
func (p *Prober) removeAll(ctx context.Context, things []thing, again bool) {
	for _, kind := range removalOrder {
		var all errgroup.Group
		all.SetLimit(p.cleaners())
		for _, t := range things {
			if t.kind == kind && (again || !p.removed(t)) {
				all.Go(func() error { p.remove(ctx, t); return nil })
			}
		}
		_ = all.Wait()
	}
}

// cleaners is how many things are removed at once: one, where the server mixes up
// callers whose requests overlap.
func (p *Prober) cleaners() int {
	t := p.log.copy()
	if slices.ContainsFunc(t.Exchanges, t.Facts.Doubtful) {
		return 1
	}
	return atOnce
}

// removed tells whether one of the checks has deleted the thing already.
func (p *Prober) removed(t thing) bool {
	for _, o := range catalog.Operations(false, false) {
		if o.Oracle == catalog.Delete && o.Effect.Object != "" && p.log.get(o.Effect.Object) == t.id {
			if control, ok := p.log.control(o.ID); ok && control.OK() {
				p.made.gone(t.id)
				return true
			}
		}
	}
	return false
}

// gone are the answers that mean there is nothing left to remove.
var gone = []int{http.StatusNotFound, http.StatusConflict, http.StatusGone}

// locked are the answers of servers that lock callers out for a while, or are busy.
var locked = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable,
	http.StatusGatewayTimeout}

// removals is how often the removal of a thing is tried, and removalTime how long an
// answer to it is waited for.
const (
	removals    = 6
	removalTime = 10 * time.Second
)

func (p *Prober) remove(ctx context.Context, t thing) {
	if !t.ours && !p.provesOurs(ctx, t) {
		return
	}
	t.ours = true
	if p.config.RequestTimeout == 0 {
		t.removal.Timeout = removalTime
	}
	for try := range removals { // of items, what is not there is removed as well: it proves nothing
		if try > 0 {
			pause(ctx, againAfter<<(try-1))
		}
		resp, err := p.wire.send(ctx, t.removal, t.login, false)
		p.noteDeletion(t, resp, err)
		busy := err == nil && resp.Status == http.StatusConflict && p.ways.choosing.Load() // no search for the tag would find it
		if err == nil && !busy && (resp.OK() || slices.Contains(gone, resp.Status)) && !isPage(resp) {
			p.made.gone(t.id)
			if !resp.OK() {
				p.removedAsOther(ctx, t)
			}
			return
		}
		if t.maybe && err == nil && refused(resp) || p.removedAsOther(ctx, t) && (t.kind != catalog.Item || p.readsGone(ctx, t)) {
			p.made.gone(t.id)
			return
		}
		if err == nil && !busy && !slices.Contains(locked, resp.Status) {
			break // it will say no to that again
		}
		if try == 0 && err == nil && p.isMissed(ctx, t, resp) {
			p.made.gone(t.id)
			return
		}
		if _, ended := errors.AsType[*endedError](err); ended || try > 0 && cause(err) == transcript.TooLate {
			break // nothing more will come of it
		}
	}
	if t.maybe && p.isUnlisted(ctx, t) { // it was not made
		p.made.gone(t.id)
		return
	}
	p.log.left(p.named(t))
}

// provesOurs reads a thing that only an answer has named, or a list. What can't be told to be
// this run's is named, and not removed.
func (p *Prober) provesOurs(ctx context.Context, t thing) bool {
	whose := p.whose(ctx, t)
	if t.kind == catalog.Cron && whose < notOurs { // some servers have no way to read one
		whose = p.whoseListed(ctx, t, whose)
	}
	t.untold = whose == notOurs && !t.listed && p.isNew(ctx, t)
	untagged := whose == notOurs && (p.ways.choosing.Load() || p.made.bare) // nothing shows the tag there
	if untagged || t.untold || whose == unknown {
		p.log.left(p.named(t))
	}
	if whose == notOurs && t.listed {
		p.made.foreign(t.id)
	}
	return whose == ours
}

// whoseListed is whose a thing is by its maker's list in the other order; a good one without it
// says that there is no such thing.
func (p *Prober) whoseListed(ctx context.Context, t thing, otherwise ownership) ownership {
	list, _ := listOf(t.kind)
	there, got := p.searchBy(ctx, catalog.OursOldest(list.path, list.field), t.removal.Header, t.login, list)
	switch {
	case slices.ContainsFunc(there, func(other thing) bool { return other.id == t.id }):
		return ours
	case got == transcript.Admitted:
		return nobodys
	}
	return otherwise
}

// isNew tells whether a thing was made since the run began, as far as it says when: the request
// that made it may have lost its body, with the tag, on the way.
func (p *Prober) isNew(ctx context.Context, t thing) bool {
	request := t.removal
	request.Method = http.MethodGet
	resp, err := p.wire.send(ctx, request, t.login, false)
	created := ""
	if err == nil && resp.OK() {
		created = stringField(resp.Body, "created_at")
	}
	return created != "" && !madeBefore(p.wire.serverTime(p.begin), created)
}

// isMissed tells whether a thing whose removal is refused is gone, on servers that say so as
// they say no: it is not to be read, nor in its maker's list.
func (p *Prober) isMissed(ctx context.Context, t thing, said *langgraph.Response) bool {
	if !t.ours || !slices.Contains(refusals, said.Status) {
		return false
	}
	request := t.removal
	request.Method = http.MethodGet
	if resp, err := p.wire.send(ctx, request, t.login, false); err != nil || resp.Status != said.Status {
		return false
	}
	return p.isUnlisted(ctx, t)
}

// isUnlisted tells whether a list of its maker's has everything of the run but this.
func (p *Prober) isUnlisted(ctx context.Context, t thing) bool {
	list, ok := listOf(t.kind)
	if !ok || p.ways.choosing.Load() {
		return false
	}
	there, got := p.search(ctx, t.removal.Header, t.login, list)
	return got == transcript.Admitted && !slices.ContainsFunc(there, func(other thing) bool { return other.id == t.id })
}

// named names a thing that is left, with the command that removes it where it does not show
// the tag that `authcheck cleanup` goes by.
func (p *Prober) named(t thing) string {
	if !p.ways.choosing.Load() && !t.untold || t.kind == catalog.Item {
		return t.what()
	}
	which := "which does not show authcheck's tag"
	if t.maybe || t.untold {
		which = "which was made meanwhile, and may be this run's"
	}
	return t.what() + ", " + which + ": " + byHand(p.config.URL, t)
}

// byHand is how somebody else removes a thing that has an ID.
func byHand(server string, t thing) string {
	token := map[catalog.Login]string{catalog.Owner: "$AUTHCHECK_TOKEN_1", catalog.OtherUser: "$AUTHCHECK_TOKEN_2"}[t.login]
	command := "curl -X DELETE " + phrase.ShellWord(strings.TrimRight(server, "/")+t.removal.Path)
	if token != "" {
		command += ` -H "Authorization: Bearer ` + token + `"`
	}
	return command
}

func isPage(resp *langgraph.Response) bool {
	return transcript.IsPage(resp.Header.Get("Content-Type"), string(resp.Body))
}

// noteDeletion keeps user 2's first removal of each kind of thing that works: the control
// of the caller for deletions. What user 2 has made in user 1's name may be out of reach.
func (p *Prober) noteDeletion(t thing, resp *langgraph.Response, err error) {
	o := catalog.DeletionControl(t.kind)
	if t.login != catalog.OtherUser || p.log.ownWorked(o.ID) {
		return
	}
	p.log.add(transcript.Exchange{Part: transcript.Own, Operation: o.ID, Identity: p.keys.other().ID,
		Request: transcript.Request{Method: t.removal.Method, Path: t.removal.Path}, Response: recorded(resp), Failure: cause(err)})
}

// removedAsOther tries as the other user: on a server that mixes users up, or lets
// ownership be given away, what one has made may be the other's.
func (p *Prober) removedAsOther(ctx context.Context, t thing) bool {
	other, ok := map[catalog.Login]caller{catalog.Owner: p.keys.other(), catalog.OtherUser: p.keys.owner()}[t.login]
	if !ok || !t.ours {
		return false
	}
	request := t.removal
	request.Header = other.forms[0].header
	resp, err := p.wire.send(ctx, request, catalog.OtherUser, false)
	return err == nil && resp.OK()
}
