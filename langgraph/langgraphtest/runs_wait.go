package langgraphtest

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

const (
	// lineInterval is how often a waiting caller gets a line feed, which JSON
	// readers skip, to keep the connection open.
	lineInterval = 5 * time.Second
	// missingRun is how long one waits for a run that does not exist.
	missingRun = 500 * time.Millisecond
)

// create makes a run from the request's body on the thread that the path names,
// or on one of its own.
func (c *call) create() (*run, error) {
	var body runRequest
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	c.engine.Lock()
	defer c.engine.Unlock()
	return c.newRun(c.r.PathValue("thread_id"), body)
}

// waitRun creates a run and waits for it. Who may create it and not read the
// thread gets 200 and nothing, but the run is there.
func (c *call) waitRun() error {
	r, err := c.create()
	if err != nil {
		return err
	}
	if c.mayJoin(r.ThreadID) != nil {
		return c.text(http.StatusOK, "application/json", "\n")
	}
	return c.result(r.ThreadID, r)
}

// mayJoin asks whether the caller may follow runs of the thread. The real server
// lets everybody through to whom no filter applies, whatever the ID.
func (c *call) mayJoin(threadID string) error {
	c.engine.Lock()
	defer c.engine.Unlock()
	only, err := c.authorize("threads", "read", object{"thread_id": threadID})
	if err != nil {
		return err
	}
	if len(only) > 0 && c.engine.thread(threadID, only) == nil {
		return notFound("Thread not found")
	}
	return nil
}

func (c *call) joinRun() error {
	threadID, runID, err := c.runPath()
	if err != nil {
		return err
	}
	if err := c.mayJoin(threadID); err != nil {
		return err
	}
	c.engine.Lock()
	r := c.engine.run(threadID, runID)
	c.engine.Unlock()
	return c.result(threadID, r)
}

// result answers, when the run has ended, with the state that it left: of the
// thread as it is then, for the run may be an old one.
func (c *call) result(threadID string, r *run) error {
	if r == nil {
		if err := c.pause(missingRun); err != nil {
			return err
		}
		return c.ok(object{"__error__": object{"error": "HTTPException", "message": "404: Run not found"}})
	}
	c.w.Header().Set("Content-Type", "application/json")
	if c.module.javaScript {
		c.w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
	}
	c.w.Header().Set("Location", "/threads/"+threadID+"/runs/"+r.ID+"/join")
	c.w.Header().Set("Content-Location", "/threads/"+threadID+"/runs/"+r.ID)
	_ = http.NewResponseController(c.w).Flush() // the headers come at once
	if err := c.await(r); err != nil {
		return err
	}
	c.engine.Lock()
	defer c.engine.Unlock()
	final := r.final
	if t := c.engine.thread(threadID, nil); t != nil {
		final = t.state()
	}
	if final == nil {
		final = object{}
	}
	_, _ = c.w.Write(mustEncode(final))
	return nil
}

// await waits for the end of a run and keeps the connection open meanwhile.
func (c *call) await(r *run) error {
	tick := time.NewTicker(lineInterval)
	defer tick.Stop()
	for {
		select {
		case <-r.done:
			return nil
		case <-tick.C:
			_, _ = io.WriteString(c.w, "\n")
			_ = http.NewResponseController(c.w).Flush()
		case <-c.r.Context().Done():
			return errGone
		case <-c.closing:
			return errGone
		}
	}
}

func (c *call) streamRun() error {
	r, err := c.create()
	if err != nil {
		return err
	}
	at := "/runs/" + r.ID
	if c.r.PathValue("thread_id") != "" {
		at = "/threads/" + r.ThreadID + at
	}
	c.w.Header().Set("Location", at+"/stream")
	c.w.Header().Set("Content-Location", at)
	stream := c.sse()
	if err := c.mayJoin(r.ThreadID); err != nil {
		stream.refused(err)
		return nil
	}
	c.follow(stream, r, 0, nil)
	return nil
}

// joinRunStream follows a run from now on: what an ended run told is gone. A
// refusal comes as an event, the answer has begun by then.
func (c *call) joinRunStream() error {
	threadID, runID, err := c.runPath()
	if err != nil {
		return err
	}
	stream := c.sse()
	if err := c.mayJoin(threadID); err != nil {
		stream.refused(err)
		return nil
	}
	c.engine.Lock()
	r := c.engine.run(threadID, runID)
	seen := 0
	if r != nil && !(r.Kwargs.Resumable && c.r.Header.Get("Last-Event-ID") != "") {
		seen = len(r.events)
	}
	c.engine.Unlock()
	if r == nil {
		if c.pause(missingRun) == nil {
			stream.refused(notFound("Run not found"))
		}
		return nil
	}
	c.follow(stream, r, seen, modeParameter(c.r.URL.Query().Get("stream_mode")))
	return nil
}

// modeParameter reads stream_mode of a query: one mode, or a JSON list of some.
func modeParameter(text string) []string {
	var modes []string
	if json.Unmarshal([]byte(text), &modes) == nil || text == "" {
		return modes
	}
	return []string{text}
}

// follow sends a run's events, from the seen-th on, when it has ended; runs of
// the echo graph take no time in between.
func (c *call) follow(stream *sse, r *run, seen int, modes []string) {
	if !stream.beatUntil(r.done) {
		return
	}
	c.engine.Lock()
	events := r.events[seen:]
	c.engine.Unlock()
	for _, ev := range events {
		if wanted(ev.name, modes) {
			stream.send(ev)
		}
	}
}
