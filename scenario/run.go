package scenario

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"maps"
	"net/http"
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

	mu          sync.Mutex
	vars        vars
	absent      map[string]string   // variables that could not be had, and why
	answers     map[string][]answer // by check
	unknown     map[string]answer   // by check: the same for an ID that does not exist
	before      map[string]answer   // what the owner saw, by look
	after       map[string]answer
	excuses     map[string]string // by check: why it was not tried
	learned     bool              // the metadata of threads shows how the server remembers their owner
	stranger    string            // why user 2 counts as not let in at all
	leftovers   []leftover
	sent        RequestCounts
	publicKeys  []string
	endedToken  string
	lines       []Result // the tutorial's, to be judged with the others
	documented  []string // the server's own routes, "GET /threads/{thread_id}"
	routesTried []string
	extra       []Result // of checks that are no rows of the table
	done        int
	total       int
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
	client := func() *langgraph.Client {
		return &langgraph.Client{URL: c.URL, Header: c.Header, HTTP: c.HTTP, Timeout: c.RequestTimeout}
	}
	outside := client()
	outside.Apart()
	return &run{
		config: c, client: client(), outside: outside, tag: tag, canary: "canary-" + randomHex(12),
		vars:    vars{"tag": tag, "tomorrow": time.Now().UTC().Add(24 * time.Hour).Format(time.RFC3339)},
		absent:  make(map[string]string),
		answers: make(map[string][]answer), unknown: make(map[string]answer), excuses: make(map[string]string),
		report: Report{Schema: Schema, Tool: Tool{Name: "authcheck", Version: c.Version},
			Target:  Target{URL: c.URL, Users: len(c.Users)},
			Summary: Summary{Strict: c.Strict, Started: time.Now().UTC().Truncate(time.Second)},
			Results: []Result{}, Findings: []Finding{}},
	}
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

// try sends an operation as an identity, with one of its headers, and records the answer.
func (r *run) try(ctx context.Context, o Operation, id Identity, header http.Header) answer {
	request, err := r.varsOf(o, id).request(o)
	a := answer{op: o, identity: id, request: request, err: err}
	if err == nil {
		a.request.Header = merge(header, r.varsOf(o, id).header(o))
		a.request.Timeout = o.Within
		if o.Hangs {
			a.request.Wait, a.request.Timeout = hangUpAfter, 4*hangUpAfter
		}
		a.resp, a.err = r.sendMaking(ctx, o, a.request, id.Login)
	}
	r.track(a)
	r.mu.Lock()
	defer r.mu.Unlock()
	key := o.ID + "/" + id.ID
	r.answers[key] = append(r.answers[key], a)
	return a
}

// hangUpAfter is how long a call that waits for a run is listened to.
const hangUpAfter = 700 * time.Millisecond

// send counts and sends.
func (r *run) send(ctx context.Context, request langgraph.Request, login Login, socket bool) (*langgraph.Response, error) {
	r.mu.Lock()
	switch {
	case login == Owner || login == Own:
		r.sent.Valid++
	case request.Header.Get("Authorization") == "":
		r.sent.None++
	default:
		r.sent.Refused++
	}
	r.mu.Unlock()
	client := r.outside
	if login == Owner || login == Own {
		client = r.client
	}
	if socket {
		return client.Dial(ctx, request)
	}
	return client.Send(ctx, request)
}

// sendMaking sends. What makes something is not given up at once when the run is
// interrupted: the server may have made it, and only its answer has the ID.
func (r *run) sendMaking(ctx context.Context, o Operation, request langgraph.Request, login Login) (*langgraph.Response, error) {
	if o.Creates != "" && ctx.Err() == nil {
		lasting, cancel := outlive(ctx)
		defer cancel()
		ctx = lasting
	}
	return r.send(ctx, request, login, o.Socket)
}

// grace is how long an answer is waited for after the run was interrupted.
const grace = 2 * time.Second

// outlive is a context that ends a little after its parent does.
func outlive(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	stop := context.AfterFunc(parent, func() { time.AfterFunc(grace, cancel) })
	return ctx, func() { stop(); cancel() }
}

func merge(headers ...http.Header) http.Header {
	all := make(http.Header)
	for _, header := range headers {
		maps.Copy(all, header)
	}
	return all
}

// userAs is the identity of user i.
func (r *run) userAs(i int) Identity { return r.caller([]string{"owner", "other-user"}[i]) }

// as sends one of the run's own requests for user i, outside the checks.
func (r *run) as(ctx context.Context, i int, o Operation) answer {
	id := r.userAs(i)
	request, err := r.varsOf(o, id).request(o)
	a := answer{op: o, identity: id, request: request, err: err}
	if err == nil {
		a.request.Header = bearer(r.user(i).Token)
		a.resp, a.err = r.sendMaking(ctx, o, a.request, id.Login)
	}
	r.track(a)
	return a
}

// asControl sends a request of user 1 that is at the same time the positive
// control of an operation: its first answer is kept as such.
func (r *run) asControl(ctx context.Context, o Operation) answer {
	a := r.as(ctx, 0, o)
	r.mu.Lock()
	defer r.mu.Unlock()
	check := o.ID + "/owner"
	if known := operationNamed(o.ID); len(r.answers[check]) == 0 && a.ok() && known.Method != "" {
		kept := a
		kept.op = known
		r.answers[check] = []answer{kept}
	}
	return a
}

// ok tells whether a call of our own worked.
func (a answer) ok() bool { return a.err == nil && a.resp != nil && a.resp.OK() }

// why says in a few words how a call of our own failed.
func (a answer) why() string {
	switch {
	case a.err != nil:
		return "no usable answer to " + a.op.Method + " " + a.op.Path
	default:
		return "the server answered " + statusText(a.resp.Status) + " to User 1's own " + a.op.Method + " " + a.op.Doc
	}
}

func statusText(status int) string {
	text := strings.SplitN(langgraph.Describe(status, ""), "'", 3)
	return text[1]
}
