//go:build slow

package verdict

// All is tried: see quick_test.go.
const (
	someOf   = 1
	sampled  = 29
	replayed = 1
)
