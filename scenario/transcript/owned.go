package transcript

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
)

// Works tells whether the owner's call shows what a leak of it would look like.
func (f Facts) Works(o catalog.Operation, control Exchange) bool {
	got := f.Outcome(o, control, control)
	switch o.Oracle {
	case catalog.Read:
		return got == Leaked || o.Tells && got == Admitted && f.Betrays(control, nil, nil) != ""
	case catalog.Stream:
		return got == Leaked || got == Admitted && !control.EndedSilently()
	case catalog.List:
		return got == Leaked || got == Admitted && f.ShowsOwned(o, control.Response.Body)
	case catalog.Count:
		return got == Admitted && CountIn(control.Response.Body) > 0
	}
	return got == Leaked || got == Admitted
}

// ShowsOwned looks for user 1's things in a list: for the IDs of that kind of
// thing, and for the namespace in full.
func (f Facts) ShowsOwned(o catalog.Operation, body string) bool {
	if o.Resource == "store" {
		return f.showsNamespace(body)
	}
	return slices.ContainsFunc(catalog.OwnThings[o.Resource], func(name string) bool {
		id := f.Things[name]
		return id != "" && strings.Contains(body, id)
	})
}

// showsNamespace compares with the namespaces as the owner finds them in the list.
func (f Facts) showsNamespace(body string) bool {
	own := f.Named
	if kept := f.kept(); kept != nil {
		own = append(slices.Clip(own), kept)
		if i := slices.IndexFunc(kept, func(label string) bool { return !slices.Contains(f.Own, label) }); f.Own != nil && i >= 0 {
			own = append(own, kept[:i+1]) // up to the user's name
		}
	}
	return slices.ContainsFunc(Namespaces(body), func(listed []string) bool {
		return slices.ContainsFunc(own, func(n []string) bool { return slices.Equal(n, listed) })
	})
}

// NamedAfter are those of some namespaces that have a user's ID in them, and not the other's.
func (f Facts) NamedAfter(user int, list [][]string) (named [][]string) {
	if len(f.Users) < 2 || len(f.Users[user].Subject) < shortest {
		return nil
	}
	for _, n := range list {
		if slices.Contains(n, f.Users[user].Subject) && !slices.Contains(n, f.Users[1-user].Subject) {
			named = append(named, n)
		}
	}
	return named
}

// Namespaces reads the store's list of namespaces.
func Namespaces(body string) [][]string {
	var list struct {
		Namespaces [][]string `json:"namespaces"`
	}
	_ = json.Unmarshal([]byte(body), &list)
	return list.Namespaces
}

// Heard tells whether the owner's stream told the owner's update.
func (f Facts) Heard(control Exchange) bool { return f.Leaks(control) }

// CountIn reads a count, plain or wrapped.
func CountIn(body string) int {
	var count int
	if json.Unmarshal([]byte(body), &count) == nil {
		return count
	}
	var wrapped struct {
		Count int `json:"count"`
	}
	_ = json.Unmarshal([]byte(body), &wrapped)
	return wrapped.Count
}

var uuids = regexp.MustCompile(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)

// Alike tells whether two answers differ only in the IDs that were asked for, and in
// which 2xx says so.
func Alike(a, b Exchange) bool { return alike(a, b, a.sentIDs(), b.sentIDs()) }

// Alike is the same for answers that may say who asks.
func (f Facts) Alike(a, b Exchange) bool {
	return alike(a, b, slices.Concat(a.sentIDs(), f.ownNames(a)), slices.Concat(b.sentIDs(), f.ownNames(b)))
}

func alike(a, b Exchange, ofA, ofB []string) bool {
	if a.Response == nil || b.Response == nil {
		return false
	}
	return (a.Status() == b.Status() || a.OK() && b.OK()) && a.Response.Open == b.Response.Open &&
		len(a.Response.Events) == len(b.Response.Events) && without(a.Response.Body, ofA) == without(b.Response.Body, ofB)
}

func without(text string, ids []string) string {
	for _, id := range ids {
		text = strings.ReplaceAll(text, id, "<id>")
	}
	return text
}

// ownNames are the caller's own address and ID.
func (f Facts) ownNames(e Exchange) (names []string) {
	user := map[catalog.Login]int{catalog.OtherUser: 1, catalog.Owner: 0}
	i, ok := user[catalog.IdentityNamed(e.Identity).Login]
	if !ok || i >= len(f.Users) {
		return nil
	}
	for _, name := range []string{f.Users[i].Email, f.Users[i].Subject} {
		if len(name) >= shortest {
			names = append(names, name)
		}
	}
	return names
}

// sentIDs are the IDs that a request names; one to a route of the server's own may name
// things in any way.
func (e Exchange) sentIDs() []string {
	if _, _, ok := catalog.SplitRoute(e.Operation); ok {
		return e.Sent()
	}
	return uuids.FindAllString(e.Request.Path+" "+string(e.Request.Body), -1)
}
