package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
)

// fixture is something of user 1 that checks are tried on.
type fixture struct {
	Name   string // the variable that holds its ID
	Field  string // of the answer
	Create Operation
}

func threadFixture(name, body string) fixture {
	return fixture{name, "thread_id", Operation{ID: "threads.create", Method: "POST", Path: "/threads", Doc: "/threads", Creates: "thread", Body: body}}
}

func runFixture(name, thread string) fixture {
	return fixture{name, "run_id", Operation{ID: "runs.create", Method: "POST", Path: "/threads/$" + thread + "/runs", Doc: "/threads/{thread_id}/runs",
		Body: `{"assistant_id":"$runnable",` + delayed + `}`}}
}

func assistantFixture(name string) fixture {
	return fixture{name, "assistant_id", Operation{ID: "assistants.create", Method: "POST", Path: "/assistants", Doc: "/assistants", Creates: "assistant",
		Body: `{"graph_id":"$graph","name":"$canary",` + meta + `}`}}
}

func cronFixture(name string) fixture {
	return fixture{name, "cron_id", Operation{ID: "crons.create", Method: "POST", Path: "/runs/crons", Doc: "/runs/crons", Creates: "cron",
		Body: `{"assistant_id":"$runnable",` + never + `}`}}
}

// The things of user 1, in the order in which they depend on each other.
var (
	plainThread       = `{` + meta + `}`
	seededThread      = `{` + strings.Replace(meta, `{`, `{"graph_id":"$graph",`, 1) + `,"supersteps":[{"updates":[{"values":$state_seeded,"as_node":"__start__"}]}]}`
	assistantFixtures = []fixture{assistantFixture("assistant"), assistantFixture("assistant_w"), assistantFixture("assistant_d"), assistantFixture("assistant_x")}
	threadFixtures    = []fixture{threadFixture("thread_s", seededThread), threadFixture("thread_w", seededThread),
		threadFixture("thread_d", plainThread), threadFixture("thread_p", plainThread), threadFixture("thread_r", plainThread)}
	runFixtures  = []fixture{runFixture("run", "thread_s"), runFixture("run_c", "thread_r"), runFixture("run_b", "thread_r"), runFixture("run_d", "thread_r")}
	cronFixtures = []fixture{cronFixture("cron"), cronFixture("cron_w"), cronFixture("cron_d")}
)

// setUp makes everything that the checks need. What can't be made is noted, and
// costs only the checks that need it.
func (r *run) setUp(ctx context.Context) {
	r.discoverGraph(ctx)
	r.makeAll(ctx, assistantFixtures)
	r.learnShape(ctx)
	var all errgroup.Group
	all.Go(func() error { r.setUpThreads(ctx); return nil })
	all.Go(func() error { r.makeAll(ctx, cronFixtures); return nil })
	all.Go(func() error { r.setUpStore(ctx); return nil })
	all.Go(func() error { r.secondVersion(ctx); return nil })
	all.Wait()
}

func (r *run) makeAll(ctx context.Context, fixtures []fixture) {
	var all errgroup.Group
	for _, f := range fixtures {
		all.Go(func() error { r.make(ctx, f); return nil })
	}
	all.Wait()
}

// make creates a fixture as user 1 and keeps its ID.
func (r *run) make(ctx context.Context, f fixture) bool {
	if reason := r.lacking(f.Create); reason != "" {
		r.lack(f.Name, reason)
		return false
	}
	a := r.asControl(ctx, f.Create)
	id := ""
	if a.ok() {
		id = stringField(a.resp.Body, f.Field)
	}
	if id == "" {
		r.lack(f.Name, a.why())
		return false
	}
	r.set(f.Name, id)
	return true
}

func stringField(body []byte, name string) string {
	var fields map[string]any
	if json.Unmarshal(body, &fields) != nil {
		return ""
	}
	text, _ := fields[name].(string)
	return text
}

var unknownGraph = Operation{ID: "assistants.create", Method: "POST", Path: "/assistants", Doc: "/assistants", Creates: "assistant",
	Body: `{"graph_id":"authcheck-asks-which-graphs-there-are",` + meta + `}`}

var unknownAssistant = Operation{ID: "runs.create", Method: "POST", Path: "/threads/$thread/runs", Doc: "/threads/{thread_id}/runs",
	Body: `{"assistant_id":"authcheck-asks-which-graphs-there-are",` + delayed + `}`}

// discoverGraph asks for a graph that can't exist: the Python server's refusal
// names the registered ones; the JS server's does not, there it is "agent".
func (r *run) discoverGraph(ctx context.Context) {
	graph := r.config.Graph
	if graph == "" {
		graph = "agent"
		for _, question := range []Operation{unknownGraph, unknownAssistant} {
			a := r.as(ctx, 0, question)
			if a.resp == nil {
				continue
			}
			if names := langgraph.GraphsIn(string(a.resp.Body)); len(names) > 0 {
				if !slices.Contains(names, graph) {
					graph = names[0]
				}
				break
			}
			if a.ok() {
				break
			}
		}
	}
	r.set("graph", graph)
	r.set("canary", r.canary)
	r.report.Target.Graph = graph
}

func (r *run) setUpThreads(ctx context.Context) {
	var all errgroup.Group
	fixtures := threadFixtures
	if r.config.RunGraph {
		fixtures = append(slices.Clip(fixtures), threadFixture("thread_l", plainThread))
	}
	for _, f := range fixtures {
		all.Go(func() error {
			if !r.make(ctx, f) && strings.Contains(f.Create.Body, "supersteps") {
				r.make(ctx, threadFixture(f.Name, plainThread))
			}
			return nil
		})
	}
	all.Wait()
	all.Go(func() error { r.makeAll(ctx, runFixtures); r.endRun(ctx); return nil })
	all.Go(func() error { r.findCheckpoint(ctx); return nil })
	all.Wait()
}

// endRun cancels the run that is read and joined, so that joining it ends at once.
func (r *run) endRun(ctx context.Context) {
	if r.get("run") != "" {
		r.asControl(ctx, Operation{ID: "runs.cancel", Method: "POST", Path: "/threads/$thread_s/runs/$run/cancel"})
	}
}

// findCheckpoint reads the seeded state: its checkpoint, and whether it shows the canary.
func (r *run) findCheckpoint(ctx context.Context) {
	if r.get("thread_s") == "" {
		return
	}
	a := r.asControl(ctx, Operation{ID: "threads.state", Method: "GET", Path: "/threads/$thread_s/state", Doc: "/threads/{thread_id}/state"})
	var state struct {
		Checkpoint struct {
			ID string `json:"checkpoint_id"`
		} `json:"checkpoint"`
	}
	if a.ok() && a.resp.Decode(&state) == nil && state.Checkpoint.ID != "" && bytes.Contains(a.resp.Body, []byte(r.canary)) {
		r.set("checkpoint", state.Checkpoint.ID)
		return
	}
	r.lack("checkpoint", "the state of a thread could not be seeded for this graph")
}

// secondVersion gives assistant_d a second version, so that going back to the first shows.
func (r *run) secondVersion(ctx context.Context) {
	if r.get("assistant_d") == "" {
		return
	}
	a := r.asControl(ctx, Operation{ID: "assistants.patch", Method: "PATCH", Path: "/assistants/$assistant_d", Doc: "/assistants/{assistant_id}", Body: `{"description":"second version"}`})
	if !a.ok() {
		r.mu.Lock()
		delete(r.vars, "assistant_d")
		r.mu.Unlock()
		r.lack("assistant_d", a.why())
	}
}

var otherThread = Operation{ID: "threads.create", Method: "POST", Path: "/threads", Doc: "/threads", Creates: "thread", Body: plainThread}

// setUpOther makes a thread of user 2: proof that user 2 is let in, and what
// user 2's own resources look like.
func (r *run) setUpOther(ctx context.Context) {
	a := r.as(ctx, 1, otherThread)
	if a.ok() {
		r.set("thread_of_2", stringField(a.resp.Body, "thread_id"))
		r.learnOwnership(a.resp.Body, 1)
		return
	}
	r.lack("thread_of_2", a.why())
}
