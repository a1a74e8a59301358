package probe

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// ownership is whose a thing is that an answer has named.
type ownership int

const (
	unknown ownership = iota // it can't be read
	nobodys                  // its maker has nothing of that ID
	notOurs                  // it shows no trace of this run
	ours
)

// readings is how often a thing is read that may be ours, where the server is busy.
const readings = 3

// whose reads a thing and looks for a trace of this run: in it, and in the runs and the state
// of a thread.
func (p *Prober) whose(ctx context.Context, t thing) ownership {
	request := t.removal
	request.Method = http.MethodGet
	resp, err := p.wire.send(ctx, request, t.login, false)
	for try := 1; try < readings && ctx.Err() == nil && (mayPass(resp, err) || err == nil && resp.OK() && !t.isIn(resp)); try++ {
		pause(ctx, againAfter<<try)
		resp, err = p.wire.send(ctx, request, t.login, false)
	}
	switch {
	case err != nil || isPage(resp):
		return unknown
	case resp.Status == http.StatusNotFound:
		return nobodys
	case !resp.OK() || !t.isIn(resp):
		return unknown
	case p.log.carriesTag(string(resp.Body)), p.showsCanary(resp): // in its name, where metadata is not taken
		return ours
	case t.kind == catalog.Thread && p.showsIn(ctx, t, "/runs", "/state"):
		return ours
	}
	return notOurs
}

func (p *Prober) showsCanary(resp *langgraph.Response) bool {
	canary := p.log.known().Canary
	return canary != "" && strings.Contains(string(resp.Body), canary)
}

// isIn tells whether an answer is of the thing.
func (t thing) isIn(resp *langgraph.Response) bool {
	return stringField(resp.Body, resources[t.kind].field) == t.id
}

// mayPass tells an answer that may be another a moment later.
func mayPass(resp *langgraph.Response, err error) bool {
	if _, ended := errors.AsType[*endedError](err); ended || err != nil {
		return !ended && cause(err) != transcript.TooLate
	}
	return slices.Contains(locked, resp.Status)
}

// showsIn tells whether parts of a thread show a trace of this run.
func (p *Prober) showsIn(ctx context.Context, t thing, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool {
		request := t.removal
		request.Method, request.Path = http.MethodGet, request.Path+part
		resp, err := p.wire.send(ctx, request, t.login, false)
		return err == nil && resp.OK() && p.log.carriesTag(string(resp.Body))
	})
}

// seek looks for what this run has made in the lists of who has made it: an answer with our
// tag may have named something else, and another have named nothing. It notes the checks
// whose things it found.
func (p *Prober) seek(ctx context.Context, things []thing, tries []attempt, swept map[string]bool) []thing {
	var mu sync.Mutex
	var all errgroup.Group
	all.SetLimit(p.cleaners())
	lists := slices.DeleteFunc(readbacksFor(things, tries), func(l readback) bool { // what has names of the run's own is looked for in the end
		return !l.lost && !slices.ContainsFunc(things, func(t thing) bool { return !t.ours && t.login == l.login && string(t.kind) == l.list.kind })
	})
	for _, l := range lists {
		all.Go(func() error {
			there, _ := p.search(ctx, l.header, l.login, l.list)
			mu.Lock()
			defer mu.Unlock()
			for _, t := range there {
				noteSwept(t, swept)
				same := func(known thing) bool { return known.kind == t.kind && known.id == t.id }
				if i := slices.IndexFunc(things, same); i >= 0 {
					things[i].ours = true
				} else {
					things = append(things, t)
				}
			}
			return nil
		})
	}
	_ = all.Wait()
	return things
}

// proveCrons looks for user 1's crons in their list: their IDs are the server's, and nothing
// is tried on one that is not seen there, or read, with this run's tag.
func (p *Prober) proveCrons(ctx context.Context) {
	names := slices.DeleteFunc([]string{"cron", "cron_w", "cron_d"}, func(name string) bool { return p.log.get(name) == "" })
	if len(names) == 0 || p.ways.choosing.Load() {
		return
	}
	list := p.asControl(ctx, catalog.Named("crons.search"))
	for _, name := range names {
		p.keepIfOurs(ctx, name, p.keys.owner(), list)
	}
}

// keepIfOurs forgets a cron that neither an answer nor reading it shows to be this run's.
func (p *Prober) keepIfOurs(ctx context.Context, name string, who caller, e transcript.Exchange) {
	id := p.log.get(name)
	if id == "" || p.made.chose(id) || p.log.showsOurs(e, "cron_id", id) || p.lists(ctx, who, catalog.Cron, id) {
		return
	}
	whose := p.whose(ctx, who.thing(catalog.Cron, id))
	if whose == ours {
		return
	}
	reason := "the server has answered with the ID of a cron that is not this run's"
	if whose == nobodys {
		reason = who.Title + " does not see the cron that " + who.Title + " has made"
	}
	p.log.change(func(t *transcript.Transcript) { delete(t.Facts.Things, name) })
	p.log.lack(name, reason, whose != nobodys)
}

// lists tells whether a caller's own list has a thing with this run's tag.
func (p *Prober) lists(ctx context.Context, who caller, kind catalog.Kind, id string) bool {
	list, _ := listOf(kind)
	there := p.listOurs(ctx, who.forms[0].header, who.Login, list)
	return slices.ContainsFunc(there, func(t thing) bool { return t.id == id })
}

// thing is one that a caller may have made.
func (who caller) thing(kind catalog.Kind, id string) thing {
	t := removable(kind, id)
	t.login, t.removal.Header = who.Login, who.forms[0].header
	return t
}
