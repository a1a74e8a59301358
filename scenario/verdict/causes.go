package verdict

import (
	"cmp"
	"net/http"
	"reflect"
	"slices"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// nameCauses names the cause behind each result, and the wider one behind many.
func (c *court) nameCauses(results []result.Result) {
	c.nameRace(results)
	c.attribute(results)
	nameStray(results)
	c.nameRefusal(results)
	c.nameCache(results)
	if c.Settings.Callers == nil { // else too few were tried to tell a whole resource by
		c.raise(results)
	}
}

// nameRace names a mix-up as the cause where what user 2 could read while user 1 was asking is
// denied to user 2 with nothing else under way. Something in front that gives one answer to all
// who ask at the same time looks alike.
func (c *court) nameRace(results []result.Result) {
	other := catalog.IdentityNamed("other-user")
	again := map[string]transcript.Exchange{}
	for _, e := range c.other[transcript.Alone] {
		if o := catalog.Named(e.Operation); e.Identity == other.ID && catalog.PlainRead(o) {
			again[e.Operation] = e
			if !refused(c.Outcome(o, e, c.control(o))) {
				return
			}
		}
	}
	for i, r := range results {
		o := catalog.Named(r.Operation)
		if len(again) > 0 && catalog.PlainRead(o) && r.Identity == other.ID && r.Verdict == catalog.Fail && r.GotIn() {
			results[i].Code = catalog.Overlap.FoundAs()
			results[i].Summary += raced
			if results[i].Evidence != nil && results[i].Evidence.Curl != "" {
				results[i].Evidence.Curl = c.curlTogether(o)
			}
		}
	}
}

// nameStray gives what the Studio header reached the cause of what was reached without anything,
// where the header is refused nearly everywhere: who let it in now and then did not for the header.
func nameStray(results []result.Result) {
	code, in, out := "", 0, 0
	for _, r := range results {
		_, _, route := catalog.SplitRoute(r.Operation)
		switch login := catalog.IdentityNamed(r.Identity).Login; {
		case route:
		case r.Identity == plainStranger && r.Verdict == catalog.Fail && r.GotIn():
			code = cmp.Or(code, r.Code)
		case login == catalog.Studio && r.GotIn():
			in++
		case login == catalog.Studio && r.Verdict == catalog.Pass:
			out++
		}
	}
	if code == "" || in*fewTimes > out {
		return
	}
	for i, r := range results {
		if catalog.IdentityNamed(r.Identity).Login == catalog.Studio && r.GotIn() {
			results[i].Verdict, results[i].Code = catalog.Fail, code
		}
	}
}

// fewTimes is how many more refusals there are where something is let in now and then.
const fewTimes = 4

// raced is what the same read with nothing else under way says.
const raced = ", while User 1 was asking, too; with nothing else under way User 2 is denied: users are mixed up, or something in front gives one answer to all who ask at a time, or kept it for a while"

// nameRefusal names user 2's token, where that is no login, as the cause of all that could not be
// decided of user 2.
func (c *court) nameRefusal(results []result.Result) {
	row, _ := catalog.CallerControlOf(catalog.Named("threads.search"))
	if own, tried := c.own[row.ID]; !tried || own.Status() != http.StatusUnauthorized {
		return
	}
	for i, r := range results {
		if r.Code == undecided && catalog.IdentityNamed(r.Identity).Login == catalog.OtherUser {
			results[i].Code = tokenRefused
		}
	}
}

// nameCache names a cache in front as the cause of all that could be read at an address.
func (c *court) nameCache(results []result.Result) {
	fresh := c.other[transcript.Fresh]
	if len(fresh) == 0 || c.Outcome(catalog.Named(fresh[0].Operation), fresh[0], transcript.Exchange{}) != transcript.Denied {
		return
	}
	for i, r := range results {
		if r.GotIn() && catalog.Named(r.Operation).Method == http.MethodGet {
			results[i].Verdict, results[i].Code = catalog.Fail, catalog.AnswerCached
		}
	}
}

// attribute gives a trick no finding of its own where the same thing works without it.
// Where users are mixed up, whatever else crossed between them may be due to that.
func (c *court) attribute(results []result.Result) {
	mixed := slices.ContainsFunc(results, func(r result.Result) bool {
		return r.Code == catalog.Overlap.FoundAs() && catalog.Named(r.Operation).FoundAs() == r.Code // not what may be a cache: see nameRace
	})
	for i, r := range results {
		login := catalog.IdentityNamed(r.Identity).Login
		if mixed && r.Verdict == catalog.Fail && r.GotIn() && (login == catalog.OtherUser || login == catalog.Studio) {
			results[i].Code = catalog.Overlap.FoundAs()
		}
	}
	code := make(map[string]string)
	for _, r := range results {
		if r.Verdict == catalog.Fail && r.GotIn() {
			code[r.ID] = r.Code
		}
	}
	for i, r := range results {
		if !r.GotIn() {
			continue
		}
		for _, weaker := range catalog.IdentityNamed(r.Identity).Weaker {
			if open := code[catalog.Check(sampleOf(r.Operation, weaker), weaker)]; open != "" { // what they bring makes no difference
				results[i].Verdict, results[i].Code = catalog.Fail, open
			}
		}
	}
	for i, r := range results {
		if !r.GotIn() {
			continue
		}
		for _, name := range catalog.Named(r.Operation).Plain {
			if plain := cmp.Or(code[catalog.Check(name, "no-token")], code[catalog.Check(name, r.Identity)]); plain != "" {
				results[i].Verdict, results[i].Code = catalog.Fail, plain
				break
			}
		}
	}
}

// sampleOf is an operation, or the one that an identity is tried on instead.
func sampleOf(operation, identity string) string {
	row, o := catalog.IdentityNamed(identity), catalog.Named(operation)
	switch {
	case o.TriedBy(row):
		return operation
	case row.On != nil:
		return row.On[0]
	}
	return cmp.Or(o.Control, operation)
}

// raise replaces many findings of one cause by the cause: every handler of a
// resource by the resource, every resource by the missing filter, every
// operation without a token by the missing auth.
func (c *court) raise(results []result.Result) {
	wider := make(map[string]string) // the causes that were found, by what they are called at first
	tested := slices.DeleteFunc([]string{"threads", "assistants", "crons"}, func(g string) bool { return !anyOf(results, g, catalog.Pass, catalog.Fail) })
	narrow := slices.DeleteFunc(slices.Clone(tested), func(g string) bool { return c.tellsOfAll(results, g) })
	open := slices.DeleteFunc(slices.Clone(tested), func(g string) bool {
		return !anyOf(results, g, catalog.Fail) || anyOf(results, g, catalog.Pass) || anyAllowed(results, g)
	})
	for _, guard := range open {
		if !slices.Contains(narrow, guard) {
			wider[guard+"-open"] = guard + "-open"
		}
	}
	if len(open) == len(tested) && len(wider) > 1 {
		for _, guard := range open {
			wider[guard+"-open"] = c.sharedByAll()
		}
	}
	switch {
	case c.letsKeysIn():
		wider[catalog.KeysLetIn] = catalog.KeysLetIn
	case everywhere(results, "no-token"):
		wider = map[string]string{"no-auth": "no-auth"}
	}
	under(results, wider)
}

// fewHandlers of a resource say nothing of the others.
const fewHandlers = 2

// tellsOfAll tells whether enough of a guard's handlers were tried to speak of all of them: where
// only some checks are wanted, a cron alone asks for its thread and its assistant.
func (c *court) tellsOfAll(results []result.Result, guard string) bool {
	if len(c.Settings.Only)+len(c.Settings.Skip) == 0 {
		return true
	}
	tried := map[string]bool{}
	for _, r := range results {
		if o := catalog.Named(r.Operation); o.Guarded() == guard && catalog.IdentityNamed(r.Identity).Login == catalog.OtherUser && (r.Verdict == catalog.Pass || r.Verdict == catalog.Fail) {
			tried[o.Handler()] = true
		}
	}
	return len(tried) > fewHandlers
}

// under gives results the wider cause of which theirs is a part.
func under(results []result.Result, wider map[string]string) {
	for i := range results {
		known, _ := catalog.Explain(results[i].Code)
		for _, cause := range known.Under {
			if found, ok := wider[cause]; ok {
				results[i].Code = found
				break
			}
		}
	}
}

// underFound does so by the causes that were found with another pair of users.
func underFound(results, others []result.Result) {
	wider := make(map[string]string)
	for _, r := range others {
		for _, guard := range []string{"threads", "assistants", "crons"} {
			if open := guard + "-open"; r.Code == open || slices.Contains(behindAll, r.Code) {
				wider[open] = r.Code
			}
		}
	}
	under(results, wider)
}

// Causes that are behind everything that users reach of each other.
const (
	noOwnerFilter     = "no-owner-filter"
	identityNotUnique = "identity-not-unique"
	seesAll           = "sees-all"
)

var behindAll = []string{noOwnerFilter, identityNotUnique, seesAll}

// letsKeysIn tells a server that does not ask its handler about callers without a header:
// langgraph.json says so, and those who bring something are refused.
func (c *court) letsKeysIn() bool {
	list := catalog.Named("threads.search")
	for _, answer := range c.attacks[catalog.Check(list.ID, "garbage")] {
		if got := c.Outcome(list, answer, transcript.Exchange{}); got == transcript.Denied || got == transcript.Crashed {
			return c.Settings.Project.LetsKeysIn()
		}
	}
	return false
}

// sharedByAll names why everything is open: no filter, one by an identity that both users
// have, or a right of user 2's that user 1 has not.
func (c *court) sharedByAll() string {
	users := c.Facts.Users
	if c.Facts.Learned && len(users) > 1 && reflect.DeepEqual(users[0].Owned, users[1].Owned) {
		return identityNotUnique
	}
	if c.keptToOwn() {
		return seesAll
	}
	return noOwnerFilter
}

// keptToOwn tells that user 1's own lists show nothing of what user 2 has made.
func (c *court) keptToOwn() bool {
	looked := 0
	for _, list := range catalog.ReversedLists {
		if look, ok := c.after[list.Resource]; !ok || c.Facts.Things[list.Thing] == "" || !c.Facts.LetIn(catalog.Readbacks[list.Resource], look) {
			continue
		}
		if looked++; c.shows2(list.Resource) {
			return false
		}
	}
	return looked > 0
}

// anyOf tells whether user 2's checks that a guard's handlers decide have one of the verdicts.
// Those with a course of their own say nothing of handlers.
func anyOf(results []result.Result, guard string, verdicts ...catalog.Verdict) bool {
	special := catalog.Special()
	return slices.ContainsFunc(results, func(r result.Result) bool {
		if !slices.Contains(verdicts, r.Verdict) || r.Code == catalog.OverBlocked || catalog.IdentityNamed(r.Identity).Login != catalog.OtherUser {
			return false
		}
		o := catalog.Named(r.Operation)
		return o.Plain == nil && o.Guarded() == guard && !slices.ContainsFunc(special, func(s catalog.Operation) bool { return s.ID == o.ID })
	})
}

// anyAllowed tells whether the policy allows user 2 something that a guard's handlers decide.
func anyAllowed(results []result.Result, guard string) bool {
	return slices.ContainsFunc(results, func(r result.Result) bool { return r.Allowed && catalog.Named(r.Operation).Guarded() == guard })
}

// everywhere tells whether an identity got in on every operation that was decided.
func everywhere(results []result.Result, identity string) bool {
	failed := 0
	for _, r := range results {
		if _, _, route := catalog.SplitRoute(r.Operation); r.Identity != identity || route {
			continue
		}
		switch r.Verdict {
		case catalog.Fail:
			failed++
		case catalog.Pass, catalog.Warn:
			if catalog.Named(r.Operation).Plain == nil { // a trick may come to nothing where all is open
				return false
			}
		}
	}
	return failed > 0
}
