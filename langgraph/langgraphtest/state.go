package langgraphtest

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/google/uuid"
)

// checkpoint is the state of a thread at one time. A copied thread shares the
// checkpoints of its original: they never change.
type checkpoint struct {
	id, parent string
	values     object
	next       []string
	metadata   object
	createdAt  timestamp
	// node is the one that wrote last; an update without as_node writes as it.
	node string
}

// superstep is one step of the state that a thread is created with.
type superstep struct {
	Updates []struct {
		Values any    `json:"values"`
		AsNode string `json:"as_node"`
	} `json:"updates"`
}

var stateRoutes = []route{
	{name: "threads.storage", method: "GET", path: "/threads/{thread_id}/storage", serve: (*call).getStorage},
	{name: "threads.state", method: "GET", path: "/threads/{thread_id}/state", serve: (*call).getState},
	{name: "threads.update_state", method: "POST", path: "/threads/{thread_id}/state", serve: (*call).updateState},
	{name: "threads.state_at", method: "GET", path: "/threads/{thread_id}/state/{checkpoint_id}", serve: (*call).getStateAt},
	{name: "threads.state_at_post", method: "POST", path: "/threads/{thread_id}/state/checkpoint", serve: (*call).postStateAt},
	{name: "threads.history", method: "GET", path: "/threads/{thread_id}/history", serve: (*call).getHistory},
	{name: "threads.history_post", method: "POST", path: "/threads/{thread_id}/history", serve: (*call).postHistory},
}

// latest is the newest checkpoint, or nil.
func (t *thread) latest() *checkpoint {
	if len(t.checkpoints) == 0 {
		return nil
	}
	return t.checkpoints[len(t.checkpoints)-1]
}

// state is the thread's present state; empty before anything was written.
func (t *thread) state() object {
	if cp := t.latest(); cp != nil {
		return cp.values
	}
	return object{}
}

// step appends a checkpoint and brings the thread's own fields in line.
func (t *thread) step(node string, values object, next []string, metadata object) *checkpoint {
	cp := &checkpoint{id: uuid.Must(uuid.NewV6()).String(), values: values, next: next,
		metadata: metadata, createdAt: now(), node: node}
	if last := t.latest(); last != nil {
		cp.parent = last.id
	}
	t.checkpoints = append(t.checkpoints, cp)
	t.settle()
	return cp
}

// settle takes values and status from the latest checkpoint.
func (t *thread) settle() {
	t.outcome = &outcome{Interrupts: object{}}
	t.Values = t.state()
	t.Status = "idle"
	if cp := t.latest(); cp != nil && len(cp.next) > 0 {
		t.Status = "interrupted"
	}
	t.UpdatedAt = now()
	t.StateUpdatedAt = t.UpdatedAt
}

// graphOf is the graph of a thread: named in its metadata, or that of a run.
func (e *engine) graphOf(t *thread) string {
	if id, _ := t.Metadata["graph_id"].(string); id != "" {
		return id
	}
	if find(e.runs, func(r *run) bool { return r.ThreadID == t.ID }) != nil {
		return graphID
	}
	return ""
}

// update writes values as if the node had written them.
func (e *engine) update(t *thread, values any, node string, extra object) (*checkpoint, error) {
	graph := e.graphOf(t)
	if graph == "" {
		return nil, refuse(http.StatusBadRequest, "Thread '%s' has no assigned graph ID. This usually occurs when no runs have been made on this particular thread. This operation requires a graph ID. Please ensure a run has been made for the thread or manually update the thread metadata (by setting the 'graph_id' field) before running this operation.", t.ID)
	}
	if err := e.checkGraph(graph); err != nil {
		return nil, err
	}
	if node == "" {
		node = startNode
		if last := t.latest(); last != nil {
			node = last.node
		}
	}
	if node != startNode && node != graphNode {
		return nil, refuse(http.StatusBadRequest, "Node %s does not exist", node)
	}
	metadata := merge(object{"graph_id": graph, "thread_id": t.ID, "source": "update",
		"step": len(t.checkpoints), "parents": object{}}, extra)
	cp := t.step(node, reduce(t.state(), values), after(node), metadata)
	e.publish(event{thread: t.ID, name: "state_update",
		data: mustEncode(object{"state": snapshot(t, cp), "thread_id": t.ID})})
	return cp, nil
}

// seed writes the supersteps that a thread is created with. The thread stays
// when that fails: 201, with the reason as text.
func (c *call) seed(t *thread, steps []superstep) error {
	only, err := c.authorize("threads", "update", object{"thread_id": t.ID})
	if err != nil {
		return err
	}
	if !only.matches(t.Metadata) {
		return refuse(http.StatusForbidden, "Forbidden")
	}
	for _, step := range steps {
		for _, update := range step.Updates {
			if _, err := c.engine.update(t, update.Values, update.AsNode, nil); err != nil {
				return refuse(http.StatusCreated, "Thread %s was created, but there were problems updating the state: %s",
					t.ID, err.(*refusal).detail)
			}
		}
	}
	return nil
}

func (c *call) getState() error {
	t, err := c.readThread()
	if err != nil {
		return err
	}
	return c.ok(snapshot(t, t.latest()))
}

func (c *call) getStateAt() error {
	t, err := c.readThread()
	if err != nil {
		return err
	}
	return c.ok(snapshotAt(t, c.r.PathValue("checkpoint_id")))
}

func (c *call) postStateAt() error {
	var body struct {
		Checkpoint struct {
			ID string `json:"checkpoint_id"`
		} `json:"checkpoint"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	t, err := c.readThread()
	if err != nil {
		return err
	}
	if body.Checkpoint.ID == "" {
		return c.ok(snapshot(t, t.latest()))
	}
	return c.ok(snapshotAt(t, body.Checkpoint.ID))
}

func (c *call) updateState() error {
	var body struct {
		Values any    `json:"values"`
		AsNode string `json:"as_node"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	id, err := c.uuidPath("thread_id", "thread")
	if err != nil {
		return err
	}
	only, err := c.authorize("threads", "update", object{"thread_id": id})
	if err != nil {
		return err
	}
	t, err := c.readThread()
	if err != nil {
		return err
	}
	if !only.matches(t.Metadata) {
		return refuse(http.StatusForbidden, "Forbidden")
	}
	if len(c.engine.inflight(id)) > 0 {
		return refuse(http.StatusConflict, "Thread %s has in-flight runs", id)
	}
	extra := object{}
	if c.user != nil {
		extra["user_id"] = c.user.identity
	}
	cp, err := c.engine.update(t, body.Values, body.AsNode, extra)
	if err != nil {
		return err
	}
	at := object{"thread_id": id, "checkpoint_ns": "", "checkpoint_id": cp.id}
	return c.ok(object{"checkpoint": at, "configurable": at, "checkpoint_id": cp.id})
}

func (c *call) getHistory() error {
	limit := 1
	if given := c.r.URL.Query().Get("limit"); given != "" {
		var err error
		if limit, err = strconv.Atoi(given); err != nil {
			return invalid("Invalid limit %s", given)
		}
	}
	return c.history(limit, c.r.URL.Query().Get("before"), nil)
}

func (c *call) postHistory() error {
	var body struct {
		Limit    int    `json:"limit"`
		Metadata object `json:"metadata"`
		Before   struct {
			Configurable struct {
				ID string `json:"checkpoint_id"`
			} `json:"configurable"`
		} `json:"before"`
	}
	if err := c.decode(&body); err != nil {
		return err
	}
	return c.history(max(body.Limit, 1), body.Before.Configurable.ID, body.Metadata)
}

// history answers with up to limit states, the newest first.
func (c *call) history(limit int, before string, metadata object) error {
	t, err := c.readThread()
	if err != nil {
		return err
	}
	states := []object{}
	for _, cp := range slices.Backward(t.checkpoints) {
		if (before == "" || cp.id < before) && contains(cp.metadata, metadata) && len(states) < limit {
			states = append(states, snapshot(t, cp))
		}
	}
	return c.ok(states)
}
