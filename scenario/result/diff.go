package result

import (
	"slices"
	"time"

	"authcheck/scenario/catalog"
)

// DiffSchema names the layout of a comparison as JSON.
const DiffSchema = "authcheck-diff/v1"

// Diff is what changed between two runs. Findings about acceptances are left out:
// they are not about the server.
type Diff struct {
	Schema string   `json:"schema"`
	Old    DiffSide `json:"old"`
	New    DiffSide `json:"new"`

	Added     []Change `json:"added"`    // new findings, and those that have grown
	Fixed     []Change `json:"fixed"`    // gone, and their checks pass now
	Unproven  []Change `json:"unproven"` // not there, and not every check of theirs was decided again
	Unchanged []Change `json:"unchanged"`
}

// DiffSide is one of the two runs.
type DiffSide struct {
	URL        string    `json:"url"`
	Verdict    Verdict   `json:"verdict"`
	Warnings   int       `json:"warnings"` // findings
	Accepted   int       `json:"accepted"` // findings
	Incomplete string    `json:"incomplete,omitempty"`
	Started    time.Time `json:"started"`
}

// Change is a finding, of the newer run where it is there.
type Change struct {
	Finding
	Regressed []string `json:"regressed,omitempty"` // checks of it that passed in the older run
	Formerly  []string `json:"formerly,omitempty"`  // other codes under which its checks were known there
}

// Compare tells which findings are new in the second report, which are fixed, and
// which are unchanged, by their fingerprints. One that shows in a check that passed
// before has grown, and counts as new; one that is a part of what was known under
// another code, since the rest was fixed, does not.
func Compare(older, newer *Report) Diff {
	d := Diff{Schema: DiffSchema, Old: sideOf(older), New: sideOf(newer),
		Added: []Change{}, Fixed: []Change{}, Unproven: []Change{}, Unchanged: []Change{}}
	before, after := byCheck(older), byCheck(newer)
	for _, f := range newer.Findings {
		if catalog.IsHousekeeping(f.Code) {
			continue
		}
		c := Change{Finding: f, Regressed: f.passing(before)}
		codes, known := f.known(before)
		old := findingLike(older, f)
		c.Formerly = codes
		if known || old != nil && len(c.Regressed) == 0 && !WorseThan(f.proven(), old.proven()) {
			d.Unchanged = append(d.Unchanged, c)
		} else {
			d.Added = append(d.Added, c)
		}
	}
	for _, f := range older.Findings {
		if findingLike(newer, f) != nil || catalog.IsHousekeeping(f.Code) {
			continue
		}
		switch became, _ := f.known(after); {
		case f.gone(after):
			d.Fixed = append(d.Fixed, Change{Finding: f})
		case len(became) == 0 && f.proven() != Note:
			d.Unproven = append(d.Unproven, Change{Finding: f})
		}
	}
	return d
}

// ExitCode is 1 where something is new that must not be, else 3 where the newer run
// could not decide, else 0.
func (d Diff) ExitCode() int {
	switch {
	case slices.ContainsFunc(d.Added, func(c Change) bool { return IsBad(c.Verdict) }):
		return 1
	case d.New.Verdict == Error:
		return 3
	}
	return 0
}

func sideOf(r *Report) DiffSide {
	return DiffSide{URL: r.Target.URL, Verdict: r.Summary.Verdict, Warnings: r.Number(Warn), Accepted: r.Number(Accepted),
		Incomplete: r.Summary.Incomplete, Started: r.Summary.Started}
}

func byCheck(r *Report) map[string]Result {
	results := make(map[string]Result, len(r.Results))
	for _, result := range r.Results {
		results[result.ID] = result
	}
	return results
}

// findingLike is the finding of a report with the same fingerprint, or nil.
func findingLike(r *Report, f Finding) *Finding {
	i := slices.IndexFunc(r.Findings, func(other Finding) bool { return other.Fingerprint == f.Fingerprint })
	if i < 0 {
		return nil
	}
	return &r.Findings[i]
}

// proven is the verdict, whether or not it is accepted.
func (f Finding) proven() Verdict {
	if f.Verdict == Accepted {
		return f.Proven
	}
	return f.Verdict
}

// passing are the checks of a finding that pass in a run.
func (f Finding) passing(run map[string]Result) []string {
	var list []string
	for _, check := range f.Checks {
		if run[check].Verdict == Pass {
			list = append(list, check)
		}
	}
	return list
}

// known tells whether every check of a finding was as bad in a run, and under which
// other codes the checks that were bad stood there.
func (f Finding) known(run map[string]Result) (codes []string, all bool) {
	all = len(f.Checks) > 0 && IsBad(f.proven())
	for _, check := range f.Checks {
		result := run[check]
		then := Finding{Verdict: result.Verdict, Proven: result.Proven}.proven()
		if !IsBad(then) || WorseThan(f.proven(), then) {
			all = false
			continue
		}
		if result.Code != f.Code {
			codes = append(codes, result.Code)
		}
	}
	return Unique(codes), all
}

// gone tells whether a run proves that a finding is not there: its checks were
// decided again, as far as they can be tried at all.
func (f Finding) gone(run map[string]Result) bool {
	passed := false
	for _, check := range f.Checks {
		result, tried := run[check]
		if !tried || result.Verdict == Error {
			return false
		}
		passed = passed || result.Verdict == Pass || result.Verdict == Note
	}
	return passed
}

// Unique keeps the first of equal texts.
func Unique(list []string) []string {
	var kept []string
	for _, text := range list {
		if !slices.Contains(kept, text) {
			kept = append(kept, text)
		}
	}
	return kept
}
