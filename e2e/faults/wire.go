package faults

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// say answers as a sound HTTP server does, whatever it says.
func (x *exchange) say(status int, contentType, body string) {
	if contentType != "" {
		x.w.Header().Set("Content-Type", contentType)
	}
	x.w.WriteHeader(status)
	_, _ = io.WriteString(x.w, body)
}

// give answers with an answer, whole.
func (x *exchange) give(a *answer) {
	maps.Copy(x.w.Header(), a.header)
	for _, name := range []string{"Content-Length", "Transfer-Encoding", "Connection"} {
		x.w.Header().Del(name)
	}
	x.w.WriteHeader(a.status)
	_, _ = x.w.Write(a.body)
}

// giveOrPass answers with what is remembered, or passes the request where nothing is.
func (x *exchange) giveOrPass(a *answer) {
	if a == nil {
		x.unhurt()
		x.pass()
		return
	}
	x.give(a)
}

// unhurt takes back that a fault was applied.
func (x *exchange) unhurt() { x.note(func(e *Exchange) { e.Fault = "" }) }

// stream answers 200 and writes what next gives until the client has gone, or next gives nothing.
// An answer to HEAD has no body: what is written to it goes nowhere, and would do so for ever.
func (x *exchange) stream(contentType string, next func() string, pause time.Duration) {
	x.w.Header().Set("Content-Type", contentType)
	x.w.WriteHeader(http.StatusOK)
	if x.r.Method == http.MethodHead {
		return
	}
	flusher := http.NewResponseController(x.w)
	for text := next(); text != ""; text = next() {
		if _, err := io.WriteString(x.w, text); err != nil {
			return
		}
		if pause == 0 {
			continue
		}
		if flusher.Flush() != nil || !x.sleep(pause) {
			return
		}
	}
}

// sleep returns false when the client or the proxy has gone meanwhile.
func (x *exchange) sleep(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-x.r.Context().Done():
	case <-x.p.closing:
	}
	return false
}

// silence lasts until the client or the proxy has gone.
func (x *exchange) silence() {
	select {
	case <-x.r.Context().Done():
	case <-x.p.closing:
	}
	panic(http.ErrAbortHandler)
}

// wire takes the connection over. It is closed when the handler returns.
func (x *exchange) wire(do func(*tracked)) {
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer conn.Close()
	do(conn.(*tracked))
}

// write sends these bytes as they are, and closes the connection.
func (x *exchange) write(text ...string) {
	x.wire(func(c *tracked) { _, _ = io.WriteString(c, strings.Join(text, "")) })
}

// reset breaks the connection off with RST.
func (x *exchange) reset() {
	x.wire(func(c *tracked) { _ = c.SetLinger(0) })
}

// hangUp waits until the client closes the connection.
func (c *tracked) hangUp() { _, _ = io.Copy(io.Discard, c.TCPConn) }

// head is the beginning of an answer on the wire, without length; more are lines of the header.
func (a *answer) head(version string, more ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %s\r\n", version, a.status, http.StatusText(a.status))
	for _, name := range slices.Sorted(maps.Keys(a.header)) {
		switch name {
		case "Content-Length", "Transfer-Encoding", "Connection":
			continue
		}
		for _, value := range a.header[name] {
			fmt.Fprintf(&b, "%s: %s\r\n", name, value)
		}
	}
	for _, line := range more {
		b.WriteString(line + "\r\n")
	}
	return b.String() + "\r\n"
}

// half is the first half of the body, and how long the whole is said to be: more than that.
func (a *answer) half() (text string, said int) {
	return string(a.body[:len(a.body)/2]), max(len(a.body), 2)
}

func length(n int) string { return fmt.Sprintf("Content-Length: %d", n) }
