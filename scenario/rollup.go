package scenario

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// rollUp groups the results by their cause: one finding for each thing to fix,
// the worst first.
func (r *run) rollUp() {
	results := r.report.Results
	r.attribute(results)
	r.raise(results)
	grouped := make(map[string][]Result)
	var codes []string
	for _, result := range results {
		if result.Code == "" || result.Verdict == Pass || result.Verdict == Skip {
			continue
		}
		if grouped[result.Code] == nil {
			codes = append(codes, result.Code)
		}
		grouped[result.Code] = append(grouped[result.Code], result)
	}
	for _, code := range codes {
		r.report.Findings = append(r.report.Findings, r.finding(code, grouped[code]))
	}
	sortFindings(r.report.Findings)
}

// sortFindings puts the worst first.
func sortFindings(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return slices.Index(order, b.Verdict) - slices.Index(order, a.Verdict)
	})
}

// attribute gives a trick no finding of its own where the same thing works without it.
// Where users are mixed up, whatever else crossed between them may be due to that.
func (r *run) attribute(results []Result) {
	mixed := slices.ContainsFunc(results, func(result Result) bool { return result.Code == "identity-mixed-up" })
	for i, result := range results {
		if mixed && result.Verdict == Fail && (result.Identity == "other-user" || result.Identity == "studio") {
			results[i].Code = "identity-mixed-up"
		}
	}
	code := make(map[string]string)
	for _, result := range results {
		if result.Verdict == Fail {
			code[result.ID] = result.Code
		}
	}
	for i, result := range results {
		if result.Identity == "owner" || !gotIn(result) {
			continue
		}
		for _, lesser := range lesserLogins(result.Identity) {
			if open := code[result.Operation+"/"+lesser]; open != "" { // what they bring makes no difference
				results[i].Verdict, results[i].Code = Fail, open
			}
		}
	}
	for i, result := range results {
		if result.Verdict != Fail {
			continue
		}
		for _, name := range operationNamed(result.Operation).Plain {
			if plain := cmp.Or(code[name+"/no-token"], code[name+"/"+result.Identity]); plain != "" {
				results[i].Code = plain
				break
			}
		}
	}
}

// gotIn tells the results of callers who were let in, or reached something.
func gotIn(result Result) bool {
	return result.Verdict == Fail || result.Verdict == Warn && result.Code != "crash-as-denial"
}

// lesserLogins are the identities that have even less to show than this one.
func lesserLogins(identity string) []string {
	switch {
	case identity == "no-token":
		return nil
	case identity == "malformed":
		return []string{"no-token"}
	case strings.HasPrefix(identity, "forged-"), identity == "anon-key", identity == "expired":
		return []string{"garbage", "no-token"}
	}
	return []string{"malformed", "no-token"}
}

func operationNamed(id string) Operation {
	if o, ok := named()[id]; ok {
		return o
	}
	return Operation{ID: id}
}

// named has every operation by its ID.
var named = sync.OnceValue(func() map[string]Operation {
	all := make(map[string]Operation)
	for _, o := range slices.Concat([]Operation{overlap, asEdited}, operations, liveOperations) {
		all[o.ID] = o
	}
	return all
})

// raise replaces many findings of one cause by the cause: every handler of a
// resource by the resource, every resource by the missing filter, every
// operation without a token by the missing auth.
func (r *run) raise(results []Result) {
	raised := make(map[string]string)
	open := 0
	guards := []string{"threads", "assistants", "crons"}
	tested := slices.DeleteFunc(slices.Clone(guards), func(g string) bool { return !anyOf(results, g, Pass, Fail) })
	for _, guard := range tested {
		if anyOf(results, guard, Fail) && !anyOf(results, guard, Pass) {
			open++
			for _, h := range handlerActions {
				if h.guard == guard {
					raised[handlerCode(guard, h.action)] = guard + "-open"
				}
			}
		}
	}
	if open == len(tested) && open > 1 {
		for code := range raised {
			raised[code] = r.sharedByAll()
		}
	}
	if everywhere(results, "no-token") {
		raised["no-token-accepted"], raised["bad-token-accepted"] = "no-auth", "no-auth"
		for _, h := range handlerActions { // whoever needs no login needs no rights
			raised[handlerCode(h.guard, h.action)] = "no-auth"
		}
		for _, code := range []string{"owner-spoofed", "scheme-accepted", "studio-open", "studio-sees-all"} {
			raised[code] = "no-auth"
		}
		raised["forged-token-accepted"], raised["anon-key-accepted"], raised["expired-token-accepted"] = "no-auth", "no-auth", "no-auth"
	}
	for i := range results {
		if code, ok := raised[results[i].Code]; ok {
			results[i].Code = code
		}
	}
}

// sharedByAll names why everything is open: no filter, or one by an identity that
// both users have.
func (r *run) sharedByAll() string {
	if one := r.get("owned_1"); r.learned && one == r.get("owned_2") {
		return "identity-not-unique"
	}
	return "no-owner-filter"
}

// anyOf tells whether user 2's checks that a guard's handlers decide have one of the verdicts.
func anyOf(results []Result, guard string, verdicts ...Verdict) bool {
	return slices.ContainsFunc(results, func(result Result) bool {
		o := operationNamed(result.Operation)
		return result.Identity == "other-user" && o.Plain == nil && strings.HasPrefix(o.Handler(), guard+".") && slices.Contains(verdicts, result.Verdict)
	})
}

// everywhere tells whether an identity got in on every operation that was decided.
func everywhere(results []Result, identity string) bool {
	failed := 0
	for _, result := range results {
		if result.Identity != identity || strings.HasPrefix(result.Operation, "routes.") {
			continue
		}
		switch result.Verdict {
		case Fail:
			failed++
		case Pass, Warn:
			return false
		}
	}
	return failed > 0
}

// finding words one cause.
func (r *run) finding(code string, results []Result) Finding {
	known, _ := Explain(code)
	f := Finding{Code: code, Verdict: results[0].Verdict, Title: known.Title, Why: known.Why, Fix: known.Fix, Tags: known.Tags}
	told := results[0]
	for _, result := range results {
		if worse(result.Verdict, f.Verdict) || result.Verdict == f.Verdict && plainer(result, told) {
			f.Verdict, told = result.Verdict, result
		}
		f.Checks = append(f.Checks, result.ID)
		f.Identities = addOnce(f.Identities, result.Identity)
		f.Operations = addOnce(f.Operations, result.Operation)
	}
	f.Summary = summaryOf(f, told)
	if told.Evidence != nil {
		f.Curl = told.Evidence.Curl
	}
	f.Fingerprint = fingerprint(code, f.Operations)
	return f
}

// fingerprint names a cause, the same in each run. Who got through is no part of it: that depends on
// the settings of a run, too. Open routes have nothing in common but their code: each counts.
func fingerprint(code string, operations []string) string {
	parts := []string{Schema, code}
	if code == "route-open" {
		parts = append(parts, slices.Sorted(slices.Values(operations))...)
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:8])
}

// plainer tells which of two results is easier to show: by whom there is nothing
// to know, without making anything, with the data in its answer.
func plainer(a, b Result) bool { return telling(a) > telling(b) }

func telling(result Result) int {
	e := result.Evidence
	if e == nil || e.Curl == "" {
		return 0
	}
	score := 10
	for _, good := range []bool{e.Method == "GET", e.Canary, !strings.Contains(e.Curl, "\n"), result.Resource == "threads", result.Identity == "no-token"} {
		if good {
			score++
		}
	}
	if operationNamed(result.Operation).Creates != "" {
		score -= 3
	}
	return score
}

func addOnce(list []string, item string) []string {
	if slices.Contains(list, item) {
		return list
	}
	return append(list, item)
}

func summaryOf(f Finding, told Result) string {
	who := make([]string, 0, len(f.Identities))
	for _, identity := range f.Identities {
		who = append(who, caller(identity).Title)
	}
	return fmt.Sprintf("%s on %s: %s", strings.Join(who, ", "), counted(len(f.Operations), "operation"), told.Summary)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
