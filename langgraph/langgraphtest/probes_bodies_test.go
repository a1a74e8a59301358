package langgraphtest

import (
	"fmt"
	"net/http"
	"strings"
)

// bodyProbes are what bodies and profiles say of whose something is.
var bodyProbes = []probe{
	{"crons.for", func(w *world) bool {
		w.t.Helper()
		for _, input := range []string{`{"said":"for nobody"}`, `{"user_id":"user-1","said":"for another"}`} {
			w.as("two", "POST", "/runs/crons", `{"assistant_id":"agent","schedule":"0 0 29 2 *","enabled":false,"input":`+input+`}`)
		}
		listed := w.as("one", "POST", "/runs/crons/search", `{"limit":100}`).text
		return strings.Contains(listed, "for another") && !strings.Contains(listed, "for nobody")
	}},
	{"runs.agents", startsAs(`"metadata":{"source":"a2a"}`)},
	{"threads.patch_odd", patchesPlain((*world).aThread, "/threads/", `{"metadata":{"project":7}}`)},
	{"assistants.shared", sharedWritable},
	{"graph.written", writtenFor},
	{"same_hash", sameHash},
	{"profile.contact", claiming("contact_email", "user-1@example.com")},
	{"profile.orgs", claiming("orgs", []any{"user-1"})},
	{"mixed_up.patch", func(w *world) bool {
		thread := w.aThread()
		return meanwhile(func(w *world) bool {
			return w.as("two", "PATCH", "/threads/"+thread, `{"metadata":{"mark":"meanwhile"}}`).status == http.StatusOK
		})(w)
	}},
	{"page.read", func(w *world) bool {
		page := w.as("", "POST", "/threads/search", `{}`)
		return strings.Contains(page.text, "<title>") && w.leaked("", "GET", "/threads/"+w.thread, "", nil)
	}},
	{"silently", func(w *world) bool {
		at := "/runs/crons/" + w.newCron()
		said := w.as("two", "PATCH", at, `{"metadata":{"mark":"silent"}}`)
		return strings.Contains(said.text, `"assistant_id":"crons"`) && strings.Contains(w.as("one", "GET", at, "").text, "silent")
	}},
}

// sharedWritable is user 2 changing what user 1 has published, and not what user 1 has not.
func sharedWritable(w *world) bool {
	w.t.Helper()
	at := "/assistants/" + w.newAssistant()
	changes := func() bool { return w.as("two", "PATCH", at, `{"name":"intruder"}`).status == http.StatusOK }
	if changes() {
		return false
	}
	w.as("one", "PATCH", at, `{"metadata":{"visibility":"public"}}`)
	return changes()
}

// writtenFor is user 2 reading what the graph has written for user 1.
func writtenFor(w *world) bool {
	w.t.Helper()
	w.as("one", "POST", "/runs/wait", `{"assistant_id":"agent","input":{"messages":[{"role":"user","content":"a draft"}]}}`)
	const there = `{"namespace_prefix":["artifacts","user-1"]}`
	return strings.Contains(w.as("two", "POST", "/store/items/search", there).text, "a draft")
}

// sameHash is somebody whose ID has a hash that begins as that of user 1's.
func sameHash(w *world) bool {
	w.t.Helper()
	id := ""
	for i := 3; !strings.HasPrefix(hashOf(id), hashOf("user-1")[:4]); i++ {
		id = fmt.Sprintf("user-%d", i)
	}
	return w.leaked("Bearer "+w.provider.sign(w.t, claimsOf(id)), "GET", "/threads/"+w.thread, "", nil)
}

// claiming is user 2 with something of user 1's in the profile, and in a header.
func claiming(field string, value any) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		claims := claimsOf("user-2")
		claims["claims"] = object{field: value}
		return w.leaked("Bearer "+w.provider.sign(w.t, claims), "GET", "/threads/"+w.thread, "", []string{"X-Org-Id", "user-1"})
	}
}
