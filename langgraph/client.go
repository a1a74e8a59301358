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
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// MaxBody is how much of an answer is read, in bytes.
const MaxBody = 1 << 20

// retries is how often a request is tried again whose connection broke.
const retries = 4

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

	apart *http.Client // see Apart
	sent  atomic.Int64
}

// Request is one call. Body is sent as JSON unless it is nil.
type Request struct {
	Method  string
	Path    string // escaped, starts with "/"
	Query   url.Values
	Header  http.Header // credentials and whatever else this caller sends
	Body    any
	Stream  bool          // a stream, or a call that waits for one: read until it tells something, then hang up
	Wait    time.Duration // how long a stream may stay silent; 0: DefaultStreamWait
	Timeout time.Duration // for this request; 0: the client's
	// Opened, where given, is called when a stream is open, or there will be none.
	Opened func()
	// Stirred, where given, keeps a silent stream open until it is closed; only then
	// does Wait begin.
	Stirred <-chan struct{}
	// Hold, where given, keeps the body back until it is closed: the server has the
	// headers, and has authenticated the caller, while the body is still to come.
	Hold <-chan struct{}
}

// Response is an answer, whatever its status.
type Response struct {
	Method    string
	URL       string
	Status    int
	Header    http.Header
	Body      []byte
	Truncated bool    // the body was longer than MaxBody
	Events    []Event // of an event stream
	Open      bool    // the stream was still open when we hung up
	Elapsed   time.Duration
}

// NoAnswerError says that the server gave no usable answer: nothing listens, the
// connection broke, TLS failed, or the time ran out. Cause is the reason.
type NoAnswerError struct {
	Method string
	URL    string
	Cause  error
}

func (e *NoAnswerError) Error() string {
	return fmt.Sprintf("%s %s: no answer: %v", e.Method, e.URL, e.Cause)
}

func (e *NoAnswerError) Unwrap() error { return e.Cause }

// Apart gives the client a pool of connections of its own.
func (c *Client) Apart() { c.apart = NewHTTPClient(true) }

// Sent is how many requests this client has sent, retries included.
func (c *Client) Sent() int64 { return c.sent.Load() }

// Send makes one call. The error is nil whenever the server answered, also with
// a 500; it is a *NoAnswerError when it did not. A request whose connection broke
// is tried again on a fresh one: the Python server drops its connection after a
// 500, under a pooled request or before the answer is read (recorded from
// langgraph-api 0.16.7).
func (c *Client) Send(ctx context.Context, r Request) (*Response, error) {
	if r.Opened != nil {
		r.Opened = sync.OnceFunc(r.Opened)
		defer r.Opened()
	}
	body, err := encode(r.Body)
	if err != nil {
		return nil, fmt.Errorf("encode the body of %s %s: %w", r.Method, r.Path, err)
	}
	return c.patiently(ctx, func() (*Response, error) {
		answer, err := c.once(ctx, r, body, false)
		for again := 0; err != nil && dropped(err) && again < retries && ctx.Err() == nil; again++ {
			answer, err = c.once(ctx, r, body, true)
		}
		return answer, err
	})
}

func (c *Client) once(ctx context.Context, r Request, body []byte, fresh bool) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout(r))
	defer cancel()
	target := c.Target(r.Path, r.Query)
	req, err := http.NewRequestWithContext(ctx, r.Method, target, reader(body))
	if err != nil {
		return nil, fmt.Errorf("build %s %s: %w", r.Method, r.Path, err)
	}
	if r.Hold != nil {
		req.Body, req.ContentLength, req.GetBody = hold(ctx, r.Hold, body)
	}
	c.setHeader(req, r, body != nil)
	begin := time.Now()
	c.sent.Add(1)
	resp, err := c.client(fresh).Do(req)
	if err != nil {
		return nil, &NoAnswerError{Method: r.Method, URL: target, Cause: bare(err)}
	}
	defer resp.Body.Close()
	c.opened(r, resp.StatusCode)
	answer := &Response{Method: r.Method, URL: target, Status: resp.StatusCode, Header: resp.Header}
	if err := answer.read(resp, r, cancel); err != nil {
		return nil, &NoAnswerError{Method: r.Method, URL: target, Cause: err}
	}
	answer.Elapsed = time.Since(begin)
	return answer, nil
}

// Target is the full URL of a path, as it is sent and as messages show it.
func (c *Client) Target(path string, query url.Values) string {
	target := strings.TrimRight(c.URL, "/") + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	return target
}

func (c *Client) setHeader(req *http.Request, r Request, json bool) {
	req.Header.Set("User-Agent", "authcheck")
	if json {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, header := range []http.Header{c.Header, r.Header} {
		for name, values := range header {
			req.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
	if r.Stream {
		req.Header.Set("Accept", "text/event-stream")
	}
}

func (c *Client) timeout(r Request) time.Duration {
	return cmp.Or(r.Timeout, c.Timeout, DefaultTimeout)
}

func (c *Client) client(fresh bool) *http.Client {
	switch {
	case c.HTTP != nil:
		return c.HTTP
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

// NewHTTPClient makes a client as it is used by default: no cookies, and no
// redirect is followed, so that credentials stay with the origin they were meant for.
func NewHTTPClient(keepAlive bool) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32
	transport.DisableKeepAlives = !keepAlive
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (r *Response) read(resp *http.Response, req Request, cancel func()) error {
	eventStream := strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream")
	if req.Stream && eventStream {
		r.readEvents(resp.Body, req, cancel)
		return nil
	}
	if req.Stream && r.OK() {
		defer time.AfterFunc(cmp.Or(req.Wait, DefaultStreamWait), cancel).Stop()
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxBody+1))
	if err != nil && req.Stream && r.OK() {
		r.Open = true
	} else if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if len(body) > MaxBody {
		body, r.Truncated = body[:MaxBody], true
	}
	r.Body = body
	if eventStream {
		r.Events = parseEvents(body)
	}
	return nil
}

// OK tells whether the status is a 2xx.
func (r *Response) OK() bool { return r.Status >= 200 && r.Status < 300 }

// Decode reads the JSON body into v.
func (r *Response) Decode(v any) error {
	if err := json.Unmarshal(r.Body, v); err != nil {
		return fmt.Errorf("%s %s answered %d with a body that is not the expected JSON: %w", r.Method, r.URL, r.Status, err)
	}
	return nil
}

func encode(body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	return json.Marshal(body)
}

func reader(body []byte) io.Reader {
	if body == nil {
		return nil
	}
	return bytes.NewReader(body)
}

// dropped tells a connection that broke from a time-out or a refusal.
func dropped(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || isReset(err)
}

// bare takes the URL out of net/http's errors: it stands in NoAnswerError already.
func bare(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
