package langgraphtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

var protocolRoutes = []route{
	{name: "mcp.redirect", method: "POST", path: "/mcp/{$}", serve: (*call).toMCP},
	{name: "mcp.redirect_get", method: "GET", path: "/mcp/{$}", serve: (*call).toMCP},
	{name: "mcp.redirect_delete", method: "DELETE", path: "/mcp/{$}", serve: (*call).toMCP},
	{name: "mcp.post", method: "POST", path: "/mcp", serve: (*call).mcp, waits: true},
	{name: "mcp.get", method: "GET", path: "/mcp", serve: func(c *call) error { return c.empty(http.StatusMethodNotAllowed) }},
	{name: "mcp.delete", method: "DELETE", path: "/mcp", serve: func(c *call) error { return c.empty(http.StatusNotFound) }},
	{name: "a2a.post", method: "POST", path: "/a2a/{assistant_id}", serve: (*call).a2a, waits: true},
}

// rpcRequest is a JSON-RPC message.
type rpcRequest struct {
	Version string `json:"jsonrpc"`
	ID      any    `json:"id"`
	Method  string `json:"method"`
	Params  object `json:"params"`
}

// The codes of JSON-RPC, and A2A's for a task that does not exist.
const (
	rpcInvalidRequest = -32600
	rpcUnknownMethod  = -32601
	rpcInvalidParams  = -32602
	rpcTaskNotFound   = -32001
)

// rpcError is a refusal inside of a JSON-RPC answer.
type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *rpcError) Error() string { return e.Message }

func rpcFail(code int, format string, args ...any) error {
	return &rpcError{code, fmt.Sprintf(format, args...)}
}

// rpc answers with a result or an error; both are 200.
func (c *call) rpc(id any, result any, err error) error {
	answer := object{"jsonrpc": "2.0", "id": id}
	switch err := err.(type) {
	case nil:
		answer["result"] = result
	case *rpcError:
		answer["error"] = err
	default:
		return err
	}
	return c.ok(answer)
}

// toMCP: the endpoint has no slash at its end.
func (c *call) toMCP() error {
	c.w.Header().Set("Location", c.engine.url+"/mcp")
	return c.empty(http.StatusTemporaryRedirect)
}

// mcp serves the Model Context Protocol, streamable HTTP without sessions. Its
// tools are the assistants that the caller may see.
func (c *call) mcp() error {
	bad := func(text string) error { return c.json(http.StatusBadRequest, object{"error": text}) }
	accept := c.r.Header.Get("Accept")
	if !strings.Contains(accept, "application/json") && !strings.Contains(accept, "text/event-stream") {
		return bad("Accept header must include application/json or text/event-stream")
	}
	if !json.Valid(c.body) {
		return bad("Invalid JSON")
	}
	var req rpcRequest
	if json.Unmarshal(c.body, &req) != nil {
		return bad("Invalid message format.")
	}
	if req.Version != "2.0" {
		return bad("Invalid JSON-RPC message. Missing or invalid jsonrpc version.")
	}
	if req.ID == nil {
		return c.empty(http.StatusAccepted)
	}
	result, err := c.mcpMethod(req)
	return c.rpc(req.ID, result, err)
}

func (c *call) mcpMethod(req rpcRequest) (any, error) {
	switch req.Method {
	case "initialize":
		return object{"protocolVersion": "2025-11-25", "capabilities": object{"tools": object{"listChanged": false}},
			"serverInfo": object{"name": "LangGraph", "version": Version}}, nil
	case "ping":
		return object{}, nil
	case "tools/list":
		return c.mcpTools()
	case "tools/call":
		return c.mcpCall(req.Params)
	}
	return nil, rpcFail(rpcUnknownMethod, "Method not found: %s", req.Method)
}

// visibleAssistants are those that the caller finds and may read.
func (c *call) visibleAssistants() ([]*assistant, error) {
	c.engine.Lock()
	defer c.engine.Unlock()
	found, err := c.findAssistants(listing{Metadata: object{}})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(found, func(a *assistant) bool {
		_, err := c.readAssistant(a.ID)
		return err != nil
	}), nil
}

func (c *call) mcpTools() (any, error) {
	visible, err := c.visibleAssistants()
	if err != nil {
		return nil, err
	}
	tools := []object{}
	for _, a := range visible {
		description := "Tool based on the " + a.Name + " assistant"
		if a.Description != nil {
			description = *a.Description
		}
		tools = append(tools, object{"name": a.Name, "title": a.Name, "description": description,
			"inputSchema": messagesSchema("State", nil, true),
			"annotations": object{"readOnlyHint": false, "destructiveHint": false, "idempotentHint": false, "openWorldHint": true}})
	}
	return object{"tools": tools}, nil
}

func (c *call) mcpCall(params object) (any, error) {
	name, _ := params["name"].(string)
	visible, err := c.visibleAssistants()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(visible, func(a *assistant) bool { return a.Name == name })
	if i < 0 {
		return nil, rpcFail(rpcInvalidParams, "Unknown tool: %s", name)
	}
	r, err := c.runToEnd("", runRequest{AssistantID: visible[i].ID, Input: params["arguments"]})
	if err != nil {
		return nil, err
	}
	return object{"content": []object{{"type": "text", "text": string(mustEncode(r.final))}}}, nil
}

// runToEnd creates a run and waits until it is over.
func (c *call) runToEnd(threadID string, body runRequest) (*run, error) {
	c.engine.Lock()
	r, err := c.newRun(threadID, body)
	c.engine.Unlock()
	if err != nil {
		return nil, err
	}
	select {
	case <-r.done:
		return r, nil
	case <-c.r.Context().Done():
	case <-c.closing:
	}
	return nil, errGone
}
