package transcript

import (
	"encoding/json"
	"reflect"
	"strings"

	"authcheck/scenario/catalog"
)

// MixedUp tells a list of a pair in which the caller's own thing is missing, or the
// other's is there.
func (f Facts) MixedUp(e Exchange) bool {
	pair, ok := catalog.ListPairNamed(e.Operation)
	if !ok || !f.LetIn(pair.Check, e) {
		return false
	}
	own, _ := f.thingsOf(pair, e)
	return !strings.Contains(e.Response.Body, own) || f.ShowsOthers(e)
}

// ShowsOthers tells a list of a pair in which the other user's thing is.
func (f Facts) ShowsOthers(e Exchange) bool {
	pair, ok := catalog.ListPairNamed(e.Operation)
	if !ok || !f.LetIn(pair.Check, e) {
		return false
	}
	_, other := f.thingsOf(pair, e)
	return strings.Contains(e.Response.Body, other)
}

// thingsOf are the thing of the user who asks, and the other's.
func (f Facts) thingsOf(pair catalog.ListPair, e Exchange) (own, other string) {
	own, other = f.Things[pair.Thing], f.Things[pair.Own]
	if catalog.IdentityNamed(e.Identity).Login == catalog.OtherUser {
		own, other = other, own
	}
	return own, other
}

// Stamp says in whose name a server has made something, as far as its answer shows.
type Stamp int

// The stamps.
const (
	NoStamp Stamp = iota
	OwnStamp
	OtherStamp // the other user's
)

// Stamp compares what the answer to a creation has in its metadata with what things have
// there that each user made alone.
func (f Facts) Stamp(e Exchange) Stamp {
	var made struct {
		Metadata map[string]any `json:"metadata"`
	}
	if !f.Learned || len(f.Users) < 2 || !e.OK() || json.Unmarshal([]byte(e.Response.Body), &made) != nil {
		return NoStamp
	}
	own, other := f.Users[0].Owned, f.Users[1].Owned
	if catalog.IdentityNamed(e.Identity).Login == catalog.OtherUser {
		own, other = other, own
	}
	stamp := NoStamp
	for key, value := range own {
		switch written := made.Metadata[key]; {
		case other[key] == nil || reflect.DeepEqual(value, other[key]):
		case reflect.DeepEqual(written, other[key]):
			return OtherStamp
		case reflect.DeepEqual(written, value):
			stamp = OwnStamp
		}
	}
	return stamp
}

// Made is what names the thing that a user has made in a pair, "" where nothing was made.
func (f Facts) Made(pair catalog.Pair, e Exchange) string {
	if !e.OK() {
		return ""
	}
	if pair.Field == "" {
		return f.Things[map[bool]string{false: pair.Thing, true: pair.Own}[catalog.IdentityNamed(e.Identity).Login == catalog.OtherUser]]
	}
	var fields map[string]any
	_ = json.Unmarshal([]byte(e.Response.Body), &fields)
	id, _ := fields[pair.Field].(string)
	return id
}

// Shows tells whether a look at a thing, or a list, shows it.
func (e Exchange) Shows(made string) bool {
	return made != "" && e.OK() && strings.Contains(e.Response.Body, made)
}

// Doubtful tells an answer by which users may be mixed up where requests overlap.
func (f Facts) Doubtful(e Exchange) bool {
	switch e.Part {
	case Overlap:
		return f.MixedUp(e) || f.Stamp(e) == OtherStamp
	case Whose:
		return !e.OK() || strings.TrimSpace(e.Response.Body) == "null"
	}
	return false
}
