package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"syscall"
	"time"
)

// Exit codes, the same for every command.
const (
	exitOK          = 0
	exitFailed      = 1   // verify proved a ❌
	exitRefused     = 2   // what was given is wrong or refused
	exitNoAnswer    = 3   // no usable answer, a rate limit, or a wait ran out
	exitInterrupted = 130 // Ctrl-C
)

// exitError ends a command with an exit code and a text for the user. An empty
// message means that the output has said it already.
type exitError struct {
	code    int
	message string
	hint    string
	cause   error
}

func (e *exitError) Error() string { return e.message }
func (e *exitError) Unwrap() error { return e.cause }

func refused(hint, format string, args ...any) *exitError {
	return &exitError{code: exitRefused, message: fmt.Sprintf(format, args...), hint: hint}
}

func noAnswer(hint, format string, args ...any) *exitError {
	return &exitError{code: exitNoAnswer, message: fmt.Sprintf(format, args...), hint: hint}
}

// quiet is an exit code whose reason is in the output already.
func quiet(code int) error {
	if code == exitOK {
		return nil
	}
	return &exitError{code: code}
}

// timedOut is the cause of a context that ran into --timeout.
type timedOut struct{ limit time.Duration }

func (e *timedOut) Error() string { return "not finished after " + short(e.limit) }

// finish turns what a command returned into its exit code and prints the errors,
// each text once. It is the only place that does. The first error decides.
func finish(ctx context.Context, w io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	var messages, hints []string
	all := describe(ctx, err)
	for _, e := range all {
		messages = addOnce(messages, e.message)
		hints = addOnce(hints, e.hint)
	}
	for _, message := range messages {
		fmt.Fprintf(w, "authcheck: error: %s\n", message)
	}
	for _, hint := range hints {
		fmt.Fprintf(w, "authcheck: hint: %s\n", hint)
	}
	return all[0].code
}

func addOnce(list []string, text string) []string {
	if text == "" || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// describe words an error; several only where several users failed.
func describe(ctx context.Context, err error) []*exitError {
	var ended *exitError
	var limit *timedOut
	var several interface{ Unwrap() []error }
	switch {
	case errors.As(err, &ended) && ended.code == exitInterrupted:
		return []*exitError{ended}
	case errors.Is(err, syscall.EPIPE): // `| head` has seen enough
		return []*exitError{{code: exitNoAnswer}}
	case ctx.Err() != nil || errors.Is(err, errPromptAborted):
		return []*exitError{{code: exitInterrupted, message: "interrupted"}}
	case errors.As(err, &limit):
		return []*exitError{noAnswer("give it more time with --timeout", "%v", limit)}
	case errors.As(err, &several):
		var all []*exitError
		for _, e := range several.Unwrap() {
			all = append(all, describe(ctx, e)...)
		}
		return all
	case errors.As(err, &ended):
		return []*exitError{ended}
	default:
		return []*exitError{{code: exitNoAnswer, message: err.Error()}}
	}
}
