package faults

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"strings"
	"sync"
	"time"
)

// Bounds on what is held of one exchange, in bytes.
const (
	requestBound = 8 << 20  // of a request that a fault hits
	answerBound  = 4 << 20  // of the answer that a fault works on
	captureBound = 64 << 10 // of what passes
)

// patience is how long the body of an answer that a fault works on may take: streams don't end.
const patience = time.Second

// exchange is a request on its way through the proxy.
type exchange struct {
	p     *Proxy
	w     http.ResponseWriter
	r     *http.Request
	entry *Exchange

	sent  *capture // the beginning of the request's body, as far as it was read
	body  []byte   // the whole of it, after readBody
	read  bool
	truth *answer // the server's, after forward
}

// answer is an HTTP answer as data.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a *answer) eventStream() bool {
	return strings.HasPrefix(a.header.Get("Content-Type"), "text/event-stream")
}

// note changes the exchange's line in the log.
func (x *exchange) note(change func(*Exchange)) {
	x.p.mu.Lock()
	defer x.p.mu.Unlock()
	change(x.entry)
}

// readBody reads the request's body, once.
func (x *exchange) readBody() error {
	if x.read {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(x.r.Body, requestBound))
	if err != nil {
		return fmt.Errorf("read the request: %w", err)
	}
	x.read, x.body = true, body
	_, _ = x.sent.Write(body)
	x.r.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

// mayBe tells whether the request has this identity as far as is known without its body.
func (x *exchange) mayBe(identity string) bool {
	return strings.HasPrefix(identity, x.call()+" ")
}

// identity is equal for requests that are the same, from the same caller.
func (x *exchange) identity() string { return x.call() + " " + x.sent.digest() }

func (x *exchange) call() string { return fmt.Sprintf("%d %s", x.entry.request.Who, x.place()) }

// place is the request without its caller and body.
func (x *exchange) place() string { return x.r.Method + " " + x.r.URL.RequestURI() }

// pass lets the request and its answer through as they come.
func (x *exchange) pass() {
	x.departs()
	if !x.read {
		x.r.Body = &tee{x.r.Body, x.sent, nil}
	}
	proxy := &httputil.ReverseProxy{
		Transport:      x.p.transport,
		FlushInterval:  -1,
		ErrorLog:       log.New(io.Discard, "", 0),
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		ModifyResponse: x.passing,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(x.p.target)
			r.Out.URL.RawQuery = r.In.URL.RawQuery
			for name, values := range r.In.Header {
				if strings.HasPrefix(name, "X-Forwarded-") || name == "Forwarded" {
					r.Out.Header[name] = values // authcheck tries these
				}
			}
			r.Out.Header.Del("Accept-Encoding")
		},
	}
	proxy.ServeHTTP(x.w, x.r)
}

// passing takes a copy of an answer on its way.
func (x *exchange) passing(resp *http.Response) error {
	x.answered(resp.StatusCode)
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil
	}
	came := &capture{}
	resp.Body = &tee{resp.Body, came, sync.OnceFunc(func() {
		x.learn(&answer{resp.StatusCode, resp.Header.Clone(), came.bytes()}, came.whole())
	})}
	return nil
}

// forward sends the request and reads the server's answer; false where there is none.
func (x *exchange) forward() bool {
	ctx, cancel := context.WithCancel(x.r.Context())
	defer cancel()
	out := x.r.Clone(ctx)
	(&httputil.ProxyRequest{In: x.r, Out: out}).SetURL(x.p.target)
	out.URL.RawQuery, out.RequestURI = x.r.URL.RawQuery, ""
	out.Body, out.ContentLength, out.TransferEncoding = io.NopCloser(bytes.NewReader(x.body)), int64(len(x.body)), nil
	if len(x.body) == 0 {
		out.Body = http.NoBody
	}
	out.Header.Del("Accept-Encoding")
	x.departs()
	resp, err := x.p.transport.RoundTrip(out)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	x.answered(resp.StatusCode)
	x.truth = &answer{status: resp.StatusCode, header: resp.Header}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		defer time.AfterFunc(patience, cancel).Stop()
		x.truth.body, err = io.ReadAll(io.LimitReader(resp.Body, answerBound))
	}
	x.learn(x.truth, err == nil && len(x.truth.body) <= captureBound)
	return true
}

func (x *exchange) departs() {
	ids := changedBy(x.r.Method, x.r.URL.Path, x.sent.bytes())
	makes := madeField(x.r.Method, x.r.URL.Path) != ""
	x.note(func(e *Exchange) { e.Reached, e.ids, e.lost = true, ids, makes })
}

func (x *exchange) answered(status int) { x.note(func(e *Exchange) { e.Status = status }) }

// learn takes from the server's own answer what was made and changed, and keeps it where it is whole.
func (x *exchange) learn(a *answer, whole bool) {
	method, at, sent := x.r.Method, x.r.URL.Path, x.sent.bytes()
	x.p.mu.Lock()
	defer x.p.mu.Unlock()
	made := madeBy(method, at, sent, a)
	x.p.record.learn(made)
	x.entry.lost = x.entry.lost && a.status < 400 && len(made) <= strings.Count(madeField(method, at), "|")
	x.entry.ids = changedBy(method, at, sent)
	if whole && a.status/100 == 2 && !a.eventStream() {
		x.p.memory.keep(x, a)
	}
}

// capture keeps the beginning of what is written to it.
type capture struct {
	mu   sync.Mutex
	kept []byte
	more bool
}

func (c *capture) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	room := min(len(p), captureBound-len(c.kept))
	c.kept = append(c.kept, p[:room]...)
	c.more = c.more || room < len(p)
	return len(p), nil
}

func (c *capture) bytes() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return bytes.Clone(c.kept)
}

func (c *capture) whole() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.more
}

func (c *capture) digest() string { return fmt.Sprintf("%x", sha256.Sum256(c.bytes())) }

// tee copies what is read; ended, where given, is called at the end of it.
type tee struct {
	io.ReadCloser
	copy  *capture
	ended func()
}

func (t *tee) Read(p []byte) (int, error) {
	n, err := t.ReadCloser.Read(p)
	_, _ = t.copy.Write(p[:n])
	if err != nil && t.ended != nil {
		t.ended()
	}
	return n, err
}

func (t *tee) Close() error {
	if t.ended != nil {
		t.ended()
	}
	return t.ReadCloser.Close()
}
