package scenario_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
)

// wire sees what goes to the LangGraph server and what comes back.
type wire struct {
	mu       sync.Mutex
	sent     []string // "GET /threads/…", with the body
	came     bytes.Buffer
	instead  func(*http.Request) *http.Response // answers some requests itself
	answered func(*http.Request)                // told of an answer before anybody has read it
	next     http.RoundTripper                  // nil: the default one
}

func (w *wire) client(instead func(*http.Request) *http.Response) *http.Client {
	w.instead = instead
	return &http.Client{Transport: w, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// answer is one in JSON.
func answer(r *http.Request, status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
}

func (w *wire) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.sent)
}

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	line := req.Method + " " + req.URL.Path
	if req.GetBody != nil {
		body, _ := req.GetBody()
		text, _ := io.ReadAll(body)
		line += " " + string(text)
	}
	w.mu.Lock()
	w.sent = append(w.sent, line)
	w.mu.Unlock()
	if w.instead != nil {
		if resp := w.instead(req); resp != nil {
			return resp, nil
		}
	}
	next := w.next
	if next == nil {
		next = http.DefaultTransport
	}
	resp, err := next.RoundTrip(req)
	if err == nil {
		resp.Body = &overheard{resp.Body, w}
		if w.answered != nil {
			w.answered(req)
		}
	}
	return resp, err
}

// overheard writes down what is read of an answer.
type overheard struct {
	io.ReadCloser
	wire *wire
}

func (o *overheard) Read(p []byte) (int, error) {
	n, err := o.ReadCloser.Read(p)
	o.wire.mu.Lock()
	defer o.wire.mu.Unlock()
	o.wire.came.Write(p[:n])
	return n, err
}

// Write makes an upgraded connection of it, as WebSockets need it.
func (o *overheard) Write(p []byte) (int, error) {
	return o.ReadCloser.(io.Writer).Write(p)
}
