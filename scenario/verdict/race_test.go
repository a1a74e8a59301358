//go:build race && !slow

package verdict

// Under the race detector all of this takes 15 times as long, and there is no goroutine in
// what is tested: see quick_test.go.
const (
	someOf   = 199
	sampled  = 1999
	replayed = 10
)
