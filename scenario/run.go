package scenario

import (
	"crypto/rand"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"authcheck/langgraph"
)

// lanes is how many requests are in flight at once.
const lanes = 16

// run is the state of one verification.
type run struct {
	config Config
	client *langgraph.Client
	// outside is for callers without a valid login: the Python server drops the
	// connection after a 500, and that must not hit the others' requests.
	outside *langgraph.Client
	report  Report

	tag    string // marks everything that this run makes
	canary string // only in what user 1 made

	tokens   []*credential // of the users
	patience *langgraph.Patience

	mu         sync.Mutex
	vars       vars
	absent     map[string]string   // variables that could not be had, and why
	answers    map[string][]answer // by check
	unknown    map[string]answer   // by check: the same for an ID that does not exist
	before     map[string]answer   // what the owner saw, by look
	after      map[string]answer
	excuses    map[string]string // by check: why it was not tried
	learned    bool              // the metadata of threads shows how the server remembers their owner
	stranger   string            // why user 2 counts as not let in at all
	leftovers  []leftover
	swept      map[string]bool // the checks whose threads a search has found
	sent       RequestCounts
	publicKeys []string
	endedToken string
	dated      bool          // ahead is known
	ahead      time.Duration // of the server's clock, compared with ours
	short      string        // why the run is not complete: "rate limit", "token ended"
	notes      []string
	lines      []Result // the tutorial's, to be judged with the others
	documented []string // the server's own routes, "GET /threads/{thread_id}"
	extra      []Result // of checks that are no rows of the table
	done       int
	total      int
}

// answer is what came back for one operation tried by one identity.
type answer struct {
	op       Operation
	identity Identity
	request  langgraph.Request
	resp     *langgraph.Response
	err      error
}

func newRun(c Config) *run {
	tag := "authcheck-" + randomHex(4)
	patience := new(langgraph.Patience)
	client := func() *langgraph.Client {
		return &langgraph.Client{URL: c.URL, Header: c.Header, HTTP: c.HTTP, Timeout: c.RequestTimeout, Patience: patience}
	}
	outside := client()
	outside.Apart()
	r := &run{
		config: c, client: client(), outside: outside, patience: patience, tag: tag, canary: "canary-" + randomHex(12),
		vars:    vars{"tag": tag, "tomorrow": time.Now().UTC().Add(24 * time.Hour).Format(time.RFC3339)},
		absent:  make(map[string]string),
		answers: make(map[string][]answer), unknown: make(map[string]answer), excuses: make(map[string]string), swept: make(map[string]bool),
		report: Report{Schema: Schema, Tool: Tool{Name: "authcheck", Version: c.Version},
			Target:  Target{URL: c.URL, Users: len(c.Users)},
			Summary: Summary{Strict: c.Strict, Started: time.Now().UTC().Truncate(time.Second)},
			Results: []Result{}, Findings: []Finding{}},
	}
	patience.Waiting = r.waiting
	for _, user := range c.Users {
		r.tokens = append(r.tokens, newCredential(user))
	}
	return r
}

func randomHex(bytes int) string {
	buffer := make([]byte, bytes)
	rand.Read(buffer) // never fails since Go 1.24
	return hex.EncodeToString(buffer)
}

func (r *run) user(i int) User { return r.config.Users[i] }

func (r *run) observe(e Event) {
	if r.config.Observe != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.config.Observe(e)
	}
}

// set stores a variable of the run.
func (r *run) set(name, value string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.vars[name] = value
}

// lack stores why a variable could not be had; the first reason stays.
func (r *run) lack(name, reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.absent[name]; !ok {
		r.absent[name] = reason
	}
}

func (r *run) get(name string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.vars[name]
}

// lacking tells why an operation can't be tried: the first of its variables that is missing.
func (r *run) lacking(o Operation) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, name := range wanted(o.templates()) {
		if _, ok := r.vars[name]; ok || personal[name] {
			continue
		}
		if reason, ok := r.absent[name]; ok {
			return reason
		}
		return "there is no " + strings.TrimSuffix(name, "_w") + " to try it on"
	}
	return ""
}

// lackingFor is lacking, as one identity would try it: others than user 1 are
// tried on an assistant of user 1, which there may be none of.
func (r *run) lackingFor(o Operation, id Identity) string {
	visitor := id.Login == Own || id.Login == Platform
	if visitor && slices.Contains(wanted(o.Body), "runnable") && r.get("assistant") == "" {
		return "User 1 has no assistant: " + r.absent["assistant"]
	}
	return r.lacking(o)
}

// personal variables differ from caller to caller; see varsOf.
var personal = map[string]bool{"marker": true, "own_tag": true, "owned": true, "runnable": true, "state_marked": true, "secret": true, "given": true, "who": true, "subject": true, "email": true}

// varsOf are the variables as one identity sends them with an operation.
func (r *run) varsOf(o Operation, id Identity) vars {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := maps.Clone(r.vars)
	v["marker"], v["who"] = r.marker(o, id), strings.ReplaceAll(id.ID, "-", "_")
	v["own_tag"] = r.tag + "-" + id.ID
	v["runnable"] = v["graph"]
	if id.Login == Owner {
		v["own_tag"] = r.tag
		v["secret"] = `"authcheck_canary":"` + r.canary + `",`
	}
	if _, ok := v["assistant"]; ok && id.Login != NoLogin {
		v["runnable"] = v["assistant"]
	}
	v["owned"], v["given"] = v["owned_1"], v["owned_2"]
	v["subject"], v["email"] = r.user(0).Subject, r.user(0).Email
	v["state_marked"] = strings.ReplaceAll(v["state_shape"], seedMark, v["marker"])
	return v
}

// marker is what an identity writes, so that an effect names its author and how it was done.
func (r *run) marker(o Operation, id Identity) string {
	return o.ID + "/" + id.ID + "/" + strings.TrimPrefix(r.tag, "authcheck-")
}
