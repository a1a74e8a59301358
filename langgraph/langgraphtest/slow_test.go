//go:build slow

package langgraphtest

// someOf: all is tried, see quick_test.go.
const someOf = 1
