package report

import (
	"errors"
	"io"

	"authcheck/scenario/progress"
	"authcheck/scenario/result"
)

// Sink is where a run is shown. It gets events while the run is under way, from one
// goroutine at a time, and the report once, at the end. The errors are those of writing;
// one that was met stays, so that the last call tells it, too.
type Sink interface {
	Event(progress.Event) error
	Report(*result.Report) error
}

// Sinks are several ones, in this order. What one of them can't write keeps nothing from
// the others.
type Sinks []Sink

// Event hands an event to all of them.
func (s Sinks) Event(e progress.Event) error {
	var failed []error
	for _, sink := range s {
		failed = append(failed, sink.Event(e))
	}
	return errors.Join(failed...)
}

// Report hands the report to all of them.
func (s Sinks) Report(r *result.Report) error {
	var failed []error
	for _, sink := range s {
		failed = append(failed, sink.Report(r))
	}
	return errors.Join(failed...)
}

// document is a sink that writes all at the end.
type document struct {
	out   io.Writer
	write func(io.Writer, *result.Report) error
}

func (d document) Event(progress.Event) error    { return nil }
func (d document) Report(r *result.Report) error { return d.write(d.out, r) }

// Replay shows a finished run as if it had just happened: what a live one would have
// told on the way, and the report.
func Replay(s Sink, r *result.Report) error {
	failed := []error{s.Event(progress.Event{Target: &r.Target})}
	for i := range r.Results {
		failed = append(failed, s.Event(progress.Event{Result: &r.Results[i]}))
	}
	if failed = append(failed, s.Report(r)); failed[len(failed)-1] != nil {
		return failed[len(failed)-1]
	}
	return errors.Join(failed...)
}
