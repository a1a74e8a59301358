package langgraph

import (
	"fmt"
	"net/http"
	"strings"
)

// NoAnswerError says that the server gave no answer: nothing listens, the connection
// broke before one began, TLS failed, or the time ran out. Cause is the reason.
type NoAnswerError struct {
	Method  string
	URL     string
	Cause   error
	Written bool // the request had gone out: it may have had its effect
}

func (e *NoAnswerError) Error() string {
	return fmt.Sprintf("%s %s: no answer: %v", e.Method, e.URL, e.Cause)
}

func (e *NoAnswerError) Unwrap() error { return e.Cause }

// Error is an answer that was not the hoped-for one.
type Error struct {
	Method string
	URL    string
	Status int
	Detail string // what the server said, shortened
}

// Error words it the way httpx does, as the tutorial's readers know it.
func (e *Error) Error() string { return Describe(e.Status, e.URL) }

// Describe words a status as Python's httpx does:
// "Client error '404 Not Found' for url 'http://localhost:2024/threads/…'".
func Describe(status int, target string) string {
	kind := "Unexpected answer"
	switch status / 100 {
	case 1:
		kind = "Informational response"
	case 2:
		kind = "Success"
	case 3:
		kind = "Redirect response"
	case 4:
		kind = "Client error"
	case 5:
		kind = "Server error"
	}
	return fmt.Sprintf("%s '%s' for url '%s'", kind, strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status))), target)
}
