//go:build e2e

package e2e

import (
	"slices"
	"testing"
)

// State of any shape can be seeded with a canary without a node being run: the
// owner recognizes it, so that its denial to user 2 proves something.
func TestStateOfAnyShape(t *testing.T) {
	for _, test := range []struct {
		subject subject
		graphs  []string
	}{
		{subject{kind: python, auth: "rewritten"}, []string{"agent", "notes", "essay", "triage"}},
		{subject{kind: javaScript, auth: "assistants_bound"}, []string{"agent", "notes"}},
	} {
		t.Run(test.subject.folder(), func(t *testing.T) {
			t.Parallel()
			s := test.subject.start(t)
			for _, graph := range test.graphs {
				got, out := s.report(t, "--strict", "--graph", graph)
				if out.exit != 0 {
					t.Errorf("%s: exit %d: %s", graph, out.exit, worst(got))
				}
				denied := slices.ContainsFunc(got.Results, func(r result) bool {
					return r.ID == "threads.state/other-user" && r.Verdict == "pass"
				})
				if !denied {
					t.Errorf("%s: threads.state/other-user is not ✅", graph)
				}
			}
			s.checkHarmless(t, false)
		})
	}
}
