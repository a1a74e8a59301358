package langgraphtest

import (
	"encoding/json"
	"strings"
)

// probes are the attempts; $T, $C, $R, $A, $K and $N name user 1's thread, its
// checkpoint and run, his assistant, cron and namespace.
var probes = []probe{
	{"threads.get", leaks("two", "GET", "/threads/$T", "")},
	{"threads.state", leaks("two", "GET", "/threads/$T/state", "")},
	{"threads.state_at", leaks("two", "GET", "/threads/$T/state/$C", "")},
	{"threads.state_at_post", leaks("two", "POST", "/threads/$T/state/checkpoint", `{"checkpoint":{"checkpoint_id":"$C"}}`)},
	{"threads.history", leaks("two", "GET", "/threads/$T/history", "")},
	{"threads.history_post", leaks("two", "POST", "/threads/$T/history", `{}`)},
	{"threads.storage", gets2("/threads/$T/storage")},
	{"threads.copy", leaks("two", "POST", "/threads/$T/copy", "")},
	{"threads.search", leaks("two", "POST", "/threads/search", `{"metadata":{"tag":"`+secret+`"}}`)},
	{"threads.search_ids", leaks("two", "POST", "/threads/search", `{"ids":["$T"]}`)},
	{"threads.search_owner", leaks("two", "POST", "/threads/search", `{"metadata":{"owner":"user-1"}}`)},
	{"threads.count", counts("/threads/count")},
	{"threads.patch", on(sends("PATCH", "/threads/$T", `{"metadata":{"mark":"intruder"}}`), finds("/threads/$T", "intruder"))},
	{"threads.join", on(sends("PATCH", "/threads/$T", `{"metadata":{"mark":"joiner","members":["user-2"]}}`), finds("/threads/$T", "joiner"))},
	{"threads.update_state", on(sends("POST", "/threads/$T/state", `{"values":{"messages":[{"role":"user","content":"intruder"}]}}`), finds("/threads/$T/state", "intruder"))},
	{"threads.delete", on(sends("DELETE", "/threads/$T", ""), gone("/threads/$T"))},
	{"threads.prune", on(sends("POST", "/threads/prune", `{"thread_ids":["$T"]}`), gone("/threads/$T"))},
	{"threads.stream", streams("GET", "/threads/$T/stream", "")},
	{"threads.events", streams("POST", "/threads/$T/stream/events", `{"channels":["values"]}`)},
	{"threads.websocket", webSocket},
	{"threads.commands", on(sends("POST", "/threads/$T/commands", `{"id":1,"method":"run.start","params":{"assistant_id":"agent","after_seconds":3600}}`), finds("/threads/$T/runs", "run_id"))},
	{"runs.list", leaks("two", "GET", "/threads/$T/runs", "")},
	{"runs.get", leaks("two", "GET", "/threads/$T/runs/$R", "")},
	{"runs.join", on(nothing, joins("/join"))},
	{"runs.join_stream", on(nothing, joins("/stream"))},
	{"runs.create", on(sends("POST", "/threads/$T/runs", `{"assistant_id":"agent","after_seconds":3600}`), finds("/threads/$T/runs", "run_id"))},
	{"runs.wait", on(nothing, runs("/wait"))},
	{"runs.stream", on(nothing, runs("/stream"))},
	{"runs.cancel", onRun("POST", "/threads/$T/runs/$R/cancel", "", `"status":"interrupted"`)},
	{"runs.cancel_many", onRun("POST", "/runs/cancel", `{"thread_id":"$T","run_ids":["$R"]}`, `"status":"interrupted"`)},
	{"runs.delete", onRun("DELETE", "/threads/$T/runs/$R", "", "")},
	{"assistants.get", leaks("two", "GET", "/assistants/$A", "")},
	{"assistants.schemas", gets2("/assistants/$A/schemas")},
	{"assistants.versions", leaks("two", "POST", "/assistants/$A/versions", `{}`)},
	{"assistants.search", leaks("two", "POST", "/assistants/search", `{}`)},
	{"assistants.count", counts("/assistants/count")},
	{"assistants.run", runsAssistant},
	{"assistants.patch", onMine((*world).newAssistant, "PATCH", "/assistants/$I", `{"name":"intruder"}`, "intruder")},
	{"assistants.latest", onLatest},
	{"assistants.delete", onMine((*world).newAssistant, "DELETE", "/assistants/$I", "", "")},
	{"crons.get", leaks("two", "GET", "/runs/crons/$K", "")},
	{"crons.search", leaks("two", "POST", "/runs/crons/search", `{}`)},
	{"crons.count", counts("/runs/crons/count")},
	{"crons.create_thread", onThreadCron},
	{"crons.plant", plantedCron},
	{"crons.patch", onMine((*world).newCron, "PATCH", "/runs/crons/$I", `{"enabled":false}`, `"enabled":false`)},
	{"crons.delete", onMine((*world).newCron, "DELETE", "/runs/crons/$I", "", "")},
	{"store.get", leaks("two", "GET", "/store/items?namespace=$N.box&key=k", "")},
	{"store.search", leaks("two", "POST", "/store/items/search", `{"namespace_prefix":["$N"]}`)},
	{"store.namespaces", namespaces},
	{"store.put", storeChange("PUT", `{"namespace":["$N","box"],"key":"$K","value":{"mark":"intruder"}}`, "intruder")},
	{"store.below", plantedBelow},
	{"store.preferences", keptBelow("preferences", "user-1")},
	{"store.threads", keptBelow("threads", "some-thread")},
	{"store.profile", keptAt("profiles", "user-1")},
	{"store.profiles", listedByKey},
	{"store.org", keptBelow("org", "org-user-1")},
	{"store.listed_last", listedLast},
	{"store.alike", takenForNamesake},
	{"store.delete", storeChange("DELETE", `{"namespace":["$N","box"],"key":"$K"}`, "null")},
	{"mcp", leaks("two", "POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`)},
	{"plant", planted},
	{"give_away", givenAway},
	{"give_away.cron", changesHands("one", `{"metadata":{"owner":"user-2"}}`)},
	{"takeover_patch.cron", changesHands("two", `{"metadata":{}}`)},
	{"takeover_create", leaks("two", "POST", "/threads", `{"thread_id":"$T","if_exists":"do_nothing"}`)},
	{"takeover_patch", takenOver},
	{"anonymous.get", leaks("", "GET", "/threads/$T", "")},
	{"anonymous.create", gets("", "POST", "/threads", `{}`)},
	{"anonymous.runs", gets("", "POST", "/runs", `{"assistant_id":"agent","after_seconds":3600}`)},
	{"anonymous.store", leaks("", "GET", "/store/items?namespace=$N.box&key=k", "")},
	{"anonymous.mcp", gets("", "POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"ping"}`)},
	{"anonymous.a2a", gets("", "POST", "/a2a/agent", `{"jsonrpc":"2.0","id":1,"method":"nothing"}`)},
	{"anonymous.custom", gets("", "GET", "/custom/status", "")},
	{"anonymous.own", leaks("", "GET", "/ui/threads/$T", "")},
	{"own.path", leaks("two", "GET", "/export/$T", "")},
	{"own.query", leaks("two", "GET", "/transcript?thread=$T", "")},
	{"own.body", leaks("two", "POST", "/summaries", `{"thread_id":"$T"}`)},
	{"own.form", leaks("two", "POST", "/letters", "thread_id=$T", "Content-Type", "application/x-www-form-urlencoded")},
	{"own.upload", leaks("two", "POST", "/uploads", "--b\r\nContent-Disposition: form-data; name=\"thread_id\"\r\n\r\n$T\r\n"+
		"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\na\r\n--b--\r\n", "Content-Type", "multipart/form-data; boundary=b")},
	{"own.wider", leaks("two", "GET", "/inbox?all=true", "")},
	{"own.scope", leaks("two", "GET", "/inbox?scope=team", "")},
	{"own.filter", leaks("two", "GET", "/list?filter=owner:user-1", "")},
	{"own.cursor", leaks("two", "GET", "/list?cursor="+encoded(`{"user_id":"user-1"}`), "")},
	{"own.odd", leaks("two", "GET", "/sheets/$T", "")},
	{"own.dev", given("/dev/login?email=user-1@example.com", "access_token")},
	{"own.dev_cookie", func(w *world) bool {
		w.as("one", "POST", "/threads/search", `{}`)
		cookie, _, _ := strings.Cut(w.as("", "GET", "/dev/login?email=user-1@example.com", "").header.Get("Set-Cookie"), ";")
		return cookie != "" && w.leaked("", "POST", "/threads/search", `{}`, []string{"Cookie", cookie})
	}},
	{"own.env", given("/debug/env", "INTERNAL_SERVICE_TOKEN")},
	{"own.keys", func(w *world) bool { return w.as("", "GET", "/debug/env", "").status == 200 }},
	{"own.of", leaks("two", "GET", "/users/user-2/threads/$T/export", "")},
	{"own.compare", func(w *world) bool {
		mine := field(w.as("two", "POST", "/threads", "{}"), "thread_id")
		return leaks("two", "GET", "/compare?ids="+mine+"&ids=$T", "")(w) || leaks("two", "GET", "/compare?ids=$T&ids="+mine, "")(w)
	}},
	{"own.format", leaks("two", "GET", "/papers/$T/csv", "")},
	{"own.link", func(w *world) bool {
		mine := field(w.as("two", "POST", "/threads", "{}"), "thread_id")
		link := field(w.as("two", "GET", "/letters/"+mine+"/link", ""), "url")
		return link != "" && w.leaked("two", "GET", strings.ReplaceAll(link, mine, w.thread), "", nil)
	}},
	{"own.user", leaks("two", "GET", "/users/user-1/threads", "")},
	{"own.all", leaks("two", "GET", "/dashboard/activity", "")},
	{"anonymous.debug", leaks("", "GET", "/internal/debug/thread/$T", "")},
	{"garbage", gets("Bearer garbage", "POST", "/threads", `{}`)},
	{"malformed.word", gets("nonsense", "POST", "/threads", `{}`)},
	{"malformed.scheme", gets("Basic bm9ib2R5", "POST", "/threads", `{}`)},
	{"scheme.basic", rawToken("Basic ")},
	{"scheme.none", rawToken("")},
	{"studio.in", gets("", "POST", "/threads", `{}`, "x-auth-scheme", "langsmith")},
	{"studio.get", leaks("", "GET", "/threads/$T", "", "x-auth-scheme", "langsmith")},
	{"anon_key", gets("Bearer "+projectKey, "POST", "/threads", `{}`)},
	{"forged.none", leaks("forged none", "GET", "/threads/$T", "")},
	{"forged.key", leaks("forged key", "GET", "/threads/$T", "")},
	{"forged.payload", leaks("forged payload", "GET", "/threads/$T", "")},
	{"forged.bytes", leaks("forged bytes", "GET", "/threads/$T", "")},
	{"forged.confused", leaks("forged confused", "GET", "/threads/$T", "")},
	{"expired", leaks("forged expired", "GET", "/threads/$T", "")},
	{"header", leaks("two", "GET", "/threads/$T", "", "X-User-Id", "user-1")},
	{"profile", editedProfile},
	{"mixed_up", mixedUp},
	{"mixed_up.store", meanwhile(misplaced)},
	{"mixed_up.read", meanwhile(leaks("two", "GET", "/threads/$T", ""))},
	{"mixed_up.run", meanwhile(startsRun)},
	{"crash", crashed},
}

// controls are what user 1 does with his own things.
var controls = []probe{
	{"threads", leaks("one", "GET", "/threads/$T/state", "")},
	{"runs", leaks("one", "GET", "/threads/$T/runs", "")},
	{"assistants", leaks("one", "GET", "/assistants/$A", "")},
	{"crons", leaks("one", "GET", "/runs/crons/$K", "")},
	{"store", leaks("one", "GET", "/store/items?namespace=$N.box&key=k", "")},
	{"mcp", leaks("one", "POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`)},
}

// given has nobody show what a route gives, or user 2 what user 2 is given.
func given(path, name string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		w.as("one", "POST", "/threads/search", `{}`)
		for _, who := range []string{"", "two"} {
			if login := field(w.as(who, "GET", path, ""), name); login != "" && w.leaked("Bearer "+login, "POST", "/threads/search", `{}`, nil) {
				return true
			}
		}
		return false
	}
}

// field is a text of a JSON answer.
func field(a answer, name string) string {
	var fields map[string]any
	_ = json.Unmarshal([]byte(a.text), &fields)
	text, _ := fields[name].(string)
	return text
}
