package scenario

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"authcheck/langgraph"
)

// reception is how an answer received its caller, before it is known who that was.
type reception int

const (
	noAnswer   reception = iota // nothing usable: broken off, timed out, gateway gone, rate limit
	denied                      // refused on purpose
	crashed                     // refused by accident: 5xx
	redirected                  // sent elsewhere: neither denied nor let in
	admitted                    // let in, without anything of user 1 in the answer
	leaked                      // user 1's canary is in the answer
)

// gateway statuses say that nobody who could decide has answered.
var gateway = []int{http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}

// receive classifies an answer. The canary decides before the status does.
func receive(a answer, canary string) reception {
	switch {
	case a.err != nil || a.resp == nil:
		return noAnswer
	case bytes.Contains(a.resp.Body, []byte(canary)):
		return leaked
	case slices.Contains(gateway, a.resp.Status):
		return noAnswer
	case a.resp.Status >= 500:
		return crashed
	case a.resp.Status >= 400:
		return denied
	case a.resp.Status >= 300:
		return redirected
	case refusedInside(a.resp):
		return denied
	}
	return admitted
}

// refusedInside finds a denial inside a 200: an SSE `event: error`, a JSON-RPC
// error, a protocol answer of type "error", a WebSocket that was closed on us.
func refusedInside(r *langgraph.Response) bool {
	for _, event := range r.Events {
		if event.Type == "error" || event.Type == "close" || event.Type == "message" && isError([]byte(event.Data)) {
			return true
		}
	}
	return len(r.Events) == 0 && isError(r.Body)
}

func isError(body []byte) bool {
	var fields struct {
		Type  string          `json:"type"`
		RPC   string          `json:"jsonrpc"`
		Error json.RawMessage `json:"error"`
	}
	if json.Unmarshal(body, &fields) != nil {
		return false
	}
	return fields.Type == "error" || fields.RPC != "" && len(fields.Error) > 0 && string(fields.Error) != "null"
}

// endedSilently tells a stream that was closed at once without a word: what the
// Python server's /stream/events does for a thread that the caller may not see.
func endedSilently(r *langgraph.Response) bool {
	return r != nil && r.OK() && len(r.Events) == 0 && !r.Open && len(bytes.TrimSpace(r.Body)) == 0
}

// works tells whether the owner's call shows what a leak of it would look like.
func (r *run) works(control answer) bool {
	got := receive(control, r.canary)
	switch control.op.Oracle {
	case Read:
		return got == leaked
	case Stream:
		return got == leaked || got == admitted && !endedSilently(control.resp)
	case List:
		return got == leaked || got == admitted && r.showsOwned(control.op, control.resp.Body)
	case Count:
		return got == admitted && countIn(control.resp.Body) > 0
	}
	return got == leaked || got == admitted
}

// ownThings are the variables with the IDs of user 1's things, by resource.
var ownThings = map[string][]string{
	"threads":    {"thread", "thread_s", "thread_w"},
	"assistants": {"assistant", "assistant_w"},
	"protocols":  {"assistant", "assistant_w"},
	"crons":      {"cron", "cron_w"},
}

// showsOwned looks for user 1's things in a list: for the IDs of that kind of
// thing, and for the namespace in full.
func (r *run) showsOwned(o Operation, body []byte) bool {
	if o.Resource == "store" {
		return r.showsNamespace(body)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(ownThings[o.Resource], func(name string) bool {
		id := r.vars[name]
		return id != "" && bytes.Contains(body, []byte(id))
	})
}

// showsNamespace compares with the namespace as the owner finds it in the list.
func (r *run) showsNamespace(body []byte) bool {
	var list struct {
		Namespaces [][]string `json:"namespaces"`
	}
	var own []string
	text := r.get("stored")
	if text == "" {
		text = r.get("namespace")
	}
	if json.Unmarshal(body, &list) != nil || json.Unmarshal([]byte(text), &own) != nil {
		return false
	}
	return slices.ContainsFunc(list.Namespaces, func(n []string) bool { return slices.Equal(n, own) })
}

// heard tells whether the owner's stream told the owner's update.
func (r *run) heard(control answer) bool { return receive(control, r.canary) == leaked }

func countIn(body []byte) int {
	var count int
	if json.Unmarshal(body, &count) == nil {
		return count
	}
	var wrapped struct {
		Count int `json:"count"`
	}
	_ = json.Unmarshal(body, &wrapped)
	return wrapped.Count
}

// alike tells whether two answers differ only in the IDs that were asked for.
func alike(a, b answer) bool {
	if a.resp == nil || b.resp == nil {
		return false
	}
	return a.resp.Status == b.resp.Status && a.resp.Open == b.resp.Open &&
		len(a.resp.Events) == len(b.resp.Events) && withoutIDs(a) == withoutIDs(b)
}

func withoutIDs(a answer) string {
	text := string(a.resp.Body)
	sent, _ := a.request.Body.(json.RawMessage)
	for _, id := range uuids.FindAllString(a.request.Path+" "+string(sent), -1) {
		text = strings.ReplaceAll(text, id, "<id>")
	}
	return text
}
