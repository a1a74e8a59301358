package langgraphtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

var eventRoutes = []route{
	{name: "threads.commands", method: "POST", path: "/threads/{thread_id}/commands", serve: (*call).postCommand},
	{name: "threads.events", method: "POST", path: "/threads/{thread_id}/stream/events", serve: (*call).streamEvents, waits: true},
	{name: "threads.websocket", method: "GET", path: "/threads/{thread_id}/stream/events", serve: (*call).websocket, waits: true},
}

// command is one message of the protocol of POST /threads/{id}/commands and of
// the thread's WebSocket.
type command struct {
	ID     *int   `json:"id"`
	Method string `json:"method"`
	Params object `json:"params"`
}

func commandError(id any, code, format string, args ...any) object {
	return object{"type": "error", "id": id, "error": code, "message": fmt.Sprintf(format, args...)}
}

func commandResult(id int, result object) object {
	return object{"type": "success", "id": id, "result": result, "meta": object{"applied_through_seq": 0}}
}

// parseCommand is the command, or the answer to something that is none.
func parseCommand(data []byte) (command, object) {
	var cmd command
	err := json.Unmarshal(data, &cmd)
	if err != nil || cmd.ID == nil || cmd.Method == "" {
		var id any
		if cmd.ID != nil {
			id = *cmd.ID
		}
		return cmd, commandError(id, "invalid_argument", "Protocol commands must include an integer id and string method.")
	}
	return cmd, nil
}

func (c *call) postCommand() error {
	if !json.Valid(c.body) {
		return c.json(http.StatusBadRequest, object{"detail": "Invalid JSON body"})
	}
	cmd, wrong := parseCommand(c.body)
	if wrong != nil {
		return c.json(http.StatusBadRequest, wrong)
	}
	return c.ok(c.command(cmd))
}

// command does what the command says. Refusals are answers, too; the engine's
// lock is held.
func (c *call) command(cmd command) object {
	id := *cmd.ID
	switch cmd.Method {
	case "run.start":
		return c.startRun(id, cmd.Params)
	case "subscription.subscribe":
		if channels, _ := cmd.Params["channels"].([]any); len(channels) == 0 {
			return commandError(id, "invalid_argument", "subscription.subscribe requires a non-empty channels array.")
		}
		return commandResult(id, object{"subscription_id": uuid.NewString(), "replayed_events": 0})
	case "subscription.unsubscribe":
		return commandError(id, "no_such_subscription", "Unknown subscription: %v", cmd.Params["subscription_id"])
	case "input.respond":
		if _, err := c.readThread(); err != nil {
			return commandError(id, "no_such_run", "No interrupted run is bound to this thread.")
		}
		return commandError(id, "no_such_interrupt", "Unknown or already-consumed interrupt: %v", cmd.Params["interrupt_id"])
	case "agent.getTree", "subscription.reconnect":
		return commandError(id, "no_such_run", "No active run is bound to this thread.")
	}
	return commandError(id, "unknown_command", "Unknown protocol command: %s", cmd.Method)
}

func (c *call) startRun(id int, params object) object {
	var body runRequest
	if json.Unmarshal(mustEncode(params), &body) != nil || body.AssistantID == "" {
		return commandError(id, "invalid_argument", "run.start requires an assistant_id.")
	}
	body.Resumable = true
	r, err := c.newRun(c.r.PathValue("thread_id"), body)
	if err != nil {
		return commandError(id, "unknown_error", "%s", err)
	}
	return commandResult(id, object{"run_id": r.ID})
}

// channels of the event stream; "custom:…" is allowed besides.
var channels = []string{"values", "updates", "messages", "tools", "custom", "lifecycle", "input", "tasks"}

// wrongChannels says what is wrong with a choice of channels; nothing when it is
// in order.
func wrongChannels(given []any) string {
	if len(given) == 0 {
		return "channels is required and must be a non-empty array"
	}
	var bad []string
	for _, channel := range given {
		name, ok := channel.(string)
		if !ok || !slices.Contains(channels, name) && !strings.HasPrefix(name, "custom:") {
			bad = append(bad, fmt.Sprint(channel))
		}
	}
	if bad == nil {
		return ""
	}
	return fmt.Sprintf("channels contains unsupported entries: %s. Allowed: %s, or any `custom:<name>`.",
		strings.Join(bad, ", "), strings.Join(channels, ", "))
}

// streamEvents streams a thread's events in the form of the newer protocol: first
// those of runs that it started itself, then what comes. To whom the thread is
// hidden, the stream just ends.
func (c *call) streamEvents() error {
	if !json.Valid(c.body) {
		return c.json(http.StatusBadRequest, object{"detail": "Invalid JSON body"})
	}
	var body struct {
		Channels []any `json:"channels"`
	}
	_ = json.Unmarshal(c.body, &body)
	if wrong := wrongChannels(body.Channels); wrong != "" {
		return c.json(http.StatusBadRequest, object{"detail": wrong})
	}
	stream := c.sse()
	threadID := c.r.PathValue("thread_id")
	if c.mayJoin(threadID) != nil {
		return nil
	}
	events, stop := c.engine.listen(threadID, true)
	defer stop()
	for seq := 1; ; seq++ {
		ev, ok := beat(stream, events)
		if !ok {
			return nil
		}
		if slices.Contains(body.Channels, any(ev.name)) {
			stream.send(event{name: ev.name, data: mustEncode(protocolEvent(ev, seq)), id: strconv.Itoa(seq), keep: true})
		}
	}
}

// protocolEvent wraps an event; messages are cut down to what a user interface
// shows.
func protocolEvent(ev event, seq int) object {
	at := time.Now().UnixMilli()
	return object{"type": "event", "event_id": ev.id, "seq": seq, "method": ev.name,
		"params": object{"namespace": []string{}, "timestamp": at, "data": slim(ev.data)}}
}

func slim(data []byte) any {
	var decoded object
	if json.Unmarshal(data, &decoded) != nil {
		return nil
	}
	messages, ok := decoded["messages"].([]any)
	if !ok {
		return decoded
	}
	for i, message := range messages {
		message := message.(object)
		messages[i] = object{"type": message["type"], "content": message["content"], "id": message["id"]}
	}
	return decoded
}
