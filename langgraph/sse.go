package langgraph

import (
	"bytes"
	"cmp"
	"io"
	"time"

	"github.com/tmaxmax/go-sse"
)

// DefaultStreamWait is how long an event stream may stay silent before we hang up.
const DefaultStreamWait = 1500 * time.Millisecond

// maxEvents of one stream are kept.
const maxEvents = 64

// wholeEvents reads events as large as a body may be: the values of a long thread.
var wholeEvents = &sse.ReadConfig{MaxEventSize: MaxBody}

// Event is one server-sent event.
type Event struct {
	Type string
	Data string
}

// readEvents reads a live stream until it ends, an `event: error` came, enough
// was read, or nothing came for the given time (then Open is set). Heartbeats
// are comments and count as silence.
func (r *Response) readEvents(body io.Reader, req Request, hangUp func()) {
	wait := cmp.Or(req.Wait, DefaultStreamWait)
	silence := time.AfterFunc(wait, hangUp)
	defer silence.Stop()
	if req.Stirred != nil {
		silence.Stop()
		ended := make(chan struct{})
		defer close(ended)
		go func() {
			select {
			case <-req.Stirred:
				silence.Reset(wait)
			case <-ended:
			}
		}()
	}
	var kept bytes.Buffer
	limited := io.TeeReader(io.LimitReader(body, MaxBody), &kept)
	for event, err := range sse.Read(limited, wholeEvents) {
		if err != nil {
			r.Open = true
			break
		}
		if req.Stirred == nil {
			silence.Reset(wait)
		}
		r.Events = append(r.Events, Event{Type: event.Type, Data: event.Data})
		if event.Type == "error" || len(r.Events) == maxEvents {
			break
		}
	}
	r.Body = kept.Bytes()
}

func parseEvents(body []byte) []Event {
	var events []Event
	for event, err := range sse.Read(bytes.NewReader(body), wholeEvents) {
		if err != nil || len(events) == maxEvents {
			break
		}
		events = append(events, Event{Type: event.Type, Data: event.Data})
	}
	return events
}
