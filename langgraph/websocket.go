package langgraph

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// Dial opens a WebSocket on path, sends one text message, and reads what comes
// back until the server closes, the first answer is there, or it stays silent.
// The Response has the status of the handshake (101 when it was accepted), the
// messages as Events of type "message", and a close as an Event of type "close"
// whose Data is the reason. r.Body, where given, is the message to send.
func (c *Client) Dial(ctx context.Context, r Request) (*Response, error) {
	if r.Opened != nil {
		r.Opened = sync.OnceFunc(r.Opened)
		defer r.Opened()
	}
	return c.patiently(ctx, func() (*Response, error) { return c.dial(ctx, r) })
}

func (c *Client) dial(ctx context.Context, r Request) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout(r))
	defer cancel()
	target := c.Target(r.Path, r.Query)
	header := make(http.Header)
	for _, from := range []http.Header{c.Header, r.Header} {
		for name, values := range from {
			header[http.CanonicalHeaderKey(name)] = values
		}
	}
	c.sent.Add(1)
	begin := time.Now()
	conn, resp, err := websocket.Dial(ctx, strings.Replace(target, "http", "ws", 1), &websocket.DialOptions{
		HTTPHeader: header, HTTPClient: c.client(false),
	})
	if err != nil && resp == nil {
		return nil, &NoAnswerError{Method: "WS", URL: target, Cause: bare(err)}
	}
	answer := &Response{Method: "WS", URL: target, Status: resp.StatusCode, Header: resp.Header}
	c.opened(r, resp.StatusCode)
	if err == nil {
		defer conn.CloseNow()
		answer.converse(ctx, conn, r)
	}
	answer.Elapsed = time.Since(begin)
	return answer, nil
}

func (r *Response) converse(ctx context.Context, conn *websocket.Conn, req Request) {
	conn.SetReadLimit(MaxBody)
	if body, err := encode(req.Body); err == nil && body != nil {
		if conn.Write(ctx, websocket.MessageText, body) != nil {
			r.Events = append(r.Events, Event{Type: "close"})
			return
		}
	}
	wait := req.Wait
	if wait == 0 {
		wait = DefaultStreamWait
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		if req.Stirred != nil {
			select {
			case <-req.Stirred:
			case <-ctx.Done():
			}
		}
		select {
		case <-time.After(wait):
			cancel()
		case <-ctx.Done():
		}
	}()
	for len(r.Events) < maxEvents {
		_, data, err := conn.Read(ctx)
		var closed websocket.CloseError
		if errors.As(err, &closed) {
			r.Events = append(r.Events, Event{Type: "close", Data: closed.Reason})
			return
		}
		if err != nil {
			r.Open = ctx.Err() != nil
			return
		}
		r.Events = append(r.Events, Event{Type: "message", Data: string(data)})
		r.Body = append(r.Body, data...)
	}
}
