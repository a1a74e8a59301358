package langgraphtest

import (
	"encoding/json"
	"strings"

	"github.com/google/uuid"
)

// plantedByRun is user 2 making a thread that user 1 gets to see, by a run that names user 1 as its owner.
func plantedByRun(w *world) bool {
	w.t.Helper()
	sees := func(metadata string) bool {
		id := uuid.NewString()
		w.as("two", "POST", "/threads/"+id+"/runs", `{"assistant_id":"agent","if_not_exists":"create","metadata":`+metadata+`,"after_seconds":3600}`)
		return w.as("one", "GET", "/threads/"+id, "").status == 200
	}
	return sees(`{"owner":"user-1"}`) && !sees(`{}`)
}

// startsAs is user 2 starting a run on a thread of user 1's that is started without more by nobody else.
func startsAs(more string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		plain := on(sends("POST", "/threads/$T/runs", `{"assistant_id":"agent","after_seconds":3600}`), finds("/threads/$T/runs", "run_id"))
		return !plain(w) && on(sends("POST", "/threads/$T/runs", `{"assistant_id":"agent","after_seconds":3600,`+more+`}`), finds("/threads/$T/runs", "run_id"))(w)
	}
}

// patchesPlain is user 2 changing something of user 1's, which is shown for that, where a change
// of its metadata is refused.
func patchesPlain(create func(*world) string, path, change string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		at := path + create(w)
		return w.as("two", "PATCH", at, `{"metadata":{"mark":"intruder"}}`).status != 200 && w.as("two", "PATCH", at, change).status == 200
	}
}

// published is user 2 reading user 1's assistant after having called it public.
func published(w *world) bool {
	w.t.Helper()
	at := "/assistants/" + w.newAssistant()
	before := w.as("two", "GET", at, "").status
	w.as("two", "PATCH", at, `{"metadata":{"public":true}}`)
	return before != 200 && w.as("two", "GET", at, "").status == 200
}

// listsProject is user 2 asking for crons by what user 1's show.
func listsProject(w *world) bool {
	w.t.Helper()
	id := w.newCron()
	return strings.Contains(w.as("two", "POST", "/runs/crons/search", `{"metadata":{"project":"inbox"},"limit":100}`).text, id)
}

// oddlyListed is user 2 asking for threads by a list that user 1's have.
func oddlyListed(w *world) bool {
	w.t.Helper()
	const odd = `{"metadata":{"tags":["a"]}}`
	var made struct {
		ID string `json:"thread_id"`
	}
	_ = json.Unmarshal([]byte(w.as("one", "POST", "/threads", odd).text), &made)
	return strings.Contains(w.as("two", "POST", "/threads/search", odd).text, made.ID)
}

// keptAbove is user 2 finding user 1's item by the word that all namespaces begin with.
func keptAbove(w *world) bool {
	w.t.Helper()
	w.as("one", "PUT", "/store/items", `{"namespace":["memories","user-1"],"key":"k","value":{"secret":"`+secret+`"}}`)
	return w.as("two", "GET", "/store/items?namespace=memories.user-1&key=k", "").status == 403 &&
		w.leaked("two", "POST", "/store/items/search", `{"namespace_prefix":["memories"]}`, nil)
}

// keptForAnother is user 2 putting an item that lands with user 1.
func keptForAnother(w *world) bool {
	w.t.Helper()
	w.as("two", "PUT", "/store/items", `{"namespace":["planted"],"key":"k","value":{"user_id":"user-1","mark":"intruder"}}`)
	return strings.Contains(w.as("one", "GET", "/store/items?namespace=user-1.planted&key=k", "").text, "intruder")
}

var reasonProbes = []probe{
	{"runs.plant", plantedByRun},
	{"runs.fork", startsAs(`"checkpoint_id":"` + uuid.NewString() + `"`)},
	{"runs.odd", startsAs(`"config":{"configurable":{"budget":"a lot"}}`)},
	{"runs.context", startsAs(`"context":{"user_id":"user-1"}`)},
	{"runs.helper", func(w *world) bool {
		return on(sends("POST", "/threads/$T/runs", `{"assistant_id":"helper","after_seconds":3600}`), finds("/threads/$T/runs", "run_id"))(w)
	}},
	{"crons.patch_plain", patchesPlain((*world).newCron, "/runs/crons/", `{"enabled":false}`)},
	{"threads.patch_plain", patchesPlain((*world).aThread, "/threads/", `{"ttl":{"ttl":60}}`)},
	{"assistants.published", published},
	{"threads.asked_for", func(w *world) bool {
		thread := w.aThread()
		before := w.as("two", "GET", "/threads/"+thread, "").status
		w.as("two", "POST", "/threads", `{"thread_id":"`+thread+`"}`)
		return before != 200 && w.as("two", "GET", "/threads/"+thread, "").status == 200
	}},
	{"key.usual", getsIn("X-Internal-Key", "changeme")},
	{"assistants.system", patchesPlain((*world).newAssistant, "/assistants/", `{"metadata":{"created_by":"system"}}`)},
	{"plant.import", plantedAs(`{"owner":"user-1","source":"import"}`)},
	{"threads.search_odd", oddlyListed},
	{"threads.search_behalf", leaks("two", "POST", "/threads/search", `{"metadata":{"on_behalf_of":"user-1"}}`)},
	{"crons.search_project", listsProject},
	{"store.above", keptAbove},
	{"store.query", leaks("two", "POST", "/store/items/search", `{"namespace_prefix":["user-2"],"query":"anything"}`)},
	{"store.depth", func(w *world) bool {
		return w.says2("/store/namespaces", `{"max_depth":1}`, `["user-1"`) && !w.says2("/store/namespaces", `{}`, `["user-1"`)
	}},
	{"store.value", keptForAnother},
}

// says2 tells whether user 2 is answered with a text.
func (w *world) says2(path, body, text string) bool {
	w.t.Helper()
	return strings.Contains(w.as("two", "POST", path, body).text, text)
}
