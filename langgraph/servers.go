package langgraph

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
)

// Server is a kind of LangGraph server, and how it is known by what it says of itself.
type Server struct {
	ID string // as reports have it
	is func(Info) bool
	// Graphs is a call that is refused with the names of the graphs, and makes nothing.
	Graphs Request
	// Refusals are words of the server's refusals, and what is meant by them.
	Refusals map[string]string
}

// nowhere is the name of nothing.
const nowhere = "authcheck-asks-which-graphs-there-are"

// askRuns is refused by langgraph-api with the names, and by langgraphjs-api without.
var askRuns = Request{Method: http.MethodPost, Path: "/runs", Body: map[string]string{"assistant_id": nowhere}}

// Servers are the kinds that are known. The last is whatever else answers as a LangGraph
// server does.
var Servers = []Server{
	{ID: "aegra", is: func(i Info) bool { return i.Name == "Aegra" }, // recorded from aegra-api 0.11.0
		Graphs: Request{Method: http.MethodPost, Path: "/assistants", Body: map[string]string{"graph_id": nowhere}},
		Refusals: map[string]string{"Authentication system error": "its authenticate handler fails: Aegra gives it all headers in one dict, whatever its parameter is called, " +
			"and httpx and whatever else it imports have to be installed; the log has the error"}},
	{ID: "langgraphjs-api", Graphs: askRuns, is: func(i Info) bool { return i.JS != "" }},
	{ID: "langgraph-api", Graphs: askRuns, is: func(i Info) bool { return i.Python != "" || i.Host.Kind != "" }},
	{ID: "compatible", Graphs: askRuns, is: func(Info) bool { return true }},
}

// Server is the kind that the server says it is.
func (i Info) Server() Server {
	return Servers[slices.IndexFunc(Servers, func(s Server) bool { return s.is(i) })]
}

// sign is an answer by which a LangGraph server is known.
type sign struct {
	method, path, body string
	told               func(*Response) bool
}

// signs are asked for in this order, until one is there: the first is told by those of
// LangGraph, which need no other. Aegra has no /ok (recorded from aegra-api 0.11.0).
var signs = []sign{
	{http.MethodGet, "/ok", "", func(r *Response) bool { return r.Status >= 500 && !GatewaysOwn(r.Status) || refuses(r) || has(r, "ok") }}, // a crash is for the checks to name
	{http.MethodGet, "/info", "", func(r *Response) bool { return has(r, "version", "flags") }},
	{http.MethodGet, "/openapi.json", "", func(r *Response) bool { return documents(r, "/threads/search", "/assistants/search") }},
	{http.MethodGet, "/health", "", func(r *Response) bool { return has(r, "langgraph_checkpointer") }},
	{http.MethodPost, "/threads/search", `{"limit":1}`, func(r *Response) bool { return refuses(r) || lists(r, "thread_id") }},
}

// inMemory tells the health of a server that keeps all in memory, as `langgraph dev` does:
// others name their databases among the services (langgraph-api 0.16.7; older ones name none).
func inMemory(health *Response) bool {
	var said struct {
		Services map[string]any `json:"services"`
	}
	if health.Decode(&said) != nil || said.Services == nil {
		return false
	}
	delete(said.Services, "js_runtime") // of graphs in JavaScript
	return len(said.Services) == 0
}

// known tells whether a server shows the sign, and what it answered.
func (c *Client) known(ctx context.Context, s sign) (bool, *Response, error) {
	request := Request{Method: s.method, Path: s.path}
	if s.body != "" {
		request.Body = json.RawMessage(s.body)
	}
	resp, err := c.ask(ctx, request)
	return err == nil && s.told(resp), resp, err
}

func refuses(r *Response) bool {
	return r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden
}

// GatewaysOwn tells a status by which a gateway says that the server behind it is not there.
func GatewaysOwn(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

// has tells an object with these fields.
func has(r *Response, fields ...string) bool {
	var object map[string]json.RawMessage
	if !r.OK() || r.Decode(&object) != nil {
		return false
	}
	return !slices.ContainsFunc(fields, func(name string) bool { return bytes.Equal(object[name], []byte("null")) || object[name] == nil })
}

// documents tells a document with these paths, which may be cut where it is long.
func documents(r *Response, paths ...string) bool {
	return r.OK() && !slices.ContainsFunc(paths, func(path string) bool { return !bytes.Contains(r.Body, []byte(`"`+path+`"`)) })
}

// lists tells a list of things with the field.
func lists(r *Response, field string) bool {
	var list []map[string]any
	return r.OK() && r.Decode(&list) == nil && !slices.ContainsFunc(list, func(item map[string]any) bool { return item[field] == nil })
}
