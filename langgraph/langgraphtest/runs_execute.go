package langgraphtest

import (
	"slices"
	"time"
)

// queueDelay is how long a run waits at least: its creator has his answer first.
const queueDelay = 5 * time.Millisecond

// schedule executes the run after the delay, unless it is cancelled before.
func (e *engine) schedule(r *run, delay time.Duration) {
	e.runs = append(e.runs, r)
	r.timer = time.AfterFunc(max(delay, queueDelay), func() {
		e.Lock()
		defer e.Unlock()
		e.execute(r)
	})
}

// execute runs the graph: the input is taken in, then the node runs, unless it is
// to be interrupted before. A run without input goes on where the thread stands.
func (e *engine) execute(r *run) {
	t := e.thread(r.ThreadID, nil)
	if t == nil || r.Status != "pending" {
		return
	}
	e.tell(r, "metadata", object{"run_id": r.ID, "attempt": 1})
	metadata := func(source string) object {
		return merge(r.Metadata, object{"run_attempt": 1, "langgraph_version": graphVersion,
			"langgraph_api_version": Version, "langgraph_plan": "enterprise", "langgraph_host": "self-hosted",
			"langgraph_api_url": e.url, "thread_id": t.ID, "run_id": r.ID, "graph_id": graphID,
			"source": source, "step": len(t.checkpoints) - 1, "parents": object{}})
	}
	next := []string{}
	if r.Kwargs.Input != nil {
		t.step(startNode, reduce(t.state(), nil), []string{startNode}, metadata("input"))
		t.step(startNode, reduce(t.state(), r.Kwargs.Input), after(startNode), metadata("loop"))
		e.tell(r, "values", t.state())
	}
	if last := t.latest(); last != nil {
		next = last.next
	}
	if slices.Contains(next, graphNode) && !interruptedBefore(r.Kwargs.InterruptBefore) {
		update := e.recall(r, echo(t.state()))
		e.tell(r, "updates", object{graphNode: update})
		t.step(graphNode, reduce(t.state(), update), after(graphNode), metadata("loop"))
		e.tell(r, "values", t.state())
	}
	e.finish(r, t)
}

// interruptedBefore: "*" is every node; a list names nodes.
func interruptedBefore(given any) bool {
	nodes, _ := given.([]any)
	return given == "*" || slices.Contains(nodes, any(graphNode))
}

func (e *engine) finish(r *run, t *thread) {
	r.final = t.state()
	e.call(r)
	r.end("success")
	t.settle()
	if len(e.inflight(t.ID)) > 0 {
		t.Status = "busy"
	}
	e.publish(event{thread: t.ID, run: r.ID, name: "metadata", keep: r.Kwargs.Resumable,
		data: mustEncode(object{"status": "run_done", "run_id": r.ID})})
	if r.Kwargs.Temporary {
		e.deleteThread(t.ID)
	}
}

// tell records an event of a run, if the run streams such events.
func (e *engine) tell(r *run, name string, data any) {
	if name != "metadata" && !slices.Contains(r.Kwargs.StreamMode, name) {
		return
	}
	ev := event{thread: r.ThreadID, run: r.ID, name: name, data: mustEncode(data), keep: r.Kwargs.Resumable}
	r.events = append(r.events, ev)
	e.publish(ev)
}
