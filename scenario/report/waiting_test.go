package report_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario"
	"authcheck/scenario/report"
)

// TestWaiting counts a rate limit down on the line that shows progress.
func TestWaiting(t *testing.T) {
	var out, progress bytes.Buffer
	text := &report.Text{Options: report.Options{Out: &out, Progress: &progress}}
	for _, wait := range []time.Duration{2 * time.Second, time.Second, 0} {
		observe(t, text, scenario.Event{Done: 7, Wait: wait})
	}
	const start = "\r\x1b[K"
	want := start + "the server limits the rate: going on in 2s … 7" + start + "the server limits the rate: going on in 1s … 7" + start + "trying … 7"
	if diff := cmp.Diff(want, progress.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if out.Len() > 0 {
		t.Errorf("the output has %q", out.String())
	}
}
