package langgraphtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// a2a serves the Agent-to-Agent protocol for one assistant. Its contexts are
// threads, its tasks runs.
func (c *call) a2a() error {
	var req rpcRequest
	if json.Unmarshal(c.body, &req) != nil || req.Version != "2.0" {
		return c.rpc(req.ID, nil, rpcFail(rpcInvalidRequest, "Invalid JSON-RPC message: missing or invalid jsonrpc version"))
	}
	if req.Method == "message/stream" && !strings.Contains(c.r.Header.Get("Accept"), "text/event-stream") {
		return c.json(http.StatusBadRequest, object{"error": "Accept header must include text/event-stream for streaming"})
	}
	result, err := c.a2aMethod(req)
	return c.rpc(req.ID, result, err)
}

func (c *call) a2aMethod(req rpcRequest) (any, error) {
	switch req.Method {
	case "message/send", "message/stream":
		return c.a2aSend(req.Params)
	case "tasks/get":
		return c.a2aTask(req.Params)
	case "tasks/cancel":
		return nil, rpcFail(rpcTaskNotFound, "Task not found: %v", req.Params["id"])
	}
	return nil, rpcFail(rpcUnknownMethod, "Method not found: %s", req.Method)
}

// a2aSend runs the assistant on a message, in the message's context if it names
// one. The assistant has to be readable for the caller, the system's own too.
func (c *call) a2aSend(params object) (any, error) {
	sent, ok := params["message"].(object)
	if !ok {
		return nil, rpcFail(rpcInvalidParams, "Missing or invalid 'message' in params")
	}
	id := assistantID(c.r.PathValue("assistant_id"))
	c.engine.Lock()
	_, err := c.readAssistant(id)
	c.engine.Unlock()
	if err != nil {
		return nil, rpcFail(rpcInvalidParams, "Assistant '%s' not found", id)
	}
	contextID, _ := sent["contextId"].(string)
	if contextID == "" {
		contextID = uuid.NewString()
	}
	text := partsText(sent)
	r, err := c.runToEnd(contextID, runRequest{AssistantID: id, IfNotExists: "create",
		Input: object{"messages": []any{object{"role": "user", "content": text}}}})
	var no *refusal
	if errors.As(err, &no) {
		return nil, rpcFail(rpcInvalidParams, "%s", no)
	}
	if err != nil {
		return nil, err
	}
	return a2aResult(r, sent), nil
}

func partsText(sent object) string {
	var text strings.Builder
	parts, _ := sent["parts"].([]any)
	for _, part := range parts {
		if part, ok := part.(object); ok && part["text"] != nil {
			fmt.Fprint(&text, part["text"])
		}
	}
	return text.String()
}

func a2aResult(r *run, sent object) object {
	final, _ := r.final.(object)
	answer := ""
	if messages, _ := final["messages"].([]any); len(messages) > 0 {
		answer = fmt.Sprint(messages[len(messages)-1].(object)["content"])
	}
	parts := []object{{"kind": "text", "text": answer}}
	task := object{"taskId": taskID(r), "contextId": r.ThreadID, "kind": "message"}
	return object{
		"kind": "task", "id": taskID(r), "contextId": r.ThreadID,
		"history": []object{merge(sent, task),
			merge(task, object{"role": "agent", "parts": parts, "messageId": uuid.NewString()})},
		"status": object{"state": "completed", "timestamp": r.UpdatedAt},
		"artifacts": []object{{"artifactId": uuid.NewString(), "name": "Assistant Response",
			"description": "Response from assistant " + r.AssistantID, "parts": parts}},
	}
}

func taskID(r *run) string { return r.ThreadID + ":" + r.ID }

// a2aTask finds a task again: the thread has to be readable.
func (c *call) a2aTask(params object) (any, error) {
	id, _ := params["id"].(string)
	if id == "" {
		return nil, rpcFail(rpcInvalidParams, "Missing required parameter: id (task_id)")
	}
	contextID, _ := params["contextId"].(string)
	absent := rpcFail(rpcTaskNotFound, "Task not found: %s in context '%s'", id, contextID)
	threadID, runID, ok := strings.Cut(id, ":")
	if !ok || contextID != "" && contextID != threadID {
		return nil, absent
	}
	c.engine.Lock()
	defer c.engine.Unlock()
	only, err := c.authorize("threads", "read", object{"thread_id": threadID})
	if err != nil {
		return nil, rpcFail(rpcInvalidParams, "%s", err)
	}
	r := c.engine.run(threadID, runID)
	if r == nil || c.engine.thread(threadID, only) == nil {
		return nil, absent
	}
	return a2aResult(r, object{"role": "user", "parts": []object{}}), nil
}
