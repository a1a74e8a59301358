package catalog

// Verdict is what a check proved.
type Verdict string

// The verdicts, from good to bad as far as they can be ordered.
const (
	Pass  Verdict = "pass"  // denied, and the owner's same call works in this run
	Note  Verdict = "note"  // worth knowing, never fails
	Skip  Verdict = "skip"  // not testable here, with the reason
	Warn  Verdict = "warn"  // a weakness outside the tutorial's promise, or a denial by accident
	Error Verdict = "error" // could not be decided
	Fail  Verdict = "fail"  // proven: not denied, or something crossed between users

	// Accepted is proven and lived with: it never fails.
	Accepted Verdict = "accepted"
)
