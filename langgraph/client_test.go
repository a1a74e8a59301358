package langgraph

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// serve starts a server for one test, and a client of it.
func serve(t *testing.T, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &Client{URL: server.URL, Timeout: 5 * time.Second}
}

func send(t *testing.T, c *Client, r Request) *Response {
	t.Helper()
	resp, err := c.Send(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// TestSendAnyStatus: whatever the status is, it comes back as an answer.
func TestSendAnyStatus(t *testing.T) {
	for _, status := range []int{200, 204, 301, 307, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 599} {
		c := serve(t, func(w http.ResponseWriter, req *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
			if status != 204 {
				fmt.Fprintf(w, "%s %s", req.Method, req.URL)
			}
		})
		got := send(t, c, Request{Method: "GET", Path: "/a%2Fb", Query: url.Values{"q": {"x y"}}})
		want := &Response{Method: "GET", URL: c.URL + "/a%2Fb?q=x+y", Status: status, Body: []byte("GET /a%2Fb?q=x+y")}
		if status == 204 {
			want.Body = []byte{}
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Response{}, "Header", "Elapsed")); diff != "" {
			t.Errorf("%d (-want +got):\n%s", status, diff)
		}
		if got.Elapsed <= 0 {
			t.Errorf("%d: took %v", status, got.Elapsed)
		}
	}
}

// TestSendWhatIsAsked: method, body and headers arrive; the request's headers
// win over the client's, and nothing else is told.
func TestSendWhatIsAsked(t *testing.T) {
	var got http.Header
	var body, line string
	c := serve(t, func(w http.ResponseWriter, req *http.Request) {
		text, _ := io.ReadAll(req.Body)
		got, body, line = req.Header, string(text), req.Method+" "+req.RequestURI
	})
	c.URL += "/prefix/"
	c.Header = http.Header{"X-Gateway": {"key"}, "X-Both": {"client"}}
	send(t, c, Request{Method: "POST", Path: "/threads", Body: map[string]any{"a": 1}, Header: http.Header{"x-both": {"request"}, "Authorization": {"Bearer t"}}})
	want := http.Header{"User-Agent": {"authcheck"}, "Content-Type": {"application/json"}, "X-Gateway": {"key"}, "X-Both": {"request"},
		"Authorization": {"Bearer t"}, "Accept-Encoding": {"gzip"}, "Content-Length": {"7"}}
	if diff := cmp.Diff(want, got); diff != "" || body != `{"a":1}` || line != "POST /prefix/threads" {
		t.Errorf("%s with %s (-want +got):\n%s", line, body, diff)
	}
	send(t, c, Request{Method: "DELETE", Path: "/x", Stream: true})
	if diff := cmp.Diff(http.Header{"User-Agent": {"authcheck"}, "X-Gateway": {"key"}, "X-Both": {"client"}, "Accept": {"text/event-stream"}, "Accept-Encoding": {"gzip"}}, got); diff != "" {
		t.Errorf("without a body (-want +got):\n%s", diff)
	}
	if c.Sent() != 2 {
		t.Errorf("counted %d requests", c.Sent())
	}
	if _, err := c.Send(t.Context(), Request{Method: "POST", Path: "/x", Body: make(chan int)}); err == nil || !strings.Contains(err.Error(), "encode the body of POST /x") {
		t.Errorf("a body that is no JSON: %v", err)
	}
}

// TestSendNoRedirect: credentials stay with the origin they were meant for.
func TestSendNoRedirect(t *testing.T) {
	var elsewhere atomic.Int32
	other := serve(t, func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) })
	for _, status := range []int{301, 302, 303, 307, 308} {
		c := serve(t, func(w http.ResponseWriter, req *http.Request) {
			http.Redirect(w, req, other.URL+"/login?next=secret", status)
		})
		got := send(t, c, Request{Method: "POST", Path: "/threads", Body: map[string]any{}, Header: http.Header{"Authorization": {"Bearer t"}}})
		if got.Status != status || got.Elsewhere() != other.URL+"/login" {
			t.Errorf("%d: got %d to %s", status, got.Status, got.Elsewhere())
		}
	}
	if elsewhere.Load() != 0 {
		t.Errorf("followed %d times", elsewhere.Load())
	}
	if got := (&Response{Header: http.Header{}}).Elsewhere(); got != "an address that can't be read" {
		t.Errorf("no Location: %q", got)
	}
}

// TestSendBounded: a body without end is cut off.
func TestSendBounded(t *testing.T) {
	for size, truncated := range map[int]bool{MaxBody: false, MaxBody + 1: true, 3 * MaxBody: true} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, size)) })
		got := send(t, c, Request{Method: "GET", Path: "/"})
		if len(got.Body) != min(size, MaxBody) || got.Truncated != truncated || got.Whole() == truncated {
			t.Errorf("of %d bytes: got %d, truncated %v", size, len(got.Body), got.Truncated)
		}
	}
	endless := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for err := error(nil); err == nil; _, err = w.Write(make([]byte, 1<<14)) {
		}
	})
	if got := send(t, endless, Request{Method: "GET", Path: "/"}); len(got.Body) != MaxBody || !got.Truncated || got.Whole() {
		t.Errorf("of an endless body: got %d, truncated %v", len(got.Body), got.Truncated)
	}
}

// reset ends a connection so that its other end hears an error.
func reset(conn net.Conn) { _ = conn.(*net.TCPConn).SetLinger(0); conn.Close() }

// dropping accepts connections and lets the first so many of them break.
func dropping(t *testing.T, breaks int32, how func(net.Conn)) (*Client, *atomic.Int32) {
	t.Helper()
	var tries atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if tries.Add(1) > breaks {
			fmt.Fprint(w, "answered")
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			how(conn)
		}
	})
	return c, &tries
}

// TestSendAgain: a request whose connection broke is tried again on a fresh one.
func TestSendAgain(t *testing.T) {
	for name, how := range map[string]func(net.Conn){
		"closed": func(conn net.Conn) { conn.Close() },
		"reset":  reset,
	} {
		c, tries := dropping(t, 2, how)
		got := send(t, c, Request{Method: "POST", Path: "/", Body: 1})
		if string(got.Body) != "answered" || tries.Load() < 3 || c.Sent() > int64(tries.Load()) {
			t.Errorf("%s: got %q after %d tries, %d sent", name, got.Body, tries.Load(), c.Sent())
		}
	}
	c, tries := dropping(t, 1000, reset)
	_, err := c.Send(t.Context(), Request{Method: "POST", Path: "/", Body: 1})
	var none *NoAnswerError
	if !errors.As(err, &none) || tries.Load() != retries+1 {
		t.Errorf("after %d tries: %v", tries.Load(), err)
	}
}

// TestNoAnswer: that nobody answers is an error of its own, with the reason.
func TestNoAnswer(t *testing.T) {
	const dead = "http://127.0.0.1:1"
	hangs := serve(t, func(_ http.ResponseWriter, req *http.Request) { <-req.Context().Done() })
	hangs.Timeout = 50 * time.Millisecond
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // of the handshake that is to fail
	secure.StartTLS()
	t.Cleanup(secure.Close)
	ended, end := context.WithCancel(t.Context())
	end()
	var certificate *tls.CertificateVerificationError
	for name, c := range map[string]struct {
		ctx    context.Context
		client *Client
		is     func(error) bool
	}{
		"nothing listens": {t.Context(), &Client{URL: dead}, func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }},
		"no answer":       {t.Context(), hangs, func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }},
		"certificate":     {t.Context(), &Client{URL: secure.URL}, func(err error) bool { return errors.As(err, &certificate) }},
		"interrupted":     {ended, hangs, func(err error) bool { return errors.Is(err, context.Canceled) }},
	} {
		resp, err := c.client.Send(c.ctx, Request{Method: "GET", Path: "/ok"})
		var none *NoAnswerError
		if resp != nil || !errors.As(err, &none) || !c.is(err) {
			t.Errorf("%s: %v, %v", name, resp, err)
			continue
		}
		if want := fmt.Sprintf("GET %s/ok: no answer: %v", c.client.URL, none.Cause); err.Error() != want || strings.Contains(none.Cause.Error(), c.client.URL) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestHold: the server has the headers while the body is still to come.
func TestHold(t *testing.T) {
	headers := make(chan string, 1)
	c := serve(t, func(w http.ResponseWriter, req *http.Request) {
		headers <- req.Header.Get("Authorization")
		var body map[string]int
		if err := json.NewDecoder(req.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		fmt.Fprint(w, body["a"])
	})
	gate := make(chan struct{})
	answer := make(chan *Response, 1)
	go func() {
		resp, err := c.Send(context.Background(), Request{Method: "POST", Path: "/", Body: map[string]int{"a": 7}, Hold: gate, Header: http.Header{"Authorization": {"Bearer t"}}})
		if err != nil {
			t.Error(err)
		}
		answer <- resp
	}()
	select {
	case got := <-headers:
		if got != "Bearer t" {
			t.Errorf("header %q", got)
		}
	case <-time.After(3 * time.Second):
		t.Fatal("the headers do not come before the body")
	}
	select {
	case <-answer:
		t.Fatal("answered before the body was released")
	case <-time.After(30 * time.Millisecond):
	}
	close(gate)
	if resp := <-answer; resp == nil || string(resp.Body) != "7" {
		t.Errorf("got %v", resp)
	}
}

// TestHoldEnds: a held request ends with its context.
func TestHoldEnds(t *testing.T) {
	c := serve(t, func(_ http.ResponseWriter, req *http.Request) { _, _ = io.Copy(io.Discard, req.Body) })
	c.Timeout = 50 * time.Millisecond
	if _, err := c.Send(t.Context(), Request{Method: "POST", Path: "/", Body: 1, Hold: make(chan struct{})}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// TestDecode: a body that is not what was hoped for is an error with the status.
func TestDecode(t *testing.T) {
	r := &Response{Method: "GET", URL: "http://s/x", Status: 200, Body: []byte(`{"a":1}`)}
	var into struct{ A int }
	if err := r.Decode(&into); err != nil || into.A != 1 {
		t.Errorf("%v, %v", into, err)
	}
	r.Cut = io.ErrUnexpectedEOF
	if err := r.Decode(&into); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a part passes for the whole: %v", err)
	}
	r.Cut, r.Body = nil, []byte("<html>")
	if err := r.Decode(&into); err == nil || !strings.HasPrefix(err.Error(), "GET http://s/x answered 200 with a body that is not the expected JSON: ") {
		t.Error(err)
	}
}
