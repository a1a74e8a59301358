package langgraphtest

import (
	"net/http"
	"strconv"
	"time"
)

// run is one execution of the graph on a thread.
type run struct {
	ID          string    `json:"run_id"`
	ThreadID    string    `json:"thread_id"`
	AssistantID string    `json:"assistant_id"`
	Metadata    object    `json:"metadata"`
	Status      string    `json:"status"`
	Kwargs      runKwargs `json:"kwargs"`
	Multitask   string    `json:"multitask_strategy"`
	CreatedAt   timestamp `json:"created_at"`
	UpdatedAt   timestamp `json:"updated_at"`
	Session     any       `json:"langsmith_session_name"`

	timer *time.Timer
	// done is closed when the run has ended, by itself or by force.
	done chan struct{}
	// final is the thread's state at the end: what waiting callers get, even
	// when a temporary thread is gone by then.
	final any
	// events is what the run told while it went on.
	events []event
}

// runKwargs is what a run was asked to do.
type runKwargs struct {
	Input            any      `json:"input"`
	Command          any      `json:"command"`
	Config           object   `json:"config"`
	Context          object   `json:"context"`
	StreamMode       []string `json:"stream_mode"`
	InterruptBefore  any      `json:"interrupt_before"`
	InterruptAfter   any      `json:"interrupt_after"`
	Webhook          any      `json:"webhook"`
	FeedbackKeys     any      `json:"feedback_keys"`
	Temporary        bool     `json:"temporary"`
	Subgraphs        bool     `json:"subgraphs"`
	Resumable        bool     `json:"resumable"`
	CheckpointDuring bool     `json:"checkpoint_during"`
	Durability       string   `json:"durability"`
}

var runRoutes = []route{
	{name: "runs.list", method: "GET", path: "/threads/{thread_id}/runs", serve: (*call).listRuns},
	{name: "runs.get", method: "GET", path: "/threads/{thread_id}/runs/{run_id}", serve: (*call).getRun},
	{name: "runs.delete", method: "DELETE", path: "/threads/{thread_id}/runs/{run_id}", serve: (*call).deleteRun},
	{name: "runs.cancel", method: "POST", path: "/threads/{thread_id}/runs/{run_id}/cancel", serve: (*call).cancelRun, waits: true},
	{name: "runs.cancel_many", method: "POST", path: "/runs/cancel", serve: (*call).cancelRuns},
	{name: "runs.create", method: "POST", path: "/threads/{thread_id}/runs", serve: (*call).createRun},
	{name: "runs.create_stateless", method: "POST", path: "/runs", serve: (*call).createStatelessRun},
	{name: "runs.batch", method: "POST", path: "/runs/batch", serve: (*call).createRunBatch},
	{name: "runs.join", method: "GET", path: "/threads/{thread_id}/runs/{run_id}/join", serve: (*call).joinRun, waits: true},
	{name: "runs.wait", method: "POST", path: "/threads/{thread_id}/runs/wait", serve: (*call).waitRun, waits: true},
	{name: "runs.wait_stateless", method: "POST", path: "/runs/wait", serve: (*call).waitRun, waits: true},
	{name: "runs.join_stream", method: "GET", path: "/threads/{thread_id}/runs/{run_id}/stream", serve: (*call).joinRunStream, waits: true},
	{name: "runs.stream", method: "POST", path: "/threads/{thread_id}/runs/stream", serve: (*call).streamRun, waits: true},
	{name: "runs.stream_stateless", method: "POST", path: "/runs/stream", serve: (*call).streamRun, waits: true},
}

func (e *engine) run(threadID, id string) *run {
	return find(e.runs, func(r *run) bool { return r.ID == id && r.ThreadID == threadID })
}

// inflight are the runs of a thread that have not ended.
func (e *engine) inflight(threadID string) []*run {
	var pending []*run
	for _, r := range e.runs {
		if r.ThreadID == threadID && r.Status == "pending" {
			pending = append(pending, r)
		}
	}
	return pending
}

// end sets a pending run's status and tells those who wait; an ended run keeps
// the status it has.
func (r *run) end(status string) {
	if r.Status != "pending" {
		return
	}
	r.Status, r.UpdatedAt = status, now()
	if r.timer != nil {
		r.timer.Stop()
	}
	close(r.done)
}

func (c *call) runPath() (threadID, runID string, err error) {
	if threadID, err = c.uuidPath("thread_id", "thread"); err != nil {
		return "", "", err
	}
	runID, err = c.uuidPath("run_id", "run")
	return threadID, runID, err
}

func (c *call) listRuns() error {
	t, err := c.readThread()
	if err != nil {
		return err
	}
	only, err := c.authorize("threads", "search", object{"thread_id": t.ID, "metadata": object{}})
	if err != nil {
		return err
	}
	query := c.r.URL.Query()
	found := []*run{}
	for _, r := range c.engine.runs {
		if r.ThreadID == t.ID && only.matches(t.Metadata) &&
			(query.Get("status") == "" || query.Get("status") == r.Status) {
			found = append(found, r)
		}
	}
	newestFirst(found, func(r *run) timestamp { return r.CreatedAt })
	cut, _ := page(found, number(query.Get("limit"), 10), number(query.Get("offset"), 0))
	items := make([]any, len(cut))
	for i, r := range cut {
		if items[i], err = selected(r, query["select"]); err != nil {
			return err
		}
	}
	return c.ok(items)
}

// number reads a query parameter.
func number(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return otherwise
}

func (c *call) getRun() error {
	threadID, runID, err := c.runPath()
	if err != nil {
		return err
	}
	if _, err := c.readThread(); err != nil {
		return err
	}
	found := c.engine.run(threadID, runID)
	if found == nil {
		return notFound("Not Found")
	}
	return c.ok(found)
}

func (c *call) deleteRun() error {
	threadID, runID, err := c.runPath()
	if err != nil {
		return err
	}
	only, err := c.authorize("threads", "delete", object{"run_id": runID, "thread_id": threadID})
	if err != nil {
		return err
	}
	if len(only) > 0 && c.engine.thread(threadID, only) == nil {
		return notFound("Not Found")
	}
	found := c.engine.run(threadID, runID)
	if found == nil {
		return notFound("Run not found")
	}
	c.engine.deleteRun(found)
	return c.empty(http.StatusNoContent)
}

func (e *engine) deleteRun(gone *run) {
	gone.end("interrupted")
	remove(&e.runs, func(r *run) bool { return r == gone })
}
