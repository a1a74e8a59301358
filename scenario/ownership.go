package scenario

import (
	"encoding/json"
	"slices"
	"strings"

	"authcheck/langgraph"
)

// ours are the metadata keys that say nothing about an owner.
var ours = []string{"made_by", "authcheck", "authcheck_by", "authcheck_canary", "graph_id", "created_by", "assistant_id"}

// guesses are the keys that careless handlers look at, for servers whose
// metadata does not show how they remember the owner.
var guesses = []string{"owner", "owner_id", "user_id", "user", "identity"}

// learnOwnership reads how the server remembers the owner of a thread that user
// i has just made: metadata that we did not send, such as {"owner": "<ID>"}.
func (r *run) learnOwnership(thread []byte, i int) {
	name := []string{"owned_1", "owned_2"}[i]
	var made struct {
		Metadata map[string]any `json:"metadata"`
	}
	_ = json.Unmarshal(thread, &made)
	fragment := ""
	for _, key := range sortedKeys(made.Metadata) {
		if value, ok := made.Metadata[key].(string); ok && !slices.Contains(ours, key) {
			fragment += jsonPair(key, value)
		}
	}
	r.learned = fragment != ""
	if fragment == "" {
		for _, key := range guesses {
			fragment += jsonPair(key, r.user(i).Subject)
		}
	}
	r.set(name, fragment)
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func jsonPair(key, value string) string {
	return `"` + jsonText(key) + `":"` + jsonText(value) + `",`
}

// leftover is something that this run made, and how its maker removes it.
type leftover struct {
	what    string // "thread 0192…"
	id      string
	request langgraph.Request
	login   Login
}

// track remembers what an accepted call has made.
func (r *run) track(a answer) {
	if a.op.Creates == "" || !a.ok() || strings.HasSuffix(a.op.ID, ".take-over") {
		return
	}
	for _, made := range thingsMadeBy(a) {
		made.request.Header = a.request.Header
		made.login = a.identity.Login
		r.mu.Lock()
		r.leftovers = append(r.leftovers, made)
		r.mu.Unlock()
	}
}

// thingsMadeBy reads the IDs of what was made out of an answer.
func thingsMadeBy(a answer) []leftover {
	remove := func(what, id, method, path string) leftover {
		return leftover{what: what + " " + id, id: id, request: langgraph.Request{Method: method, Path: path}}
	}
	body := a.resp.Body
	switch a.op.Creates {
	case "thread":
		if id := stringField(body, "thread_id"); id != "" {
			return []leftover{remove("thread", id, "DELETE", "/threads/"+id)}
		}
	case "assistant":
		if id := stringField(body, "assistant_id"); id != "" {
			return []leftover{remove("assistant", id, "DELETE", "/assistants/"+id)}
		}
	case "cron":
		if id := stringField(body, "cron_id"); id != "" {
			return []leftover{remove("cron", id, "DELETE", "/runs/crons/"+id)}
		}
	case "item":
		var item struct {
			Namespace []string `json:"namespace"`
			Key       string   `json:"key"`
		}
		if text, ok := a.request.Body.(json.RawMessage); ok && json.Unmarshal(text, &item) == nil {
			l := remove("store item", item.Key, "DELETE", "/store/items")
			l.request.Body = item
			return []leftover{l}
		}
	case "run":
		return runsMadeBy(a, remove)
	}
	return nil
}

// runsMadeBy finds stateless runs: in the body, in a list (batch), or in the
// Content-Location header of a stream ("/threads/…/runs/…", recorded from 0.16.7).
// Each has a thread of its own, and goes with it when that is removed.
func runsMadeBy(a answer, remove func(what, id, method, path string) leftover) []leftover {
	type ids struct {
		Run    string `json:"run_id"`
		Thread string `json:"thread_id"`
	}
	var one ids
	var many []ids
	if json.Unmarshal(a.resp.Body, &many) != nil && json.Unmarshal(a.resp.Body, &one) == nil && one.Run != "" {
		many = append(many, one)
	}
	for _, name := range []string{"Content-Location", "Location"} {
		parts := strings.Split(strings.Trim(a.resp.Header.Get(name), "/"), "/")
		if i := slices.Index(parts, "threads"); len(many) == 0 && i >= 0 && len(parts) >= i+4 {
			many = append(many, ids{Thread: parts[i+1], Run: parts[i+3]})
		}
	}
	var made []leftover
	for _, run := range many {
		made = append(made, remove("thread", run.Thread, "DELETE", "/threads/"+run.Thread))
	}
	return made
}
