// Package transcript is what a run has seen, as data: every exchange with the check
// that it belongs to, and the facts of the run. Nothing is judged in it. What a
// single answer is (denied, admitted, a leak) is told by pure functions here.
package transcript

import (
	"encoding/json"
	"time"

	"authcheck/scenario/catalog"
)

// Schema names the layout of a transcript as JSON.
const Schema = "authcheck-transcript/v1"

// Transcript is one run.
type Transcript struct {
	Schema     string              `json:"schema"`
	Version    string              `json:"version"` // of authcheck
	Target     Target              `json:"target"`
	Started    time.Time           `json:"started"`
	DurationMS int64               `json:"duration_ms"`
	Settings   Settings            `json:"settings"`
	Facts      Facts               `json:"facts"`
	Exchanges  []Exchange          `json:"exchanges"`
	Missing    map[string]string   `json:"missing,omitempty"`          // by identity: why it has nothing to send
	Excuses    map[string]string   `json:"excuses,omitempty"`          // by check: why it was not tried
	Accepted   []string            `json:"provider_accepts,omitempty"` // the identities whose minted tokens the provider itself accepts
	Failed     map[string]bool     `json:"failed,omitempty"`           // of what is missing (things, identities, checks): what transport failures cost
	Names      map[string][]string `json:"names,omitempty"`            // by identity: which names of a group let it in
	Routes     Routes              `json:"routes"`
	Sent       Sent                `json:"sent"`
	Incomplete string              `json:"incomplete,omitempty"` // why the run ended early
	Clocks     []string            `json:"clocks,omitempty"`     // which clocks are off, in words
	Notes      []string            `json:"notes,omitempty"`
	Leftovers  []string            `json:"leftovers,omitempty"` // what could not be removed
	Relations  []*Transcript       `json:"relations,omitempty"` // further pairs of users, of those whom a policy names
	Tried      []*Transcript       `json:"tried,omitempty"`     // pairs that were tried before, whose owners could make nothing
	Soak       *Soak               `json:"soak,omitempty"`      // of many users at once; nil where that was not asked for
}

// Target is the server, as far as it says what it is.
type Target struct {
	URL     string `json:"url"`
	Server  string `json:"server,omitempty"`
	Version string `json:"version,omitempty"`
	Kind    string `json:"kind,omitempty"`
	Reach   Reach  `json:"reach,omitempty"` // of its address
}

// Settings are those of the run that decide what was to be tried.
type Settings struct {
	catalog.Selection
	Quick      bool `json:"quick,omitempty"`
	RunGraph   bool `json:"run_graph,omitempty"`
	Deep       bool `json:"deep,omitempty"`
	Accounts   bool `json:"accounts,omitempty"`    // accounts could be made and ended
	HasExpired bool `json:"has_expired,omitempty"` // an expired token was given: the user has it at hand

	Project  catalog.Project  `json:"project,omitzero"`  // what langgraph.json says
	Relation catalog.Relation `json:"relation,omitzero"` // of User 2 to User 1
}

// Sent counts the requests by what they cost the server.
type Sent struct {
	Valid   int64 `json:"valid_token"`
	Refused int64 `json:"refused_token"`
	None    int64 `json:"no_token"`
	All     int64 `json:"all"` // retries included
}

// Routes are those that the server itself documents, "GET /threads/{thread_id}".
type Routes struct {
	Documented []string        `json:"documented,omitempty"`
	Source     string          `json:"source,omitempty"` // "/openapi.json" or "built-in table"
	Own        []catalog.Route `json:"own,omitempty"`    // those that are no rows of the table
}

// Part says why a request was sent.
type Part string

// The parts of a run.
const (
	Attack  Part = "attack"  // a check
	Unknown Part = "unknown" // the same for an ID that does not exist
	Another Part = "another" // the same for another one that does not exist
	Before  Part = "before"  // what the owner saw before the attack; Operation names the readback
	After   Part = "after"   // the same after it
	Overlap Part = "overlap" // while requests of two users overlapped
	Alone   Part = "alone"   // the same, one at a time
	Whose   Part = "whose"   // a look at what was made while requests overlapped
	Unused  Part = "unused"  // the same with a token that was never used
	Fresh   Part = "fresh"   // the same at an address that nobody has asked for before
	Own     Part = "own"     // what user 2 gets of what is user 2's
	Soaking Part = "soak"    // one of many users at once
	Route   Part = "route"   // a route that is no row of the table
	Shown   Part = "shown"   // a list, with what a route has shown for a login
	Linked  Part = "linked"  // a link that a route gave user 2, with user 1's ID in it
	Nowhere Part = "nowhere" // a path that no server has
	Garbage Part = "garbage" // what a made-up token gets where a user was refused everything
)

// Exchange is a request and what came of it.
type Exchange struct {
	Part      Part      `json:"part"`
	Operation string    `json:"operation"`
	Identity  string    `json:"identity"`
	Graph     string    `json:"graph,omitempty"` // that was run, where a check runs several
	Request   Request   `json:"request"`
	Response  *Response `json:"response,omitempty"` // nil: no answer
	Failure   string    `json:"failure,omitempty"`  // why there is none
	Deaf      bool      `json:"deaf,omitempty"`     // an open stream that user 1's update did not come to: it was refused, or came before
}

// TooLate is the failure of an answer that did not come in time.
const TooLate = "no answer in time"

// LockedOut is the failure of a refusal that was one of everybody.
const LockedOut = "everybody was locked out, and it was refused as everything was"

// Check is the ID of the check that the exchange belongs to.
func (e Exchange) Check() string { return catalog.Check(e.Operation, e.Identity) }

// Request is what was sent, without its headers: they have the tokens.
type Request struct {
	Method string          `json:"method"`
	Path   string          `json:"path"`
	Query  string          `json:"query,omitempty"`
	Header string          `json:"header,omitempty"` // that a route of the server's own documents: "X-Scope: all"
	Body   json.RawMessage `json:"body,omitempty"`
}

// Response is an answer, whatever its status.
type Response struct {
	URL         string  `json:"url"`
	Status      int     `json:"status"`
	ContentType string  `json:"content_type,omitempty"`
	Location    string  `json:"location,omitempty"` // of a redirect, without query
	Detail      string  `json:"detail,omitempty"`   // what the server said, in one line
	Body        string  `json:"body,omitempty"`
	Cut         bool    `json:"cut,omitempty"` // there was more of the body than was read
	Events      []Event `json:"events,omitempty"`
	Open        bool    `json:"open,omitempty"`  // the stream was still open when we hung up
	Quota       bool    `json:"quota,omitempty"` // a 429 to what makes something, while the caller's reads were answered
	ElapsedMS   int64   `json:"elapsed_ms"`
	More        More    `json:"more,omitzero"`
}

// More is what an answer tells besides what stands in its body.
type More struct {
	Decoded string   `json:"decoded,omitempty"` // what body, events and headers have encoded; see [Decode]
	Headers []string `json:"headers,omitempty"` // "Name: value"; of a run that is over, those alone that tell of a user, with nothing else
}

// Event is one event of a stream, or one message of a WebSocket.
type Event struct {
	Type string `json:"type"`
	Data string `json:"data,omitempty"`
}

// OK tells whether the status is a 2xx.
func (r *Response) OK() bool { return r != nil && r.Status >= 200 && r.Status < 300 }

// OK tells whether a call was answered with a 2xx.
func (e Exchange) OK() bool { return e.Response.OK() }

// Status of the answer, 0 where there is none.
func (e Exchange) Status() int {
	if e.Response == nil {
		return 0
	}
	return e.Response.Status
}
