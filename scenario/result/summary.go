package result

import (
	"slices"

	"authcheck/scenario/catalog"
)

// Summarize computes the verdict once, from the results and from what is to be said
// about acceptances.
func (r *Report) Summarize() {
	counts := map[Verdict]int{Pass: 0, Warn: 0, Fail: 0, Note: 0, Skip: 0, Error: 0, Accepted: 0}
	proven := 0 // about somebody else than the owner
	for _, result := range r.Results {
		counts[result.Verdict]++
		if settled := result.Verdict == Pass || result.Verdict == Warn || result.Verdict == Accepted; settled && !isOwners(result) {
			proven++
		}
	}
	r.Summary.Counts = counts
	r.Summary.Planned, r.Summary.Decided = len(r.Results), len(r.Results)-counts[Skip]-counts[Error]
	warned := counts[Warn] > 0 || slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Verdict == Warn })
	switch {
	case counts[Fail] > 0, r.Summary.Strict && warned:
		r.Summary.Verdict = Fail
	case counts[Error] > 0, proven == 0, r.Summary.Incomplete != "":
		r.Summary.Verdict = Error
	case warned:
		r.Summary.Verdict = Warn
	default:
		r.Summary.Verdict = Pass
	}
}

// isOwners tells the positive controls.
func isOwners(r Result) bool { return catalog.IdentityNamed(r.Identity).Login == catalog.Owner }
