//go:build !slow && !race

package verdict

// What is tried of all: one of so many exchanges with a fault (and of faults of all that
// user 2 is answered, on flawed servers), one of so many judged in full, too, and one of so
// many recordings replayed. With -tags slow, as in CI, it is all, and more in full.
const (
	someOf   = 12
	sampled  = 499
	replayed = 1
)
