package langgraph

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"authcheck/langgraph/wire"
)

// MaxBody is how much of an answer is read, in bytes.
const MaxBody = wire.MaxBody

// DefaultTimeout bounds one request where neither the client nor the request says otherwise.
const DefaultTimeout = 30 * time.Second

// Client sends requests to one LangGraph server. The zero value with a URL works.
// A Client holds no credentials: each [Request] brings its own.
type Client struct {
	URL     string        // base URL, path prefix included
	Header  http.Header   // extra headers for a gateway in front; secret
	HTTP    *http.Client  // nil: a client that keeps connections and follows no redirect
	Timeout time.Duration // for one request; 0: DefaultTimeout
	// Patience waits out rate limits; nil: an answer of 429 is returned at once.
	Patience *Patience
	Pace     Pace // how many requests are under way at once; nil: any number

	apart    *http.Client // see Apart
	sent     atomic.Int64
	inMemory atomic.Bool // see Host
}

// Request is one call. Body is sent as JSON unless it is nil, or bytes, whose type the header says.
type Request struct {
	Method  string
	Path    string // escaped, starts with "/"
	Query   url.Values
	Header  http.Header // credentials and whatever else this caller sends
	LeadsUp bool        // the path may have "..", and is sent as it is; it stays below the prefix
	Body    any
	Stream  bool          // a stream, or a call that waits for one: read until it tells something, then hang up
	Wait    time.Duration // how long a stream may stay silent; 0: DefaultStreamWait
	Rest    time.Duration // how long the body of what turns out to be no event stream may take; 0: as Wait
	Timeout time.Duration // for this request; 0: the client's
	// Opened, where given, is called when a stream is open, or there will be none.
	Opened func()
	// Triggered, where given, keeps a silent stream open until it is closed; only then
	// does Wait begin.
	Triggered <-chan struct{}
	// Hold, where given, keeps the body back until it is closed: the server has the
	// headers, and has authenticated the caller, while the body is still to come.
	Hold <-chan struct{}
	// Once is set where a second time is not the same as the first, as for what
	// creates something: such a request is sent again only if it had not gone out,
	// or the server asks for it (429, or 503 with Retry-After).
	Once bool
	// Final, where given, tells an answer to be meant that asks for patience, by how
	// often it was waited for already.
	Final func(answer *Response, waited int) bool
}

// lasts tells a request that is under way while others are sent for it.
func (r Request) lasts() bool { return r.Triggered != nil || r.Hold != nil }

// Apart gives the client a pool of connections of its own.
func (c *Client) Apart() { c.apart = NewHTTPClient(true) }

// Sent is how many requests this client has sent, retries included.
func (c *Client) Sent() int64 { return c.sent.Load() }

// Send makes one call. The error is nil whenever the server answered, also with
// a 500 or with a part of an answer. It is a *NoAnswerError when it did not, and a
// *NotSentError when the request must not be sent. A request whose connection broke
// before an answer began is tried again on a fresh one: the Python server drops its
// connection after a 500, under a pooled request or before the answer is read
// (recorded from langgraph-api 0.16.7).
func (c *Client) Send(ctx context.Context, r Request) (*Response, error) {
	if r.Opened != nil {
		r.Opened = sync.OnceFunc(r.Opened)
		defer r.Opened()
	}
	body, err := encode(r.Body)
	if err != nil {
		return nil, fmt.Errorf("encode the body of %s %s: %w", r.Method, r.Path, err)
	}
	return c.patiently(ctx, r, func() (*Response, error) { return c.persistently(ctx, r, body) })
}

func (c *Client) once(ctx context.Context, r Request, body []byte, fresh bool) (*Response, error) {
	if err := c.Pace.enter(ctx); err != nil {
		return nil, &NoAnswerError{Method: r.Method, URL: c.Target(r.Path, r.Query), Cause: err}
	}
	defer c.Pace.leave()
	ctx, cancel := context.WithTimeout(ctx, c.timeout(r))
	defer cancel()
	ctx, hangUp := context.WithCancelCause(ctx)
	defer hangUp(nil)
	traced, written := wire.Trace(ctx)
	req, err := c.build(traced, r, body)
	if err != nil {
		return nil, &NotSentError{Method: r.Method, Path: r.Path, Cause: err}
	}
	begin := time.Now()
	c.sent.Add(1)
	resp, err := c.client(fresh || r.Once).Do(req)
	target := c.Target(r.Path, r.Query)
	if err != nil {
		return nil, &NoAnswerError{Method: r.Method, URL: target, Cause: bare(err), Written: written.Load()}
	}
	defer resp.Body.Close()
	c.opened(r, resp)
	answer := &Response{Method: r.Method, URL: target, Status: resp.StatusCode, Header: resp.Header}
	answer.read(ctx, resp, r, hangUp)
	answer.Elapsed = time.Since(begin)
	return answer, nil
}

func (c *Client) build(ctx context.Context, r Request, body []byte) (*http.Request, error) {
	target, err := c.locate(r.Path, r.Query, r.LeadsUp)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, target.String(), reader(body))
	if err != nil {
		return nil, err
	}
	if r.Hold != nil {
		req.Body, req.ContentLength, req.GetBody = hold(ctx, r.Hold, body)
	}
	c.setHeader(req, r, body != nil)
	req.Host = req.Header.Get("Host") // "" is that of the URL
	req.Header.Del("Host")
	return req, checkHeader(req.Header)
}

func (c *Client) setHeader(req *http.Request, r Request, json bool) {
	req.Header.Set("User-Agent", "authcheck")
	req.Header.Set("Accept-Encoding", wire.AcceptEncoding)
	if json {
		req.Header.Set("Content-Type", "application/json")
	}
	c.addHeader(req.Header, r)
	if r.Stream {
		req.Header.Set("Accept", "text/event-stream")
	}
}

// addHeader adds the client's headers and the request's own, which win.
func (c *Client) addHeader(all http.Header, r Request) {
	for _, header := range []http.Header{c.Header, r.Header} {
		for name, values := range header {
			all[http.CanonicalHeaderKey(name)] = values
		}
	}
}

func (c *Client) timeout(r Request) time.Duration {
	return cmp.Or(r.Timeout, c.Timeout, DefaultTimeout)
}

// client is the one to send with. Which connections a given one uses is its own business.
func (c *Client) client(fresh bool) *http.Client {
	switch {
	case c.HTTP != nil:
		return wire.Staying(c.HTTP)
	case fresh:
		return freshHTTP
	case c.apart != nil:
		return c.apart
	}
	return sharedHTTP
}

// sharedHTTP keeps connections, freshHTTP does not.
var (
	sharedHTTP = NewHTTPClient(true)
	freshHTTP  = NewHTTPClient(false)
)

// NewHTTPClient makes a client as it is used by default: bounded headers, no cookies,
// and no redirect is followed, so that credentials stay with the origin they were meant for.
func NewHTTPClient(keepAlive bool) *http.Client { return wire.NewClient(keepAlive) }

func encode(body any) ([]byte, error) {
	switch body := body.(type) {
	case nil:
		return nil, nil
	case []byte:
		return body, nil
	}
	return json.Marshal(body)
}

func reader(body []byte) io.Reader {
	if body == nil {
		return nil
	}
	return bytes.NewReader(body)
}

// bare takes the URL out of net/http's errors: it stands in NoAnswerError already.
func bare(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
