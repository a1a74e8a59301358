// Package wire is what the clients of foreign servers have in common: how they
// connect, what an answer may cost, and whether a request went out.
//
// Every bound is the same for all: a server that is wrong, broken or hostile costs
// a known amount of memory and time, and gets nothing that was meant for another.
package wire

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"syscall"
)

// maxHeader bounds the header of an answer, in bytes.
const maxHeader = 256 << 10

// NewClient is an HTTP client that reads bounded headers, keeps no cookies and
// follows no redirect: credentials stay with the origin they were meant for.
func NewClient(keepAlive bool) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32
	transport.MaxResponseHeaderBytes = maxHeader
	transport.DisableKeepAlives = !keepAlive
	return Staying(&http.Client{Transport: transport})
}

// Staying is a copy of a client that follows no redirect and keeps no cookies.
func Staying(client *http.Client) *http.Client {
	staying := *client
	staying.Jar = nil
	staying.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &staying
}

// Written tells whether the whole of a request has gone out: from then on it may
// have had its effect, whatever becomes of the answer.
type Written struct{ atomic.Bool }

// Trace notes what becomes of the request that is sent with the context.
func Trace(ctx context.Context) (context.Context, *Written) {
	written := new(Written)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			if info.Err == nil {
				written.Store(true)
			}
		},
	}), written
}

// Dropped tells a connection that broke from a time-out or a refusal.
func Dropped(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		strings.Contains(err.Error(), "server closed idle connection") ||
		strings.Contains(err.Error(), "connection broken")
}
