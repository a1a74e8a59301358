package langgraphtest

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// heartbeat is how often a stream with nothing to tell shows that it lives.
const heartbeat = 5 * time.Second

// sse is a stream of server-sent events to one caller.
type sse struct {
	c *call
}

// sse begins the answer: from here on refusals can only be events.
func (c *call) sse() *sse {
	header := c.w.Header()
	header.Set("Content-Type", "text/event-stream; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no")
	c.w.WriteHeader(http.StatusOK)
	stream := &sse{c}
	stream.flush()
	return stream
}

func (s *sse) flush() { _ = http.NewResponseController(s.c.w).Flush() }

// send writes an event. Its ID goes along when the caller can resume after it.
func (s *sse) send(ev event) {
	fmt.Fprintf(s.c.w, "event: %s\r\ndata: %s\r\n", ev.name, ev.data)
	if ev.keep {
		fmt.Fprintf(s.c.w, "id: %s\r\n", ev.id)
	}
	fmt.Fprint(s.c.w, "\r\n")
	s.flush()
}

// refused tells a refusal inside the stream.
func (s *sse) refused(err error) {
	message := "500: Internal Server Error"
	var no *refusal
	if errors.As(err, &no) {
		message = no.Error()
	}
	s.send(event{name: "error", data: mustEncode(object{"error": "HTTPException", "message": message})})
}

// beatUntil keeps the stream alive until done; false means that the caller or the
// server went away first.
func (s *sse) beatUntil(done <-chan struct{}) bool {
	_, ok := beat(s, done)
	return ok
}

// beat waits for the next value, with heartbeats meanwhile.
func beat[T any](s *sse, values <-chan T) (value T, ok bool) {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		select {
		case value := <-values:
			return value, true
		case <-tick.C:
			fmt.Fprint(s.c.w, ": heartbeat\r\n\r\n")
			s.flush()
		case <-s.c.r.Context().Done():
			return value, false
		case <-s.c.closing:
			return value, false
		}
	}
}

// wanted tells whether a stream in these modes has the event; all without modes.
func wanted(name string, modes []string) bool {
	return len(modes) == 0 || slices.Contains(modes, name)
}

var streamRoutes = []route{
	{name: "threads.stream", method: "GET", path: "/threads/{thread_id}/stream", serve: (*call).joinThreadStream, waits: true},
}

// joinThreadStream tells about all runs of a thread, and its state updates when
// asked for, until the caller hangs up.
func (c *call) joinThreadStream() error {
	threadID, err := c.uuidPath("thread_id", "thread")
	if err != nil {
		return err
	}
	modes := []string{"run_modes"}
	if given := c.r.URL.Query().Get("stream_modes"); given != "" {
		modes = strings.Split(given, ",")
	}
	for _, mode := range modes {
		if !slices.Contains([]string{"run_modes", "lifecycle", "state_update"}, strings.TrimSpace(mode)) {
			return invalid("Invalid stream mode: %s", mode)
		}
	}
	past := c.r.Header.Get("Last-Event-ID")
	stream := c.sse()
	if err := c.mayJoin(threadID); err != nil {
		stream.refused(err)
		return nil
	}
	events, stop := c.engine.listen(threadID, past != "")
	defer stop()
	for {
		ev, ok := beat(stream, events)
		if !ok {
			return nil
		}
		if inModes(ev.name, modes) {
			stream.send(ev)
		}
	}
}

// inModes sorts events into a thread stream's modes.
func inModes(name string, modes []string) bool {
	switch name {
	case "state_update":
		return slices.Contains(modes, "state_update")
	case "metadata":
		return slices.Contains(modes, "run_modes") || slices.Contains(modes, "lifecycle")
	}
	return slices.Contains(modes, "run_modes")
}
