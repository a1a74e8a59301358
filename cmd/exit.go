package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"syscall"

	"authcheck/cmd/failure"
	"authcheck/cmd/terminal"
	"authcheck/scenario/report"
)

// Exit codes, the same for every command.
const (
	exitOK          = 0
	exitFailed      = 1   // verify proved a ❌
	exitRefused     = 2   // what was given is wrong or refused
	exitNoAnswer    = 3   // no usable answer, a rate limit, or a wait ran out
	exitInterrupted = 130 // Ctrl-C
)

// exitError ends a command with an exit code of its own and a text for the user. An
// empty message means that the output has said it already.
type exitError struct {
	code    int
	message string
	hint    string
	cause   error
}

func (e *exitError) Error() string { return e.message }
func (e *exitError) Unwrap() error { return e.cause }

// endWith ends a command with an exit code whose reason is in the output already.
func endWith(code int) error {
	if code == exitOK {
		return nil
	}
	return &exitError{code: code}
}

func refused(hint, format string, args ...any) error { return failure.Refused(hint, format, args...) }

// exitOf gives a failure its exit code.
func exitOf(e *failure.Error) *exitError {
	code := exitRefused
	if e.NoAnswer {
		code = exitNoAnswer
	}
	return &exitError{code: code, message: e.Message, hint: e.Hint, cause: e.Cause}
}

// finish turns what a command returned into its exit code and prints the errors,
// each text once. It is the only place that does. The first error decides. Servers and files
// have their words in an error: each is one line.
func finish(ctx context.Context, p terminal.Process, err error) int {
	if err == nil {
		return exitOK
	}
	var messages, hints []string
	all := describe(ctx, err)
	for _, e := range all {
		messages = addOnce(messages, e.message)
		hints = addOnce(hints, e.hint)
	}
	columns := 0 // a log gets each on one line
	if p.ErrIsTerminal {
		columns = cmp.Or(p.Columns, 80)
	}
	for _, message := range messages {
		fmt.Fprintln(p.Err, report.Hang("authcheck: error: ", 18, report.OnTerminal(message), columns))
	}
	for _, hint := range hints {
		fmt.Fprintln(p.Err, report.Hang("authcheck: hint: ", 17, report.OnTerminal(hint), columns))
	}
	return all[0].code
}

func addOnce(list []string, text string) []string {
	if text == "" || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// describe words an error; several only where several users failed. One that has its words
// already keeps them, whatever its cause is made of.
func describe(ctx context.Context, err error) []*exitError {
	worded, isWorded := err.(*exitError)
	var ended *exitError
	var failed *failure.Error
	var limit *failure.TimeLimit
	var several interface{ Unwrap() []error }
	switch {
	case errors.As(err, &ended) && ended.code == exitInterrupted:
		return []*exitError{ended}
	case isWorded && ctx.Err() == nil:
		return []*exitError{worded}
	case outputClosed(err):
		return []*exitError{{code: exitNoAnswer}}
	case ctx.Err() != nil || errors.Is(err, terminal.ErrAborted):
		return []*exitError{{code: exitInterrupted, message: "interrupted"}}
	case errors.As(err, &limit):
		return []*exitError{{code: exitNoAnswer, message: limit.Error(), hint: "give it more time with --timeout"}}
	case errors.As(err, &several):
		var all []*exitError
		for _, e := range several.Unwrap() {
			all = append(all, describe(ctx, e)...)
		}
		return all
	case errors.As(err, &ended):
		return []*exitError{ended}
	case errors.As(err, &failed):
		return []*exitError{exitOf(failed)}
	default:
		return []*exitError{{code: exitNoAnswer, message: err.Error()}}
	}
}

// outputClosed tells that who read the output has seen enough, as `| head` has. The connection
// to a server breaks with the same word, and is no file.
func outputClosed(err error) bool {
	switch e := err.(type) {
	case nil:
		return false
	case *fs.PathError:
		return errors.Is(e, syscall.EPIPE)
	case interface{ Unwrap() []error }:
		return slices.ContainsFunc(e.Unwrap(), outputClosed)
	}
	return outputClosed(errors.Unwrap(err))
}
