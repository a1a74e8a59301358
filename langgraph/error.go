package langgraph

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"syscall"
)

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

// Err is nil for a 2xx, else an *Error with what the server said.
func (r *Response) Err() error {
	if r.OK() {
		return nil
	}
	return &Error{Method: r.Method, URL: r.URL, Status: r.Status, Detail: r.Detail()}
}

// Detail is the server's own explanation in one line of at most 200 characters:
// `detail` of the Python server's JSON, else the text of the body.
func (r *Response) Detail() string {
	var fields struct{ Detail, Error, Message any }
	text := ""
	if r.Decode(&fields) == nil {
		for _, field := range []any{fields.Detail, fields.Message, fields.Error} {
			if said, ok := field.(string); ok && text == "" {
				text = said
			}
		}
	}
	if text == "" {
		text = string(r.Body)
	}
	return shorten(strings.Join(strings.Fields(text), " "), 200)
}

// Elsewhere is where a redirect leads, without query and credentials: they may be secret.
func (r *Response) Elsewhere() string {
	to, err := url.Parse(r.Header.Get("Location"))
	if err != nil || to.Host == "" && to.Path == "" {
		return "an address that can't be read"
	}
	return (&url.URL{Scheme: to.Scheme, Host: to.Host, Path: to.Path}).String()
}

func shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		strings.Contains(err.Error(), "server closed idle connection") ||
		strings.Contains(err.Error(), "connection broken")
}
