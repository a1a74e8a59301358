package scenario

import (
	"slices"
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

// Operation is one thing that the API can do, as a row of data. Path, Query and
// Body are templates: $name stands for a variable of the run (vars.go).
type Operation struct {
	ID       string
	Resource string // row of the matrix
	Action   string // the authorization handler in charge, as in auth.on.threads.read
	Guard    string // the resource of that handler, where it is not Resource
	Method   string
	Path     string
	Query    string
	Body     string
	Doc      string // the documented path, for coverage
	Oracle   Oracle
	Effect   Effect
	Creates  string        // what an accepted call leaves behind: thread, run, assistant, cron, item
	Sample   bool          // tried by the identities that are told apart by authentication alone
	Hangs    bool          // an accepted call waits for a run: hang up after a moment
	Socket   bool          // a WebSocket
	Header   string        // a template of "Name: value" lines that this operation adds
	Within   time.Duration // patience, where it is not the client's
	Only     []string      // the identities that it is tried by; nil: all
	Control  string        // the operation that is its positive control, where not itself
	Plain    []string      // the same without the trick: where that works, the trick proves nothing more
	First    string        // what the owner does before: a row of gifts
	Optional bool          // not worth a mention where it can't be tried
}

// Effect says where the owner would see that a write had one.
type Effect struct {
	Look   string // a row of looks; "" for none
	Object string // the variable with the ID of the thing to look at; "" for the marker anywhere in the answer
	Field  string // a field of that thing that must be Want; "" when it must be there at all
	Want   string
}

// Handler names the authorization handler in charge: "threads.read".
func (o Operation) Handler() string {
	guard := o.Guard
	if guard == "" {
		guard = o.Resource
	}
	return guard + "." + o.Action
}

// changes tells the oracles that look for an effect.
func (o Operation) changes() bool {
	return slices.Contains([]Oracle{Write, Delete, Execute}, o.Oracle)
}
