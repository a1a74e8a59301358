package langgraphtest

import (
	"github.com/google/uuid"
)

// snapshot is a state on the wire; that of a thread without one is empty.
func snapshot(t *thread, cp *checkpoint) object {
	state := object{"values": object{}, "next": []string{}, "tasks": []object{}, "metadata": nil,
		"created_at": nil, "checkpoint": nil, "parent_checkpoint": nil, "interrupts": []object{},
		"checkpoint_id": nil, "parent_checkpoint_id": nil}
	if cp == nil {
		return state
	}
	at := func(id string) object {
		return object{"checkpoint_id": id, "thread_id": t.ID, "checkpoint_ns": ""}
	}
	state["values"], state["next"], state["tasks"] = cp.values, cp.next, tasks(cp)
	state["metadata"] = merge(cp.metadata, object{"thread_id": t.ID})
	state["created_at"] = cp.createdAt
	state["checkpoint"], state["checkpoint_id"] = at(cp.id), cp.id
	if cp.parent != "" {
		state["parent_checkpoint"], state["parent_checkpoint_id"] = at(cp.parent), cp.parent
	}
	return state
}

// snapshotAt is the state at a checkpoint; an unknown one has an empty state.
func snapshotAt(t *thread, id string) object {
	if cp := find(t.checkpoints, func(cp *checkpoint) bool { return cp.id == id }); cp != nil {
		return snapshot(t, cp)
	}
	state := snapshot(t, nil)
	state["checkpoint"] = object{"checkpoint_id": id, "thread_id": t.ID}
	state["checkpoint_id"] = id
	return state
}

// tasks are the nodes about to run.
func tasks(cp *checkpoint) []object {
	waiting := []object{}
	for _, node := range cp.next {
		id := uuid.NewSHA1(uuid.NameSpaceURL, []byte(cp.id+node)).String()
		waiting = append(waiting, object{"id": id, "name": node, "path": []string{"__pregel_pull", node},
			"error": nil, "interrupts": []object{}, "checkpoint": nil, "state": nil, "result": nil})
	}
	return waiting
}

// getStorage counts the bytes that a thread's checkpoints take.
func (c *call) getStorage() error {
	t, err := c.readThread()
	if err != nil {
		return err
	}
	channels, checkpoints := 0, 0
	for _, cp := range t.checkpoints {
		channels += len(mustEncode(cp.values))
		checkpoints += len(mustEncode(cp.metadata))
	}
	byChannel := object{}
	if len(t.checkpoints) > 0 {
		byChannel["messages"] = object{"versions": len(t.checkpoints), "bytes": channels}
	}
	return c.ok(object{
		"thread_id":      t.ID,
		"total_bytes":    channels + checkpoints,
		"checkpoints":    object{"count": len(t.checkpoints), "bytes": checkpoints},
		"channel_values": object{"count": len(t.checkpoints), "bytes": channels, "by_channel": byChannel},
		"pending_writes": object{"count": 0, "bytes": 0},
	})
}
