package catalog

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Person is what a policy knows of a user.
type Person struct {
	Name  string `json:"name"`
	Team  string `json:"team,omitempty"` // of several, all with commas between
	Role  string `json:"role,omitempty"`
	Token string `json:"token,omitempty"` // how a shell names the token: "$AUTHCHECK_TOKEN_3"
}

// Allowance is a line of a policy: what some users may do with the things of others.
type Allowance struct {
	Who Who      `json:"who"`
	May []string `json:"may"` // of Rights, or Everything
	On  []string `json:"on"`  // of Sharable, or Everything
}

// Who are the users that an allowance is about: those of a role, of the owner's team, of a role in
// the owner's team, or anyone.
type Who struct {
	Anyone   bool   `json:"anyone,omitempty"`
	SameTeam bool   `json:"same_team,omitempty"`
	Role     string `json:"role,omitempty"`
}

// String is the line in words: "same team may read, search on threads".
func (a Allowance) String() string {
	who := "anyone"
	switch {
	case a.Who.SameTeam && a.Who.Role != "":
		who = "role " + a.Who.Role + " in the same team"
	case a.Who.SameTeam:
		who = "same team"
	case a.Who.Role != "":
		who = "role " + a.Who.Role
	}
	return who + " may " + strings.Join(a.May, ", ") + " on " + strings.Join(a.On, ", ")
}

// Everything stands for all rights, or for all resources.
const Everything = "all"

// Sharable are the resources that an allowance can name.
var Sharable = []string{"threads", "runs", "assistants", "crons", "store"}

// Rights are what an allowance can give. Counting has the handler of searching: who may
// search may count as well, but need not be able to.
var Rights = []string{"read", "search", "count", "create", "update", "delete", "create_run"}

// rightOf is the right that an action of a handler takes, where that has another name.
var rightOf = map[string]string{"get": "read", "list_namespaces": "search", "put": "update"}

// takesOver tells an operation that gets at a thing by making it: making things is a right
// on one's own, what comes back is read.
func takesOver(o Operation) bool { return o.Action == "create" && o.Oracle == Read }

// rightTo is the right that an operation takes by its handler.
func rightTo(o Operation) string {
	if takesOver(o) {
		return "read"
	}
	return cmp.Or(rightOf[o.Action], o.Action)
}

// Right is one of Rights on one of Sharable.
type Right struct{ Name, On string }

// IsRight tells whether a right is one on a resource: whether giving it permits anything.
func IsRight(right, resource string) bool {
	return right == Everything || resource == Everything || realRights()[Right{right, resource}]
}

// realRights are those that permit any operation. A plan of many users asks for each pair.
var realRights = sync.OnceValue(func() map[Right]bool {
	real, all := map[Right]bool{}, Operations(true, true)
	for _, resource := range Sharable {
		for _, right := range Rights {
			line := Allowed{{May: []string{right}, On: []string{resource}}}
			real[Right{right, resource}] = slices.ContainsFunc(all, func(o Operation) bool { return o.Oracle != Create && line.Permits(o) })
		}
	}
	return real
})

// SharedWithAll is the policy of resources that all users may read.
func SharedWithAll(resources []string) []Allowance {
	if len(resources) == 0 {
		return nil
	}
	return []Allowance{{Who: Who{Anyone: true}, May: []string{"read", "search"}, On: resources}}
}

// Fits tells whether the line is about what one user may do with another's things.
func (w Who) Fits(visitor, owner Person) bool {
	if w.SameTeam && !sameTeam(visitor, owner) || w.Role != "" && w.Role != visitor.Role {
		return false
	}
	return w.Anyone || w.SameTeam || w.Role != ""
}

func sameTeam(a, b Person) bool { return sharedTeam(a, b) != "" }

// sharedTeam is the first team that two users are both in.
func sharedTeam(a, b Person) string {
	for _, team := range a.Teams() {
		if slices.Contains(b.Teams(), team) {
			return team
		}
	}
	return ""
}

const betweenTeams = ", "

// JoinTeams names several teams as a Person does.
func JoinTeams(teams []string) string { return strings.Join(teams, betweenTeams) }

// Teams are those that the user is in.
func (p Person) Teams() []string {
	if p.Team == "" {
		return nil
	}
	return strings.Split(p.Team, betweenTeams)
}

// Allowed are the lines of a policy about two users.
type Allowed []Allowance

// Between picks the lines that are about what one user may do with another's things.
func Between(policy []Allowance, visitor, owner Person) Allowed {
	return slices.DeleteFunc(slices.Clone(policy), func(a Allowance) bool { return !a.Who.Fits(visitor, owner) })
}

// Permits tells whether reaching the other's things by an operation is allowed. A line
// about a resource is one about its handler, which guards runs with threads.
func (list Allowed) Permits(o Operation) bool {
	right := rightTo(o)
	handlers := o.Transfer == nil && (o.Crossing == "" || o.Resource == "store" || o.Reads()) // else the finding is not about who may
	if o.Takes != nil {
		return slices.ContainsFunc(o.Takes, list.gives)
	}
	return handlers && slices.ContainsFunc(list, func(a Allowance) bool {
		by := a.names(right) || o.Oracle == Count && a.names("count")
		return by && (a.Covers(o.Guarded()) || a.Covers(o.Resource) && !(o.Oracle == Execute && o.Reads()))
	})
}

// Promises tells whether an operation must work, as a plain use of a right that was given.
func (list Allowed) Promises(o Operation) bool {
	plain := o.Plain == nil && o.Only == nil && o.Transfer == nil && !o.Optional && (o.Creates == "" || !o.Reads() || o.Takes != nil) && (o.Crossing == "" || o.Resource == "store")
	judged := slices.Contains([]Oracle{Read, List, Count, Write, Delete, Execute}, o.Oracle)
	right := Right{rightTo(o), o.Resource}
	switch {
	case o.Oracle == Count:
		right.Name = "count"
	case o.Takes != nil:
		right = o.Takes[0]
	case right.Name == "create_run" && list.gives(Right{right.Name, o.Guarded()}): // nothing but runs takes it
		right.On = o.Guarded()
	}
	return plain && judged && !takesOver(o) && list.gives(right) && (o.Asked == "" || list.gives(Right{o.Asked, o.Resource}))
}

// gives tells whether a line says so of a right.
func (list Allowed) gives(r Right) bool {
	return slices.ContainsFunc(list, func(a Allowance) bool { return a.names(r.Name) && a.Covers(r.On) })
}

// FoundAs is the code of the finding when an operation crosses: where the handler in charge is
// open on purpose, the right that it would take is what nobody asked for.
func (list Allowed) FoundAs(o Operation) string {
	if o.Takes != nil && list.gives(Right{rightTo(o), o.Guarded()}) {
		return HandlerCode(o.Takes[0].On, o.Takes[0].Name)
	}
	return o.FoundAs()
}

// Rights counts what the lines give, each right on each resource once.
func (list Allowed) Rights() (n int) {
	for _, resource := range Sharable {
		for _, right := range Rights {
			if list.gives(Right{right, resource}) {
				n++
			}
		}
	}
	return n
}

// Given lists what the lines give, by resource: "read, search on threads".
func (list Allowed) Given() (given []string) {
	for _, resource := range Sharable {
		rights := slices.DeleteFunc(slices.Clone(Rights), func(right string) bool {
			return !IsRight(right, resource) || !list.gives(Right{right, resource})
		})
		if len(rights) > 0 {
			given = append(given, strings.Join(rights, ", ")+" on "+resource)
		}
	}
	return given
}

// Shows tells whether things of a resource may be seen.
func (list Allowed) Shows(resource string) bool {
	return slices.ContainsFunc(list, func(a Allowance) bool {
		covered := a.Covers(resource) || resource == "runs" && a.Covers("threads") // one handler guards both
		return covered && (a.names("read") || a.names("search"))
	})
}

// Reading are the resources of which everything may be read and searched.
func (list Allowed) Reading() []string {
	return slices.DeleteFunc(slices.Clone(Sharable), func(resource string) bool {
		return !slices.ContainsFunc(list, func(a Allowance) bool { return a.names("read") && a.Covers(resource) })
	})
}

func (a Allowance) names(right string) bool { return has(a.May, right) }

// Covers tells whether the line is about a resource.
func (a Allowance) Covers(resource string) bool { return has(a.On, resource) }

func has(list []string, name string) bool {
	return slices.Contains(list, name) || slices.Contains(list, Everything)
}
