package langgraphtest

import (
	"net/http"
	"slices"

	"github.com/google/uuid"
)

// thread is a conversation. What a run or a state update leaves behind is kept
// in outcome; a thread that saw neither has no such fields.
type thread struct {
	ID             string    `json:"thread_id"`
	CreatedAt      timestamp `json:"created_at"`
	UpdatedAt      timestamp `json:"updated_at"`
	StateUpdatedAt timestamp `json:"state_updated_at"`
	Metadata       object    `json:"metadata"`
	Status         string    `json:"status"`
	Config         object    `json:"config"`
	// Values is null on a fresh thread (a nil object) and left out on a copy (nil).
	Values any `json:"values,omitzero"`
	*outcome

	checkpoints []*checkpoint
}

type outcome struct {
	Error      any    `json:"error"`
	Interrupts object `json:"interrupts"`
}

var threadRoutes = []route{
	{name: "threads.create", method: "POST", path: "/threads", serve: (*call).createThread},
	{name: "threads.search", method: "POST", path: "/threads/search", serve: (*call).searchThreads},
	{name: "threads.count", method: "POST", path: "/threads/count", serve: (*call).countThreads},
	{name: "threads.prune", method: "POST", path: "/threads/prune", serve: (*call).pruneThreads},
	{name: "threads.get", method: "GET", path: "/threads/{thread_id}", serve: (*call).getThread},
	{name: "threads.patch", method: "PATCH", path: "/threads/{thread_id}", serve: (*call).patchThread},
	{name: "threads.delete", method: "DELETE", path: "/threads/{thread_id}", serve: (*call).deleteThread},
	{name: "threads.copy", method: "POST", path: "/threads/{thread_id}/copy", serve: (*call).copyThread},
}

func newThread(id string, metadata object) *thread {
	at := now()
	return &thread{ID: id, CreatedAt: at, UpdatedAt: at, StateUpdatedAt: at,
		Metadata: metadata, Status: "idle", Config: object{}, Values: object(nil)}
}

// thread finds by ID what the filter lets see; nil when there is nothing.
func (e *engine) thread(id string, only filter) *thread {
	found := find(e.threads, func(t *thread) bool { return t.ID == id })
	if found == nil || !only.matches(found.Metadata) {
		return nil
	}
	return found
}

// uuidPath is an ID in the path, refused when it is none.
func (c *call) uuidPath(name, kind string) (string, error) {
	id := c.r.PathValue(name)
	if known, err := uuid.Parse(id); err == nil && !c.module.javaScript && !c.module.aegra {
		id = known.String() // in upper case, without dashes, in braces (recorded from langgraph-api 0.16.7)
	}
	return id, checkID(id, kind)
}

func (c *call) createThread() error {
	var body struct {
		ID         string      `json:"thread_id"`
		Metadata   object      `json:"metadata"`
		IfExists   string      `json:"if_exists"`
		Supersteps []superstep `json:"supersteps"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if body.ID == "" {
		body.ID = newID()
	} else if err := checkID(body.ID, "thread"); err != nil {
		return err
	}
	body.Metadata = merge(body.Metadata)
	only, err := c.authorize("threads", "create",
		object{"thread_id": body.ID, "metadata": body.Metadata, "if_exists": body.IfExists})
	if err != nil {
		return err
	}
	t := c.engine.thread(body.ID, nil)
	switch {
	case t == nil:
		t = newThread(body.ID, body.Metadata)
		c.engine.threads = append(c.engine.threads, t)
	case !only.matches(t.Metadata) || body.IfExists != "do_nothing":
		return refuse(http.StatusConflict, "Thread with ID %s already exists", body.ID)
	}
	if len(body.Supersteps) > 0 {
		if err := c.seed(t, body.Supersteps); err != nil {
			return err
		}
	}
	return c.ok(t)
}

// readThread is the thread that the path names, when the caller may read it.
func (c *call) readThread() (*thread, error) {
	id, err := c.uuidPath("thread_id", "thread")
	if err != nil {
		return nil, err
	}
	only, err := c.authorize("threads", "read", object{"thread_id": id})
	if err != nil {
		return nil, err
	}
	found := c.engine.thread(id, only)
	if found == nil {
		return nil, notFound("Thread with ID %s not found", id)
	}
	return found, nil
}

func (c *call) getThread() error {
	found, err := c.readThread()
	if err != nil {
		return err
	}
	return c.ok(found)
}

func (c *call) patchThread() error {
	id, err := c.uuidPath("thread_id", "thread")
	if err != nil {
		return err
	}
	var body struct {
		Metadata object `json:"metadata"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	body.Metadata = merge(body.Metadata)
	only, err := c.authorize("threads", "update", object{"thread_id": id, "metadata": body.Metadata})
	if err != nil {
		return err
	}
	found := c.engine.thread(id, only)
	if found == nil {
		return notFound("Not Found")
	}
	found.Metadata = merge(found.Metadata, body.Metadata)
	found.UpdatedAt = now()
	if c.r.Header.Get("Prefer") == "return=minimal" {
		return c.empty(http.StatusNoContent)
	}
	return c.ok(found)
}

func (c *call) deleteThread() error {
	id, err := c.uuidPath("thread_id", "thread")
	if err != nil {
		return err
	}
	only, err := c.authorize("threads", "delete", object{"thread_id": id})
	if err != nil {
		return err
	}
	if c.engine.thread(id, only) == nil {
		return notFound("Thread with ID %s not found", id)
	}
	c.engine.deleteThread(id)
	return c.empty(http.StatusNoContent)
}

// deleteThread takes the thread's runs and crons along.
func (e *engine) deleteThread(id string) {
	for _, r := range e.runs {
		if r.ThreadID == id {
			r.end("interrupted")
		}
	}
	remove(&e.runs, func(r *run) bool { return r.ThreadID == id })
	remove(&e.crons, func(c *cron) bool { return c.ThreadID != nil && *c.ThreadID == id })
	remove(&e.threads, func(t *thread) bool { return t.ID == id })
	delete(e.log, id)
}

// pruneThreads deletes several threads; one that the caller may not delete stops
// it all.
func (c *call) pruneThreads() error {
	var body struct {
		IDs      []string `json:"thread_ids"`
		Strategy string   `json:"strategy"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	for _, id := range body.IDs {
		if err := checkID(id, "thread"); err != nil {
			return err
		}
	}
	if len(body.IDs) == 0 {
		return c.ok(object{"pruned_count": 0})
	}
	only, err := c.authorize("threads", "delete", object{"thread_ids": body.IDs})
	if err != nil {
		return err
	}
	hidden := func(id string) bool { return c.engine.thread(id, only) == nil }
	if len(only) > 0 && slices.ContainsFunc(body.IDs, hidden) {
		return notFound("At least one thread not found or not authorized")
	}
	if body.Strategy == "keep_latest" {
		return invalid("keep_latest strategy is not supported in in-memory runtime")
	}
	before := len(c.engine.threads)
	for _, id := range body.IDs {
		c.engine.deleteThread(id)
	}
	return c.ok(object{"pruned_count": before - len(c.engine.threads)})
}

// copyThread copies history and metadata, the owner among it.
func (c *call) copyThread() error {
	id := c.r.PathValue("thread_id")
	only, err := c.authorize("threads", "read", object{"thread_id": id})
	if err != nil {
		return err
	}
	copied := uuid.NewString()
	if _, err := c.authorize("threads", "create", object{"thread_id": copied}); err != nil {
		return err
	}
	original := c.engine.thread(id, only)
	if original == nil {
		return refuse(http.StatusConflict, "Conflict")
	}
	t := newThread(copied, merge(original.Metadata))
	t.Values = nil
	t.checkpoints = slices.Clone(original.checkpoints)
	c.engine.threads = append(c.engine.threads, t)
	return c.ok(t)
}
