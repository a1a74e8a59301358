package langgraph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"authcheck/langgraph/wire"
)

// Dial opens a WebSocket on path, sends one text message, and reads what comes
// back until the server closes, the wait is over, or there is too much of it.
// The Response has the status of the handshake (101 when it was accepted), the
// messages as Events of type "message", and a close as an Event of type "close"
// whose Data is the reason. r.Body, where given, is the message to send.
func (c *Client) Dial(ctx context.Context, r Request) (*Response, error) {
	if r.Opened != nil {
		r.Opened = sync.OnceFunc(r.Opened)
		defer r.Opened()
	}
	return c.patiently(ctx, r, func() (*Response, error) { return c.dial(ctx, r) })
}

func (c *Client) dial(ctx context.Context, r Request) (*Response, error) {
	if err := c.Pace.enter(ctx); err != nil {
		return nil, &NoAnswerError{Method: "WS", URL: c.Target(r.Path, r.Query), Cause: err}
	}
	defer c.Pace.leave()
	ctx, cancel := context.WithTimeout(ctx, c.timeout(r))
	defer cancel()
	at, header, err := c.handshake(r)
	if err != nil {
		return nil, &NotSentError{Method: "WS", Path: r.Path, Cause: err}
	}
	traced, written := wire.Trace(ctx)
	target := c.Target(r.Path, r.Query)
	c.sent.Add(1)
	begin := time.Now()
	conn, resp, err := websocket.Dial(traced, at, &websocket.DialOptions{HTTPHeader: header, HTTPClient: c.client(false)})
	if err != nil && resp == nil {
		return nil, &NoAnswerError{Method: "WS", URL: target, Cause: bare(err), Written: written.Load()}
	}
	answer := &Response{Method: "WS", URL: target, Status: resp.StatusCode, Header: resp.Header}
	c.opened(r, resp)
	if err == nil {
		defer conn.CloseNow()
		answer.converse(ctx, conn, r)
	} else {
		answer.Body, _ = io.ReadAll(wire.Bounded(resp.Body)) // the first KiB of a refusal
	}
	answer.Elapsed = time.Since(begin)
	return answer, nil
}

// handshake is where a WebSocket is opened, and what is said there.
func (c *Client) handshake(r Request) (string, http.Header, error) {
	target, err := c.locate(r.Path, r.Query, r.LeadsUp)
	if err != nil {
		return "", nil, err
	}
	target.Scheme = strings.Replace(target.Scheme, "http", "ws", 1)
	header := make(http.Header)
	c.addHeader(header, r)
	return target.String(), header, checkHeader(header)
}

func (r *Response) converse(ctx context.Context, conn *websocket.Conn, req Request) {
	conn.SetReadLimit(MaxBody)
	if body, err := encode(req.Body); err == nil && body != nil {
		if conn.Write(ctx, websocket.MessageText, body) != nil {
			r.Events = append(r.Events, Event{Type: "close"})
			return
		}
	}
	wait := cmp.Or(req.Wait, DefaultStreamWait)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		if req.Triggered != nil {
			select {
			case <-req.Triggered:
			case <-ctx.Done():
			}
		}
		select {
		case <-time.After(wait):
			cancel()
		case <-ctx.Done():
		}
	}()
	for len(r.Events) < maxEvents && len(r.Body) < MaxBody {
		_, data, err := conn.Read(ctx)
		r.Body = append(r.Body, data...)
		var closed websocket.CloseError
		if errors.As(err, &closed) {
			r.Events = append(r.Events, Event{Type: "close", Data: closed.Reason})
			return
		}
		if err != nil {
			r.Open, r.Truncated = ctx.Err() != nil, errors.Is(err, websocket.ErrMessageTooBig)
			if !r.Open {
				r.Cut = fmt.Errorf("read the messages: %w", err)
			}
			return
		}
		r.Events = append(r.Events, Event{Type: "message", Data: string(data)})
	}
	r.Truncated, r.Cut = true, errManyEvents
}
