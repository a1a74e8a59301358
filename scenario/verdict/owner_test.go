package verdict

import (
	"testing"

	"authcheck/scenario/transcript"
)

// TestConfigOwner: a run's record that names user 1, where it tells the users apart.
func TestConfigOwner(t *testing.T) {
	const check = "runs.config-owner/other-user"
	record := func(owner string) transcript.Exchange {
		return says(200, `{"run_id":"r","metadata":{"owner":"`+owner+`"},"kwargs":{"config":{"configurable":{"user_id":"one"}}}}`)
	}
	for name, test := range map[string]struct {
		learned bool
		two     string
		answer  transcript.Exchange
		want    string
	}{
		"user 1's":      {true, "two", record("one"), "fail owner-spoofed"},
		"user 2's":      {true, "two", record("two"), "pass "},
		"refused":       {true, "two", says(403, `{"detail":"no"}`), "pass "},
		"not said":      {true, "two", says(200, `{"run_id":"r"}`), "skip "},
		"no owner said": {true, "two", says(200, `{"run_id":"r","metadata":{"graph_id":"agent"}}`), "skip "},
		"one for both":  {true, "one", record("one"), "skip "},
		"a page":        {true, "two", says(200, `<html></html>`), "error undecided"},
		"never learned": {false, "two", transcript.Exchange{}, "skip "},
	} {
		run := bench()
		run.Facts.Learned = test.learned
		run.Facts.Users[0].Owned, run.Facts.Users[1].Owned = map[string]any{"owner": "one"}, map[string]any{"owner": test.two}
		if test.learned {
			add(run, transcript.Attack, check, test.answer)
		}
		if got := verdictOf(run, check); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// TestOwnerMade: a part of both users' addresses is a warning, and what could not be told of
// either is left out.
func TestOwnerMade(t *testing.T) {
	part, whole, untold := transcript.User{MadeOf: "the beginning of the ID"}, transcript.User{}, transcript.User{Untold: true}
	for name, test := range map[string]struct {
		learned  bool
		one, two transcript.User
		want     string
	}{
		"a part of both":      {true, part, part, "warn identity-not-unique"},
		"of one by chance":    {true, part, whole, "pass "},
		"all of it":           {true, whole, whole, "pass "},
		"could not be told":   {true, untold, untold, "skip "},
		"told of one":         {true, untold, whole, "pass "},
		"a part, told of one": {true, part, untold, "skip "},
		"never learned":       {false, whole, whole, "skip "},
	} {
		run := bench()
		run.Facts.Learned = test.learned
		for i, user := range []transcript.User{test.one, test.two} {
			run.Facts.Users[i].MadeOf, run.Facts.Users[i].Untold = user.MadeOf, user.Untold
		}
		if got := verdictOf(run, "threads.owner-made/owner"); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// TestBesideOwn: who shows a forged token beside the own one may be taken for user 2.
func TestBesideOwn(t *testing.T) {
	const check = "threads.search/forged-behind"
	for name, test := range map[string]struct {
		answer transcript.Exchange
		want   string
	}{
		"user 1":    {leak, "fail forged-token-accepted"},
		"user 2":    {says(200, `[]`), "pass "},
		"refused":   {unauth, "pass "},
		"no answer": {says(502, ""), "error undecided"},
	} {
		run := bench()
		add(run, transcript.Attack, "threads.search/owner", leak)
		add(run, transcript.Attack, check, test.answer)
		if got := verdictOf(run, check); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// TestCanarySent: a refusal that repeats what user 2 asked for shows nothing of user 1.
func TestCanarySent(t *testing.T) {
	const check = "threads.search-as-listed/other-user"
	for want, answer := range map[string]transcript.Exchange{
		"skip ":               says(422, `{"detail":[{"input":"`+canary+`"}]}`),
		"pass ":               says(200, `[]`),
		"fail threads-search": says(200, `[{"thread_id":"`+mine+`","values":{"title":"`+canary+`"}}]`),
	} {
		run := bench()
		run.Facts.Listed = map[string]any{"values": map[string]any{"title": canary}}
		run.Facts.Things["thread"] = mine
		add(run, transcript.Attack, "threads.search-as-listed/owner", says(200, `[{"thread_id":"`+mine+`"}]`))
		answer.Request.Body = []byte(`{"values":{"title":"` + canary + `"}}`)
		add(run, transcript.Attack, check, answer)
		if got := verdictOf(run, check); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
