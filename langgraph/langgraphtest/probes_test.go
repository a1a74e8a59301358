package langgraphtest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

const secret = "canary-e7a1"

// world is a server under test with two users, and what user 1 has on it.
type world struct {
	t        *testing.T
	server   *Server
	provider *fakeProvider
	wire     *http.Transport
	// space is the first label of user 1's namespaces.
	space                                    string
	thread, checkpoint, run, assistant, cron string
}

func newWorld(t *testing.T, flaw string) *world {
	t.Helper()
	provider := startProvider(t)
	server, err := Start(Options{SupabaseURL: provider.URL, APIKey: projectKey, Flaw: flaw})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	w := &world{t: t, server: server, provider: provider, wire: &http.Transport{MaxIdleConnsPerHost: 20}, space: "user-1"}
	if flaw == "identity-by-role" {
		w.space = "authenticated"
	}
	if flaw == "identity-by-mail-domain" {
		w.space = "example.com"
	}
	w.thread, w.checkpoint = w.newThread()
	w.run = w.newRun(w.thread)
	w.assistant = w.newAssistant()
	w.cron = w.newCron()
	w.newItem("k")
	return w
}

// as sends a request with the user's token; other names are Authorization headers.
func (w *world) as(who, method, path, body string, headers ...string) answer {
	w.t.Helper()
	res, err := w.wire.RoundTrip(w.request(w.t.Context(), who, method, path, body, headers))
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	if res.StatusCode == http.StatusInternalServerError {
		w.wire.CloseIdleConnections() // the server drops this one without a word
	}
	if page := strings.HasPrefix(res.Header.Get("Content-Type"), "text/html"); page && (method == http.MethodHead || strings.Contains(string(data), "Sign in")) {
		res.StatusCode = http.StatusUnauthorized // a page to log in
	}
	return answer{res.StatusCode, string(data), res.Header}
}

func (w *world) request(ctx context.Context, who, method, path, body string, headers []string) *http.Request {
	w.t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, w.server.URL+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if token, ok := w.provider.tokens[who]; ok {
		who = "Bearer " + token
	}
	if who != "" {
		req.Header.Set("Authorization", who)
	}
	req.Header.Set("Accept", "application/json, text/event-stream")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	if host := req.Header.Get("Host"); host != "" {
		req.Host = host
	}
	return req
}

// create sends a request as user 1 and takes a field from the answer; what the
// variant has not comes out as some ID.
func (w *world) create(path, body, field string) string {
	w.t.Helper()
	res := w.as("one", "POST", path, body)
	var created object
	if json.Unmarshal([]byte(res.text), &created) != nil || created[field] == nil {
		return newID()
	}
	return created[field].(string)
}

const seededThread = `{"metadata":{"graph_id":"agent","tag":"` + secret + `"},"supersteps":[{"updates":[{"as_node":"__start__","values":{"messages":[{"role":"user","content":"` + secret + `"}]}}]}]}`

func (w *world) newThread() (id, checkpoint string) {
	w.t.Helper()
	id = w.create("/threads", seededThread, "thread_id")
	var state object
	_ = json.Unmarshal([]byte(w.as("one", "GET", "/threads/"+id+"/state", "").text), &state)
	checkpoint, _ = state["checkpoint_id"].(string)
	return id, checkpoint
}

func (w *world) aThread() string {
	w.t.Helper()
	id, _ := w.newThread()
	return id
}

func (w *world) newRun(thread string) string {
	w.t.Helper()
	return w.create("/threads/"+thread+"/runs", `{"assistant_id":"agent","after_seconds":3600,"metadata":{"tag":"`+secret+`"},"input":{"messages":[{"role":"user","content":"`+secret+`"}]}}`, "run_id")
}

func (w *world) newAssistant() string {
	w.t.Helper()
	return w.create("/assistants", `{"graph_id":"agent","name":"`+secret+`","metadata":{"tag":"`+secret+`"}}`, "assistant_id")
}

func (w *world) newCron() string {
	w.t.Helper()
	return w.create("/runs/crons", `{"assistant_id":"agent","schedule":"0 0 1 1 *","input":{},"metadata":{"tag":"`+secret+`"}}`, "cron_id")
}

func (w *world) newItem(key string) {
	w.t.Helper()
	w.as("one", "PUT", "/store/items", fmt.Sprintf(`{"namespace":[%q,"box"],"key":%q,"value":{"secret":%q}}`, w.space, key, secret))
}

// says tells whether user 1, looking himself, finds the text.
func (w *world) says(path, text string) bool {
	w.t.Helper()
	return strings.Contains(w.as("one", "GET", path, "").text, text)
}

// leaks is a read by somebody else that brings the secret along.
func leaks(who, method, path, body string, headers ...string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		names := strings.NewReplacer("$T", w.thread, "$C", w.checkpoint, "$R", w.run, "$A", w.assistant, "$K", w.cron, "$N", w.space)
		if trick, ok := strings.CutPrefix(who, "forged "); ok {
			return w.leaked("Bearer "+w.provider.forge(w.t, trick), method, names.Replace(path), names.Replace(body), headers)
		}
		return w.leaked(who, method, names.Replace(path), names.Replace(body), headers)
	}
}

func (w *world) leaked(who, method, path, body string, headers []string) bool {
	w.t.Helper()
	return strings.Contains(w.as(who, method, path, body, headers...).text, secret)
}

// counts is a count that comes out as another than 0.
func counts(path string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		res := w.as("two", "POST", path, `{"metadata":{"tag":"`+secret+`"}}`)
		return res.status == 200 && res.text != "0"
	}
}

// gets is a request without identity that is answered at all.
func gets(who, method, path, body string, headers ...string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		return w.as(who, method, path, body, headers...).status == 200
	}
}

// patience is how long streams are listened to that tell nothing.
const patience = 5 * time.Second

// webSocket tells whether user 2 is answered on the WebSocket of user 1's thread.
func webSocket(w *world) bool {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	url := "ws" + strings.TrimPrefix(w.server.URL, "http") + "/threads/" + w.thread + "/stream/events"
	header := http.Header{"Authorization": {"Bearer " + w.provider.tokens["two"]}}
	conn, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPHeader: header})
	if err != nil {
		return false
	}
	defer conn.CloseNow()
	_ = conn.Write(ctx, websocket.MessageText, []byte(`{"id":1,"method":"nothing"}`))
	_, _, err = conn.Read(ctx)
	return err == nil
}

// streams tells whether user 2 hears over the path what user 1 does on a thread.
func streams(method, path, body string) func(*world) bool {
	return func(w *world) bool {
		w.t.Helper()
		ctx, cancel := context.WithTimeout(w.t.Context(), patience)
		defer cancel()
		id := w.aThread()
		req := w.request(ctx, "two", method, strings.ReplaceAll(path, "$T", id), body, nil)
		heard := make(chan bool, 1)
		go func() { heard <- listens(req) }()
		for {
			select {
			case result := <-heard:
				return result
			case <-time.After(20 * time.Millisecond):
				w.as("one", "POST", "/threads/"+id+"/runs/wait", `{"assistant_id":"agent","interrupt_before":"*","input":{"messages":[{"role":"user","content":"`+secret+`"}]}}`)
			}
		}
	}
}

// listens reads until the secret comes, or the end.
func listens(req *http.Request) bool {
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		if strings.Contains(lines.Text(), secret) {
			return true
		}
	}
	return false
}
