package faults

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// outage is how long the address refuses connections, slowness what an answer is late by.
const (
	outage   = 250 * time.Millisecond
	slowness = 300 * time.Millisecond
)

const http11 = "HTTP/1.1"

// connectionKinds: there is no answer, or it takes its time.
var connectionKinds = []Kind{
	{Name: "refused", Phase: Before, Transient: true, Tells: Nothing,
		Answers: "the connection breaks, all others too, and the address refuses new ones for 250 ms",
		apply:   func(x *exchange) { x.p.gate.shut(outage); panic(http.ErrAbortHandler) }},
	{Name: "reset", Phase: Before, Transient: true, Tells: Nothing, Answers: "RST", apply: (*exchange).reset},
	{Name: "reset-after", Phase: After, Transient: true, Tells: Nothing, Answers: "RST", apply: (*exchange).reset},
	{Name: "eof", Phase: Before, Transient: true, Tells: Nothing, Answers: "the connection ends", apply: func(x *exchange) { x.write() }},
	{Name: "eof-after", Phase: After, Transient: true, Tells: Nothing, Answers: "the connection ends", apply: func(x *exchange) { x.write() }},
	{Name: "silent", Phase: Before, Transient: true, Tells: Nothing, Answers: "nothing, ever", apply: (*exchange).silence},
	{Name: "silent-after", Phase: After, Transient: true, Tells: Nothing, Answers: "nothing, ever", apply: (*exchange).silence},
	{Name: "slow", Phase: Through, Transient: true, Tells: Everything, Answers: "the server's answer, 300 ms late",
		apply: func(x *exchange) {
			if x.sleep(slowness) {
				x.pass()
			}
		}},
	{Name: "slow-body", Phase: After, Transient: true, Tells: Everything, Answers: "the server's answer in four pieces, 50 ms apart", apply: inPieces},
}

// lengthKinds: what is said of the body's length is wrong.
var lengthKinds = []Kind{
	{Name: "body-cut", Phase: After, Transient: true, Tells: Nothing, Answers: "half the body; then the connection ends",
		apply: func(x *exchange) {
			half, said := x.truth.half()
			x.write(x.truth.head(http11, length(said)), half)
		}},
	{Name: "length-too-long", Phase: After, Transient: true, Tells: Nothing, Answers: "the whole body, of a length that never comes",
		apply: func(x *exchange) {
			x.wire(func(c *tracked) {
				fmt.Fprint(c, x.truth.head(http11, length(len(x.truth.body)+100)), string(x.truth.body))
				c.hangUp()
			})
		}},
	{Name: "length-too-short", Phase: After, Transient: true, Tells: Nothing, Answers: "the whole body, said to be half as long",
		apply: func(x *exchange) {
			x.write(x.truth.head(http11, length(len(x.truth.body)/2)), string(x.truth.body))
		}},
	{Name: "length-twice", Phase: After, Transient: true, Tells: Nothing, Answers: "the whole body with two different lengths",
		apply: func(x *exchange) {
			x.write(x.truth.head(http11, length(len(x.truth.body)), length(len(x.truth.body)+1)), string(x.truth.body))
		}},
	{Name: "chunks-cut", Phase: After, Transient: true, Tells: Nothing, Answers: "half the body in a chunk, and no last chunk",
		apply: func(x *exchange) {
			half, said := x.truth.half()
			x.write(x.truth.head(http11, "Transfer-Encoding: chunked"), fmt.Sprintf("%x\r\n", said), half)
		}},
}

// wireKinds: old or broken HTTP.
var wireKinds = []Kind{
	{Name: "http-1.0", Phase: After, Transient: true, Tells: Everything, Answers: "the server's answer as HTTP/1.0, without length",
		apply: func(x *exchange) { x.write(x.truth.head("HTTP/1.0"), string(x.truth.body)) }},
	{Name: "connection-closed", Phase: After, Transient: true, Tells: Everything, Answers: "the server's answer; then the connection ends unannounced",
		apply: func(x *exchange) {
			x.write(x.truth.head(http11, length(len(x.truth.body))), string(x.truth.body))
		}},
	{Name: "header-garbage", Phase: After, Transient: true, Tells: Nothing, Answers: "a header that is none",
		apply: func(x *exchange) {
			x.write(x.truth.head(http11, length(len(x.truth.body)), "no colon \x00\x1b[31m here", ": no name"), string(x.truth.body))
		}},
	{Name: "headers-huge", Phase: After, Transient: true, Tells: Nothing, Answers: "12 MiB of headers",
		apply: func(x *exchange) {
			x.write(x.truth.head(http11, "X-Huge: "+strings.Repeat("x", 12<<20), length(len(x.truth.body))), string(x.truth.body))
		}},
}

func inPieces(x *exchange) {
	rest := string(x.truth.body)
	piece := len(rest)/4 + 1
	header := x.w.Header()
	for name, values := range x.truth.header {
		header[name] = values
	}
	x.w.WriteHeader(x.truth.status)
	for len(rest) > 0 && x.sleep(slowness/6) {
		n := min(piece, len(rest))
		_, _ = x.w.Write([]byte(rest[:n]))
		_ = http.NewResponseController(x.w).Flush()
		rest = rest[n:]
	}
}
