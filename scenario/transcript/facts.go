package transcript

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
)

// Facts are what a run knows and has made.
type Facts struct {
	Tag      string `json:"tag"`    // marks everything that the run makes
	Canary   string `json:"canary"` // only in what user 1 made
	Tomorrow string `json:"tomorrow"`
	Users    []User `json:"users"`
	Address  string `json:"address,omitempty"` // of the server: its scheme and host
	Role     string `json:"role,omitempty"`    // of somebody else whom the policy names, which user 2 may claim to have

	Server string            `json:"server,omitempty"` // its kind, where that is known
	Graph  string            `json:"graph,omitempty"`
	Shape  any               `json:"shape,omitempty"`  // of the graph's state, with catalog.SeedMark
	Given  *catalog.Given    `json:"given,omitempty"`  // what runs are given besides, where the server starts none without
	Things map[string]string `json:"things"`           // the IDs of what was made, by name
	Absent map[string]string `json:"absent,omitempty"` // why something could not be had, by name

	Namespace  []string       `json:"namespace,omitempty"`      // of the store, as it is asked for
	Stored     []string       `json:"stored,omitempty"`         // as the server keeps it, where that differs
	Own        []string       `json:"own,omitempty"`            // the same for user 2
	Named      [][]string     `json:"named,omitempty"`          // namespaces of the store that were user 1's before, by their name in them
	Written    []string       `json:"written,omitempty"`        // the namespace of the store in which the graph has written for user 1
	Secret     string         `json:"secret,omitempty"`         // where the secret of user 1's token is published
	Anonymous  *bool          `json:"anonymous,omitempty"`      // whether the provider gives sessions to anybody; nil where it did not say
	Local      bool           `json:"local_provider,omitempty"` // the provider is on this machine
	Declared   []string       `json:"declared,omitempty"`       // keys of the graph's configuration that say who a user is
	InputKeys  []string       `json:"input_keys,omitempty"`     // fields of the graph's input that say so
	DeclaredIn string         `json:"declared_in,omitempty"`    // "context" or "config"
	Cookies    string         `json:"cookies,omitempty"`        // that the server gave user 2, with user 1's name in them
	Listed     map[string]any `json:"listed,omitempty"`         // asks for what user 1's list shows of a thread: its ID, status, values
	ListedCron map[string]any `json:"listed_cron,omitempty"`    // metadata that the server itself has given user 1's cron, the owner apart
	Graphs     []string       `json:"graphs,omitempty"`         // more graphs of the server
	HandedOn   []string       `json:"handed_on,omitempty"`      // headers that the graph is given, by name
	Learned    bool           `json:"learned,omitempty"`        // the metadata of threads shows how the server remembers their owner

	Wider map[string]catalog.Wider `json:"wider,omitempty"` // what the server documents of lists, by the operation that sends it
}

// User is one of the two.
type User struct {
	Name    string         `json:"name"`
	Email   string         `json:"email,omitempty"`
	Subject string         `json:"subject,omitempty"`
	Issuer  string         `json:"issuer,omitempty"`  // of the user's token, as it says
	Owned   map[string]any `json:"owned,omitempty"`   // what the server writes, or may look at, on things of the user
	MadeOf  string         `json:"made_of,omitempty"` // the part of what the user is known by that the server takes for the owner
	Untold  bool           `json:"untold,omitempty"`  // whether that is a part only could not be told
}

// TokenMark stands for the user's token wherever it was.
func (u User) TokenMark() string {
	return "«token:" + strings.ReplaceAll(strings.ToLower(u.Name), " ", "-") + "»"
}

// Claim is who the user is, as a profile may claim it.
func (u User) Claim() catalog.Claim {
	return catalog.Claim{Subject: u.Subject, Email: u.Email, Owner: u.owner(), Group: u.group(), Owned: u.Owned}
}

// Values are what one identity sends with an operation.
func (f Facts) Values(o catalog.Operation, id catalog.Identity) *catalog.Values {
	return f.Supplies().Values(o, id)
}

// addSpellings spells the ID of user 1's thread otherwise.
func (f Facts) addSpellings(v *catalog.Values) {
	id := f.Things["thread"]
	if !uuids.MatchString(id) {
		return
	}
	maps.Copy(v.Texts, map[string]string{"thread_bare": strings.ReplaceAll(id, "-", ""), "thread_upper": strings.ToUpper(id), "thread_braced": "{" + id + "}",
		"thread_urn": "urn:uuid:" + id, "thread_first": fmt.Sprintf("%x", id[0]), "thread_rest": id[1:]})
}

func (f Facts) addUsers(v *catalog.Values) {
	if len(f.Users) > 0 && f.Users[0].Owned != nil {
		v.Objects["owned"], v.Objects["planted"] = f.Users[0].Owned, f.Users[0].Owned
	}
	if len(f.Users) > 1 && f.Users[1].Owned != nil {
		one, two := f.Users[0].Owned, f.Users[1].Owned
		v.Objects["given"] = appended(one, two).(map[string]any)
		if one != nil {
			v.Objects["planted"] = appended(two, one).(map[string]any)
		}
	}
	if len(f.Users) > 0 {
		one := f.Users[0]
		v.Texts["subject"], v.Texts["email"], v.Texts["owner"] = one.Subject, one.Email, one.owner()
		v.Texts["group"] = one.group()
		v.Texts["owner_key"] = one.ownerKey()
	}
	if len(f.Users) > 1 {
		two := f.Users[1]
		for name, text := range map[string]string{"email_of_2": two.Email, "owner_of_2": two.owner()} {
			if text != "" {
				v.Texts[name] = text
			}
		}
		v.Texts["subject_of_2"] = two.Subject
	}
	if thread := cmp.Or(f.Things["thread_s"], f.Things["thread"]); thread != "" {
		v.Texts["conversation"], v.Texts["conversations"] = thread, thread
		v.Texts["cursor_id"] = base64.URLEncoding.EncodeToString([]byte(thread))
	}
	v.Texts["cursor"] = f.cursor(v)
}

// cursor is a place in a list of user 1's, as servers write them: JSON in base64.
func (f Facts) cursor(v *catalog.Values) string {
	place := map[string]any{"offset": 0, "limit": 100, "page": 1}
	for _, name := range []string{"user_id", "user", "owner", "owner_id", "sub"} {
		place[name] = v.Texts["subject"]
	}
	if len(f.Users) > 0 {
		place[v.Texts["owner_key"]] = v.Texts["owner"]
	}
	text, _ := json.Marshal(place)
	return base64.URLEncoding.EncodeToString(text)
}

// addStamp adds what else the server writes on things of user 1 that is not on user 2's: an
// organisation's ID, for one, and what it is called.
func (f Facts) addStamp(v *catalog.Values) {
	if len(f.Users) < 2 || f.Users[1].Owned == nil {
		return
	}
	one, two := f.Users[0], f.Users[1]
	for _, key := range slices.Sorted(maps.Keys(one.Owned)) {
		text, _ := one.Owned[key].(string)
		if text == "" || text == one.Subject || text == one.Email || text == two.Owned[key] || strings.Contains(text, ".") {
			continue
		}
		v.Texts["stamp"], v.Texts["stamp_name"] = text, strings.TrimSuffix(strings.TrimSuffix(key, "_id"), "Id")
		return
	}
}

// OfUser2 are what user 2 has in the place of what belongs to user 1, by name.
func (f Facts) OfUser2() map[string]string {
	own := map[string]string{"conversation": f.Things["thread_of_2"], "conversations": f.Things["thread_of_2"], "assistant": f.Things["assistant_of_2"], "cron": f.Things["cron_of_2"],
		"key": f.Things["key_2"], "dotted": strings.Join(f.Own, ".")}
	if len(f.Users) > 1 {
		two := f.Users[1]
		own["subject"], own["email"], own["owner"] = two.Subject, two.Email, two.owner()
	}
	maps.DeleteFunc(own, func(_, text string) bool { return text == "" })
	return own
}

func (f Facts) addNamespace(v *catalog.Values, list, dotted string, namespace []string) {
	if namespace != nil {
		v.Lists[list], v.Texts[dotted] = namespace, strings.Join(namespace, ".")
	}
}

// nameInStore is the place of user 2's name in the own namespace, -1 where it has none.
func (f Facts) nameInStore() int {
	return slices.IndexFunc(f.Own, func(label string) bool { return !slices.Contains(f.Namespace, label) })
}

// above is what user 1's and user 2's namespaces have in front of the users' names, nil for
// nothing.
func (f Facts) above() []string {
	if i := f.nameInStore(); i > 0 {
		return f.Own[:i]
	}
	return nil
}

// bare is user 2's namespace without the name in it: a server may put whom it takes for the
// owner there.
func (f Facts) bare() []string {
	i := f.nameInStore()
	if i < 0 {
		return f.Own
	}
	return slices.Delete(slices.Clone(f.Own), i, i+1)
}

// Below is user 1's namespace with user 2's name at its end.
func (f Facts) Below() []string {
	if f.Namespace == nil || len(f.Users) < 2 || f.Users[1].Subject == "" {
		return nil
	}
	name := f.Users[1].Subject
	if i := f.nameInStore(); i >= 0 {
		name = f.Own[i]
	}
	return append(slices.Clone(f.Namespace), name)
}

// lookalike is the namespace of somebody whose name begins with user 2's. No ID of a
// provider's begins with another.
func (f Facts) lookalike() []string {
	i := f.nameInStore()
	if i < 0 || f.Own[i] == f.Users[1].Subject || uuids.MatchString(f.Own[i]) {
		return nil
	}
	alike := slices.Clone(f.Own)
	alike[i] += "0"
	return alike
}

// kept is the namespace of the store as the server keeps it; where the run has none, one that
// user 1 had before.
func (f Facts) kept() []string {
	switch {
	case f.Stored != nil:
		return f.Stored
	case f.Namespace == nil && len(f.Named) > 0:
		return f.Named[0]
	}
	return f.Namespace
}

// Marker is what an identity writes, so that an effect names its author and how it was done.
func (f Facts) Marker(operation, identity string) string {
	return catalog.Check(operation, identity) + "/" + strings.TrimPrefix(f.Tag, catalog.MadeBy+"-")
}

// WhyAbsent says why there is no text, object or list of that name.
func (f Facts) WhyAbsent(name string) string {
	if name == "runnable" && f.Graph != "" {
		return "User 1 has no assistant: " + f.Absent["assistant"]
	}
	if reason, ok := f.Absent[name]; ok {
		return reason
	}
	return "there is no " + strings.TrimSuffix(name, "_w") + " to try it on"
}
