package scenario_test

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authcheck/scenario/transcript"
	"authcheck/scenario/verdict/verdicttest"
)

// keep records a run so that another recording differs little.
func keep(t *testing.T, file string, run *transcript.Transcript) {
	t.Helper()
	var text strings.Builder
	if err := normal(*run).Write(&text); err != nil {
		t.Fatal(err)
	}
	kept, err := transcript.Read(strings.NewReader(nameless(text.String(), run)))
	if err != nil {
		t.Fatal(err)
	}
	if err := verdicttest.Write(file, kept); err != nil {
		t.Fatal(err)
	}
}

// normal puts what happened at the same time into one order, and leaves times out.
func normal(run transcript.Transcript) *transcript.Transcript {
	run.DurationMS, run.Exchanges = 0, slices.Clone(run.Exchanges)
	slices.SortStableFunc(run.Exchanges, func(a, b transcript.Exchange) int {
		return cmp.Or(cmp.Compare(a.Part, b.Part), cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Identity, b.Identity))
	})
	for i, e := range run.Exchanges {
		if e.Response != nil {
			answer := *e.Response
			answer.ElapsedMS = 0
			run.Exchanges[i].Response = &answer
		}
	}
	return &run
}

var (
	anID   = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	aTime  = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)`)
	digits = "0123456789abcdef"
)

// nameless replaces what chance and the clock chose: IDs by their number, in order.
func nameless(text string, run *transcript.Transcript) string {
	_, tag, _ := strings.Cut(run.Facts.Tag, "-")
	text = strings.NewReplacer(run.Target.URL, "http://server", tag, "0123abcd", run.Facts.Canary, "canary-0123456789abcdef01234567").Replace(text)
	text = aTime.ReplaceAllString(text, "2026-01-01T00:00:00+00:00")
	numbers := make(map[string]string)
	return anID.ReplaceAllStringFunc(text, func(id string) string {
		if numbers[id] == "" {
			n := len(numbers)
			numbers[id] = "00000000-0000-4000-8000-000000000" + string([]byte{digits[n>>8&15], digits[n>>4&15], digits[n&15]})
		}
		return numbers[id]
	})
}
