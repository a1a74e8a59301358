package verdict

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// findings groups the results by their cause: one finding for each thing to fix,
// the worst first. What langgraph.json says about a cause goes with it.
func (c *court) findings(results []result.Result) []result.Finding {
	grouped := make(map[string][]result.Result)
	var codes []string
	for _, r := range results {
		if r.Code == "" || r.Verdict == catalog.Pass || r.Verdict == catalog.Skip {
			continue
		}
		if grouped[r.Code] == nil {
			codes = append(codes, r.Code)
		}
		grouped[r.Code] = append(grouped[r.Code], r)
	}
	list := []result.Finding{}
	for _, code := range codes {
		f := finding(code, grouped[code])
		server := catalog.ServerNamed(c.Facts.Server)
		f.Why, f.Fix = server.Say(c.whyOf(f, results)), server.Say(c.wider(f))
		known, _ := catalog.Explain(code)
		if cited := c.Settings.Project.Cite(known.Keys); cited != "" {
			f.Summary += "; " + cited
		}
		list = append(list, f)
	}
	result.SortFindings(list)
	return list
}

// whyOf is why a finding came about: with users of whom the policy says who may do what, a handler
// may be there, and know them by the wrong thing.
func (c *court) whyOf(f result.Finding, results []result.Result) string {
	if !c.policy.Complete || !catalog.OfHandlers(f.Code) {
		return f.Why
	}
	var in, out []string
	for _, r := range results {
		relation := cmp.Or(r.Relation, c.Settings.Relation.Name)
		switch {
		case catalog.IdentityNamed(r.Identity).Login != catalog.OtherUser || !slices.Contains(f.Operations, r.Operation):
		case r.Code == f.Code:
			in = append(in, relation)
		case r.Verdict == catalog.Pass && r.Identity == "other-user":
			out = append(out, relation)
		}
	}
	in = result.Unique(in)
	out = slices.DeleteFunc(result.Unique(out), func(relation string) bool { return slices.Contains(in, relation) })
	if len(in) == 0 || len(out) == 0 {
		return f.Why + catalog.Common
	}
	return fmt.Sprintf(catalog.Selective, catalog.And(out), catalog.And(in))
}

// wider is the fix of a finding, which says of a filter by the owner alone that it keeps out
// whom the policy lets in.
func (c *court) wider(f result.Finding) string {
	letsIn := func(operation string) bool {
		return slices.ContainsFunc(c.policy.Allow, func(a catalog.Allowance) bool { return a.Covers(catalog.Named(operation).Guarded()) })
	}
	if !catalog.FiltersByOwner(f.Fix) || !slices.ContainsFunc(f.Operations, letsIn) {
		return f.Fix
	}
	words, code, _ := strings.Cut(f.Fix, ":\n")
	return words + " (the policy lets others in, too: `authcheck explain over-blocked` shows a filter for that):\n" + code
}

// finding words one cause.
func finding(code string, results []result.Result) result.Finding {
	known, _ := catalog.Explain(code)
	f := result.Finding{Code: code, Verdict: results[0].Verdict, Title: known.Title, Why: known.Why, Fix: known.Fix, Tags: known.Tags}
	told := results[0]
	for _, r := range results {
		if result.WorseThan(r.Verdict, f.Verdict) || r.Verdict == f.Verdict && showing(r) > showing(told) {
			f.Verdict, told = r.Verdict, r
		}
		f.Checks = append(f.Checks, r.ID)
		f.Identities = append(f.Identities, r.Identity)
		f.Operations = append(f.Operations, r.Operation)
	}
	f.Identities, f.Operations = result.Unique(f.Identities), result.Unique(f.Operations)
	f.Summary = summaryOf(f, told)
	if told.Evidence != nil {
		f.Curl = told.Evidence.Curl
	}
	f.Fingerprint = fingerprint(code, f.Operations)
	return f
}

// fingerprint names a cause, the same in each run. Who got through is no part of it: that depends on
// the settings of a run, too.
func fingerprint(code string, operations []string) string {
	parts := []string{result.Schema, code}
	if known, _ := catalog.Explain(code); known.Each {
		parts = append(parts, slices.Sorted(slices.Values(operations))...)
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:8])
}

// showing rates how easy a result is to show: by whom there is nothing to know,
// without making anything, with the data in its answer.
func showing(r result.Result) int {
	e := r.Evidence
	if e == nil || e.Curl == "" {
		return 0
	}
	score := 10
	for _, good := range []bool{e.Method == "GET", e.Canary, !strings.Contains(e.Curl, "\n"), r.Resource == "threads", r.Identity == "no-token"} {
		if good {
			score++
		}
	}
	if catalog.Named(r.Operation).Creates != "" {
		score -= 3
	}
	return score
}

func summaryOf(f result.Finding, told result.Result) string {
	operations := "1 operation"
	if n := len(f.Operations); n > 1 {
		operations = fmt.Sprintf("%d operations", n)
	}
	if handlers := handlersOf(f.Operations); f.Code == catalog.OverBlocked && len(handlers) > 1 {
		operations += ", by the handlers " + strings.Join(handlers, ", ")
	}
	if told.Relation != "" { // says itself who it was
		return fmt.Sprintf("%s (%s)", told.Summary, operations)
	}
	who := callers(f.Identities)
	if len(who) > 1 { // "User 2 and the Studio header, on …": not what the last one has
		return fmt.Sprintf("%s, on %s: %s", catalog.And(who), operations, told.Summary)
	}
	return fmt.Sprintf("%s on %s: %s", who[0], operations, told.Summary)
}

// handlersOf are the handlers that guard operations, in the order of the operations.
func handlersOf(operations []string) (handlers []string) {
	for _, operation := range operations {
		handlers = append(handlers, catalog.Named(operation).Handler())
	}
	return result.Unique(handlers)
}

// manyCallers are not named one by one, but for those with a login.
const manyCallers = 4

// callers names those who got through; where there are many, it counts those without a login.
func callers(identities []string) []string {
	var named, without []string
	for _, id := range identities {
		identity := catalog.IdentityNamed(id)
		if len(identities) > manyCallers && identity.Login.None() {
			without = append(without, identity.Title)
		} else {
			named = append(named, identity.Title)
		}
	}
	if len(without) > 1 {
		without = []string{fmt.Sprintf("%d kinds of callers without a valid login", len(without))}
	}
	return append(named, without...)
}
