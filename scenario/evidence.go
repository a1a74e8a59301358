package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

	"authcheck/langgraph"
)

// evidence writes down what a verdict rests on.
func (r *run) evidence(t trial) *Evidence {
	e := &Evidence{Whose: "User 1", Expected: "denied", Got: t.answer.described(), Effect: t.effect.seen, Canary: t.got == leaked,
		Method: t.op.Method, Body: r.sentBody(t.answer)}
	if t.id.Login == Owner {
		e.Expected = "works"
	} else if t.control.resp != nil {
		e.Control = "User 1: " + t.control.described()
	}
	if t.answer.err != nil {
		e.Got = cause(t.answer.err)
	}
	if resp := t.answer.resp; resp != nil {
		e.URL, e.Status, e.DurationMS = resp.URL, resp.Status, resp.Elapsed.Milliseconds()
		if e.Canary {
			e.CanaryAt = foundAt(resp, r.canary)
		}
		if !resp.OK() {
			e.Detail = resp.Detail()
		}
	}
	e.Curl = r.curl(t.answer)
	return e
}

// sentBody is what was sent, without the canary: it is our own.
func (r *run) sentBody(a answer) string {
	text, _ := a.request.Body.(json.RawMessage)
	return strings.ReplaceAll(string(text), r.canary, "<canary>")
}

// cause says in plain words why there was no answer.
func cause(err error) string {
	var none *langgraph.NoAnswerError
	if errors.As(err, &none) {
		err = none.Cause
	}
	var network net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return "interrupted"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return "no answer in time"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET):
		return "the connection was reset"
	}
	return fmt.Sprint(err)
}
