//go:build !slow

package langgraphtest

// someOf has TestFlaws try one of so many variants: all of them with -tags slow, as in CI.
const someOf = 4
