package report_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario"
	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
	"authcheck/scenario/result"
)

var errFull = errors.New("no space left")

// disk is full after so many writes, and for one write only.
type disk struct{ room int }

func (d *disk) Write(p []byte) (int, error) {
	if d.room--; d.room == -1 {
		return 0, errFull
	}
	return len(p), nil
}

// TestWriteErrorsAreTold by every sink, whichever of its writes failed.
func TestWriteErrorsAreTold(t *testing.T) {
	for _, name := range report.Names() {
		if err := as(name)(&disk{}, sample()); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for room := range 5 { // the header, three lines, the report
		if err := text(report.Options{})(&disk{room}, sample()); !errors.Is(err, errFull) {
			t.Errorf("text with room for %d writes: %v", room, err)
		}
	}
	failed := map[string]error{
		"plan": report.Plan(&disk{}, scenario.Plan{}, 0), "plan as JSON": report.PlanJSON(&disk{}, scenario.Plan{}),
		"diff": report.Diff(&disk{}, result.Diff{}, 80), "diff as JSON": report.DiffJSON(&disk{}, result.Diff{}),
		"explanations": report.Explanations(&disk{}, 0), "explanation": report.Explain(&disk{}, catalog.Explanations()[0], 0),
	}
	for name, err := range failed {
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSinksKeepGoing has one sink's error keep nothing from the others.
func TestSinksKeepGoing(t *testing.T) {
	var out bytes.Buffer
	sinks := report.Sinks{&report.Text{Options: report.Options{Out: &disk{}}}, &report.Text{Options: report.Options{Out: &out}}}
	if err := report.Replay(sinks, sample()); !errors.Is(err, errFull) {
		t.Error(err)
	}
	var alone bytes.Buffer
	if err := text(report.Options{})(&alone, sample()); err != nil {
		t.Fatal(err)
	}
	if out.Len() == 0 || out.Len() < alone.Len()-len(" 0.1.0") {
		t.Errorf("the second one shows:\n%s", out.String())
	}
}

// recorder keeps what it is shown; it waits for the gate before each event.
type recorder struct {
	gate chan struct{}
	told []string
	err  error
}

func (r *recorder) Event(e scenario.Event) error {
	<-r.gate
	if e.Result != nil {
		r.told = append(r.told, e.Result.ID)
	} else {
		r.told = append(r.told, fmt.Sprint(e.Done))
	}
	return r.err
}

func (r *recorder) Report(*result.Report) error {
	r.told = append(r.told, "report")
	return r.err
}

// TestAsyncKeepsResults drops progress that is out of date, and nothing else.
func TestAsyncKeepsResults(t *testing.T) {
	slow := &recorder{gate: make(chan struct{})}
	sink := report.NewAsync(slow)
	observe(t, sink, scenario.Event{Result: &result.Result{ID: "first"}})
	changing := result.Result{}
	want := []string{"first"}
	for i := range 500 {
		for done := range 100 {
			observe(t, sink, scenario.Event{Done: done})
		}
		changing.ID = fmt.Sprint("result ", i)
		observe(t, sink, scenario.Event{Result: &changing})
		want = append(want, changing.ID)
	}
	observe(t, sink, scenario.Event{Done: 7}, scenario.Event{Done: 8})
	if err := sink.Report(&result.Report{}); err != nil {
		t.Fatal(err)
	}
	close(slow.gate)
	if err := sink.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append(want, "8", "report"), slow.told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestAsyncIsNotHeldUp by a pipe that nobody reads, and gives up when it is told to.
func TestAsyncIsNotHeldUp(t *testing.T) {
	unread, pipe := io.Pipe()
	defer unread.Close()
	sink := report.NewAsync(&report.Text{Options: report.Options{Out: pipe, Progress: pipe}})
	began := time.Now()
	observe(t, sink, scenario.Event{Target: &result.Target{}})
	for i := range 10_000 {
		observe(t, sink, scenario.Event{Done: i}, scenario.Event{Result: &result.Result{Line: "a line"}})
	}
	if err := sink.Report(sample()); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the run was held up for %s", took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := sink.Close(ctx); !errors.Is(err, report.ErrNotRead) {
		t.Errorf("got %v", err)
	}
}

// TestAsyncTellsTheError that the sink met, and shows it the rest all the same.
func TestAsyncTellsTheError(t *testing.T) {
	failing := &recorder{gate: make(chan struct{}), err: errFull}
	close(failing.gate)
	sink := report.NewAsync(failing)
	_ = sink.Event(scenario.Event{Result: &result.Result{ID: "a"}})
	_ = sink.Report(&result.Report{})
	if err := sink.Close(t.Context()); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
	if want := []string{"a", "report"}; !slices.Equal(failing.told, want) {
		t.Errorf("told %q, want %q", failing.told, want)
	}
}

// TestNotesAreTheSame in every format that has them: the same words, none of them cut.
func TestNotesAreTheSame(t *testing.T) {
	r := sample()
	note := "the time went to a slow server: half of its answers took 1.5 s or longer (249 requests of users: 2.1 s, 237 without a valid login: 640 ms), " +
		"with about 9 requests under way at once; the slowest: threads.search, 6.6 s; not answered in time: 3"
	r.Summary.Notes = []string{note}
	for _, name := range []string{"text", "json", "html", "markdown"} {
		var out bytes.Buffer
		if err := as(name)(&out, r); err != nil {
			t.Fatal(err)
		}
		if told := strings.Join(strings.Fields(out.String()), " "); !strings.Contains(told, note) {
			t.Errorf("%s does not say %q", name, note)
		}
	}
}
