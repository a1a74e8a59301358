package probe

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// Tutorial is the script of the tutorial: user 1 makes a thread, a caller without
// a token tries to, and user 2 tries to see it. It tells whether user 1 got anywhere.
func (p *Prober) Tutorial(ctx context.Context) bool {
	owner, other, nobody := p.keys.owner(), p.keys.other(), p.keys.caller("no-token")
	create, get := catalog.Named("threads.create"), catalog.Named("threads.get")
	var side errgroup.Group
	if p.config.Wants(nobody.ID) {
		side.Go(func() error { p.attack(ctx, create, nobody, nobody.forms[0]); return nil })
	}
	made := p.create(ctx, owner, create)
	made.Part = transcript.Attack
	p.log.add(made)
	id := p.idOf(made, catalog.Thread)
	if id != "" {
		p.log.set("thread", id)
		p.learnOwnership(made, 0)
		side.Go(func() error { p.attack(ctx, get, owner, owner.forms[0]); return nil })
		side.Go(func() error { p.attack(ctx, get, other, other.forms[0]); return nil })
		side.Go(func() error { p.asOwn(ctx, catalog.Named("threads.search").ControlID()); return nil })
	} else if made.Response != nil { // a list tells a token that is refused from a user who may not
		side.Go(func() error { p.attack(ctx, catalog.Named("threads.search"), owner, owner.forms[0]); return nil })
	}
	_ = side.Wait()
	p.tellKeysFromNobody(ctx, create, nobody)
	p.tellWayOfRefusal(ctx, create, nobody)
	p.tellUserFromGarbage(ctx)
	return id != ""
}

// tellUserFromGarbage brings a made-up token where a user is refused even a list: who is told something
// else by that is known to the server, and may do nothing there.
func (p *Prober) tellUserFromGarbage(ctx context.Context) {
	list, own := catalog.Named("threads.search"), catalog.Named("threads.search").ControlID()
	if !slices.ContainsFunc(p.log.copy().Exchanges, func(e transcript.Exchange) bool {
		mine := e.Part == transcript.Attack && e.Check() == catalog.Check(list.ID, "owner") || e.Part == transcript.Own && e.Operation == own
		return mine && e.Status() == http.StatusForbidden
	}) {
		return
	}
	garbage := p.keys.caller("garbage")
	e := p.askOnce(ctx, list, garbage, garbage.forms[0], p.log.values(list, garbage.Identity))
	e.Part = transcript.Garbage
	p.log.add(e)
}

// tellWayOfRefusal asks for lists as well where nobody was sent elsewhere or shown a page: what
// everybody without a login gets, whatever they ask for, is how this server refuses.
func (p *Prober) tellWayOfRefusal(ctx context.Context, create catalog.Operation, nobody caller) {
	told := func(e transcript.Exchange) bool { return e.Response != nil && e.Response.Location == "" && !e.IsPage() }
	if answers := p.log.attacks(create.ID, nobody.ID); len(answers) == 0 || slices.ContainsFunc(answers, told) {
		return
	}
	for _, list := range []string{"threads.search", "assistants.search"} {
		p.attack(ctx, catalog.Named(list), nobody, nobody.forms[0])
	}
}

// tellKeysFromNobody brings a made-up token where nobody's was let in, and langgraph.json
// may be the reason.
func (p *Prober) tellKeysFromNobody(ctx context.Context, create catalog.Operation, nobody caller) {
	list, garbage := catalog.Named("threads.search"), p.keys.caller("garbage")
	in := func(e transcript.Exchange) bool { return p.log.known().LetIn(create, e) }
	if p.config.Project.LetsKeysIn() && slices.ContainsFunc(p.log.attacks(create.ID, nobody.ID), in) {
		p.attack(ctx, list, garbage, garbage.forms[0])
	}
}

// guesses are the keys that careless handlers look at, for servers whose
// metadata does not show how they remember the owner.
var guesses = []string{"owner", "owner_id", "user_id", "user", "identity"}

// learnOwnership reads how the server remembers the owner of a thread that a user
// has just made: metadata that we did not send, such as {"owner": "<ID>"}, whatever
// its form.
func (p *Prober) learnOwnership(thread transcript.Exchange, user int) {
	var made struct {
		Metadata map[string]any `json:"metadata"`
	}
	_ = json.Unmarshal([]byte(thread.Response.Body), &made)
	owned := maps.Clone(made.Metadata)
	maps.DeleteFunc(owned, func(key string, value any) bool {
		return slices.Contains(catalog.PlainMetadata, key) || value == nil || value == ""
	})
	if owned == nil {
		owned = make(map[string]any)
	}
	of, told := p.madeOf(owned, user)
	p.log.change(func(t *transcript.Transcript) {
		t.Facts.Learned = len(owned) > 0
		t.Facts.Users[user].MadeOf, t.Facts.Users[user].Untold = of, !told
		if len(owned) == 0 {
			for _, key := range guesses {
				owned[key] = t.Facts.Users[user].Subject
			}
		}
		t.Facts.Users[user].Owned = owned
	})
}
