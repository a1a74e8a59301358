package langgraph_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

const interrupted = `{"assistant_id":"agent","input":` + canaryInput + `,"interrupt_before":"*"}`

// TestContractStreams is the part of the contract that is about following a
// thread while something happens on it.
func TestContractStreams(t *testing.T) {
	for name, server := range contractServers(t, "", "AUTHCHECK_CONTRACT_LANGGRAPH_URL") {
		t.Run(name, func(t *testing.T) {
			server.saved = map[string]string{}
			server.take(t, step{"one", "POST", "/threads", `{"metadata":{"graph_id":"agent"}}`, 200, ``, "T=thread_id"})
			t.Run("runs", func(t *testing.T) {
				lines := server.follow(t, "/threads/$T/stream")
				server.take(t, step{"one", "POST", "/threads/$T/runs/wait", interrupted, 200, ``, ""})
				expect(t, lines, "event: metadata", "event: values", `"content":"canary"`, `"status":"run_done"`)
			})
			t.Run("state updates", func(t *testing.T) {
				lines := server.follow(t, "/threads/$T/stream?stream_modes=state_update")
				server.take(t, step{"one", "POST", "/threads/$T/state", `{"values":` + canaryInput + `}`, 200, ``, ""})
				expect(t, lines, "event: state_update", `"content":"canary"`)
			})
			t.Run("a pending run", func(t *testing.T) {
				server.take(t, step{"one", "POST", "/threads/$T/runs", delayed, 200, ``, "R=run_id"})
				lines := server.follow(t, "/threads/$T/runs/$R/stream")
				server.take(t, step{"one", "POST", "/threads/$T/runs/$R/cancel", ``, 202, ``, ""})
				for line := range lines {
					t.Errorf("a cancelled run told %q", line)
				}
			})
			t.Run("WebSocket", func(t *testing.T) { server.testWebSocket(t) })
			server.take(t, step{"one", "DELETE", "/threads/$T", ``, 204, ``, ""})
		})
	}
}

// follow opens a stream as user one and passes on its lines that say anything.
// It returns when the server has had the time to join.
func (s contractServer) follow(t *testing.T, path string) <-chan string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+s.expand(path), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.tokens["one"])
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		defer res.Body.Close()
		for scanner := bufio.NewScanner(res.Body); scanner.Scan(); {
			if line := scanner.Text(); line != "" && !strings.HasPrefix(line, ":") {
				lines <- line
			}
		}
	}()
	time.Sleep(200 * time.Millisecond)
	return lines
}

// expect reads until all the texts have come, in this order.
func expect(t *testing.T, lines <-chan string, texts ...string) {
	t.Helper()
	var seen []string
	for _, text := range texts {
		for !strings.Contains(strings.Join(seen, "\n"), text) {
			line, ok := <-lines
			if !ok {
				t.Fatalf("the stream ended without %q: %q", text, seen)
			}
			seen = append(seen, line)
		}
	}
}

func (s contractServer) dial(t *testing.T, who string) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	header := http.Header{}
	if who != "" {
		header.Set("Authorization", "Bearer "+s.tokens[who])
	}
	url := "ws" + strings.TrimPrefix(s.url, "http") + s.expand("/threads/$T/stream/events")
	return websocket.Dial(t.Context(), url, &websocket.DialOptions{HTTPHeader: header})
}

func (s contractServer) testWebSocket(t *testing.T) {
	if _, res, err := s.dial(t, ""); err == nil || res == nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("without login: got %v, want 403", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, _, err := s.dial(t, "two")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := conn.Read(ctx); websocket.CloseStatus(err) != websocket.StatusInternalError {
		t.Errorf("other user: got %v, want a close with 1011", err)
	}
	if conn, _, err = s.dial(t, "one"); err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	commands := []string{
		`{"id":1,"method":"subscription.subscribe","params":{"channels":["values"]}}`,
		`{"id":2,"method":"run.start","params":` + interrupted + `}`,
	}
	for _, command := range commands {
		if err := conn.Write(ctx, websocket.MessageText, []byte(command)); err != nil {
			t.Fatal(err)
		}
	}
	awaitCanary(ctx, t, conn)
}

// awaitCanary reads what comes until a values event carries the canary.
func awaitCanary(ctx context.Context, t *testing.T, conn *websocket.Conn) {
	t.Helper()
	for {
		_, data, err := conn.Read(ctx)
		if err != nil {
			t.Fatalf("no canary: %v", err)
		}
		var message struct{ Type, Method string }
		if err := json.Unmarshal(data, &message); err != nil {
			t.Fatal(err)
		}
		if message.Type == "event" && message.Method == "values" && strings.Contains(string(data), "canary") {
			return
		}
	}
}
