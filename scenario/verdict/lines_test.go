package verdict

import (
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// TestLineOfUser2: the tutorial's line says what happened, whatever the verdict is for.
func TestLineOfUser2(t *testing.T) {
	reads := []catalog.Allowance{{Who: catalog.Who{Anyone: true}, May: []string{"read"}, On: []string{"threads"}}}
	refused := says(403, `{"detail":"no"}`)
	for name, test := range map[string]struct {
		answer transcript.Exchange
		allow  []catalog.Allowance
		want   string
	}{
		"blocked":                {refused, nil, "User 2 blocked from User 1's thread: Client error '403 Forbidden' for url 'http://server/x'"},
		"let in":                 {leak, nil, "User 2 shouldn't see User 1's thread!"},
		"crashed":                {crash, nil, "User 2 blocked from User 1's thread by a crash: Server error '500 Internal Server Error' for url 'http://server/x'"},
		"no answer":              {broken, nil, "User 2 blocked from User 1's thread? Undecided: no usable answer: connection refused"},
		"blocked with the owner": {says(403, `{"detail":"ask me+1@example.com"}`), nil, "User 2 blocked from User 1's thread: denied (403 Forbidden), with User 1's e-mail address"},
		"allowed, let in":        {leak, reads, "User 2 sees User 1's thread: allowed: User 1's data came along"},
		"allowed, blocked":       {refused, reads, "User 2 blocked from User 1's thread: denied (403 Forbidden), which the policy allows: threads.read"},
		"allowed, no answer":     {broken, reads, "User 2 blocked from User 1's thread? Undecided: no usable answer: connection refused"},
	} {
		run := bench()
		run.Facts.Users[0].Email = "me+1@example.com"
		add(run, transcript.Attack, "threads.get/owner", leak)
		add(run, transcript.Attack, "threads.get/other-user", test.answer)
		if got := open(run, Policy{Allow: test.allow}).lines()[2].Line; got != test.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
