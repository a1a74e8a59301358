package langgraphtest

import (
	"context"
	"net/http"
	"slices"

	"github.com/coder/websocket"
)

// websocket carries commands and events of a thread over one connection. It is
// opened for everybody who is logged in, and closed again with 1011 when the
// thread is hidden from the caller. (The real server may still answer a command
// before it closes.)
func (c *call) websocket() error {
	if c.r.Header.Get("Upgrade") == "" {
		return refuse(http.StatusMethodNotAllowed, "Method Not Allowed")
	}
	conn, err := websocket.Accept(c.w, c.r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return errGone
	}
	defer conn.CloseNow()
	threadID := c.r.PathValue("thread_id")
	if c.mayJoin(threadID) != nil {
		_ = conn.Close(websocket.StatusInternalError, "thread stream ended")
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	incoming := make(chan []byte)
	go receive(ctx, conn, incoming, cancel)
	c.converse(ctx, conn, incoming)
	return nil
}

// receive passes on what the caller sends, until he goes.
func receive(ctx context.Context, conn *websocket.Conn, incoming chan<- []byte, gone func()) {
	defer gone()
	for {
		_, data, err := conn.Read(ctx)
		if err != nil {
			return
		}
		select {
		case incoming <- data:
		case <-ctx.Done():
			return
		}
	}
}

// converse answers commands and, once subscribed, sends events.
func (c *call) converse(ctx context.Context, conn *websocket.Conn, incoming <-chan []byte) {
	var subscribed []any
	var events <-chan event
	send := func(message object) bool {
		return conn.Write(ctx, websocket.MessageText, mustEncode(message)) == nil
	}
	for seq, sound := 1, true; sound; {
		select {
		case data := <-incoming:
			cmd, answer := parseCommand(data)
			if answer == nil {
				c.engine.Lock()
				answer = c.command(cmd)
				c.engine.Unlock()
			}
			sound = send(answer)
			if cmd.Method == "subscription.subscribe" && events == nil && answer["type"] == "success" {
				subscribed, _ = cmd.Params["channels"].([]any)
				listening, stop := c.engine.listen(c.r.PathValue("thread_id"), true)
				defer stop()
				events = listening
			}
		case ev := <-events:
			if slices.Contains(subscribed, any(ev.name)) {
				sound = send(protocolEvent(ev, seq))
			}
			seq++
		case <-ctx.Done():
			return
		case <-c.closing:
			_ = conn.Close(websocket.StatusGoingAway, "")
			return
		}
	}
}
