package probe

import (
	"context"
	"maps"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// setUpStore puts items into a namespace of this run. Servers that insist on the
// user's ID in front get it; where a server stores under another namespace than the
// one that was asked for, that one is learned.
func (p *Prober) setUpStore(ctx context.Context) {
	for name, prefix := range catalog.StoreKeys {
		p.log.set(name, prefix+p.log.known().Tag)
	}
	refusal, failed := "", false
	places := p.namespaces(p.layouts())
	for i := 0; i < len(places); i++ {
		both := places[i]
		p.log.change(func(t *transcript.Transcript) { t.Facts.Namespace, t.Facts.Own = both[0], both[1] })
		e := p.asControl(ctx, catalog.PutItem("key"))
		if e.OK() {
			e = p.asControl(ctx, catalog.Named("store.get"))
		}
		if e.OK() && p.log.known().Leaks(e) {
			p.putOthers(ctx)
			p.findStored(ctx, both[0])
			return
		}
		if refusal == "" {
			refusal = e.Why(catalog.PutItem("key").Doc)
			places = slices.Insert(places, i+1, p.namespaces(p.learnLayouts(ctx))...)
		}
		failed = failed || p.broke(catalog.Named(e.Operation), e)
	}
	switch {
	case refusal == "":
		refusal = "nothing is known to be the users' own in the store: --store-namespace names the place"
	case p.config.StoreNamespace == "" && !failed:
		refusal += ", wherever servers usually have it: --store-namespace names the place"
	}
	p.log.change(func(t *transcript.Transcript) {
		t.Facts.Namespace, t.Facts.Own = nil, nil
		for _, name := range []string{"namespace", "dotted"} {
			t.Facts.Absent[name], t.Failed[name] = refusal, failed
		}
		t.Exchanges = slices.DeleteFunc(t.Exchanges, func(e transcript.Exchange) bool {
			return e.Part == transcript.Attack && e.Check() == "store.get/owner"
		})
	})
}

// layouts are those that the user has named, or the usual ones.
func (p *Prober) layouts() [][]string {
	if p.config.StoreNamespace != "" {
		return [][]string{catalog.StoreLayout(p.config.StoreNamespace)}
	}
	return catalog.StoreLayouts
}

// namespaces are the places to try, user 1's and user 2's: in each layout with each name
// that a user may have.
func (p *Prober) namespaces(layouts [][]string) (all [][2][]string) {
	facts := p.log.known()
	byName, byMail := storeNames(facts.Users[0], facts.Users[1])
	for _, names := range [][][2]string{byName, byMail} {
		for _, layout := range layouts {
			for _, name := range names {
				var both [2][]string
				for user := range both {
					for _, label := range layout {
						both[user] = append(both[user], strings.NewReplacer("{user}", name[user], "{tag}", facts.Tag).Replace(label))
					}
				}
				if !slices.ContainsFunc(all, func(known [2][]string) bool { return slices.Equal(known[0], both[0]) }) {
					all = append(all, both)
				}
			}
		}
	}
	return all
}

// learnLayouts looks in user 1's list of namespaces for where there are items of theirs
// already: up to their name, with what is the run's behind it.
func (p *Prober) learnLayouts(ctx context.Context) (layouts [][]string) {
	if p.config.StoreNamespace != "" {
		return nil
	}
	e := p.as(ctx, p.keys.owner(), catalog.ListNamespaces)
	if !e.OK() {
		return nil
	}
	facts := p.log.known()
	named := facts.NamedAfter(0, transcript.Namespaces(e.Response.Body))
	p.log.change(func(t *transcript.Transcript) { t.Facts.Named = named })
	for _, n := range named {
		i := slices.IndexFunc(n, func(label string) bool { return label == facts.Users[0].Subject })
		layout := append(append(slices.Clone(n[:i]), "{user}"), catalog.MadeBy, "{tag}")
		if !slices.ContainsFunc(layouts, func(known []string) bool { return slices.Equal(known, layout) }) {
			layouts = append(layouts, layout)
		}
	}
	return layouts[:min(len(layouts), mostLayouts)]
}

// mostLayouts is how many places are learned from what user 1 has.
const mostLayouts = 4

// storeNames are the names by which a server may know the users in its store: IDs and
// what it writes on their things; and what stands before the @ of their addresses. A label
// holds no full stop.
func storeNames(one, two transcript.User) (byID, byMail [][2]string) {
	fits := func(name string) bool { return name != "" && !strings.Contains(name, ".") }
	add := func(list [][2]string, mine, theirs string) [][2]string {
		if fits(mine) && fits(theirs) {
			list = append(list, [2]string{mine, theirs})
		}
		return list
	}
	byID = add(nil, one.Subject, two.Subject)
	for _, pair := range pairsIn(one.Owned, two.Owned) {
		byID = add(byID, pair[0], pair[1])
	}
	mine, _, _ := strings.Cut(one.Email, "@")
	theirs, _, _ := strings.Cut(two.Email, "@")
	return byID, add(nil, mine, theirs)
}

// pairsIn are the texts that stand at the same place in two JSON values, at whatever depth.
func pairsIn(one, two any) (pairs [][2]string) {
	switch mine := one.(type) {
	case string:
		if theirs, ok := two.(string); ok {
			return [][2]string{{mine, theirs}}
		}
	case map[string]any:
		theirs, _ := two.(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(mine)) {
			pairs = append(pairs, pairsIn(mine[key], theirs[key])...)
		}
	case []any:
		theirs, _ := two.([]any)
		for i := range min(len(mine), len(theirs)) {
			pairs = append(pairs, pairsIn(mine[i], theirs[i])...)
		}
	}
	return pairs
}

// putOthers puts what is to be changed and removed, which no ring does.
func (p *Prober) putOthers(ctx context.Context) {
	if p.config.Relation.Ring {
		return
	}
	var all errgroup.Group
	for _, name := range []string{"key_w", "key_d"} {
		if p.isPaired(name) {
			continue
		}
		all.Go(func() error {
			if e := p.as(ctx, p.keys.owner(), catalog.PutItem(name)); !e.OK() {
				p.log.change(func(t *transcript.Transcript) { delete(t.Facts.Things, name) })
				p.lackAnswered(name, catalog.PutItem(name), e)
			}
			return nil
		})
	}
	_ = all.Wait()
}

// findStored looks for the run's namespace in the owner's list of namespaces.
func (p *Prober) findStored(ctx context.Context, asked []string) {
	e := p.asControl(ctx, catalog.ListNamespaces)
	if !e.OK() {
		return
	}
	tag := p.log.known().Tag
	for _, stored := range transcript.Namespaces(e.Response.Body) {
		if slices.Contains(stored, tag) && !slices.Equal(stored, asked) {
			p.log.change(func(t *transcript.Transcript) { t.Facts.Stored = stored })
		}
	}
}

// tryLookalike has both users read in the namespace of somebody whose name begins with
// user 2's.
func (p *Prober) tryLookalike(ctx context.Context) {
	o, other := catalog.Lookalike, p.keys.other()
	if !p.config.Has(catalog.Check(o.ID, other.ID)) || !p.has(o, other) || ctx.Err() != nil {
		return
	}
	for _, who := range p.users() {
		p.attack(ctx, o, who, who.forms[0])
	}
}
