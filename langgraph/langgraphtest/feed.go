package langgraphtest

import (
	"fmt"
	"slices"
	"time"
)

// event is something that streams tell about: of a run, or of a thread's state.
type event struct {
	thread, run string
	name        string
	data        []byte
	// id orders events over all threads: milliseconds and a sequence number.
	id string
	// keep makes it available to those who come later.
	keep bool
}

// feedBacklog is how many events a listener may lag behind; one that is slower
// than that misses some, so that it holds up nobody.
const feedBacklog = 256

// publish hands an event to all who listen to its thread.
func (e *engine) publish(ev event) {
	e.sequence++
	ev.id = fmt.Sprintf("%d-%d", time.Now().UnixMilli(), e.sequence)
	if ev.keep {
		e.log[ev.thread] = append(e.log[ev.thread], ev)
	}
	for _, listener := range e.feeds[ev.thread] {
		select {
		case listener <- ev:
		default:
		}
	}
}

// listen subscribes to a thread until stop is called. What was kept of it comes
// first if wanted.
func (e *engine) listen(threadID string, past bool) (events <-chan event, stop func()) {
	e.Lock()
	defer e.Unlock()
	kept := e.log[threadID]
	if !past {
		kept = nil
	}
	listener := make(chan event, feedBacklog+len(kept))
	for _, ev := range kept {
		listener <- ev
	}
	e.feeds[threadID] = append(e.feeds[threadID], listener)
	return listener, func() {
		e.Lock()
		defer e.Unlock()
		e.feeds[threadID] = slices.DeleteFunc(e.feeds[threadID],
			func(l chan event) bool { return l == listener })
	}
}
