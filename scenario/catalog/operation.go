package catalog

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Oracle says how the answer to an operation is judged.
type Oracle string

// The oracles.
const (
	Read    Oracle = "read"    // a leak when user 1's canary comes along
	List    Oracle = "list"    // a leak when something of user 1 is in it
	Count   Oracle = "count"   // a leak when something of user 1 is counted
	Access  Oracle = "access"  // shows nothing of its own: getting in where an unknown ID does not is the leak
	Stream  Oracle = "stream"  // like Access, told by the events
	Write   Oracle = "write"   // a leak when the owner sees the change
	Delete  Oracle = "delete"  // a leak when the owner's thing is gone
	Execute Oracle = "execute" // a leak when the run or cron is there, or was accepted
	Create  Oracle = "create"  // anybody with a login may; judged for callers without one
)

// Operation is one thing that the API can do, as a row of data. In Path, Query and
// Header a name in braces stands for a text of the run ([Values]).
type Operation struct {
	ID       string
	Resource string // row of the matrix
	Action   string // the authorization handler in charge, as in auth.on.threads.read
	Guard    string // the resource of that handler, where it is not Resource
	Asked    string // the action of a further handler that is asked first or afterwards
	Method   string
	Path     string
	Query    map[string]string
	Header   map[string]string
	Body     Body
	Form     *FormBody // how the body is sent; nil: as JSON
	Doc      string    // the documented path, for coverage
	Oracle   Oracle
	Answer   Shape // of a usable answer
	Effect   Effect
	Creates  Kind // what an accepted call leaves behind

	Hangs  bool          // an accepted call waits for a run: hang up after a moment
	Socket bool          // a WebSocket
	Within time.Duration // how long an answer may take, where it is not the client's

	Sample   bool     // tried by the identities that are told apart by authentication alone
	Variants bool     // tried with every form of a credential, not only the first
	Only     []string // the identities that it is tried by; nil: all
	Except   []string // the identities that it is not tried by
	Servers  []string // the kinds of server that have it; nil: all
	Optional bool     // not worth a mention where it can't be tried
	Deep     bool     // more than the smoke test: with --deep only
	Widened  bool     // with what the server documents of the list ([Values.Wider])

	Tells    bool       // who is named in its answer tells, beside the canary
	Control  string     // the operation that is its positive control, where not itself
	Plain    []string   // the same without the trick: where that works, the trick proves nothing more
	Vacant   string     // the operation that shows the owner what stands there already: unless that is of the run, nothing is made
	Times    int        // how often; 0 is once
	Transfer *Operation // what the owner does before, once all else was tried: to give something of their own to user 2
	Restore  *Operation // what the owner does afterwards, to have it as it was

	Takes    []Right // what it takes on another's things, where the action of the handler in charge is less than is done
	Crossing string  // the finding when it crosses between users; "": that of the handler in charge
	Accepted string  // the note where it is accepted, and no effect is seen; "" where that is fine
	Weaker   Weaker
}

// Body builds the body of a request; nil for none.
type Body func(*Values) any

// Kind is a kind of thing that a call makes.
type Kind string

// The kinds of things.
const (
	Thread    Kind = "thread"
	Assistant Kind = "assistant"
	Cron      Kind = "cron"
	Run       Kind = "run" // stateless: it has a thread of its own
	Item      Kind = "item"
)

// Effect says where the owner would see that a write had one.
type Effect struct {
	Readback string // a row of Readbacks; "" for none
	Object   string // the name of the thing to look at; "" for the marker anywhere in the answer
	Alone    string // the readback of that thing by its ID, which is looked at where a list no longer shows it
	Field    string // a field of that thing that must be Want; "" when it must be there at all
	Want     string
	New      bool // nothing is there before: not to find it is no loss
}

// Weaker is a lesser finding: where the operation Denied is denied to a caller, what
// the caller reaches by another way is Code.
type Weaker struct{ Denied, Code string }

// Handler names the authorization handler in charge: "threads.read".
func (o Operation) Handler() string { return o.Guarded() + "." + o.Action }

// Guarded is the resource of the handler in charge.
func (o Operation) Guarded() string {
	if o.Guard != "" {
		return o.Guard
	}
	return o.Resource
}

// Changes tells the oracles that look for an effect.
func (o Operation) Changes() bool {
	return slices.Contains([]Oracle{Write, Delete, Execute}, o.Oracle)
}

// Reads tells the operations that only look: sharing on purpose allows them.
func (o Operation) Reads() bool {
	return o.Transfer == nil && slices.Contains([]string{"read", "search", "get", "list_namespaces"}, o.Action)
}

// PlainRead tells the operations that read one thing, without any trick, and leave it as it is.
func PlainRead(o Operation) bool {
	return o.Reads() && o.Oracle == Read && o.Method == "GET" && o.Creates == "" && o.Plain == nil && o.Crossing == "" && !o.Hangs
}

// spoofed is the finding about what is made in another's name.
const spoofed = "owner-spoofed"

// Plants tells the operations that make something in another's name: that user 1 sees it
// shows whose it is, unless user 1 sees what is user 2's anyway.
func (o Operation) Plants() bool { return o.Crossing == spoofed && o.Oracle == Write }

// FoundAs is the code of the finding when the operation crosses between users.
func (o Operation) FoundAs() string {
	if o.Crossing != "" {
		return o.Crossing
	}
	return HandlerCode(o.Guarded(), o.Action)
}

// HandlerCode is the finding about one authorization handler: "threads-create-run".
func HandlerCode(guard, action string) string {
	return guard + "-" + strings.ReplaceAll(action, "_", "-")
}

// TriedBy tells whether the table wants the operation tried by an identity.
func (o Operation) TriedBy(id Identity) bool {
	switch {
	case o.Only != nil:
		return slices.Contains(o.Only, id.ID)
	case slices.Contains(o.Except, id.ID):
		return false
	case id.On != nil && !slices.Contains(id.On, o.ID):
		return id.Sample && o.Sample
	case o.Oracle == Create && id.Login == OtherUser:
		return false // any user may
	case id.Login == Studio:
		return o.Effect.Object == "" // what it took would be missing to user 2
	}
	return !id.Sample || o.Sample || id.On != nil
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// Documented is the path with the documented names of its parameters.
func (o Operation) Documented() string {
	if o.Doc != "" {
		return o.Doc
	}
	return placeholder.ReplaceAllStringFunc(o.Path, func(name string) string {
		name = strings.TrimSuffix(strings.TrimSuffix(strings.Trim(name, "{}"), "_s"), "_w")
		return "{" + name + "_id}"
	})
}

// Check is the ID of an operation tried by an identity.
func Check(operation, identity string) string { return operation + "/" + identity }

// SplitCheck parts the ID of a check.
func SplitCheck(check string) (operation, identity string) {
	i := strings.LastIndex(check, "/")
	if i < 0 {
		return check, ""
	}
	return check[:i], check[i+1:]
}
