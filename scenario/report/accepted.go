package report

import "authcheck/scenario"

// acceptance says why a finding is lived with, and how long: "one team (until 2026-12-31)".
func acceptance(f scenario.Finding) string {
	if f.Acceptance == nil {
		return ""
	}
	if f.Acceptance.Until == "" {
		return f.Acceptance.Reason
	}
	return f.Acceptance.Reason + " (until " + f.Acceptance.Until + ")"
}
