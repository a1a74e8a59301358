package soak

import (
	"context"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// few are the users of whom each asks alone.
const few = 3

// alone has one user after the other make things, and then look for them, with nothing
// else under way: what the server keeps apart for nobody, or shows to nobody, is not tried.
// A few users tell that; who of them is not let in asks no more.
func (s *Soaker) alone(ctx context.Context) {
	var lives []*life
	for _, who := range s.people {
		l := &life{soak: s, who: who, quiet: true}
		e := s.askAlone(ctx, l, "threads.create")
		if ctx.Err() != nil {
			break // it says nothing of who was not asked any more
		}
		if l.thread == "" {
			who.bar(e.Why("/threads"))
			continue
		}
		if lives = append(lives, l); len(lives) == few {
			break
		}
	}
	s.place(ctx, lives)
	for _, look := range []string{"threads.search", "store.get", "store.search"} {
		for _, l := range lives {
			if o := catalog.SoakCall(look); s.record.leftOut(o.Resource) == "" {
				s.lookAlone(ctx, l, o)
			}
		}
	}
	if s.record.lost("threads") {
		s.record.lose("runs", "they are on threads")
	} else if s.record.leftOut("threads") != "" {
		s.record.leaveOut("runs", "they are on threads")
	} else if s.graph == "" {
		s.record.leaveOut("runs", "no graph is known to make them for")
	}
	for _, l := range lives {
		s.askAlone(ctx, l, "store.delete")
		s.askAlone(ctx, l, "threads.delete")
	}
}

// askAlone makes a call and waits for its answer.
func (s *Soaker) askAlone(ctx context.Context, l *life, id string) transcript.Exchange {
	o := catalog.SoakCall(id)
	if !l.can(o) || ctx.Err() != nil || !s.limit.enter(ctx) {
		return transcript.Exchange{Failure: "interrupted"}
	}
	e := l.ask(ctx, o)
	if e.Response != nil {
		s.record.mu.Lock()
		defer s.record.mu.Unlock()
		s.record.alone.Add(max(1, e.Response.ElapsedMS*1000))
	}
	return e
}

// lookAlone has a user look for what they made, twice where it is not to be seen.
func (s *Soaker) lookAlone(ctx context.Context, l *life, look catalog.Operation) {
	reason, leave := "", s.record.leaveOut
	for range 2 {
		e := s.askAlone(ctx, l, look.ID)
		if ctx.Err() != nil {
			return
		}
		if leave = s.record.leaveOut; fails(look, e) {
			leave = s.record.lose
		}
		if !e.OK() {
			reason = "it can't be looked through: " + e.Brief()
			continue
		}
		marks := s.telling(l.who, look, e.Response.Body)
		if other := slices.IndexFunc(marks, func(m transcript.Mark) bool { return m.User != l.who.index }); other >= 0 {
			s.crossedAlone(l, look.Resource, marks[other], e)
			return
		}
		if len(marks) > 0 {
			return
		}
		reason = "what its maker looks for does not show it"
		if len(s.marks.In(e.Response.Body)) > 0 {
			reason = "users with whom the policy shares it put their things in the same place"
		}
	}
	leave(look.Resource, reason)
}

// fails tells that there is no usable answer: nothing says then that the server has no such
// thing, or does not show it.
func fails(o catalog.Operation, e transcript.Exchange) bool {
	got := transcript.Facts{}.Outcome(o, e, transcript.Exchange{})
	return got == transcript.NoAnswer || got == transcript.Redirected
}

const notApart = "users are not kept apart there even one at a time"

func (s *Soaker) crossedAlone(l *life, resource string, mark transcript.Mark, e transcript.Exchange) {
	s.record.leaveOut(resource, notApart)
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	s.record.soak.Alone = append(s.record.soak.Alone, transcript.Crossing{Who: l.who.name, Whose: s.people[mark.User].name,
		Got: transcript.SoakCall{Operation: e.Operation, Method: e.Request.Method, Path: e.Request.Path, Status: e.Status()}, Exchange: e, Canary: mark.Text, Seen: true})
}

// place has all users put an item into the same place, as they ask for it: where the server
// keeps them apart by who they are, each finds the own one there. Where users have to name
// themselves, who is taken for another is refused, and a mix-up does not show.
func (s *Soaker) place(ctx context.Context, lives []*life) {
	layout := []string{catalog.MadeBy, "{tag}"}
	if s.config.StoreNamespace != "" {
		layout = catalog.StoreLayout(s.config.StoreNamespace)
	}
	for _, label := range layout {
		if strings.Contains(label, "{user}") {
			s.record.leaveOut("store", namesItself)
			return
		}
		s.namespace = append(s.namespace, strings.ReplaceAll(label, "{tag}", s.tag))
	}
	for _, l := range lives {
		if s.record.leftOut("store") != "" {
			return
		}
		put := catalog.SoakCall("store.put")
		e := s.askAlone(ctx, l, put.ID)
		if fails(put, e) && ctx.Err() == nil {
			e = s.askAlone(ctx, l, put.ID)
		}
		switch {
		case ctx.Err() != nil:
		case fails(put, e):
			s.record.lose("store", e.Why("/store/items"))
		case !e.OK():
			s.record.leaveOut("store", e.Why("/store/items")+" where nobody is named: "+namesItself)
			l.item = false
		}
	}
}

const namesItself = "where users name themselves, a mix-up would not show"
