package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// Relation is how two users stand to each other: who tries whose things.
type Relation struct {
	Name    string `json:"name"`
	Visitor Person `json:"visitor"`
	Owner   Person `json:"owner"`
	Like    int    `json:"pairs"`          // of users that stand so
	Ring    bool   `json:"ring,omitempty"` // one of those who are only asked for one thing of each kind of their neighbour's
	Back    bool   `json:"back,omitempty"` // another of that name the other way round
}

// Class is a relation with the pair that stands for it, and others.
type Class struct {
	Relation
	others []Relation // that stand so, with other owners
}

// Alike are a pair for each owner of whom others stand so: the first one stands for all, unless its
// owner can make nothing.
func (c Class) Alike() []Relation {
	all := append([]Relation{c.Relation}, c.others...)
	for i := range all {
		all[i].Like = c.Like
	}
	return all
}

// roles is how many of the two have one.
func (r Relation) roles() int {
	return len(slices.DeleteFunc([]string{r.Visitor.Role, r.Owner.Role}, func(role string) bool { return role == "" }))
}

// How the teams of two users stand to each other. Two without a team are alike in that: a careless
// filter takes them for a team.
const (
	sameTeams      = "same-team"
	otherTeams     = "other-team"
	teamOnTeamless = "team-on-teamless"
	teamlessOnTeam = "teamless-on-team"
)

func teamsOf(visitor, owner Person) string {
	switch {
	case sameTeam(visitor, owner):
		return sameTeams
	case visitor.Team != "" && owner.Team != "":
		return otherTeams
	case visitor.Team != "":
		return teamOnTeamless
	case owner.Team != "":
		return teamlessOnTeam
	}
	return ""
}

// NamesRelation tells the words that would make a role's relations look like others.
func NamesRelation(role string) bool {
	return slices.Contains([]string{sameTeams, otherTeams, "other-user"}, role) || strings.HasPrefix(role, "on-") || strings.Contains(role, "-on-")
}

// RelationOf names the class of two users: by the visitor's role, the teams, the owner's role.
func RelationOf(visitor, owner Person) Relation {
	parts := []string{visitor.Role, teamsOf(visitor, owner), ""}
	if owner.Role != "" {
		parts[2] = "on-" + owner.Role
	}
	name := strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), "-")
	return Relation{Name: cmp.Or(name, "other-user"), Visitor: visitor, Owner: owner, Like: 1}
}

// Relations are the classes of equal relation among users, each with one pair that stands for it:
// those with the fewest rights first, so that the first is the one that should be kept apart most.
func Relations(people []Person, policy []Allowance) []Class {
	var list []Class
	known := map[string]int{}
	for _, owner := range people {
		for _, visitor := range people {
			if owner == visitor {
				continue
			}
			relation := RelationOf(visitor, owner)
			i, ok := known[relation.Name]
			if !ok {
				known[relation.Name] = len(list)
				list = append(list, Class{Relation: relation})
				continue
			}
			list[i].Like++
			if last := list[i].lastOwner(); last != owner {
				list[i].others = append(list[i].others, relation)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Class) int {
		return cmp.Or(Between(policy, a.Visitor, a.Owner).Rights()-Between(policy, b.Visitor, b.Owner).Rights(), a.roles()-b.roles())
	})
	return list
}

func (c Class) lastOwner() Person {
	if n := len(c.others); n > 0 {
		return c.others[n-1].Owner
	}
	return c.Owner
}

// wholeAtMost is how many relations all get the whole matrix. With more roles there are as many
// as their square.
const wholeAtMost = 24

// Whole are the relations that get the whole matrix: all, or where they are too many, as few as
// have each role once as the one who tries and once as the owner, in each relation of teams.
func Whole(relations []Class) []Class {
	if len(relations) <= wholeAtMost {
		return relations
	}
	chosen, met := make([]bool, len(relations)), map[string]bool{}
	for _, least := range []int{2, 1} { // those that have two at once are taken first
		for i, r := range relations {
			teams := teamsOf(r.Visitor, r.Owner)
			sides := []string{teams + " by " + r.Visitor.Role, teams + " on " + r.Owner.Role}
			news := len(slices.DeleteFunc(slices.Clone(sides), func(side string) bool { return met[side] }))
			if news >= least {
				chosen[i], met[sides[0]], met[sides[1]] = true, true, true
			}
		}
	}
	var whole []Class
	for i, r := range relations {
		if chosen[i] {
			whole = append(whole, r)
		}
	}
	return whole
}

// Backwards are relations the other way round whose users stand alike to each other: one of them may
// be able to do more than is said of either.
func Backwards(whole []Class) (back []Class) {
	for _, r := range whole {
		if turned := RelationOf(r.Owner, r.Visitor); turned.Name == r.Name {
			turned.Back, turned.Like = true, r.Like
			back = append(back, Class{Relation: turned})
		}
	}
	return back
}

// Ring has each user try the things of the nearest one before, once in each relation to others that
// they stand in, and in each team that they share, where more users are than the relations need. Where not all relations get the
// whole matrix, it is once in each relation of teams, as the one who tries and as the owner.
func Ring(people []Person, relations []Class) []Class {
	if len(people) <= 2 {
		return nil
	}
	whole := Whole(relations)
	few := len(whole) == len(relations)
	met := map[string]bool{}
	sidesOf := func(r Relation) []string {
		if few {
			return []string{r.Visitor.Name + " by " + r.Name + " in " + sharedTeam(r.Visitor, r.Owner)}
		}
		teams := teamsOf(r.Visitor, r.Owner)
		return []string{r.Visitor.Name + " by " + teams, r.Owner.Name + " on " + teams}
	}
	meet := func(r Relation) (news bool) {
		for _, side := range sidesOf(r) {
			news = news || !met[side]
			met[side] = true
		}
		return news
	}
	for _, r := range whole {
		meet(r.Relation)
	}
	var ring []Class
	for back := 1; back < len(people); back++ {
		for i, visitor := range people {
			if r := RelationOf(visitor, people[(i+len(people)-back)%len(people)]); meet(r) {
				r.Ring = true
				ring = append(ring, Class{Relation: r})
			}
		}
	}
	return ring
}

// Neighbourly are the operations that a ring tries: one read and one list of each resource that
// can be shared; of the store both lists, and where a server keeps it under another namespace than
// was asked for.
var Neighbourly = []string{"threads.get", "threads.search", "runs.get", "runs.list", "assistants.get", "assistants.search",
	"crons.get", "crons.search", "store.get", "store.search", "store.namespaces", "store.get-stored", "store.search-stored"}

// NeighboursThings are what a ring needs of its owner, besides a thread and an item.
func NeighboursThings() []Fixture {
	return []Fixture{assistantFixture("assistant"), runFixture("run", "thread_s"), cronFixture("cron")}
}
