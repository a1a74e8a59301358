package langgraph

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"authcheck/langgraph/wire"
)

// streaming writes parts of an event stream, and keeps it open if asked to.
func streaming(t *testing.T, keep bool, parts ...string) *Client {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		for _, part := range parts {
			fmt.Fprint(w, part)
			_ = http.NewResponseController(w).Flush()
		}
		for keep && req.Context().Err() == nil {
			fmt.Fprint(w, ": heartbeat\n")
			_ = http.NewResponseController(w).Flush()
			time.Sleep(10 * time.Millisecond)
		}
	})
}

const patience = 100 * time.Millisecond

// TestStream: a stream is read until it tells something, ends, or stays silent.
func TestStream(t *testing.T) {
	big := strings.Repeat("x", 200_000)
	for name, c := range map[string]struct {
		client *Client
		want   Response
	}{
		"ended":            {streaming(t, false, "event: metadata\ndata: {}\n\n", "data: b\n\n"), Response{Events: []Event{{"metadata", "{}"}, {"", "b"}}}},
		"ended at once":    {streaming(t, false), Response{}},
		"error":            {streaming(t, true, "event: error\ndata: {\"message\":\"404\"}\n\n", "data: never read\n\n"), Response{Events: []Event{{"error", `{"message":"404"}`}}}},
		"silent":           {streaming(t, true), Response{Open: true}},
		"silent after one": {streaming(t, true, "event: values\r\ndata: {}\r\n\r\n"), Response{Events: []Event{{"values", "{}"}}, Open: true}},
		"lines":            {streaming(t, false, "data: a\ndata: b\n\n"), Response{Events: []Event{{"", "a\nb"}}}},
		"a big one":        {streaming(t, false, "event: values\ndata: "+big+"\n\n"), Response{Events: []Event{{"values", big}}}},
		"many":             {streaming(t, true, strings.Repeat("data: x\n\n", maxEvents+5)), Response{Events: slicesOf(Event{"", "x"}, maxEvents), Truncated: true, Cut: cmpopts.AnyError}},
		"no more":          {streaming(t, false, strings.Repeat("data: x\n\n", maxEvents)), Response{Events: slicesOf(Event{"", "x"}, maxEvents)}},
		"comments":         {streaming(t, false, "data: a\n\n: bye\n: and"), Response{Events: []Event{{"", "a"}}}},
		"cut":              {streaming(t, false, "data: a\n\nevent: error\ndata: {}\n"), Response{Events: []Event{{"", "a"}}, Cut: io.ErrUnexpectedEOF}},
		"cut in a line":    {streaming(t, false, "data: a\r\n\r\ndata: sec"), Response{Events: []Event{{"", "a"}}, Cut: io.ErrUnexpectedEOF}},
		"silent in one":    {streaming(t, true, "data: a\n\ndata: b\n"), Response{Events: []Event{{"", "a"}}, Open: true, Cut: errHungUp}},
		"too long":         {streaming(t, false, "data: a\n\ndata: "+strings.Repeat("x", MaxBody)+"\n\n"), Response{Events: []Event{{"", "a"}}, Truncated: true, Cut: wire.ErrTooLong}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.want.Method, c.want.URL, c.want.Status = "GET", c.client.URL+"/s", 200
			begin := time.Now()
			wait := patience
			if c.want.Truncated { // much is read before that
				wait *= 10
			}
			got := send(t, c.client, Request{Method: "GET", Path: "/s", Stream: true, Wait: wait})
			if diff := cmp.Diff(c.want, *got, cmpopts.IgnoreFields(Response{}, "Header", "Elapsed", "Body"), cmpopts.EquateErrors()); diff != "" {
				t.Errorf("(-want +got):\n%.2000s", diff)
			}
			if took := time.Since(begin); c.want.Open && took < patience || took > 3*time.Second {
				t.Errorf("took %v", took)
			}
			for _, event := range c.want.Events {
				if !strings.Contains(string(got.Body), strings.Split(event.Data, "\n")[0]) {
					t.Error("the body lacks what the events tell")
				}
			}
		})
	}
}

func slicesOf[T any](item T, n int) []T { return slices.Repeat([]T{item}, n) }

// TestStreamRefused: a refusal of a stream is an answer like any other.
func TestStreamRefused(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) })
	got := send(t, c, Request{Method: "GET", Path: "/s", Stream: true, Wait: patience})
	if got.Status != 403 || string(got.Body) != "no\n" || got.Open {
		t.Errorf("got %+v", got)
	}
}

// TestWaitingCall: a call that waits for something is given up after a while;
// its status tells, and what it said so far.
func TestWaitingCall(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, "\n")
		_ = http.NewResponseController(w).Flush()
		<-req.Context().Done()
	})
	got := send(t, c, Request{Method: "GET", Path: "/join", Stream: true, Wait: patience})
	if got.Status != 200 || string(got.Body) != "\n" || !got.Open || got.Whole() {
		t.Errorf("got %+v", got)
	}
}

// TestEventsWithoutStream: a whole body of events is read as such, too.
func TestEventsWithoutStream(t *testing.T) {
	c := streaming(t, false, "event: error\ndata: {}\n\n")
	got := send(t, c, Request{Method: "GET", Path: "/s"})
	if diff := cmp.Diff([]Event{{"error", "{}"}}, got.Events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestTriggered: silence counts only from when something was to be heard.
func TestTriggered(t *testing.T) {
	tell := make(chan struct{})
	c := serve(t, func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_ = http.NewResponseController(w).Flush()
		select {
		case <-tell:
			fmt.Fprint(w, "data: news\n\n")
		case <-req.Context().Done():
		}
	})
	opened, stirred := make(chan struct{}), make(chan struct{})
	go func() {
		<-opened
		time.Sleep(3 * patience) // longer than the patience
		close(tell)
		close(stirred)
	}()
	got := send(t, c, Request{Method: "GET", Path: "/s", Stream: true, Wait: patience, Opened: func() { close(opened) }, Triggered: stirred})
	if diff := cmp.Diff([]Event{{"", "news"}}, got.Events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestOpened: whoever waits for a stream to open is told, also when there is none.
func TestOpened(t *testing.T) {
	refusing := serve(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", 404) })
	for name, call := range map[string]func(Request) error{
		"refused":         func(r Request) error { _, err := refusing.Send(t.Context(), r); return err },
		"no answer":       func(r Request) error { _, _ = (&Client{URL: "http://127.0.0.1:1"}).Send(t.Context(), r); return nil },
		"refused socket":  func(r Request) error { _, err := refusing.Dial(t.Context(), r); return err },
		"unanswered sock": func(r Request) error { _, _ = (&Client{URL: "http://127.0.0.1:1"}).Dial(t.Context(), r); return nil },
	} {
		times := 0
		if err := call(Request{Method: "GET", Path: "/s", Stream: true, Opened: func() { times++ }}); err != nil || times != 1 {
			t.Errorf("%s: told %d times, %v", name, times, err)
		}
	}
}

// socket accepts a WebSocket and hands it over.
func socket(t *testing.T, talk func(context.Context, *websocket.Conn)) *Client {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, req *http.Request) {
		conn, err := websocket.Accept(w, req, nil)
		if err != nil {
			return
		}
		defer conn.CloseNow()
		talk(req.Context(), conn)
	})
}

// TestDial: a close, messages, and silence are told apart.
func TestDial(t *testing.T) {
	echo := func(ctx context.Context, conn *websocket.Conn) {
		_, data, err := conn.Read(ctx)
		if err == nil {
			_ = conn.Write(ctx, websocket.MessageText, append([]byte("got "), data...))
		}
		<-ctx.Done()
	}
	refusing := serve(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusUnauthorized) })
	for name, c := range map[string]struct {
		client *Client
		body   any
		want   Response
	}{
		"answered": {socket(t, echo), map[string]int{"id": 1}, Response{Status: 101, Events: []Event{{"message", `got {"id":1}`}}, Body: []byte(`got {"id":1}`), Open: true}},
		"silent":   {socket(t, echo), nil, Response{Status: 101, Open: true}},
		"closed": {socket(t, func(_ context.Context, conn *websocket.Conn) {
			_ = conn.Close(websocket.StatusInternalError, "thread stream ended")
		}), nil,
			Response{Status: 101, Events: []Event{{"close", "thread stream ended"}}}},
		"refused": {refusing, nil, Response{Status: 401, Body: []byte("no\n")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := c.client.Dial(t.Context(), Request{Path: "/s", Body: c.body, Wait: patience, Header: http.Header{"authorization": {"Bearer t"}}})
			if err != nil {
				t.Fatal(err)
			}
			c.want.Method, c.want.URL = "WS", c.client.URL+"/s"
			if diff := cmp.Diff(c.want, *got, cmpopts.IgnoreFields(Response{}, "Header", "Elapsed"), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if c.client.Sent() != 1 {
				t.Errorf("counted %d requests", c.client.Sent())
			}
		})
	}
}
