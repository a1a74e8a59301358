package supabase

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"syscall"
	"time"

	"authcheck/langgraph/wire"
)

// NoAnswerError says that there was no answer to a request, or only a part of one.
type NoAnswerError struct {
	Method  string
	URL     string // without query and credentials
	Cause   error
	Written bool // the request had gone out: it may have had its effect
}

func (e *NoAnswerError) Error() string { return fmt.Sprintf("%s %s: %v", e.Method, e.URL, e.Cause) }

func (e *NoAnswerError) Unwrap() error { return e.Cause }

// noAnswer wraps a transport error with the call it belongs to, without the
// query and without the credentials that a URL can carry.
func noAnswer(req *http.Request, err error, written bool) error {
	if ue, ok := errors.AsType[*url.Error](err); ok {
		err = ue.Err
	}
	at := req.URL.Scheme + "://" + req.URL.Host + req.URL.Path
	return &NoAnswerError{Method: req.Method, URL: at, Cause: err, Written: written}
}

const (
	shortWait   = 200 * time.Millisecond // before a call is made again
	longestWait = 5 * time.Second        // of those that a server may ask for; more is the caller's to decide
)

// again tells whether a call that failed is made once more, and after what time. What
// changes something is not, unless nothing had gone out.
func (r call) again(err error) (time.Duration, bool) {
	if none, ok := errors.AsType[*NoAnswerError](err); ok {
		return shortWait, !none.Written && errors.Is(err, syscall.ECONNREFUSED) || r.method == http.MethodGet && wire.Dropped(none.Cause)
	}
	e, ok := errors.AsType[*Error](err)
	if !ok || r.method != http.MethodGet || e.RetryAfter > longestWait {
		return 0, false
	}
	passing := e.Status >= 500 || e.Foreign && e.Code != CodeRedirect || e.Status == http.StatusTooManyRequests && e.RetryAfter > 0
	return max(shortWait, e.RetryAfter), passing
}
