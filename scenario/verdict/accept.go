package verdict

import (
	"slices"
	"strings"
	"time"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// accept marks the findings that are lived with, and tells which acceptances have
// run out or are not needed.
func (c *court) accept(report *result.Report) {
	today := c.Started.UTC().Format(time.DateOnly)
	stale := make(map[string][]result.Acceptance)
	for _, a := range c.policy.Accepted {
		switch {
		case a.Until != "" && a.Until < today:
			stale[catalog.AcceptanceExpired] = append(stale[catalog.AcceptanceExpired], a)
		case !report.Accept(a) && c.triedAll(report):
			stale[catalog.AcceptanceUnused] = append(stale[catalog.AcceptanceUnused], a)
		}
	}
	for _, code := range []string{catalog.AcceptanceExpired, catalog.AcceptanceUnused} {
		if len(stale[code]) > 0 {
			report.Findings = append(report.Findings, staleFinding(code, stale[code]))
		}
	}
	result.SortFindings(report.Findings)
}

// triedAll tells whether a finding that is not there was looked for.
func (c *court) triedAll(report *result.Report) bool {
	undecided := slices.ContainsFunc(report.Results, func(r result.Result) bool { return r.Verdict == catalog.Error })
	return !c.Settings.Quick && c.Soak == nil && c.Settings.All() && c.Incomplete == "" && !undecided
}

func staleFinding(code string, list []result.Acceptance) result.Finding {
	known, _ := catalog.Explain(code)
	told := make([]string, len(list))
	for i, a := range list {
		told[i] = a.Code + " (" + a.Reason + ")"
		if a.Until != "" {
			told[i] = a.Code + " until " + a.Until + " (" + a.Reason + ")"
		}
	}
	return result.Finding{Code: code, Verdict: known.Verdict, Title: known.Title, Summary: strings.Join(told, ", "),
		Identities: []string{}, Operations: []string{}, Checks: []string{},
		Why: known.Why, Fix: known.Fix, Tags: known.Tags, Fingerprint: fingerprint(code, nil)}
}
