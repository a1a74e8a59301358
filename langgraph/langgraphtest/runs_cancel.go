package langgraphtest

import (
	"net/http"
	"slices"
)

func (c *call) cancelRun() error {
	threadID, runID, err := c.runPath()
	if err != nil {
		return err
	}
	query := c.r.URL.Query()
	c.engine.Lock()
	target := c.engine.run(threadID, runID)
	err = c.cancel(threadID, []string{runID}, "", query.Get("action"))
	c.engine.Unlock()
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"true", "yes", "1"}, query.Get("wait")) {
		return c.empty(http.StatusAccepted)
	}
	return c.result(threadID, target)
}

func (c *call) cancelRuns() error {
	var body struct {
		Status   string   `json:"status"`
		ThreadID string   `json:"thread_id"`
		RunIDs   []string `json:"run_ids"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	action := c.r.URL.Query().Get("action")
	if body.Status != "" {
		if !slices.Contains([]string{"pending", "running", "all"}, body.Status) {
			return invalid(`%q is not one of "pending", "running" or "all"`, body.Status)
		}
		if body.ThreadID != "" || len(body.RunIDs) > 0 {
			return invalid("When providing a 'status', 'thread_id' and 'run_ids' must be omitted. The 'status' parameter cancels all runs with the given status, regardless of thread or run ID.")
		}
		return c.cancelled(c.cancel("", nil, body.Status, action))
	}
	if body.ThreadID == "" || body.RunIDs == nil {
		return invalid("%s is not valid under any of the schemas listed in the 'oneOf' keyword", c.body)
	}
	if err := checkID(body.ThreadID, "thread"); err != nil {
		return err
	}
	for _, id := range body.RunIDs {
		if err := checkID(id, "run"); err != nil {
			return err
		}
	}
	return c.cancelled(c.cancel(body.ThreadID, body.RunIDs, "", action))
}

func (c *call) cancelled(err error) error {
	if err != nil {
		return err
	}
	return c.empty(http.StatusNoContent)
}

// cancel ends the named runs of a thread, or with a status the runs of everybody
// whose threads the caller may change. With rollback they are deleted.
func (c *call) cancel(threadID string, runIDs []string, status, action string) error {
	only, err := c.authorize("threads", "update", object{"thread_id": threadID, "action": action,
		"metadata": object{"run_ids": runIDs, "status": status}})
	if err != nil {
		return err
	}
	var candidates, pending []*run
	for _, r := range c.engine.runs {
		named := r.ThreadID == threadID && slices.Contains(runIDs, r.ID)
		swept := status != "" && status != "running" && r.Status == "pending"
		if (named || swept) && (len(only) == 0 || c.engine.thread(r.ThreadID, only) != nil) {
			candidates = append(candidates, r)
		}
	}
	if len(candidates) == 0 {
		return notFound("No runs found to cancel.")
	}
	for _, r := range candidates {
		if r.Status == "pending" {
			pending = append(pending, r)
		}
	}
	if len(pending) == 0 {
		return notFound("No matching runs to cancel. Please verify the thread ID and run IDs are correct, and the runs haven't been deleted or completed.")
	}
	for _, r := range pending {
		c.engine.cancelRun(r, action)
	}
	return nil
}

func (e *engine) cancelRun(r *run, action string) {
	if t := e.thread(r.ThreadID, nil); t != nil {
		r.final = t.state()
		t.Status, t.UpdatedAt = "idle", now()
	}
	r.end("interrupted")
	if action == "rollback" {
		e.deleteRun(r)
	}
}
