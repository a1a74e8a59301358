package langgraphtest

import (
	"encoding/json"
	"fmt"
	"strings"
)

// besideOwn shows user 2's token and a forged one of user 1's in one header.
func besideOwn(format string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		own, forged := w.provider.tokens["two"], w.provider.forge(w.t, "key")
		header := strings.NewReplacer("own", own, "forged", forged).Replace(format)
		return w.leaked(header, "GET", "/threads/"+w.thread, "", nil)
	}
}

// waiting is user 2 asking for a thread that waits by what the owner's list shows of it.
func waiting(field string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		var shown object
		id := w.aThread()
		_ = json.Unmarshal([]byte(w.as("one", "GET", "/threads/"+id, "").text), &shown)
		body, _ := json.Marshal(object{"ids": []string{id}, field: shown[field]})
		return w.leaked("two", "POST", "/threads/search", string(body), nil)
	}
}

// switchedOff is user 2 asking for crons that are off.
func switchedOff(w *world) bool {
	w.t.Helper()
	w.as("one", "PATCH", "/runs/crons/"+w.newCron(), `{"enabled":false}`)
	return w.leaked("two", "POST", "/runs/crons/search", `{"enabled":false}`, nil)
}

// ofAssistant is user 2 asking for the crons of an assistant.
func ofAssistant(w *world) bool {
	w.t.Helper()
	var shown object
	_ = json.Unmarshal([]byte(w.as("one", "GET", "/runs/crons/"+w.newCron(), "").text), &shown)
	id, _ := shown["assistant_id"].(string)
	return w.leaked("two", "POST", "/runs/crons/search", `{"assistant_id":"`+id+`"}`, nil)
}

// changesHands is a change of user 1's cron after which user 2 reads it.
func changesHands(who, change string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		path := "/runs/crons/" + w.newCron()
		before := w.leaked("two", "GET", path, "", nil)
		w.as(who, "PATCH", path, change)
		return !before && w.leaked("two", "GET", path, "", nil)
	}
}

// namesake is somebody with user 1's name at another domain.
func namesake(w *world) bool {
	w.t.Helper()
	claims := claimsOf("user-3")
	claims["email"] = "user-1@elsewhere.example"
	return w.leaked("Bearer "+w.provider.sign(w.t, claims), "GET", "/threads/"+w.thread, "", nil)
}

// stampedRun is user 2's own run that its configuration makes user 1's.
func stampedRun(w *world) bool {
	w.t.Helper()
	thread := w.as("two", "POST", "/threads", `{}`)
	var id string
	if _, err := fmt.Sscanf(thread.text[strings.Index(thread.text, `"thread_id":"`)+13:], "%36s", &id); err != nil {
		return false
	}
	run := w.as("two", "POST", "/threads/"+id+"/runs", `{"assistant_id":"agent","after_seconds":3600,"config":{"configurable":{"user_id":"user-1"}}}`)
	return run.status == 200 && strings.Contains(run.text, `"owner":"user-1"`)
}

// sameBeginning is somebody whose ID begins as another's.
func sameBeginning(w *world) bool {
	w.t.Helper()
	as := func(id string) string { return "Bearer " + w.provider.sign(w.t, claimsOf(id)) }
	w.as(as(someID), "POST", "/threads", `{"metadata":{"tag":"`+secret+`-short"}}`)
	return strings.Contains(w.as(as(someID[:8]+"-0000-4000-8000-000000000000"), "POST", "/threads/search", `{}`).text, secret+"-short")
}

// plantedAssistant is one of user 2's that its configuration makes user 1's.
func plantedAssistant(w *world) bool {
	w.t.Helper()
	made := w.as("two", "POST", "/assistants", `{"graph_id":"agent","config":{"configurable":{"user_id":"user-1"}}}`)
	return made.status == 200 && strings.Contains(made.text, `"owner":"user-1"`)
}

// working is user 2 asking for threads that have a run.
func working(w *world) bool {
	w.t.Helper()
	w.newRun(w.aThread())
	return w.leaked("two", "POST", "/threads/search", `{"status":"busy"}`, nil)
}

var waysProbes = []probe{
	{"threads.wider", leaks("two", "POST", "/threads/search", `{"include_shared":true}`)},
	{"assistants.wider", leaks("two", "POST", "/assistants/search", `{"owner":"user-1","limit":100}`)},
	{"crons.wider", leaks("two", "POST", "/runs/crons/search?all_users=true", `{}`)},
	{"store.wider", leaks("two", "POST", "/store/items/search", `{"namespace_prefix":[],"scope":"team","limit":100}`)},
	{"threads.search_busy", working},
	{"threads.search_fields", func(w *world) bool {
		found := w.as("two", "POST", "/threads/search", `{"ids":["`+w.thread+`"],"select":["thread_id"]}`)
		return strings.Contains(found.text, w.thread)
	}},
	{"scheme.forged", forgedIn("Authorization", "Token ")},
	{"subprotocol.forged", forgedIn("Sec-Websocket-Protocol", "bearer, ")},
	{"probe.agent", getsIn("User-Agent", "kube-probe/1.31")},
	{"page.origin", getsIn("Origin", "http://localhost:3000")},
	{"encoded", leaks("", "GET", "/%74hreads/$T", "")},
	{"same_beginning", sameBeginning},
	{"planted_assistant", plantedAssistant},
	{"threads.search_status", waiting("status")},
	{"threads.search_values", waiting("values")},
	{"assistants.search_name", leaks("two", "POST", "/assistants/search", `{"name":"`+secret+`"}`)},
	{"crons.search_off", switchedOff},
	{"crons.search_assistant", ofAssistant},
	{"store.search_filter", leaks("two", "POST", "/store/items/search", `{"namespace_prefix":["$N"],"filter":{"secret":"`+secret+`"}}`)},
	{"store.namespaces_prefix", func(w *world) bool { return w.lists(`{"prefix":["` + w.space + `"]}`) }},
	{"comma.behind", besideOwn("Bearer own, Bearer forged")},
	{"comma.ahead", besideOwn("Bearer forged, Bearer own")},
	{"namesake", namesake},
	{"stamped_run", stampedRun},
}
