package catalog

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRelations has users who differ in a team, a role or both in classes of their own, those
// with the fewest rights first.
func TestRelations(t *testing.T) {
	members := []Person{{Name: "solo-1"}, {Name: "red-1", Team: "red"}, {Name: "solo-2"}, {Name: "red-2", Team: "red"}}
	staff := []Person{{Name: "ann", Team: "red"}, {Name: "bob", Team: "blue"}, {Name: "carl", Team: "red"}, {Name: "root", Role: "admin"}}
	policy := []Allowance{{Who: Who{SameTeam: true}, May: []string{"read"}, On: []string{"threads"}}, {Who: Who{SameTeam: true}, May: []string{"search"}, On: []string{"threads"}},
		{Who: Who{Role: "admin"}, May: []string{Everything}, On: []string{Everything}}}
	alike := []Person{{Name: "ann", Role: "member"}, {Name: "bob", Role: "member", Team: "red"}, {Name: "carl", Role: "member"}, {Name: "dora", Role: "member", Team: "blue"}}
	for _, test := range []struct {
		people []Person
		want   []string
	}{
		{members, []string{"team-on-teamless red-1 solo-1", "other-user solo-2 solo-1", "teamless-on-team solo-1 red-1", "same-team red-2 red-1"}},
		{staff, []string{"other-team bob ann", "team-on-teamless-on-admin ann root", "same-team carl ann", "admin-teamless-on-team root ann"}},
		{alike, []string{"member-team-on-teamless-on-member bob ann", "member-on-member carl ann", "member-teamless-on-team-on-member ann bob",
			"member-other-team-on-member dora bob"}},
	} {
		var got []string
		for _, r := range Relations(test.people, policy) {
			got = append(got, r.Name+" "+r.Visitor.Name+" "+r.Owner.Name)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// TestTakingOver: whoever may make things may not have another's by making it, unless they
// may be read; and it is promised to nobody.
func TestTakingOver(t *testing.T) {
	for _, id := range []string{"threads.take-over", "assistants.take-over"} {
		o := Named(id)
		for _, test := range []struct {
			may     []string
			permits bool
		}{{[]string{"create"}, false}, {[]string{"create", "search", "update"}, false}, {[]string{"read"}, true}, {[]string{Everything}, true}} {
			line := Allowed{{Who: Who{Anyone: true}, May: test.may, On: []string{Everything}}}
			if line.Permits(o) != test.permits || line.Promises(o) {
				t.Errorf("%s by %v: permitted %v, want %v; promised %v", id, test.may, line.Permits(o), test.permits, line.Promises(o))
			}
		}
	}
}

// TestRunsOnThreads: a right to make runs is promised on whichever of the two it is given.
func TestRunsOnThreads(t *testing.T) {
	o := Named("runs.create")
	for on, promised := range map[string]bool{"threads": true, "runs": true, "assistants": false} {
		if line := (Allowed{{Who: Who{Anyone: true}, May: []string{"create_run"}, On: []string{on}}}); line.Promises(o) != promised {
			t.Errorf("create_run on %s: promised %v", on, !promised)
		}
	}
}

// TestCronOnThread: whoever may read another's thread may not have it run at all times; that takes
// making crons, or running it.
func TestCronOnThread(t *testing.T) {
	o := Named("crons.create-on-thread")
	for _, test := range []struct {
		may, on           string
		permits, promises bool
		code              string
	}{
		{"read", "threads", false, false, "crons-create"},
		{"read", "crons", false, false, "threads-read"},
		{"create", "crons", true, true, ""},
		{"create_run", "threads", true, false, ""},
		{"create", "threads", false, false, "threads-read"},
		{Everything, "crons", true, true, ""},
		{Everything, Everything, true, true, ""},
	} {
		line := Allowed{{Who: Who{Anyone: true}, May: []string{test.may}, On: []string{test.on}}}
		if line.Permits(o) != test.permits || line.Promises(o) != test.promises {
			t.Errorf("%s on %s: permitted %v, promised %v; want %v, %v", test.may, test.on, line.Permits(o), line.Promises(o), test.permits, test.promises)
		}
		if code := line.FoundAs(o); !test.permits && code != test.code {
			t.Errorf("%s on %s: found as %s, want %s", test.may, test.on, code, test.code)
		}
	}
}

// TestIsRight has a right be one exactly where it permits anything.
func TestIsRight(t *testing.T) {
	var none []string
	for _, resource := range Sharable {
		for _, right := range Rights {
			if !IsRight(right, resource) {
				none = append(none, right+" "+resource)
			}
		}
	}
	want := []string{"create threads", "create runs", "count runs", "create assistants", "create_run assistants", "create_run crons", "count store", "create store", "create_run store", "search runs"}
	slices.Sort(none)
	slices.Sort(want)
	if !slices.Equal(none, want) {
		t.Errorf("no rights are %q, want %q", none, want)
	}
}

// TestRing has each user try somebody's things once in each relation to others that they stand in.
func TestRing(t *testing.T) {
	four := []Person{{Name: "red-1", Team: "red"}, {Name: "blue-1", Team: "blue"}, {Name: "red-2", Team: "red"}, {Name: "blue-2", Team: "blue"}}
	var got []string
	for _, r := range Ring(four, Relations(four, nil)) {
		got = append(got, r.Name+" "+r.Visitor.Name+" "+r.Owner.Name)
	}
	want := []string{"other-team red-1 blue-2", "other-team red-2 blue-1", "other-team blue-2 red-2", "same-team red-1 red-2",
		"same-team blue-1 blue-2", "same-team blue-2 blue-1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestManyRoles has pairs grow with the users where each has a role of their own; and each role is
// tried as whole once by somebody, and once as somebody's.
func TestManyRoles(t *testing.T) {
	var many []Person
	for i := range 40 {
		many = append(many, Person{Name: string(rune('a'+i/26)) + string(rune('a'+i%26)), Role: "r" + string(rune('a'+i/26)) + string(rune('a'+i%26))})
	}
	for _, n := range []int{10, 20, 40} {
		relations := Relations(many[:n], nil)
		whole, ring := Whole(relations), Ring(many[:n], relations)
		if len(whole) > n+1 || len(ring) > 2*n {
			t.Errorf("%d users with a role each: %d of %d relations as a whole, %d pairs in the ring", n, len(whole), len(relations), len(ring))
		}
		for _, one := range many[:n] {
			tries := slices.ContainsFunc(whole, func(r Class) bool { return r.Visitor == one })
			owns := slices.ContainsFunc(whole, func(r Class) bool { return r.Owner == one })
			if !tries || !owns {
				t.Errorf("%s tries %v, is tried %v", one.Name, tries, owns)
			}
		}
	}
}

// TestTeamAdvice has the advice be code that runs: a module of the e2e tests has it word for word.
func TestTeamAdvice(t *testing.T) {
	module, err := os.ReadFile("../../e2e/python/auth/team_by_advice.py")
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(teamFilter, "\n")
	if text := regexp.MustCompile(`\n+`).ReplaceAllString(string(module), "\n"); !strings.Contains(text, code) {
		t.Errorf("the module has not what is advised:\n%s", code)
	}
}

// TestWhoFits has a line be about a role in the owner's team, and a user be in several.
func TestWhoFits(t *testing.T) {
	both := JoinTeams([]string{"red", "blue"})
	for _, test := range []struct {
		who            Who
		visitor, owner Person
		want           bool
	}{
		{Who{Role: "lead", SameTeam: true}, Person{Role: "lead", Team: "red"}, Person{Team: "red"}, true},
		{Who{Role: "lead", SameTeam: true}, Person{Role: "lead", Team: "red"}, Person{Team: "blue"}, false},
		{Who{Role: "lead", SameTeam: true}, Person{Team: "red"}, Person{Team: "red"}, false},
		{Who{Role: "lead", SameTeam: true}, Person{Role: "lead"}, Person{}, false},
		{Who{SameTeam: true}, Person{Team: both}, Person{Team: "blue"}, true},
		{Who{SameTeam: true}, Person{Team: "red"}, Person{Team: both}, true},
		{Who{SameTeam: true}, Person{Team: "green"}, Person{Team: both}, false},
		{Who{Anyone: true}, Person{}, Person{Role: "admin"}, true},
		{Who{}, Person{}, Person{}, false},
	} {
		if got := test.who.Fits(test.visitor, test.owner); got != test.want {
			t.Errorf("%+v: %+v on what is %+v's: %v", test.who, test.visitor, test.owner, got)
		}
	}
}

// TestSeveralTeams has who is in two teams try somebody's things in both.
func TestSeveralTeams(t *testing.T) {
	people := []Person{{Name: "red", Team: "red"}, {Name: "both", Team: JoinTeams([]string{"red", "blue"})}, {Name: "blue", Team: "blue"}}
	tried := map[string]bool{}
	classes := Relations(people, nil)
	for _, r := range append(Ring(people, classes), Whole(classes)...) {
		tried[r.Visitor.Name+" on "+r.Owner.Name] = true
	}
	for _, pair := range []string{"both on red", "both on blue", "red on both", "blue on both", "red on blue"} {
		if !tried[pair] {
			t.Errorf("%s is not tried: %v", pair, tried)
		}
	}
}
