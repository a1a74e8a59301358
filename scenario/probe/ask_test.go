package probe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/langgraph"
	"authcheck/scenario/transcript"
)

// TestCause: why there was no answer, in plain words.
func TestCause(t *testing.T) {
	for want, err := range map[string]error{
		"":                         nil,
		"connection refused":       &langgraph.NoAnswerError{Cause: syscall.ECONNREFUSED},
		"the connection was reset": &langgraph.NoAnswerError{Cause: fmt.Errorf("read: %w", syscall.ECONNRESET)},
		"no answer in time":        &langgraph.NoAnswerError{Cause: context.DeadlineExceeded},
		"interrupted":              context.Canceled,
		"broken pipe":              errors.New("broken pipe"),
	} {
		if got := cause(err); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}

// TestRecorded: an answer is kept whole, in plain data.
func TestRecorded(t *testing.T) {
	for name, c := range map[string]struct {
		resp langgraph.Response
		want transcript.Response
	}{
		"page": {langgraph.Response{URL: "http://server/x", Status: 200, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: []byte("<html>"), Cut: errors.New("too long")},
			transcript.Response{URL: "http://server/x", Status: 200, ContentType: "text/html; charset=utf-8", Body: "<html>", Cut: true}},
		"slow stream": {langgraph.Response{Status: 200, Open: true, Elapsed: 5 * time.Second, Events: []langgraph.Event{{Type: "values", Data: "{}"}}},
			transcript.Response{Status: 200, Open: true, ElapsedMS: 5000, Events: []transcript.Event{{Type: "values", Data: "{}"}}}},
		"redirect": {langgraph.Response{URL: "http://server/x", Status: 302, Header: http.Header{"Location": {"/login?next=secret"}}},
			transcript.Response{URL: "http://server/x", Status: 302, Location: "/login"}},
		"refusal": {langgraph.Response{URL: "http://server/x", Status: 404, Body: []byte(`{"detail":"Not Found"}`)},
			transcript.Response{URL: "http://server/x", Status: 404, Body: `{"detail":"Not Found"}`, Detail: "Not Found"}},
	} {
		if diff := cmp.Diff(&c.want, recorded(&c.resp)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := recorded(nil); got != nil {
		t.Errorf("no answer became %+v", got)
	}
}
