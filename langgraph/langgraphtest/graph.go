package langgraphtest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// The server has one graph: its node "call" answers the last message with
// "hello" and the message's text. Its state has one channel, messages; what is
// written to others vanishes without a word, as in a real graph.
const (
	graphID   = "agent"
	startNode = "__start__"
	graphNode = "call"
)

// graphNamespace is the UUID under which langgraph-api names the assistants of
// its graphs.
var graphNamespace = uuid.MustParse("6ba7b821-9dad-11d1-80b4-00c04fd430c8")

// systemAssistantID is the assistant that stands for the graph itself.
var systemAssistantID = uuid.NewSHA1(graphNamespace, []byte(graphID)).String()

// helperID is a second graph, of servers that have one, and helperAssistantID its assistant.
const helperID = "helper"

var helperAssistantID = uuid.NewSHA1(graphNamespace, []byte(helperID)).String()

// assistantID resolves a graph's name to its assistant.
func assistantID(given string) string {
	switch given {
	case graphID:
		return systemAssistantID
	case helperID:
		return helperAssistantID
	}
	return given
}

func (e *engine) checkGraph(id string) error {
	var graphs []string
	for _, a := range e.assistants {
		if a.ID == assistantID(a.GraphID) {
			graphs = append(graphs, a.GraphID)
		}
	}
	if !slices.Contains(graphs, id) {
		return notFound("Graph '%s' not found. Expected one of: ['%s']", id, strings.Join(graphs, "', '"))
	}
	return nil
}

// after names what runs after a node.
func after(node string) []string {
	if node == startNode {
		return []string{graphNode}
	}
	return []string{}
}

// reduce is the state after an update: messages are appended, those with a known
// ID replaced.
func reduce(state object, update any) object {
	values, _ := update.(object)
	added, _ := values["messages"].([]any)
	old, _ := state["messages"].([]any)
	messages := append([]any{}, old...)
	for _, given := range added {
		messages = place(messages, message(given))
	}
	return merge(state, object{"messages": messages})
}

func place(messages []any, added object) []any {
	for i, existing := range messages {
		if existing.(object)["id"] == added["id"] {
			messages[i] = added
			return messages
		}
	}
	return append(messages, added)
}

// message brings what callers write into the form in which servers keep it.
func message(given any) object {
	written, ok := given.(object)
	if !ok {
		written = object{"role": "user", "content": given}
	}
	kept := object{"content": written["content"], "additional_kwargs": object{}, "response_metadata": object{},
		"type": messageType(written), "name": written["name"], "id": written["id"]}
	if kept["id"] == nil {
		kept["id"] = uuid.NewString()
	}
	if kept["type"] == "ai" {
		kept["tool_calls"], kept["invalid_tool_calls"], kept["usage_metadata"] = []any{}, []any{}, nil
	}
	return kept
}

func messageType(written object) string {
	role, ok := written["type"].(string)
	if !ok {
		role, _ = written["role"].(string)
	}
	switch role {
	case "assistant", "ai":
		return "ai"
	case "system", "tool":
		return role
	}
	return "human"
}

// echo is what the graph's node writes.
func echo(state object) object {
	text := ""
	if messages, _ := state["messages"].([]any); len(messages) > 0 {
		text = fmt.Sprint(messages[len(messages)-1].(object)["content"])
	}
	return object{"messages": []any{object{"role": "assistant", "content": "hello " + text}}}
}

// messagesSchema is the JSON schema of the graph's state.
func messagesSchema(title string, property object, required bool) object {
	schema := object{"type": "object", "title": title, "properties": object{
		"messages": merge(object{"items": object{}, "title": "Messages", "type": "array"}, property)}}
	if required {
		schema["required"] = []string{"messages"}
	}
	return schema
}

// inState adds to the schema of the state where the graph reads in it whose memory is meant.
func inState(schema object, remembers string) object {
	if remembers == "input" {
		schema["properties"].(object)["user_id"] = object{"title": "User Id", "type": "string"}
	}
	return schema
}

// configSchema is what the graph's configuration is said to have.
func configSchema(remembers string) object {
	if remembers != "config" {
		return object{}
	}
	return object{"type": "object", "title": "Configurable", "properties": object{"user_id": object{"type": "string"}}}
}

func graphSchemas(remembers string) object {
	return object{
		"graph_id":       graphID,
		"input_schema":   inState(messagesSchema("State", nil, true), remembers),
		"output_schema":  messagesSchema("State", nil, true),
		"state_schema":   inState(messagesSchema("agent_state", object{"default": nil}, false), remembers),
		"config_schema":  configSchema(remembers),
		"context_schema": nil,
	}
}

func graphDrawing() object {
	node := func(id string) object {
		return object{"id": id, "type": "runnable", "data": object{"name": id}}
	}
	edge := func(from, to string) object { return object{"source": from, "target": to} }
	return object{
		"nodes": []object{node(startNode), node(graphNode), {"id": "__end__"}},
		"edges": []object{edge(startNode, graphNode), edge(graphNode, "__end__")},
	}
}
