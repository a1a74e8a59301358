package scenario

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// Unrelated are users of whom no policy says anything: they share nothing.
func Unrelated(users []User) []catalog.Person {
	people := make([]catalog.Person, len(users))
	for i, user := range users {
		people[i] = catalog.Person{Name: user.Name, Token: fmt.Sprintf("$AUTHCHECK_TOKEN_%d", i+1)}
	}
	return people
}

// between is the configuration for one pair of users: the relation's owner as user 1, its
// visitor as user 2.
func (c Config) between(r catalog.Relation) Probe {
	pair := c.Probe
	if r.Name == "" {
		return pair
	}
	pair.Relation, pair.Users, pair.Others, pair.Role = r, nil, nil, c.roleBeside(r.Visitor)
	for i, one := range []catalog.Person{r.Owner, r.Visitor} {
		user := c.sessions[slices.IndexFunc(c.People, func(p catalog.Person) bool { return p.Name == one.Name })].pair()
		user.Name = []string{"User 1", "User 2"}[i] // what the whole run calls them
		pair.Users = append(pair.Users, user)
	}
	for i, person := range c.People {
		if person.Name != r.Owner.Name && person.Name != r.Visitor.Name {
			pair.Others = append(pair.Others, c.Users[i])
		}
	}
	return pair
}

// roleBeside is the role of the policy with the most rights that a user does not have.
func (c Config) roleBeside(user catalog.Person) (role string) {
	most := -1
	for _, p := range c.People {
		if rights := catalog.Between(c.Allow, p, catalog.Person{}).Rights(); p.Role != "" && p.Role != user.Role && rights > most {
			role, most = p.Role, rights
		}
	}
	return role
}

// relations are the pairs of users that are tried, the whole matrix with the first of them. Users of
// whom no policy says anything are like each other.
func (c Config) relations() []catalog.Class {
	if c.People == nil {
		return []catalog.Class{{}}
	}
	classes := catalog.Relations(c.People, c.Allow)
	whole := catalog.Whole(classes)
	if c.Deep && len(c.People) > 2 {
		whole = append(slices.Clip(whole), catalog.Backwards(whole)...)
	}
	if len(c.inRing()) == 0 {
		return whole
	}
	ring := slices.DeleteFunc(catalog.Ring(c.People, classes), func(r catalog.Class) bool {
		return slices.ContainsFunc(whole, func(w catalog.Class) bool { return w.Visitor == r.Visitor && w.Owner == r.Owner })
	})
	return append(slices.Clip(whole), ring...)
}

// inRing are the checks of those who are many that are wanted.
func (c Config) inRing() (checks []string) {
	for _, o := range catalog.Neighbourly {
		if check := catalog.Check(o, "other-user"); c.Has(check) {
			checks = append(checks, o+"/*")
		}
	}
	return checks
}

// shares tells whether the policy lets one user see by an operation what is another's.
func (c Config) shares(o catalog.Operation, who, whose string) bool {
	find := func(name string) (one catalog.Person) {
		if i := slices.IndexFunc(c.People, func(p catalog.Person) bool { return p.Name == name }); i >= 0 {
			one = c.People[i]
		}
		return one
	}
	return catalog.Between(c.Allow, find(who), find(whose)).Permits(o)
}

// runFirst tries everything with the first pair whose owner can make things, if there is one:
// some roles may not. The other pairs are left.
func (c Config) runFirst(ctx context.Context, relations []catalog.Class) (*transcript.Transcript, []catalog.Class, error) {
	var t *transcript.Transcript
	var tried []*transcript.Transcript // of owners who made nothing
	unable := map[string]bool{}
	last := 0
	for i, r := range relations {
		for _, pair := range r.Alike() {
			if unable[pair.Owner.Name] || r.Ring {
				continue
			}
			unable[pair.Owner.Name], last = true, i
			if t != nil {
				tried = append(tried, t)
			}
			var err error
			if t, err = c.run(ctx, c.between(pair), c.hasOther(relations, unable)); err != nil {
				return nil, nil, err
			}
			t.Tried = tried
			if !makesNothing(t) || ctx.Err() != nil {
				return t, slices.Delete(slices.Clone(relations), i, i+1), nil
			}
		}
	}
	return t, slices.Delete(slices.Clone(relations), last, last+1), nil
}

// makesNothing tells an owner who is let in, or known, and may not make anything.
func makesNothing(t *transcript.Transcript) bool {
	return t.Facts.Things["thread"] == "" && slices.ContainsFunc(t.Exchanges, func(e transcript.Exchange) bool {
		return e.Check() == catalog.Check("threads.search", "owner") && (e.OK() || t.Barred(e))
	})
}

// hasOther tells whether somebody's things are left to be tried but those of some owners.
func (c Config) hasOther(relations []catalog.Class, owners map[string]bool) bool {
	return slices.ContainsFunc(relations, func(r catalog.Class) bool {
		return !r.Ring && slices.ContainsFunc(r.Alike(), func(pair catalog.Relation) bool { return !owners[pair.Owner.Name] })
	})
}

// pairsAtOnce is how many pairs of the ring are tried side by side.
const pairsAtOnce = 4

// runFurther tries the other pairs: only what one user does with another's things, for
// whoever has no good login was there before.
func (c Config) runFurther(ctx context.Context, relations []catalog.Class, graph string) []*transcript.Transcript {
	list := make([]*transcript.Transcript, len(relations))
	var ring errgroup.Group
	ring.SetLimit(pairsAtOnce)
	quiet := c
	quiet.Observe = nil
	var mu sync.Mutex
	tried := 0
	try := func(i int) error {
		list[i] = quiet.runClass(ctx, relations[i], graph)
		mu.Lock()
		defer mu.Unlock()
		tried++
		c.observe(Event{Phase: "pairs of users", Done: tried, Total: len(relations)})
		return nil
	}
	for i, r := range relations {
		if r.Ring {
			ring.Go(func() error { return try(i) })
		} else {
			_ = try(i)
		}
	}
	_ = ring.Wait()
	return list
}

// runClass tries one further pair, and another that stands alike as long as the owner can make nothing.
func (c Config) runClass(ctx context.Context, r catalog.Class, graph string) *transcript.Transcript {
	var t *transcript.Transcript
	for _, pair := range r.Alike() {
		if t = c.runPair(ctx, pair, graph); !makesNothing(t) || ctx.Err() != nil {
			break
		}
	}
	return t
}

// runPair tries one further pair. Where nothing could be started, the transcript says so.
func (c Config) runPair(ctx context.Context, r catalog.Relation, graph string) *transcript.Transcript {
	pair := c.between(r)
	pair.Provider, pair.Admin = nil, nil
	pair.Callers = []string{"owner", "other-user"}
	pair.Skip = slices.Concat(pair.Skip, besides())
	if r.Ring {
		pair.Only, pair.Graph = c.inRing(), graph
	}
	t, err := c.run(ctx, pair, false)
	if err != nil {
		t = &transcript.Transcript{Settings: transcript.Settings{Relation: r}, Notes: []string{"User 2 on what is User 1's: " + err.Error()}}
	}
	return t
}

// besides are the checks with a course of their own, which no other pair of users repeats.
func besides() []string {
	checks := []string{"routes"}
	for _, o := range catalog.Special() {
		checks = append(checks, o.ID)
	}
	return checks
}
