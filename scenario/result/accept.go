package result

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"authcheck/scenario/catalog"
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
	known, ok := catalog.Explain(a.Code)
	switch {
	case !ok:
		return fmt.Errorf("there is no finding %q", a.Code)
	case known.Verdict != Fail && known.Verdict != Warn || known.Housekeeping:
		return fmt.Errorf("%s cannot be accepted", a.Code)
	case strings.TrimSpace(a.Reason) == "":
		return fmt.Errorf("%s has no reason", a.Code)
	}
	if _, err := time.Parse(time.DateOnly, a.Until); a.Until != "" && err != nil {
		return fmt.Errorf("%s: until %q is no date", a.Code, a.Until)
	}
	return nil
}

// Accept marks the finding of an acceptance; false where there is none that needs one.
func (r *Report) Accept(a Acceptance) bool {
	i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Code == a.Code && IsBad(f.Verdict) })
	if i < 0 {
		return false
	}
	f := &r.Findings[i]
	f.Proven, f.Verdict, f.Acceptance = f.Verdict, Accepted, &a
	for i, result := range r.Results {
		if IsBad(result.Verdict) && slices.Contains(f.Checks, result.ID) {
			r.Results[i].Proven, r.Results[i].Verdict = result.Verdict, Accepted
		}
	}
	return true
}
