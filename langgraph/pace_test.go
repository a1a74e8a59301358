package langgraph

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestPace: no more requests are under way at once than the pace allows, of all clients
// that share it.
func TestPace(t *testing.T) {
	t.Parallel()
	var now, most atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		time.Sleep(10 * time.Millisecond)
	}))
	defer server.Close()
	pace := NewPace(2)
	clients := []*Client{{URL: server.URL, Pace: pace}, {URL: server.URL, Pace: pace}}
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			if _, err := clients[i%2].Send(t.Context(), Request{Method: "GET", Path: "/"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most.Load() != 2 {
		t.Errorf("%d requests were under way at once", most.Load())
	}
}

// TestPaceEnds: who waits for a place gives up with the context, and has sent nothing.
func TestPaceEnds(t *testing.T) {
	t.Parallel()
	pace := NewPace(1)
	if err := pace.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	c := &Client{URL: "http://127.0.0.1:1", Pace: pace}
	_, err := c.Send(ctx, Request{Method: "GET", Path: "/"})
	none, ok := errors.AsType[*NoAnswerError](err)
	if !ok || none.Written || !errors.Is(none.Cause, context.DeadlineExceeded) || c.Sent() != 0 {
		t.Errorf("got %v, %d sent", err, c.Sent())
	}
}
