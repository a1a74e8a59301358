// Package failure has the errors that end a command: what its user is told, what the
// next step is, and whether there was an answer at all.
package failure

import (
	"errors"
	"fmt"
	"time"

	"authcheck/cmd/wording"
)

// Error says in whole why a command cannot go on.
type Error struct {
	NoAnswer bool // there was no usable answer; else, what was given is wrong or refused
	Message  string
	Hint     string // the next step, "" for none
	Cause    error  // for errors.Is and errors.As; may be nil
}

func (e *Error) Error() string { return e.Message }
func (e *Error) Unwrap() error { return e.Cause }

// Refused says that what was given is wrong or was refused.
func Refused(hint, format string, args ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, args...), Hint: hint}
}

// NoAnswer says that there was no usable answer, a rate limit, or a wait that ran out.
func NoAnswer(hint, format string, args ...any) *Error {
	return &Error{NoAnswer: true, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// TimeLimit is the cause of a context that ran into --timeout.
type TimeLimit struct{ After time.Duration }

func (e *TimeLimit) Error() string { return "not finished after " + wording.Duration(e.After) }

// Root is the first cause of an error: what the system said.
func Root(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
