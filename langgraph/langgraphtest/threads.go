package langgraphtest

import (
	"maps"
	"net/http"
	"slices"
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
}

type outcome struct {
	Error      any    `json:"error"`
	Interrupts object `json:"interrupts"`
}

var threadRoutes = []route{
	{name: "threads.create", method: "POST", path: "/threads", serve: (*call).createThread},
	{name: "threads.get", method: "GET", path: "/threads/{thread_id}", serve: (*call).getThread},
	{name: "threads.patch", method: "PATCH", path: "/threads/{thread_id}", serve: (*call).patchThread},
	{name: "threads.delete", method: "DELETE", path: "/threads/{thread_id}", serve: (*call).deleteThread},
	{name: "threads.search", method: "POST", path: "/threads/search", serve: (*call).searchThreads},
	{name: "threads.count", method: "POST", path: "/threads/count", serve: (*call).countThreads},
}

// thread finds by ID what the filter lets see; nil when there is nothing.
func (e *engine) thread(id string, only filter) *thread {
	i := slices.IndexFunc(e.threads, func(t *thread) bool { return t.ID == id })
	if i < 0 || !only.matches(e.threads[i].Metadata) {
		return nil
	}
	return e.threads[i]
}

func (c *call) createThread() error {
	var body struct {
		ID       string `json:"thread_id"`
		Metadata object `json:"metadata"`
		IfExists string `json:"if_exists"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if body.ID == "" {
		body.ID = newID()
	} else if err := checkID(body.ID, "thread"); err != nil {
		return err
	}
	if body.Metadata == nil {
		body.Metadata = object{}
	}
	only, err := c.authorize("threads", "create",
		object{"thread_id": body.ID, "metadata": body.Metadata, "if_exists": body.IfExists})
	if err != nil {
		return err
	}
	if existing := c.engine.thread(body.ID, nil); existing != nil {
		if !only.matches(existing.Metadata) || body.IfExists != "do_nothing" {
			return refuse(http.StatusConflict, "Thread with ID %s already exists", body.ID)
		}
		return c.ok(existing)
	}
	at := now()
	created := &thread{ID: body.ID, CreatedAt: at, UpdatedAt: at, StateUpdatedAt: at,
		Metadata: body.Metadata, Status: "idle", Config: object{}, Values: object(nil)}
	c.engine.threads = append(c.engine.threads, created)
	return c.ok(created)
}

func (c *call) getThread() error {
	found, err := c.readThread()
	if err != nil {
		return err
	}
	return c.ok(found)
}

// readThread is the thread that the path names, when the caller may read it.
func (c *call) readThread() (*thread, error) {
	id := c.path("thread_id")
	if err := checkID(id, "thread"); err != nil {
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

func (c *call) patchThread() error {
	id := c.path("thread_id")
	if err := checkID(id, "thread"); err != nil {
		return err
	}
	var body struct {
		Metadata object `json:"metadata"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	if body.Metadata == nil {
		body.Metadata = object{}
	}
	only, err := c.authorize("threads", "update", object{"thread_id": id, "metadata": body.Metadata})
	if err != nil {
		return err
	}
	found := c.engine.thread(id, only)
	if found == nil {
		return notFound("Not Found")
	}
	found.Metadata = maps.Clone(found.Metadata)
	maps.Copy(found.Metadata, body.Metadata)
	found.UpdatedAt = now()
	return c.ok(found)
}

func (c *call) deleteThread() error {
	id := c.path("thread_id")
	if err := checkID(id, "thread"); err != nil {
		return err
	}
	only, err := c.authorize("threads", "delete", object{"thread_id": id})
	if err != nil {
		return err
	}
	if c.engine.thread(id, only) == nil {
		return notFound("Thread with ID %s not found", id)
	}
	remove(&c.engine.threads, func(t *thread) bool { return t.ID == id })
	return c.empty(http.StatusNoContent)
}
