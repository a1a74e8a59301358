package scenario_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"authcheck/scenario"
	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
	"authcheck/supabase/supabasetest"
)

// people are those of the stand-in's teams, and what they may do.
var people = []catalog.Person{{Name: "red-1", Team: "red", Token: "$AUTHCHECK_TOKEN_1"}, {Name: "blue-1", Team: "blue", Token: "$BLUE_TOKEN"},
	{Name: "red-2", Team: "red", Token: "$AUTHCHECK_TOKEN_3"}, {Name: "auditor", Role: "auditor", Token: "$AUDITOR_TOKEN"}}

var teamPolicy = []catalog.Allowance{
	{Who: catalog.Who{SameTeam: true}, May: []string{"read", "search"}, On: []string{"threads", "runs"}},
	{Who: catalog.Who{Role: "auditor"}, May: []string{"read", "search", "count"}, On: []string{"threads", "runs", "assistants", "crons"}},
}

// TestPeople has a policy that fits prove both directions, and one that does not fit find what
// is wrong, in whose relation.
func TestPeople(t *testing.T) {
	t.Parallel()
	tests := []struct {
		flaw    string
		allow   []catalog.Allowance
		verdict result.Verdict
		codes   []string // of findings that fail
		in      string   // the relation in which they are
	}{
		{"teams", teamPolicy, result.Pass, nil, ""},
		{"team-makes-crons", teamPolicy, result.Fail, []string{"crons-create"}, "same-team"},
		{"auditor-writes", teamPolicy, result.Fail, []string{"threads-delete", "threads-update"}, "auditor"},
		{"auditor-cancels", teamPolicy, result.Fail, []string{"threads-update"}, "auditor"},
		{"auditor-by-profile", teamPolicy, result.Fail, []string{"identity-from-profile"}, ""},
		{"team-from-header", teamPolicy, result.Fail, []string{"identity-from-client"}, ""},
		{"team-streams-open", teamPolicy, result.Fail, []string{"threads-read"}, ""},
		{"team-blocked", teamPolicy, result.Fail, []string{catalog.OverBlocked}, "same-team"},
		{"auditor-creates-nothing", teamPolicy, result.Pass, nil, ""},
		{"team-forgotten", teamPolicy, result.Fail, []string{"threads-search"}, ""},
		{"team-writes", teamPolicy, result.Fail, []string{"threads-update"}, "same-team"},
		{"teams", teamPolicy[:1], result.Fail, []string{"assistants-read", "assistants-search", "crons-read", "crons-search", "threads-read", "threads-search"}, "auditor"},
		{"", teamPolicy, result.Fail, []string{catalog.OverBlocked}, ""},
	}
	for _, tt := range some(4, tests...) {
		t.Run(tt.flaw, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, tt.flaw, supabasetest.Options{})
			s.users = append(s.users, s.person(t, 3), s.person(t, 4))
			config := s.config(t)
			config.Users, config.People, config.Allow = s.users, people, tt.allow
			report := verify(t, config)
			if report.Summary.Verdict != tt.verdict {
				t.Errorf("verdict %s, want %s: %v", report.Summary.Verdict, tt.verdict, failures(report))
			}
			var codes []string
			for _, f := range report.Findings {
				if f.Verdict == result.Fail {
					codes = append(codes, f.Code)
				}
			}
			slices.Sort(codes)
			if !slices.Equal(codes, tt.codes) {
				t.Errorf("findings %v, want %v", codes, tt.codes)
			}
			for _, r := range report.Results {
				if r.Evidence != nil && strings.Contains(r.Evidence.Curl, "$AUTHCHECK_TOKEN_2") {
					t.Errorf("%s names the token of nobody: %s", r.ID, r.Evidence.Curl)
				}
				if r.Verdict == result.Fail && !strings.HasPrefix(r.Relation, tt.in) {
					t.Errorf("%s fails in %q, want %q: %s", r.ID, r.Relation, tt.in, r.Summary)
				}
			}
			if left := report.Summary.Leftovers; len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		})
	}
}

// TestGuests has users of no team who find each other's things be told, where they are no pair that
// any line of the policy is about.
func TestGuests(t *testing.T) {
	t.Parallel()
	s := newStand(t, "guests-are-a-team", supabasetest.Options{})
	config := s.config(t)
	config.Users, config.Allow, config.Complete = nil, teamPolicy[:1], true
	config.Only = []string{"threads.get", "threads.search", "threads.search-metadata"}
	config.People = []catalog.Person{{Name: "red-1", Team: "red"}, {Name: "guest-1"}, {Name: "red-2", Team: "red"}, {Name: "guest-2"}}
	for _, number := range []int{1, 5, 3, 6} {
		config.Users = append(config.Users, s.person(t, number))
	}
	report := verify(t, config)
	in := map[string]bool{}
	for _, r := range report.Results {
		if r.Verdict == result.Fail {
			in[cmp.Or(r.Relation, "other-user")] = true
		}
	}
	if len(in) != 1 || !in["other-user"] {
		t.Errorf("it fails in %v: %v", in, failures(report))
	}
}

// TestBothWays has who may do more than others who stand alike be told, whichever of them is tried first.
func TestBothWays(t *testing.T) {
	t.Parallel()
	s := newStand(t, "team-leads-delete", supabasetest.Options{})
	config := s.config(t)
	config.Users, config.Allow, config.Complete, config.Deep = nil, teamPolicy[:1], true, true
	config.Only, config.People = []string{"threads.get", "threads.delete"}, people[:3]
	for _, number := range []int{1, 2, 3} {
		config.Users = append(config.Users, s.person(t, number))
	}
	report, ids := verify(t, config), map[string]bool{}
	var found []string
	for _, r := range report.Results {
		if ids[r.ID] {
			t.Errorf("%s is there twice", r.ID)
		}
		if ids[r.ID] = true; r.Verdict == result.Fail {
			found = append(found, r.ID)
		}
	}
	if !slices.Equal(found, []string{"threads.delete/other-user@red-1>red-2"}) {
		t.Errorf("found %v", found)
	}
}

// TestGuestsRefused has users who may do nothing be no reason to doubt, wherever they stand in the
// policy; and what a line promises them is over-blocked.
func TestGuestsRefused(t *testing.T) {
	t.Parallel()
	guestsToo := append(slices.Clone(teamPolicy[:1]), catalog.Allowance{Who: catalog.Who{Anyone: true}, May: []string{"read"}, On: []string{"assistants"}})
	for _, test := range []struct {
		numbers []int
		allow   []catalog.Allowance
		verdict result.Verdict
	}{
		{[]int{1, 2, 3, 5}, teamPolicy[:1], result.Pass},
		{[]int{5, 1, 3}, teamPolicy[:1], result.Pass},
		{[]int{1, 3, 5}, guestsToo, result.Fail},
	} {
		s := newStand(t, "guests-refused", supabasetest.Options{})
		config := s.config(t)
		config.Users, config.Allow, config.Complete = nil, test.allow, true
		teams := map[int]string{1: "red", 2: "blue", 3: "red"}
		for _, number := range test.numbers {
			config.Users = append(config.Users, s.person(t, number))
			config.People = append(config.People, catalog.Person{Name: fmt.Sprintf("user-%d", number), Team: teams[number]})
		}
		report := verify(t, config)
		if report.Summary.Verdict != test.verdict || report.Summary.Counts[result.Error] > 0 || report.Summary.Incomplete != "" {
			t.Errorf("%v: %s, incomplete %q, %v: %v", test.numbers, report.Summary.Verdict, report.Summary.Incomplete, report.Summary.Counts, failures(report))
		}
	}
}

// TestPeopleWithout has a user who may make nothing be the owner with the fewest rights against
// them: somebody else's things are tried first, and everything with them.
func TestPeopleWithout(t *testing.T) {
	t.Parallel()
	s := newStand(t, "auditor-creates-nothing", supabasetest.Options{})
	s.users = append(s.users, s.person(t, 3), s.person(t, 4))
	config := s.config(t)
	config.Users, config.Allow = []scenario.User{s.users[0], s.users[3]}, teamPolicy
	config.People = []catalog.Person{people[0], people[3]}
	var kept *transcript.Transcript
	config.Keep = func(t *transcript.Transcript) { kept = t }
	report := verify(t, config)
	if len(kept.Tried) != 1 || report.Summary.Requests < kept.Sent.All+kept.Tried[0].Sent.All {
		t.Errorf("%d tried before; %d requests", len(kept.Tried), report.Summary.Requests)
	}
	if report.Summary.Verdict != result.Pass {
		t.Errorf("verdict %s: %v", report.Summary.Verdict, failures(report))
	}
	if first := report.Relations[0]; first.Name != "auditor-teamless-on-team" || first.Owner.Name != "red-1" {
		t.Errorf("first is %s: %s on what is %s's", first.Name, first.Visitor.Name, first.Owner.Name)
	}
	if n := len(report.Relations); n != 2 {
		t.Errorf("%d relations, want 2", n)
	}
}

// TestPeopleInstead has somebody else who stands alike be tried where the first owner may make
// nothing; and where nobody may, what the policy allows there is no part of a PASS.
func TestPeopleInstead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		numbers [3]int // of the stand-in's users: me+4@ and me+44@ make nothing
		verdict result.Verdict
		allowed bool
	}{
		{[3]int{1, 4, 3}, result.Pass, true},
		{[3]int{1, 4, 44}, result.Error, false},
	} {
		s := newStand(t, "auditor-creates-nothing", supabasetest.Options{})
		config := s.config(t)
		config.Users, config.Complete, config.Only = nil, true, []string{"threads.get"}
		config.Allow = []catalog.Allowance{{Who: catalog.Who{SameTeam: true}, May: []string{"read"}, On: []string{"threads"}}}
		config.People = []catalog.Person{{Name: "red-1", Team: "red"}, {Name: "chief-1", Team: "chiefs"}, {Name: "chief-2", Team: "chiefs"}}
		for _, number := range test.numbers {
			config.Users = append(config.Users, s.person(t, number))
		}
		report := verify(t, config)
		allowed := slices.ContainsFunc(report.Results, func(r result.Result) bool { return r.Relation == "same-team" && r.Verdict == result.Note && r.Allowed })
		if allowed != test.allowed || report.Summary.Counts[test.verdict] == 0 {
			t.Errorf("%v: allowed %v, want %v, and %s: %v, %v", test.numbers, allowed, test.allowed, test.verdict, report.Summary.Counts, report.Summary.Notes)
		}
	}
}

func failures(r *result.Report) (list []string) {
	for _, check := range r.Results {
		if check.Verdict == result.Fail || check.Verdict == result.Error {
			list = append(list, check.ID+": "+check.Summary)
		}
	}
	return list
}

// grown are the requests of runs with so many of a stand's users.
func (s *stand) grown(t *testing.T, steps []int, person func(i int) catalog.Person) map[int]int64 {
	t.Helper()
	requests := map[int]int64{}
	for _, n := range steps {
		config := s.config(t)
		config.Users = s.users[:n]
		for i := range n {
			config.People = append(config.People, person(i))
		}
		report := verify(t, config)
		requests[n] = report.Summary.Requests
		if report.Summary.Verdict != result.Pass {
			t.Errorf("%d users: %s: %v", n, report.Summary.Verdict, failures(report))
		}
	}
	return requests
}

// TestPeopleGrow counts the requests of 2, 10 and 50 users who share nothing: they grow
// with the users, not with their pairs.
func TestPeopleGrow(t *testing.T) {
	t.Parallel()
	most := map[bool]int{false: 20, true: 50}[thorough]
	s := newStand(t, "", supabasetest.Options{})
	for i := 3; i <= most; i++ {
		s.users = append(s.users, s.person(t, i))
	}
	requests := s.grown(t, []int{2, 10, most}, func(i int) catalog.Person { return catalog.Person{Name: s.users[i].Name} })
	each := float64(requests[most]-requests[10]) / float64(most-10)
	t.Logf("requests: %v, %.1f for each user more", requests, each)
	if first := float64(requests[10]-requests[2]) / 8; first > each*1.3 || each > first*1.3 || each > 45 {
		t.Errorf("requests do not grow with the users: %v", requests)
	}
}

// TestRolesGrow counts those of users with a role each.
func TestRolesGrow(t *testing.T) {
	t.Parallel()
	if !thorough {
		t.Skip("TestManyRoles counts the pairs")
	}
	s := newStand(t, "", supabasetest.Options{})
	for i := 3; i <= 16; i++ {
		s.users = append(s.users, s.person(t, i))
	}
	requests := s.grown(t, []int{8, 16}, func(i int) catalog.Person {
		return catalog.Person{Name: s.users[i].Name, Role: fmt.Sprintf("role-%d", i)}
	})
	each := float64(requests[16]-requests[8]) / 8
	t.Logf("requests: %v, %.1f for each user more", requests, each)
	if each > 400 {
		t.Errorf("requests do not grow with the users: %v", requests)
	}
}

// TestInsideTeams has what is wrong in one team alone be found, wherever its users stand among the
// others, and each check has an ID of its own.
func TestInsideTeams(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		numbers  [4]int // of the stand-in's users: me+1@ and me+3@ are one team
		allow    []catalog.Allowance
		id, code string
	}{
		{[4]int{2, 1, 5, 3}, nil, "threads.get/other-user@right-2>right-1", "threads-read"},
		{[4]int{1, 2, 3, 5}, teamPolicy[:1], "runs.get/other-user@right-2>right-1", catalog.OverBlocked},
	} {
		s := newStand(t, "teams", supabasetest.Options{})
		config := s.config(t)
		config.Users, config.Allow, config.Complete, config.Only = nil, test.allow, true, []string{"threads.get", "runs.get", "store.get"}
		config.People = []catalog.Person{{Name: "left-1", Team: "left"}, {Name: "right-1", Team: "right"}, {Name: "left-2", Team: "left"}, {Name: "right-2", Team: "right"}}
		for _, number := range test.numbers {
			config.Users = append(config.Users, s.person(t, number))
		}
		report := verify(t, config)
		found, ids := "", map[string]bool{}
		for _, r := range report.Results {
			if ids[r.ID] {
				t.Errorf("%s is there twice", r.ID)
			}
			if ids[r.ID] = true; r.ID == test.id {
				found = r.Code
			}
		}
		if found != test.code {
			t.Errorf("%s: %q, want %q: %v", test.id, found, test.code, failures(report))
		}
	}
}
