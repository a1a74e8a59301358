package verdict_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
	"authcheck/scenario/verdict"
)

// soakedWith is a soak of two users with so many searches, changed.
func soakedWith(searches int64, change func(*transcript.Soak)) *transcript.Transcript {
	s := &transcript.Soak{LengthMS: 60_000, DurationMS: 60_000, AtOnce: 8, Users: []string{"User 1", "User 2"},
		LeftOut: map[string]string{"runs": "no graph is known to make them for", "store": "refused"},
		Tallies: []transcript.SoakTally{{Operation: "threads.search", Own: searches, Took: transcript.Times{searches}}}}
	change(s)
	return &transcript.Transcript{Schema: transcript.Schema, Version: "0.1.0", Soak: s}
}

// crossing is User 2 who got what User 1 made.
func crossing(seen bool) transcript.Crossing {
	return transcript.Crossing{Who: "User 2", Whose: "User 1", Canary: "soak.authcheck-01234567.aa.7", Seen: seen,
		Got:  transcript.SoakCall{Operation: "threads.search", Method: "POST", Path: "/threads/search", AtUS: 1_500_000, TookUS: 20_000, Status: 200},
		Made: &transcript.SoakCall{Operation: "threads.create", Method: "POST", Path: "/threads", AtUS: 1_000_000, TookUS: 5000, Status: 200},
		Exchange: transcript.Exchange{Part: transcript.Soaking, Operation: "threads.search", Identity: "other-user",
			Request:  transcript.Request{Method: "POST", Path: "/threads/search"},
			Response: &transcript.Response{Status: 200, Body: `[{"metadata":{"authcheck_canary":"soak.authcheck-01234567.aa.7;"}}]`}}}
}

// TestSoak: another user's canary is proof, too few answers are undecided, and what is left
// out is no pass.
func TestSoak(t *testing.T) {
	type outcome struct {
		Verdict result.Verdict
		Exit    int
		Threads string
	}
	tests := map[string]struct {
		searches int64
		change   func(*transcript.Soak)
		want     outcome
	}{
		"sound":      {3000, func(*transcript.Soak) {}, outcome{result.Pass, 0, "all of 3000 answers belonged to their caller"}},
		"too little": {299, func(*transcript.Soak) {}, outcome{result.Error, 3, "299 answers would have shown a mix-up, and 300 are the least that says something: a longer --soak gets more"}},
		"one user":   {3000, func(s *transcript.Soak) { s.Users = s.Users[:1] }, outcome{result.Error, 3, "the server let in 1 user, and two are needed"}},
		"taken":      {10, func(s *transcript.Soak) { s.Tallies[0].Crossed, s.Crossings = 1, []transcript.Crossing{crossing(true)} }, outcome{result.Fail, 1, "User 2 was taken for User 1 (1 of 11 answers)"}},
		"wrong name": {10, func(s *transcript.Soak) {
			s.Tallies[0].Crossed, s.Crossings = 1, []transcript.Crossing{crossing(false)}
		}, outcome{result.Fail, 1, "what User 1 made is in the name of User 2 (1 of 11 answers)"}},
		"lost alone": {3000, func(s *transcript.Soak) {
			s.LeftOut["threads"], s.Failed = "it can't be looked through: 502 Bad Gateway", map[string]bool{"threads": true}
		}, outcome{result.Error, 3, "left out: it can't be looked through: 502 Bad Gateway"}},
		"never apart": {0, func(s *transcript.Soak) {
			s.LeftOut["threads"], s.Alone = "not apart", []transcript.Crossing{crossing(true)}
		}, outcome{result.Fail, 1, "left out: not apart"}},
	}
	for name, test := range tests {
		r := verdict.Judge(soakedWith(test.searches, test.change), verdict.Policy{})
		got := outcome{r.Summary.Verdict, r.ExitCode(), r.Results[0].Summary}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestSoakFigures: what is excluded counts the answers that tell, and no refused ones.
func TestSoakFigures(t *testing.T) {
	r := verdict.Judge(soakedWith(3000, func(s *transcript.Soak) {
		s.Tallies = append(s.Tallies, transcript.SoakTally{Operation: "threads.get", Own: 900, Refused: 1}, transcript.SoakTally{Operation: "runs.list", Own: 600})
	}), verdict.Policy{})
	if r.Soak.Telling != 3600 || r.Soak.AtMost != 3.0/3600 || r.Soak.Requests != 4501 || r.Soak.PerSecond != 75 || len(r.Soak.Notes) != 3 {
		t.Errorf("%+v", r.Soak)
	}
}

// TestSoakShares: where users share things, what a soak without a mix-up excludes is said of the others.
func TestSoakShares(t *testing.T) {
	sound := soakedWith(3000, func(*transcript.Soak) {})
	shares := verdict.Policy{Allow: []catalog.Allowance{{Who: catalog.Who{SameTeam: true}, May: []string{"read"}, On: []string{"threads"}}}}
	const note = "the policy shares things: what is excluded are mix-ups between users who share nothing"
	if all, some := verdict.Judge(sound, verdict.Policy{}).Soak.Notes, verdict.Judge(sound, shares).Soak.Notes; slices.Contains(all, note) || !slices.Contains(some, note) {
		t.Errorf("said of all %q, of some %q", all, some)
	}
}
