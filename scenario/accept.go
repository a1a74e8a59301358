package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Acceptance says that a finding is known and lived with: it is reported as
// [Accepted], and fails no run.
type Acceptance struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
	Until  string `json:"until,omitempty"` // the last day that it holds, 2026-12-31 (UTC); "": no last day
}

// Check says what is wrong with an acceptance. Only what can fail a run can be
// accepted; what could not be decided is no finding about the server.
func (a Acceptance) Check() error {
	known, ok := Explain(a.Code)
	switch {
	case !ok:
		return fmt.Errorf("there is no finding %q", a.Code)
	case known.Verdict != Fail && known.Verdict != Warn || isHousekeeping(a.Code):
		return fmt.Errorf("%s cannot be accepted", a.Code)
	case strings.TrimSpace(a.Reason) == "":
		return fmt.Errorf("%s has no reason", a.Code)
	}
	if _, err := time.Parse(time.DateOnly, a.Until); a.Until != "" && err != nil {
		return fmt.Errorf("%s: until %q is no date", a.Code, a.Until)
	}
	return nil
}

// Codes of the findings that are about acceptances.
const (
	acceptanceExpired = "acceptance-expired"
	acceptanceUnused  = "acceptance-unused"
)

// isHousekeeping tells the findings that are about acceptances, not about the server.
func isHousekeeping(code string) bool { return code == acceptanceExpired || code == acceptanceUnused }

var acceptanceExplanations = []Explanation{
	{Code: acceptanceExpired, Verdict: Warn, Title: "An acceptance has run out",
		Proven: "The last day of an acceptance is over: its finding counts again.",
		Why:    "The finding was to be lived with for a time, and that time is over.",
		Fix:    "Fix the finding, or decide anew, in authcheck.yaml or with\n--accept 'CODE=reason;until=DATE'",
		Tags:   []string{}},
	{Code: acceptanceUnused, Verdict: Warn, Title: "An acceptance is not needed",
		Proven: "A finding is accepted that this run, which tried everything, did not make.",
		Why:    "What stays accepted after it was fixed hides the same mistake when it comes back.",
		Fix:    "Remove it from authcheck.yaml or from the command line.",
		Tags:   []string{}},
}

// accept marks the findings that are lived with, and tells which acceptances have
// run out or are not needed.
func (r *run) accept() {
	today := r.report.Summary.Started.UTC().Format(time.DateOnly)
	stale := make(map[string][]Acceptance)
	for _, a := range r.config.Accepted {
		switch {
		case a.Until != "" && a.Until < today:
			stale[acceptanceExpired] = append(stale[acceptanceExpired], a)
		case !r.report.accept(a) && r.triedAll():
			stale[acceptanceUnused] = append(stale[acceptanceUnused], a)
		}
	}
	for _, code := range []string{acceptanceExpired, acceptanceUnused} {
		if len(stale[code]) > 0 {
			r.report.Findings = append(r.report.Findings, staleFinding(code, stale[code]))
		}
	}
	sortFindings(r.report.Findings)
}

// accept marks the finding of an acceptance; false where there is none that needs one.
func (r *Report) accept(a Acceptance) bool {
	i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Code == a.Code && isBad(f.Verdict) })
	if i < 0 {
		return false
	}
	f := &r.Findings[i]
	f.Proven, f.Verdict, f.Acceptance = f.Verdict, Accepted, &a
	for i, result := range r.Results {
		if isBad(result.Verdict) && slices.Contains(f.Checks, result.ID) {
			r.Results[i].Proven, r.Results[i].Verdict = result.Verdict, Accepted
		}
	}
	return true
}

// triedAll tells whether a finding that is not there was looked for.
func (r *run) triedAll() bool {
	undecided := slices.ContainsFunc(r.report.Results, func(result Result) bool { return result.Verdict == Error })
	return !r.config.Quick && len(r.config.Only)+len(r.config.Skip) == 0 && r.report.Summary.Incomplete == "" && !undecided
}

func staleFinding(code string, list []Acceptance) Finding {
	known, _ := Explain(code)
	told := make([]string, len(list))
	for i, a := range list {
		told[i] = a.Code + " (" + a.Reason + ")"
		if a.Until != "" {
			told[i] = a.Code + " until " + a.Until + " (" + a.Reason + ")"
		}
	}
	return Finding{Code: code, Verdict: known.Verdict, Title: known.Title, Summary: strings.Join(told, ", "),
		Identities: []string{}, Operations: []string{}, Checks: []string{},
		Why: known.Why, Fix: known.Fix, Tags: known.Tags, Fingerprint: fingerprint(code, nil)}
}
