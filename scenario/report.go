package scenario

import (
	"slices"
	"time"
)

// Schema names the layout of the JSON report.
const Schema = "authcheck/v1"

// Verdict is what a check proved.
type Verdict string

// The verdicts, from good to bad as far as they can be ordered.
const (
	Pass  Verdict = "pass"  // denied, and the owner's same call works in this run
	Note  Verdict = "note"  // worth knowing, never fails
	Skip  Verdict = "skip"  // not testable here, with the reason
	Warn  Verdict = "warn"  // a weakness outside the tutorial's promise, or a denial by accident
	Error Verdict = "error" // could not be decided
	Fail  Verdict = "fail"  // proven: not denied, or something crossed between users

	// Accepted is proven and lived with: see [Acceptance]. It never fails.
	Accepted Verdict = "accepted"
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
}

// Matrix is the worst verdict of every resource and kind of caller.
type Matrix struct {
	Columns []string    `json:"columns"`
	Rows    []MatrixRow `json:"rows"`
}

// MatrixRow is one resource; "" where nothing was tried.
type MatrixRow struct {
	Resource string    `json:"resource"`
	Cells    []Verdict `json:"cells"`
}

// Tool says which authcheck made the report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Target says what was tested.
type Target struct {
	URL     string `json:"url"`
	Server  string `json:"server,omitempty"`  // "langgraph-api", "langgraphjs-api"
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
	Requests   int64           `json:"requests"` // sent to the LangGraph server
	Sent       RequestCounts   `json:"sent"`
	DurationMS int64           `json:"duration_ms"`
	Started    time.Time       `json:"started"`
	Coverage   Coverage        `json:"coverage"`
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
	Proven    Verdict   `json:"proven,omitempty"` // the verdict, where that is accepted
	Code      string    `json:"code,omitempty"`   // of the finding it belongs to
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

// summarize computes the verdict once, from the results and from what is to be said
// about acceptances.
func (r *Report) summarize() {
	counts := map[Verdict]int{Pass: 0, Warn: 0, Fail: 0, Note: 0, Skip: 0, Error: 0, Accepted: 0}
	for _, result := range r.Results {
		counts[result.Verdict]++
	}
	r.Summary.Counts = counts
	proven := counts[Pass] + counts[Warn] + counts[Accepted]
	warned := counts[Warn] > 0 || slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Verdict == Warn })
	switch {
	case counts[Fail] > 0, r.Summary.Strict && warned:
		r.Summary.Verdict = Fail
	case counts[Error] > 0, proven == 0, r.Summary.Incomplete != "":
		r.Summary.Verdict = Error
	case warned:
		r.Summary.Verdict = Warn
	default:
		r.Summary.Verdict = Pass
	}
}
