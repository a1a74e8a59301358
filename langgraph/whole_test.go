package langgraph

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"authcheck/langgraph/wire"
)

// raw answers every connection with these bytes, and ends it in some way.
func raw(t *testing.T, end func(net.Conn), parts ...string) *Client {
	t.Helper()
	c, _ := dropping(t, 1<<30, func(conn net.Conn) {
		for _, part := range parts {
			_, _ = io.WriteString(conn, part)
			time.Sleep(20 * time.Millisecond)
		}
		end(conn)
	})
	return c
}

func hangUp(conn net.Conn) { conn.Close() }

const ok = "HTTP/1.1 200 OK\r\n"

// packed is text as gzip packs it.
func packed(text string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return out.String()
}

// TestCutAnswers: the part that came is kept, and known for a part.
func TestCutAnswers(t *testing.T) {
	slow := func(net.Conn) { time.Sleep(400 * time.Millisecond) }
	gzipped := func(text string) string { return ok + "Content-Encoding: gzip\r\nConnection: close\r\n\r\n" + text }
	for name, c := range map[string]struct {
		client *Client
		body   string
		cut    error
	}{
		"shorter than said":  {raw(t, hangUp, ok+"Content-Length: 9\r\n\r\ncanary"), "canary", io.ErrUnexpectedEOF},
		"reset":              {raw(t, reset, ok+"Content-Length: 9\r\n\r\n", "canary"), "canary", syscall.ECONNRESET},
		"only the header":    {raw(t, hangUp, ok+"Content-Length: 9\r\n\r\n"), "", io.ErrUnexpectedEOF},
		"in a chunk":         {raw(t, hangUp, ok+"Transfer-Encoding: chunked\r\n\r\n9\r\ncanary"), "canary", io.ErrUnexpectedEOF},
		"before last chunk":  {raw(t, hangUp, ok+"Transfer-Encoding: chunked\r\n\r\n6\r\ncanary\r\n"), "canary", io.ErrUnexpectedEOF},
		"never ends":         {raw(t, slow, ok+"Content-Length: 9\r\n\r\ncanary"), "canary", context.DeadlineExceeded},
		"packed, cut":        {raw(t, hangUp, gzipped(packed("canary")[:17])), "canary", io.ErrUnexpectedEOF},
		"packed, wrong sum":  {raw(t, hangUp, gzipped(packed("canary")[:len(packed("canary"))-8]+"12345678")), "canary", gzip.ErrChecksum},
		"packed":             {raw(t, hangUp, gzipped(packed("canary"))), "canary", nil},
		"ends with the line": {raw(t, hangUp, ok+"\r\ncanary"), "canary", nil},
		"HTTP/1.0":           {raw(t, hangUp, "HTTP/1.0 200 OK\r\n\r\ncanary"), "canary", nil},
		"longer than said":   {raw(t, hangUp, ok+"Connection: close\r\nContent-Length: 6\r\n\r\ncanary and more"), "canary", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.client.Timeout = 200 * time.Millisecond
			got := send(t, c.client, Request{Method: "GET", Path: "/"})
			if got.Status != 200 || string(got.Body) != c.body || !errors.Is(got.Cut, c.cut) || got.Whole() != (c.cut == nil) || c.client.Sent() != 1 {
				t.Errorf("got %q, cut by %v, after %d requests", got.Body, got.Cut, c.client.Sent())
			}
		})
	}
}

// TestCutStreams: a stream whose connection breaks is not one that is open.
func TestCutStreams(t *testing.T) {
	stream := ok + "Content-Type: text/event-stream\r\n"
	for name, c := range map[string]struct {
		client *Client
		want   Response
	}{
		"between events": {raw(t, hangUp, stream+"Transfer-Encoding: chunked\r\n\r\n9\r\ndata: a\n\n\r\n"), Response{Events: []Event{{"", "a"}}, Cut: io.ErrUnexpectedEOF}},
		"within one":     {raw(t, hangUp, stream+"Transfer-Encoding: chunked\r\n\r\n11\r\ndata: a\n\ndata: b\n\r\n"), Response{Events: []Event{{"", "a"}}, Cut: io.ErrUnexpectedEOF}},
		"reset":          {raw(t, reset, stream+"\r\n", "data: a\n\n", "data: b"), Response{Events: []Event{{"", "a"}}, Cut: syscall.ECONNRESET}},
		"HTTP/1.0":       {raw(t, hangUp, stream+"\r\ndata: a\n\n"), Response{Events: []Event{{"", "a"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := send(t, c.client, Request{Method: "GET", Path: "/", Stream: true, Wait: time.Second})
			c.want.Method, c.want.URL, c.want.Status = "GET", c.client.URL+"/", 200
			if diff := cmp.Diff(c.want, *got, cmpopts.IgnoreFields(Response{}, "Header", "Elapsed", "Body"), cmpopts.EquateErrors()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestBombs: what a server sends costs no more than is kept of it.
func TestBombs(t *testing.T) {
	var zeros bytes.Buffer
	w := gzip.NewWriter(&zeros)
	for range 32 {
		_, _ = w.Write(make([]byte, 1<<20))
	}
	_ = w.Close()
	var written atomic.Int64
	pour := func(w http.ResponseWriter, part []byte) {
		for range (100 << 20) / len(part) {
			n, err := w.Write(part)
			written.Add(int64(n))
			if err != nil {
				return
			}
		}
	}
	for name, answer := range map[string]func(http.ResponseWriter){
		"32 MB packed": func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(zeros.Bytes())
		},
		"packs of nothing": func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			pour(w, []byte(strings.Repeat(packed(""), 1000)))
		},
		"100 MB": func(w http.ResponseWriter) { pour(w, make([]byte, 1<<16)) },
		"a stream of comments": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/event-stream")
			pour(w, []byte(": "+strings.Repeat("x", 1<<15)+"\n\n"))
		},
		"an event of 100 MB": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/event-stream")
			pour(w, []byte("data: "+strings.Repeat("x", 1<<15)+"\n"))
		},
	} {
		written.Store(0)
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w) })
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := send(t, c, Request{Method: "GET", Path: "/", Stream: true})
		runtime.ReadMemStats(&after)
		if !got.Truncated || got.Whole() || len(got.Body) > MaxBody || !errors.Is(got.Cut, wire.ErrTooLong) {
			t.Errorf("%s: %d bytes kept, truncated %v, cut by %v", name, len(got.Body), got.Truncated, got.Cut)
		}
		if cost := (after.TotalAlloc - before.TotalAlloc) >> 20; cost > 24 || written.Load() > 20<<20 {
			t.Errorf("%s: cost %d MiB, of %d MiB that went out", name, cost, written.Load()>>20)
		}
	}
}

// TestBounds: headers without end, bodies that drip and streams that never fall silent
// end within bounds, too.
func TestBounds(t *testing.T) {
	huge := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 1<<20)) })
	var none *NoAnswerError
	if _, err := huge.Send(t.Context(), Request{Method: "GET", Path: "/"}); !errors.As(err, &none) || !strings.Contains(err.Error(), "headers exceeded") {
		t.Errorf("a header of 1 MiB: %.200v", err)
	}
	for name, kind := range map[string]string{"a body": "application/json", "a stream": "text/event-stream"} {
		drips := serve(t, func(w http.ResponseWriter, req *http.Request) {
			w.Header().Set("Content-Type", kind)
			for req.Context().Err() == nil {
				fmt.Fprint(w, "data: x\n\n")
				_ = http.NewResponseController(w).Flush()
				time.Sleep(20 * time.Millisecond)
			}
		})
		begin := time.Now()
		got := send(t, drips, Request{Method: "GET", Path: "/", Stream: kind != "application/json", Timeout: 200 * time.Millisecond, Wait: 10 * time.Second})
		if took := time.Since(begin); took > 2*time.Second || len(got.Body) == 0 {
			t.Errorf("%s: %q after %v", name, got.Body, took)
		}
	}
}

// TestDeepJSON is refused before it costs anything.
func TestDeepJSON(t *testing.T) {
	deep := bytes.Repeat([]byte(strings.Repeat("[", 9000)+strings.Repeat("]", 9000)+","), 50)
	r := &Response{Status: 200, Body: append(append([]byte("["), deep[:len(deep)-1]...), ']')}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := r.Decode(new(any))
	runtime.ReadMemStats(&after)
	if cost := (after.TotalAlloc - before.TotalAlloc) >> 20; !errors.Is(err, wire.ErrTooDeep) || cost > 2 {
		t.Errorf("%v, for %d MiB", err, cost)
	}
}
