package langgraphtest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// recorded is one exchange with a real server. IDs are replaced by names in
// angle brackets; of a JSON body that is no refusal only the shape is kept, and
// nothing when the recording had cut it off.
type recorded struct {
	Operation, Identity, Method, Path string
	Request                           json.RawMessage
	Status                            any
	Type                              string
	Body                              *string
}

// TestRecorded sends what was once sent to real servers, in the same order, and
// compares status, content type, shape, and the text of refusals.
func TestRecorded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ file, flaw string }{
		{"tutorial", "tutorial-as-published"},
		{"sound", "studio-accepted"},
		{"open", "recorded-open"},
		{"js", "recorded-js"},
	} {
		t.Run(test.file, func(t *testing.T) {
			server := startRecorded(t, test.flaw)
			names := fixtures(t, server)
			for _, row := range readRecorded(t, test.file) {
				want := row.want(names)
				got := row.got(t, server, names)
				if differs(test.file, row) {
					continue
				}
				if test.file == "js" { // same manners, other texts and fields
					want, got = exchanged{Status: want.Status}, exchanged{Status: got.Status}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s by %s: %s %s %s (-recorded +got):\n%s",
						row.Operation, row.Identity, row.Method, row.Path, row.Request, diff)
				}
			}
		})
	}
}

// startRecorded starts the variant that was recorded; two of them are none that
// anybody would choose by name.
func startRecorded(t *testing.T, flaw string) *Server {
	t.Helper()
	edits := map[string]func(*module, Options){
		"recorded-open": func(m *module, o Options) {
			m.authenticate = orStudio(tutorialAuth(o.provider()))
			m.on = nil
		},
		"recorded-js": func(m *module, o Options) {
			javaScript(m, o)
			m.authenticate = orStudio(m.authenticate)
			m.on = handlers{"*": ownerOnly, "store.*": allowed}
		},
	}
	edit, ok := edits[flaw]
	if !ok {
		return start(t, flaw)
	}
	server, err := startVariant(Options{Tokens: twoUsers}, Flaw{edit: edit})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

func readRecorded(t *testing.T, name string) []recorded {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var rows []recorded
	scanner := bufio.NewScanner(bytes.NewReader(data))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var row recorded
		if err := json.Unmarshal(scanner.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// fixtures makes what the recordings start from, and names it as they do.
func fixtures(t *testing.T, server *Server) *strings.Replacer {
	t.Helper()
	const owner = "Bearer token-1"
	thread := createThread(t, server, owner, `{"metadata":{"tag":"x"}}`)
	id := func(method, path, body, field string) string {
		t.Helper()
		res := send(t, server, owner, method, path, body)
		var found object
		res.decode(t, &found)
		value, _ := found[field].(string)
		if value == "" {
			t.Fatalf("%s %s: no %s in %s", method, path, field, res.text)
		}
		return value
	}
	run := id("POST", "/threads/"+thread+"/runs", `{"assistant_id":"agent","input":{"messages":[{"role":"user","content":"canary-123"}]}}`, "run_id")
	send(t, server, owner, "GET", "/threads/"+thread+"/runs/"+run+"/join", "")
	checkpoint := id("GET", "/threads/"+thread+"/state", "", "checkpoint_id")
	assistant := id("POST", "/assistants", `{"graph_id":"agent","name":"mine"}`, "assistant_id")
	cron := uuid.NewString()
	if !server.module.lacks["crons.create"] {
		cron = id("POST", "/runs/crons", `{"assistant_id":"agent","schedule":"0 0 1 1 *","input":{}}`, "cron_id")
	}
	send(t, server, owner, "PUT", "/store/items", `{"namespace":["authcheck","n"],"key":"k","value":{"secret":"canary"}}`)
	return strings.NewReplacer("<thread>", thread, "<run>", run, "<checkpoint>", checkpoint, "<assistant>", assistant,
		"<cron>", cron, "<missing>", uuid.NewString(), "<user-1>", "user-1", "<user-2>", "user-2")
}

// differs names what the stand-in answers otherwise than the JavaScript server,
// where it makes no difference to who may do what.
func differs(file string, row recorded) bool {
	switch {
	case row.Status == "ReadTimeout":
		return true // once it took too long to answer
	case file != "js":
		return false
	case row.Operation == "runs.cancel" && row.Identity == "owner", // 202 for an ended run
		row.Operation == "assistants.delete" && row.Identity == "owner",                                      // 200 and the ID
		row.Status == float64(422) && row.Identity == "user2-missing-id",                                     // 404 for no such thread
		row.Operation == "thread crons.create" && (row.Status == float64(400) || row.Status == float64(500)): // validated first
		return true
	}
	return false
}

// exchanged is what is compared.
type exchanged struct {
	Status any
	Type   string
	Text   string
	Shape  any
}

func (r recorded) want(names *strings.Replacer) exchanged {
	want := exchanged{Status: r.Status, Type: r.Type}
	if r.Body != nil {
		want.take(names.Replace(*r.Body))
	}
	return want
}

func (e *exchanged) take(body string) {
	var decoded any
	if json.Unmarshal([]byte(body), &decoded) != nil {
		e.Text = strings.TrimRight(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
		return
	}
	if refused, ok := decoded.(object); ok && (refused["detail"] != nil || refused["error"] != nil) && e.Status != float64(200) {
		e.Shape = decoded
		return
	}
	e.Shape = shape(decoded)
}

// got sends the row and takes from the answer what was recorded.
func (r recorded) got(t *testing.T, server *Server, names *strings.Replacer) exchanged {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	var body io.Reader
	if string(r.Request) != "null" {
		body = strings.NewReader(names.Replace(string(r.Request)))
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, server.URL+names.Replace(r.Path), body)
	if err != nil {
		t.Fatal(err)
	}
	r.identify(req)
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		t.Fatalf("%s by %s: %v", r.Operation, r.Identity, err)
	}
	defer res.Body.Close()
	got := exchanged{Status: float64(res.StatusCode), Type: res.Header.Get("Content-Type")}
	if r.Body == nil {
		return got // a stream may go on until one hangs up
	}
	data, err := io.ReadAll(res.Body)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	got.take(string(data))
	return got
}

func (r recorded) identify(req *http.Request) {
	authorization := map[string]string{
		"garbage": "Bearer garbage", "basic": "Basic dTpw", "rawtoken": "token-1", "tampered": "Bearer token-1x",
		"user2": "Bearer token-2", "user2-missing-id": "Bearer token-2", "owner": "Bearer token-1",
	}[r.Identity]
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	if r.Identity == "studio" {
		req.Header.Set("x-auth-scheme", "langsmith")
	}
}

// open objects have keys that depend on what happened before.
var open = map[string]bool{"metadata": true, "config": true, "by_channel": true, "payload": true}

// shape keeps the keys of objects and the kind of everything else; null is
// allowed to be anything, as is what an object with open keys holds.
func shape(value any) any {
	switch value := value.(type) {
	case object:
		kept := object{}
		for key, inner := range value {
			kept[key] = "…"
			if !open[key] {
				kept[key] = shape(inner)
			}
		}
		return kept
	case []any:
		if len(value) == 0 {
			return "list"
		}
		if _, ok := value[0].(object); ok {
			return []any{shape(value[0])}
		}
		return "list"
	case string, nil:
		return "text"
	case float64:
		return "number"
	}
	return "truth"
}
