package verdict

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// TestTriedBefore: what a pair left whose owner could make nothing is named in the report, in
// the names of its users.
func TestTriedBefore(t *testing.T) {
	person := func(name, token string) catalog.Person { return catalog.Person{Name: name, Token: token} }
	run := bench()
	run.Settings.Relation = catalog.Relation{Name: "same-team", Owner: person("red-1", "$AUTHCHECK_TOKEN_1"), Visitor: person("red-2", "$RED")}
	run.Sent.All = 7
	run.Tried = []*transcript.Transcript{{
		Settings:  transcript.Settings{Relation: catalog.Relation{Name: "auditor", Owner: person("auditor", "$AUDITOR"), Visitor: person("red-1", "$AUTHCHECK_TOKEN_1")}},
		Sent:      transcript.Sent{All: 5},
		Notes:     []string{"User 1's token is odd"},
		Leftovers: []string{"thread x: curl $AUTHCHECK_TOKEN_1"},
	}}
	got := Judge(run, Policy{}).Summary
	want := result.Summary{Requests: 12, Notes: []string{"auditor's token is odd"}, Leftovers: []string{"thread x: curl $AUDITOR"}}
	if diff := cmp.Diff(want, result.Summary{Requests: got.Requests, Notes: got.Notes, Leftovers: got.Leftovers}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
