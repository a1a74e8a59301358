package verdict

import (
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// line is one of the tutorial's three checks, with its wording.
type line struct {
	operation, identity string
	blocked, open       string
	seen                string // where the policy allows it
}

var tutorial = []line{
	{operation: "threads.create", identity: "owner"},
	{"threads.create", "no-token", "Unauthenticated access blocked", "Unauthenticated access should fail!", ""},
	{"threads.get", "other-user", "User 2 blocked from User 1's thread", "User 2 shouldn't see User 1's thread!", "User 2 sees User 1's thread"},
}

// lines judges the tutorial's checks; only the first where user 1 got nowhere.
func (c *court) lines() []result.Result {
	if !c.begun() {
		return []result.Result{c.refusedOwner()}
	}
	results := []result.Result{}
	for _, l := range tutorial {
		if !c.Settings.Wants(l.identity) {
			continue // was tried with another pair of users
		}
		r := c.result(catalog.Named(l.operation), catalog.IdentityNamed(l.identity))
		r.Line = l.words(r)
		if l.blocked == "" {
			r.Line = "User 1 created thread: " + c.Facts.Things["thread"]
		}
		results = append(results, r)
	}
	return results
}

func (l line) words(r result.Result) string {
	said := ""
	if r.Evidence != nil {
		said = r.Evidence.Got
	}
	switch {
	case r.GotIn():
		return l.open
	case r.Verdict == catalog.Pass && strings.HasSuffix(r.Summary, pageForAll):
		return l.blocked + ": " + strings.TrimPrefix(r.Summary, "denied: ")
	case r.Verdict == catalog.Pass:
		return l.blocked + ": " + said
	case r.Code == crashAsDenial:
		return l.blocked + " by a crash: " + said
	case result.IsBad(r.Verdict): // and nobody got in: the reason says what is wrong
		return l.blocked + ": " + r.Summary
	case r.Verdict == catalog.Note && r.Allowed:
		return l.seen + ": " + r.Summary
	}
	return l.blocked + "? Undecided: " + r.Summary
}

// withLines puts the tutorial's wording onto its checks; those that are not among the
// results, as --only chose others, come first.
func withLines(results, lines []result.Result) []result.Result {
	var alone []result.Result
	for _, l := range lines {
		i := slices.IndexFunc(results, func(r result.Result) bool { return r.ID == l.ID })
		if i < 0 {
			alone = append(alone, l)
			continue
		}
		results[i].Line = l.Line
	}
	return append(alone, results...)
}
