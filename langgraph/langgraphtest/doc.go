// Package langgraphtest is an in-memory LangGraph server with custom auth, in
// the manner of net/http/httptest: what authcheck shows in its demo and is
// tested against.
//
// It is built as the real one is. An engine holds threads, runs, assistants,
// crons and store items and serves the routes; an auth module, the part that a
// developer writes, says who a caller is and what may be done. The engine asks
// the module in the same places as langgraph-api 0.16.7 does, with the same
// resource and action, and applies the metadata filter that comes back. A named
// flaw is therefore mostly another auth module, with one mistake in it.
//
// Wire facts (status codes, texts, shapes) are those recorded from
// langgraph-api 0.16.7 unless a comment names another source. No graph code
// exists: a run executes one built-in echo graph, "agent".
package langgraphtest
