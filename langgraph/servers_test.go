package langgraph

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestSigns: a server is known by any of its answers, whatever it lacks, and by no other.
func TestSigns(t *testing.T) {
	for name, c := range map[string]struct {
		at, answer string // "METHOD /path", "status body"; everything else is not found
		known      bool
		asked      int64
	}{
		"langgraph dev":             {"GET /ok", `200 {"ok":true}`, true, 1},
		"Aegra":                     {"GET /info", `200 {"name":"Aegra","version":"0.11.0","flags":{"assistants":true,"crons":true}}`, true, 2},
		"another program's version": {"GET /info", `200 {"version":"1.0"}`, false, 5},
		"a document":                {"GET /openapi.json", `200 {"paths":{"/threads/search":{},"/assistants/search":{}}}`, true, 3},
		"another document":          {"GET /openapi.json", `200 {"paths":{"/threads/search":{}}}`, false, 5},
		"the health of Aegra":       {"GET /health", `200 {"status":"healthy","langgraph_checkpointer":"connected"}`, true, 4},
		"the health of anything":    {"GET /health", `200 {"status":"healthy"}`, false, 5},
		"a search that is refused":  {"POST /threads/search", `401 {"detail":"log in"}`, true, 5},
		"a search that is answered": {"POST /threads/search", `200 [{"thread_id":"1"}]`, true, 5},
		"an empty list":             {"POST /threads/search", `200 []`, true, 5},
		"a list of something else":  {"POST /threads/search", `200 [{"post_id":"1"}]`, false, 5},
		"a crash of the search":     {"POST /threads/search", `500 `, false, 6},
	} {
		client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			status, body := http.StatusNotFound, `{"detail":"Not Found"}`
			if r.Method+" "+r.URL.Path == c.at {
				_, err := fmt.Sscan(c.answer, &status)
				_, body, _ = strings.Cut(c.answer, " ")
				if err != nil {
					t.Error(err)
				}
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		})
		if err := client.Probe(t.Context()); (err == nil) != c.known || client.Sent() != c.asked {
			t.Errorf("%s: %v after %d requests", name, err, client.Sent())
		}
	}
}

// TestServer: which kind a server says it is.
func TestServer(t *testing.T) {
	for body, want := range map[string]string{
		`{"version":"0.16.7","langgraph_py_version":"1.2.22","flags":{}}`:                 "langgraph-api",
		`{"version":"0.2.1","flags":{},"host":{"kind":"saas"}}`:                           "langgraph-api",
		`{"version":"2.0.0","langgraph_js_version":"1.0","flags":{}}`:                     "langgraphjs-api",
		`{"name":"Aegra","version":"0.11.0","flags":{"assistants":true,"crons":true}}`:    "aegra",
		`{"name":"Somebody's","version":"0.1","flags":{"assistants":true,"crons":false}}`: "compatible",
	} {
		info, err := saying(t, 200, "application/json", body).Info(t.Context(), nil)
		if got := info.Server().ID; err != nil || got != want {
			t.Errorf("%s: %s, want %s (%v)", body, got, want, err)
		}
	}
}
