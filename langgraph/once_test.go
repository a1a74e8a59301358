package langgraph

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestOnce: what creates something is not sent again once it has gone out, whatever
// became of the connection; and never on a connection that may be dead already.
func TestOnce(t *testing.T) {
	for name, how := range map[string]func(net.Conn){"closed": hangUp, "reset": reset} {
		for _, method := range []string{"POST", "PUT", "GET"} {
			c, tries := dropping(t, 1000, how)
			_, err := c.Send(t.Context(), Request{Method: method, Path: "/", Once: true})
			var none *NoAnswerError
			if !errors.As(err, &none) || !none.Written || tries.Load() != 1 {
				t.Errorf("%s %s: %v after %d tries", method, name, err, tries.Load())
			}
		}
	}
	var asked atomic.Int32
	var first sync.Once
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, asked.Add(1)) }))
	server.Config.ConnState = func(conn net.Conn, state http.ConnState) {
		if state == http.StateIdle {
			first.Do(func() { time.AfterFunc(20*time.Millisecond, func() { reset(conn) }) })
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	c := &Client{URL: server.URL}
	send(t, c, Request{Method: "GET", Path: "/"})
	for range 20 { // while the kept connection breaks
		if got := send(t, c, Request{Method: "POST", Path: "/", Once: true}); got.Status != 200 {
			t.Errorf("got %v", got)
		}
		time.Sleep(2 * time.Millisecond)
	}
	if asked.Load() != 21 || c.Sent() != 21 {
		t.Errorf("%d requests came of %d", asked.Load(), c.Sent())
	}
}

// TestRefusedAgain: a connection that is refused is tried again once, also for what
// must happen once: nothing went out.
func TestRefusedAgain(t *testing.T) {
	var none *NoAnswerError
	dead := &Client{URL: "http://127.0.0.1:1"}
	if _, err := dead.Send(t.Context(), Request{Method: "POST", Path: "/", Once: true}); !errors.As(err, &none) ||
		none.Written || !errors.Is(err, syscall.ECONNREFUSED) || dead.Sent() != 2 {
		t.Errorf("%v after %d tries", err, dead.Sent())
	}
	c := serve(t, func(http.ResponseWriter, *http.Request) {})
	c.HTTP = startingLate()
	if got := send(t, c, Request{Method: "POST", Path: "/", Once: true}); got.Status != 200 || c.Sent() != 2 {
		t.Errorf("got %v after %d tries", got, c.Sent())
	}
}

// startingLate is a client whose first connection is refused.
func startingLate() *http.Client {
	var dialled atomic.Int32
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if dialled.Add(1) == 1 {
			return nil, syscall.ECONNREFUSED
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}}
}
