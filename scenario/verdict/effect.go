package verdict

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// effect is what the owner's readbacks say an operation has done.
type effect struct {
	blind bool   // they tell nothing
	early bool   // the thing was not there before the attack either
	seen  string // in words; "" for none
	mute  bool   // it does not tell who had it
	dumb  bool   // the look shows nothing that the run has written: no marker would show
	plain bool   // nor does the owner's look at the like of it
}

// effectOf compares the owner's readbacks before and after. A marker names its
// author; a thing that is gone or changed is blamed on whoever was not denied. Only
// usable answers tell anything: what was asked for and is not in them is gone.
func (c *court) effectOf(o catalog.Operation, id catalog.Identity) effect {
	if o.Effect.Readback == "" {
		return effect{}
	}
	row := catalog.Readbacks[o.Effect.Readback]
	after, ok := c.after[o.Effect.Readback]
	if !ok {
		return effect{blind: true, early: c.lacks(row, catalog.IdentityNamed("owner"))}
	}
	if o.Effect.Object == "" {
		return c.markedBy(o, id, row, after)
	}
	wanted := c.Facts.Things[o.Effect.Object]
	before, ok := c.before[o.Effect.Readback]
	if !ok || !holds(before, wanted, o.Effect) {
		return effect{blind: true, early: ok && c.Facts.Usable(row, before)}
	}
	switch {
	case !c.Facts.Usable(row, after) && !c.missing(row, after), row.Answer.Type == catalog.AList && !c.showsMore(row, after, o.Effect):
		return effect{blind: true}
	case holds(after, wanted, o.Effect):
		return effect{}
	case c.stillAlone(o.Effect, wanted):
		return effect{}
	case c.blindAlone(o.Effect):
		return effect{blind: true}
	case o.Effect.Field != "":
		return effect{seen: fmt.Sprintf("the owner no longer sees %s %q", o.Effect.Field, o.Effect.Want), mute: true}
	}
	return effect{seen: "the owner's thing is gone", mute: true}
}

// stillAlone tells whether the owner still reads a thing that a list no longer shows.
func (c *court) stillAlone(e catalog.Effect, wanted string) bool {
	read, asked := c.after[e.Alone]
	return asked && holds(read, wanted, catalog.Effect{})
}

// blindAlone tells whether the owner was to read such a thing, and the answer does not say that it
// is not there. Some servers have no way to read one: there the list decides.
func (c *court) blindAlone(e catalog.Effect) bool {
	read, asked := c.after[e.Alone]
	return asked && !c.missing(catalog.Readbacks[e.Alone], read) && !slices.Contains(noWay, read.Status())
}

// noWay are the answers of a server that does not have a route.
var noWay = []int{http.StatusMethodNotAllowed, http.StatusNotImplemented}

// showsMore tells whether a list has anything of the run: in one that has nothing of it,
// nothing is missing.
func (c *court) showsMore(row catalog.Operation, after transcript.Exchange, e catalog.Effect) bool {
	if row.Path != "/threads/search" && row.Path != "/runs/crons/search" && row.Path != "/assistants/search" {
		return true // of one thread
	}
	for name, id := range c.Facts.Things {
		if name != e.Object && id != "" && strings.Contains(after.Response.Body, id) {
			return true
		}
	}
	return false
}

// markedBy looks for what the identity has written.
func (c *court) markedBy(o catalog.Operation, id catalog.Identity, row catalog.Operation, after transcript.Exchange) effect {
	switch {
	case after.Response != nil && strings.Contains(after.Response.Body, `"`+c.Facts.Marker(o.ID, id.ID)+`"`):
		return effect{seen: "the owner sees what was written"}
	case c.missing(row, after):
		if o.Effect.New {
			return effect{}
		}
		return effect{seen: "the owner can no longer reach it", mute: true}
	case !c.Facts.Usable(row, after):
		return effect{blind: true}
	case row.Answer.Type == catalog.AList && c.showsMade(o, id, after):
		return effect{seen: "the owner sees what was made"}
	}
	if c.marks(o, row, after) {
		return effect{}
	}
	like, asked := c.likeOf(row)
	shows := asked && c.showsRun(like)
	return effect{dumb: !shows, plain: asked && !shows}
}

// takesOver tells a change by user 2 after which everything that says whose the thing is
// says user 2: a handler stamps whoever changes it.
func (c *court) takesOver(t trial) bool {
	var thing struct{ Metadata map[string]any }
	after := c.after[t.op.Effect.Readback]
	if t.op.Oracle != catalog.Write || t.effect.seen == "" || !c.Facts.Learned || !after.OK() || json.Unmarshal([]byte(after.Response.Body), &thing) != nil {
		return false
	}
	taken := false
	for key, mine := range c.Facts.Users[0].Owned {
		theirs, now := c.Facts.Users[1].Owned[key], thing.Metadata[key]
		if reflect.DeepEqual(mine, theirs) {
			continue // says whose team it is, for one
		}
		if !reflect.DeepEqual(now, theirs) {
			return false
		}
		taken = true
	}
	return taken
}

// marks tells whether a look would show a marker, as it shows what else the run has written; a
// list would show what was made, too, as it shows other things of the run.
func (c *court) marks(o catalog.Operation, row catalog.Operation, after transcript.Exchange) bool {
	return o.Effect.New || c.showsRun(after) || o.Creates != "" && row.Answer.Type == catalog.AList && c.showsMore(row, after, o.Effect)
}

// showsRun tells whether an answer has anything in it that the run has written.
func (c *court) showsRun(e transcript.Exchange) bool {
	run := strings.TrimPrefix(c.Facts.Tag, catalog.MadeBy+"-") // in tags and markers
	return strings.Contains(e.Response.Body, run) || strings.Contains(e.Response.Body, c.Facts.Canary)
}

// likeOf is what the owner got for the same of another thing, read as a check: what that shows, a
// look would show as well. asked is false where it got no usable answer.
func (c *court) likeOf(look catalog.Operation) (like transcript.Exchange, asked bool) {
	if !strings.Contains(look.Path, "{") {
		return like, false
	}
	for _, o := range catalog.Operations(true, true) {
		if o.Only == nil && o.Control == "" && o.Method == look.Method && anything(o.Path) == anything(look.Path) && c.Facts.Usable(o, c.control(o)) {
			return c.control(o), true
		}
	}
	return like, false
}

// showsMade tells whether the owner's list has the ID that the identity was answered when it
// made something: a server that drops metadata shows no marker.
func (c *court) showsMade(o catalog.Operation, id catalog.Identity, after transcript.Exchange) bool {
	return o.Creates != "" && slices.ContainsFunc(c.attacks[catalog.Check(o.ID, id.ID)], func(e transcript.Exchange) bool {
		var made map[string]any
		if !c.Facts.LetIn(o, e) || json.Unmarshal([]byte(e.Response.Body), &made) != nil {
			return false
		}
		thing, _ := made[string(o.Creates)+"_id"].(string)
		return thing != "" && strings.Contains(after.Response.Body, thing)
	})
}

// closedLook tells that the owner is refused the look at an effect, as in the control of the same
// operation: it is closed to users, and has not failed on the way.
func (c *court) closedLook(o catalog.Operation) bool {
	row := catalog.Readbacks[o.Effect.Readback]
	control := catalog.Named(row.Control)
	denied := func(o catalog.Operation, e transcript.Exchange) bool {
		return !e.IsPage() && e.Status() == http.StatusForbidden && c.Outcome(o, e, transcript.Exchange{}) == transcript.Denied
	}
	return row.Control != "" && denied(row, c.after[o.Effect.Readback]) && denied(control, c.control(control))
}

// unexplained tells that nobody can have had an effect that does not tell who had it: nobody
// was let in by what changes the thing, and user 2 is not blamed for it. Some denial was none then. Where
// owners can't look at such things at all, nothing is lost.
func (c *court) unexplained(o catalog.Operation) bool {
	if o.Effect.Object != "" && len(c.attacks[catalog.Check(o.ID, "other-user")]) > 0 || !c.canLook(o.Effect.Readback) {
		return false
	}
	return !slices.ContainsFunc(catalog.Operations(true, true), func(other catalog.Operation) bool {
		return other.Effect.Readback != "" && sameThing(other.Effect.Readback, o.Effect.Readback) && c.anybodyGotIn(other)
	})
}

// sameThing tells whether two readbacks look at one thing: a thread, and its state.
func sameThing(a, b string) bool {
	of := func(readback string) string {
		return catalog.PathParameter.FindString(catalog.Readbacks[readback].Path)
	}
	return a == b || of(a) != "" && of(a) == of(b)
}

// canLook tells whether the owner may look at such things: at the one of the same kind that
// is read as a check, where that was tried.
func (c *court) canLook(readback string) bool {
	row := catalog.Readbacks[readback]
	for _, o := range catalog.Operations(true, true) {
		if o.Only == nil && o.Control == "" && o.Method == row.Method && anything(o.Path) == anything(row.Path) && c.control(o).Response != nil {
			return c.Facts.LetIn(o, c.control(o))
		}
	}
	return true
}

// anything is a path whatever things it names.
func anything(path string) string { return catalog.PathParameter.ReplaceAllString(path, "{}") }

// missing tells a good answer that says that the owner's thing is not there: a refusal
// of the API, of one thing by its ID, from a server that still lets its owner in.
func (c *court) missing(row catalog.Operation, after transcript.Exchange) bool {
	refused := after.Status() == http.StatusNotFound || after.Status() == http.StatusForbidden
	if !refused || row.Answer.Type == catalog.AList || after.IsPage() {
		return false
	}
	for name, e := range c.after {
		if c.Facts.Usable(catalog.Readbacks[name], e) {
			return true
		}
	}
	return false
}

// holds finds the thing in a JSON answer, with the field as it should be.
func holds(e transcript.Exchange, id string, want catalog.Effect) bool {
	if e.Response == nil {
		return false
	}
	tree, _ := transcript.JSON(e.Response.Body)
	thing := find(tree, id)
	if thing == nil {
		return false
	}
	return want.Field == "" || fmt.Sprint(thing[want.Field]) == want.Want
}

// find is the object one of whose own ID fields is id.
func find(tree any, id string) map[string]any {
	switch node := tree.(type) {
	case []any:
		for _, item := range node {
			if found := find(item, id); found != nil {
				return found
			}
		}
	case map[string]any:
		for name, refers := range selfNames {
			if node[name] == id && !hasAny(node, refers) {
				return node
			}
		}
		for _, child := range node {
			if found := find(child, id); found != nil {
				return found
			}
		}
	}
	return nil
}

// selfNames are the fields with a thing's own ID, and those beside which they are
// references: a run has a thread_id too.
var selfNames = map[string][]string{
	"thread_id": {"run_id", "cron_id"}, "assistant_id": {"run_id", "cron_id"}, "run_id": nil, "cron_id": nil, "key": nil,
}

func hasAny(node map[string]any, names []string) bool {
	for _, name := range names {
		if _, ok := node[name]; ok {
			return true
		}
	}
	return false
}
