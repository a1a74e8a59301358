package langgraph

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"time"

	"github.com/tmaxmax/go-sse"
)

// DefaultStreamWait is how long an event stream may stay silent before we hang up.
const DefaultStreamWait = 1500 * time.Millisecond

// maxEvents of one stream are kept.
const maxEvents = 64

// wholeEvents reads events as large as a body may be: the values of a long thread.
var wholeEvents = &sse.ReadConfig{MaxEventSize: MaxBody + 1}

// Event is one server-sent event.
type Event struct {
	Type string
	Data string
}

// readEvents reads a live stream until it ends, an `event: error` came, enough
// was read, or nothing came for the given time (then Open is set). Heartbeats
// are comments and count as silence.
func (r *Response) readEvents(ctx context.Context, body io.Reader, req Request, hangUp func(error)) {
	wait := cmp.Or(req.Wait, DefaultStreamWait)
	silence := time.AfterFunc(wait, func() { hangUp(errHungUp) })
	defer silence.Stop()
	if req.Triggered != nil {
		silence.Stop()
		ended := make(chan struct{})
		defer close(ended)
		go func() {
			select {
			case <-req.Triggered:
				silence.Reset(wait)
			case <-ended:
			}
		}()
	}
	stream := &events{from: body}
	err := r.collect(stream, func() {
		if req.Triggered == nil {
			silence.Reset(wait)
		}
	})
	r.Body = stream.kept.Bytes()
	r.end(ctx, err, true)
	if r.Open && betweenEvents(r.Body) {
		r.Cut = nil // we left, and had all that was said
	}
}

// parseEvents finds the events of a body that was read to its end.
func (r *Response) parseEvents() {
	if err := r.collect(&events{from: bytes.NewReader(r.Body)}, func() {}); err != nil && r.Cut == nil {
		r.Cut = err
	}
}

// collect keeps the events of a stream; it calls heard for each. The error says why
// there may be more.
func (r *Response) collect(stream *events, heard func()) error {
	for event, err := range sse.Read(stream, wholeEvents) {
		switch {
		case err != nil:
			return stream.broke
		case len(r.Events) == maxEvents:
			r.Truncated = true
			return errManyEvents
		}
		heard()
		r.Events = append(r.Events, Event{Type: event.Type, Data: event.Data})
		if event.Type == "error" {
			return nil
		}
	}
	return nil
}

// events keeps what it reads. A stream that ends within an event ends with an error,
// so that nobody takes the part for an event.
type events struct {
	from  io.Reader
	kept  bytes.Buffer
	broke error // why it ended, other than with its last event
}

func (e *events) Read(p []byte) (int, error) {
	n, err := e.from.Read(p)
	e.kept.Write(p[:n])
	if errors.Is(err, io.EOF) && !betweenEvents(e.kept.Bytes()) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && !errors.Is(err, io.EOF) {
		e.broke = err
	}
	return n, err
}

// betweenEvents tells whether no event has begun at the end of a stream: after its
// last blank line there are only comments (HTML Living Standard, 9.2.6).
func betweenEvents(stream []byte) bool {
	stream = bytes.ReplaceAll(stream, []byte("\r\n"), []byte("\n"))
	stream = bytes.ReplaceAll(stream, []byte("\r"), []byte("\n"))
	stream = append([]byte("\n\n"), stream...)
	for line := range bytes.Lines(stream[bytes.LastIndex(stream, []byte("\n\n"))+2:]) {
		if line[0] != ':' {
			return false
		}
	}
	return true
}
