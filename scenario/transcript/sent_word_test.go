package transcript

import (
	"regexp"
	"testing"
)

// TestHasWord holds the search for a word to the expression that says what is meant.
func TestHasWord(t *testing.T) {
	for _, word := range []string{"ann", "nn@x", "e", "a.n"} {
		meant := regexp.MustCompile(`(?:^|[^\pL\pN@.+-])` + regexp.QuoteMeta(word) + `(?:$|[^\pL\pN@])`)
		for _, text := range []string{"", "ann", "ann ann", "joann", "ann@x", "nn@x", ".ann", "ann.", "éann", "anné", "annann ann", `"ann"`, "a-ann +ann", "\xffann\xff", "e", "he e", "aan", "a.n"} {
			if got := hasWord(text, word); got != meant.MatchString(text) {
				t.Errorf("%q in %q: %v", word, text, got)
			}
		}
	}
}
