// Package result is what a run comes to, as plain data: the documented JSON of
// reports and comparisons, and which findings are lived with.
package result

import (
	"time"

	"authcheck/scenario/catalog"
)

// Schema names the layout of the JSON report.
const Schema = "authcheck/v1"

// Verdict is what a check proved; see [catalog.Verdict].
type Verdict = catalog.Verdict

// The verdicts.
const (
	Pass     = catalog.Pass
	Note     = catalog.Note
	Skip     = catalog.Skip
	Warn     = catalog.Warn
	Error    = catalog.Error
	Fail     = catalog.Fail
	Accepted = catalog.Accepted
)

// Report is the outcome of one run; all renderers work from it.
type Report struct {
	Schema   string    `json:"schema"`
	Tool     Tool      `json:"tool"`
	Target   Target    `json:"target"`
	Summary  Summary   `json:"summary"`
	Findings []Finding `json:"findings"`
	Results  []Result  `json:"results"`
	Matrix   Matrix    `json:"matrix"`
	// Relations are the kinds of pairs of users that a policy tells apart, with what came of each.
	Relations []Relation `json:"relations,omitempty"`
	Soak      *Soak      `json:"soak,omitempty"` // of many users at once
}

// Tool says which authcheck made the report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Target says what was tested.
type Target struct {
	URL     string `json:"url"`
	Server  string `json:"server,omitempty"`  // "langgraph-api", "langgraphjs-api", "aegra", "compatible"
	Version string `json:"version,omitempty"` // the server's own
	Kind    string `json:"kind,omitempty"`    // "development server", "self-hosted", …
	Graph   string `json:"graph,omitempty"`
	Users   int    `json:"users"`
}

// Summary is the verdict of the run as a whole, with the figures behind it.
type Summary struct {
	Verdict    Verdict         `json:"verdict"` // pass, warn, fail or error
	Strict     bool            `json:"strict"`
	Counts     map[Verdict]int `json:"counts"`
	Planned    int             `json:"planned"`  // checks
	Decided    int             `json:"decided"`  // of them: what the verdict rests on
	Requests   int64           `json:"requests"` // sent to the LangGraph server
	Sent       RequestCounts   `json:"sent"`
	DurationMS int64           `json:"duration_ms"`
	Started    time.Time       `json:"started"`
	Coverage   Coverage        `json:"coverage"`
	// NotJudged are the documented operations that were not judged, each with the reason.
	NotJudged []string `json:"not_judged,omitempty"`
	// Incomplete says why the run ended early: "interrupted", "time limit".
	Incomplete string `json:"incomplete,omitempty"`
	// Notes are what else is worth knowing: clocks that are off, a rate limit.
	Notes []string `json:"notes,omitempty"`
	// Leftovers are the things of this run that could not be removed.
	Leftovers []string `json:"leftovers,omitempty"`
}

// RequestCounts splits the requests by what they cost the server.
type RequestCounts struct {
	Valid   int64 `json:"valid_token"`
	Refused int64 `json:"refused_token"`
	None    int64 `json:"no_token"`
}

// Coverage compares what was tried with what the server documents.
type Coverage struct {
	Documented int      `json:"documented"`
	Tested     int      `json:"tested"`
	Source     string   `json:"source,omitempty"` // "/openapi.json" or "built-in table"
	Untested   []string `json:"untested,omitempty"`
}

// Finding is a cause: one thing to fix, with every check that showed it.
type Finding struct {
	Code        string   `json:"code"`
	Verdict     Verdict  `json:"verdict"`
	Title       string   `json:"title"`
	Summary     string   `json:"summary"`
	Identities  []string `json:"identities"`
	Operations  []string `json:"operations"`
	Checks      []string `json:"checks"`
	Why         string   `json:"why"`
	Fix         string   `json:"fix"`
	Tags        []string `json:"tags"`
	Curl        string   `json:"curl,omitempty"`
	Fingerprint string   `json:"fingerprint"` // the same from run to run
	// Proven is the verdict of a finding that is accepted, and Acceptance says why it is.
	Proven     Verdict     `json:"proven,omitempty"`
	Acceptance *Acceptance `json:"acceptance,omitempty"`
}

// Result is one check: an operation tried by an identity.
type Result struct {
	ID        string    `json:"id"`
	Operation string    `json:"operation"`
	Resource  string    `json:"resource"`
	Action    string    `json:"action"`
	Identity  string    `json:"identity"`
	Verdict   Verdict   `json:"verdict"`
	Proven    Verdict   `json:"proven,omitempty"`   // the verdict, where that is accepted
	Code      string    `json:"code,omitempty"`     // of the finding it belongs to
	Relation  string    `json:"relation,omitempty"` // of the users, where that is not the first
	Allowed   bool      `json:"allowed,omitempty"`  // by the policy
	Summary   string    `json:"summary"`
	Line      string    `json:"line,omitempty"` // the tutorial's wording, for its three checks
	Evidence  *Evidence `json:"evidence,omitempty"`
}

// Evidence is what the verdict rests on. It never holds a token, nor data that
// this run did not create.
type Evidence struct {
	Whose      string `json:"whose,omitempty"`
	Expected   string `json:"expected"`
	Got        string `json:"got"`
	Method     string `json:"method,omitempty"`
	URL        string `json:"url,omitempty"`
	Body       string `json:"body,omitempty"` // what was sent
	Status     int    `json:"status,omitempty"`
	Detail     string `json:"detail,omitempty"` // what the server said when it refused
	Canary     bool   `json:"canary,omitempty"`
	CanaryAt   string `json:"canary_at,omitempty"` // where in the answer: "$[0].metadata.secret"
	Effect     string `json:"effect,omitempty"`
	Control    string `json:"control,omitempty"` // the owner's same call
	Curl       string `json:"curl,omitempty"`
	DurationMS int64  `json:"duration_ms,omitempty"`
}

// GotIn tells that a caller was let in, or reached something: a finding that is not about
// how callers are kept out.
func (r Result) GotIn() bool {
	known, _ := catalog.Explain(r.Code)
	return IsBad(r.Verdict) && !known.Denial && !isOwners(r)
}

// Number is how many findings have a verdict.
func (r *Report) Number(v Verdict) int {
	n := 0
	for _, f := range r.Findings {
		if f.Verdict == v {
			n++
		}
	}
	return n
}

// ExitCode is 1 if anything failed, else 3 if something could not be decided or
// nothing was proven, else 0. Under Strict the warnings count as failures.
func (r *Report) ExitCode() int {
	switch r.Summary.Verdict {
	case Fail:
		return 1
	case Error:
		return 3
	}
	return 0
}
