package probe

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// sweep looks, as everybody who made something or may have, for what this run has made
// and that is still there, whether or not an answer has told its ID. It notes the checks
// whose things it found.
func (p *Prober) sweep(ctx context.Context, things []thing, tries []attempt, swept map[string]bool) []thing {
	var found []thing
	seen := map[string]bool{}
	for _, l := range readbacksFor(things, tries) {
		if l.lost && p.ways.choosing.Load() {
			p.nameUnknown(ctx, l, things)
		}
		there, got := p.search(ctx, l.header, l.login, l.list)
		if got != transcript.Admitted && (l.login.Valid() || got == transcript.NoAnswer) {
			p.nameUnseen(ctx, l, things)
		}
		for _, t := range there {
			noteSwept(t, swept)
			if !seen[t.id] {
				seen[t.id] = true
				found = append(found, t)
			}
		}
	}
	if p.cleaners() == 1 {
		return append(found, p.sweepAllOfStore(ctx)...)
	}
	return append(found, p.sweepStore(ctx, things)...)
}

// nameUnseen names what a list would have shown that was not to be had: things that are
// not seen to be gone one by one either, and what may have been made.
func (p *Prober) nameUnseen(ctx context.Context, l readback, things []thing) {
	p.nameUnlessGone(ctx, things, func(t thing) bool { return t.login == l.login && string(t.kind) == l.list.kind })
	if l.lost {
		p.log.left(l.name(p.config.Users, p.log.known().Tag))
	}
}

// nameUnknown removes what was made since the run began and shows that it is the run's,
// where the server keeps no tag and answers were lost; the rest it names.
func (p *Prober) nameUnknown(ctx context.Context, l readback, things []thing) {
	o := catalog.Newest(l.list.path, l.list.field)
	e := p.as(ctx, caller{Identity: catalog.Identity{Login: l.login}, forms: []form{withHeader(l.header)}}, o)
	var found []map[string]any
	if !e.OK() || json.Unmarshal([]byte(e.Response.Body), &found) != nil {
		p.log.left(l.name(p.config.Users, p.log.known().Tag))
		return
	}
	for _, item := range found {
		id, _ := item[l.list.field].(string)
		created, _ := item["created_at"].(string)
		if !isID(id) || madeBefore(p.wire.serverTime(p.begin), created) || slices.ContainsFunc(things, func(t thing) bool { return t.id == id }) {
			continue
		}
		t := removable(catalog.Kind(l.list.kind), id)
		t.login, t.maybe, t.removal.Header = l.login, true, l.header
		p.remove(ctx, t)
		p.nameRemoved(ctx, t)
	}
}

// nameRemoved names what is still there although an answer has said that it was removed.
func (p *Prober) nameRemoved(ctx context.Context, things ...thing) {
	p.nameUnlessGone(ctx, things, func(t thing) bool { return t.kind != catalog.Item && p.made.isGone(t.id) })
}

// Dates as servers write them that say no zone, and how far such a zone is behind at most.
const (
	zoneless    = "2006-01-02T15:04:05"
	westernmost = 12 * time.Hour
)

// madeBefore tells that a thing was there before the run began, by the server's clock. What
// is no date does not say so.
func madeBefore(begin time.Time, created string) bool {
	begin = begin.Add(-time.Second)
	if at, err := time.Parse(time.RFC3339, created); err == nil {
		return at.Before(begin)
	}
	at, err := time.Parse(zoneless, strings.Replace(created, " ", "T", 1))
	return err == nil && at.Add(westernmost).Before(begin)
}

// seenGone asks for a thing of which an answer has said that it was removed.
func (p *Prober) seenGone(ctx context.Context, t thing) bool {
	return p.made.isGone(t.id) && p.readsGone(ctx, t)
}

// readsGone tells whether its maker, who asks for a thing, gets an answer without it.
func (p *Prober) readsGone(ctx context.Context, t thing) bool {
	request := t.removal
	request.Method = http.MethodGet
	if item, ok := request.Body.(storeItem); ok {
		request.Body, request.Query = nil, url.Values{"namespace": {strings.Join(item.Namespace, ".")}, "key": {item.Key}}
	}
	resp, err := p.wire.send(ctx, request, t.login, false)
	return err == nil && (refused(resp) || t.kind == catalog.Item && resp.OK() && strings.TrimSpace(string(resp.Body)) == "null")
}

// sweepAllOfStore looks through every namespace of the run that the users can list:
// where users are mixed up, what one has written may be anywhere.
func (p *Prober) sweepAllOfStore(ctx context.Context) []thing {
	s := newSearch(p.config)
	for _, user := range s.users {
		user.Token = p.wire.token(ctx, slices.IndexFunc(s.users, func(u User) bool { return u.Name == user.Name }))
		s.searchStore(ctx, user)
	}
	var found []thing
	for _, l := range s.found {
		if p.log.isOurs(l.Run) {
			found = append(found, thing{kind: catalog.Item, id: l.ID, ours: true, login: catalog.Owner, removal: l.removal})
		}
	}
	return found
}

// noteSwept notes the check whose thing was found: its marker names it.
func noteSwept(t thing, swept map[string]bool) {
	if t.check != "" {
		swept[path.Dir(t.check)] = true
	}
}

// sweepStore looks for items of the run that are still there.
func (p *Prober) sweepStore(ctx context.Context, things []thing) []thing {
	var found []thing
	asked := map[string]bool{}
	for _, t := range things {
		item, ok := t.removal.Body.(storeItem)
		who := string(rune(t.login)) + strings.Join(item.Namespace, ".")
		if !ok || !t.login.Valid() || asked[who] || !p.isOwnNamespace(t.login, item.Namespace) {
			continue
		}
		asked[who] = true
		maker := caller{Identity: catalog.Identity{Login: t.login}, forms: []form{withHeader(t.removal.Header)}}
		e := p.as(ctx, maker, catalog.ItemsOf(item.Namespace))
		var list struct {
			Items []storeItem `json:"items"`
		}
		if !e.OK() || !p.log.known().LetIn(catalog.ItemsOf(nil), e) || json.Unmarshal([]byte(e.Response.Body), &list) != nil {
			p.nameUnseenItems(ctx, things, item.Namespace)
			continue
		}
		for _, known := range things {
			other, ok := known.removal.Body.(storeItem)
			if ok && isBelow(other.Namespace, item.Namespace) && slices.ContainsFunc(list.Items, func(i storeItem) bool { return i.Key == other.Key }) {
				found = append(found, known)
			}
		}
	}
	return found
}

func isBelow(namespace, prefix []string) bool {
	return len(namespace) >= len(prefix) && slices.Equal(namespace[:len(prefix)], prefix)
}

// nameUnseenItems names the items of a namespace that could not be listed.
func (p *Prober) nameUnseenItems(ctx context.Context, things []thing, namespace []string) {
	p.nameUnlessGone(ctx, things, func(t thing) bool {
		item, ok := t.removal.Body.(storeItem)
		return ok && isBelow(item.Namespace, namespace)
	})
}

// nameUnlessGone names the chosen things that are not seen to be gone one by one.
func (p *Prober) nameUnlessGone(ctx context.Context, things []thing, chosen func(thing) bool) {
	var all errgroup.Group
	all.SetLimit(p.cleaners())
	for _, t := range things {
		if chosen(t) {
			all.Go(func() error {
				if !p.seenGone(ctx, t) {
					p.log.left(p.named(t))
				}
				return nil
			})
		}
	}
	_ = all.Wait()
}

// isOwnNamespace tells where a user's items are kept: in the namespace of user 1, what
// user 2 has written shows in user 1's list, also below it, unless the server moves it.
func (p *Prober) isOwnNamespace(login catalog.Login, namespace []string) bool {
	facts := p.log.known()
	if login == catalog.Owner {
		return slices.Equal(namespace, facts.Namespace)
	}
	return slices.Equal(namespace, facts.Own) || facts.Stored != nil && slices.Equal(namespace, facts.Below())
}
