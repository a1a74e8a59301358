package langgraph

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	gopath "path"
	"strings"
)

// NotSentError says that a request was not sent, for it would not have gone where it
// belongs, or would have said more than it should: a path that leads elsewhere, a
// header that would end its line. Cause holds no header value.
type NotSentError struct {
	Method string
	Path   string
	Cause  error
}

func (e *NotSentError) Error() string {
	return fmt.Sprintf("%s %q was not sent: %v", e.Method, e.Path, e.Cause)
}

func (e *NotSentError) Unwrap() error { return e.Cause }

// Target is the full URL of a path, as it is sent and as messages show it.
func (c *Client) Target(path string, query url.Values) string {
	target := strings.TrimRight(c.URL, "/") + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	return target
}

// locate is Target for a path that may come from a server: what is there has the
// client's own scheme, host and port, and lies below its prefix. up allows it to lead up on its way.
func (c *Client) locate(path string, query url.Values, up bool) (*url.URL, error) {
	base, err := url.Parse(c.URL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, errors.New("the server's URL is not of the form http://host:port")
	}
	if err := checkPath(path, up); err != nil {
		return nil, err
	}
	target, err := url.Parse(c.Target(path, query))
	if err != nil {
		return nil, errors.New("the path is malformed")
	}
	if target.Scheme != base.Scheme || target.Host != base.Host || !isBelow(target.Path, base.Path, up) {
		return nil, errors.New("the path leads away from the server")
	}
	return target, nil
}

// isBelow tells a path below a prefix, also where it leads up on its way.
func isBelow(path, prefix string, up bool) bool {
	if up {
		path = gopath.Clean(path)
	}
	return strings.HasPrefix(path, strings.TrimRight(prefix, "/")+"/")
}

// checkPath refuses what a client, a proxy or a server may take for another place.
func checkPath(path string, up bool) error {
	path, query, _ := strings.Cut(path, "?")
	plain, err := url.PathUnescape(path)
	switch {
	case !strings.HasPrefix(path, "/"):
		return errors.New("the path does not begin with a slash")
	case err != nil:
		return errors.New("the path is malformed")
	case strings.HasPrefix(plain, "//"):
		return errors.New("the path begins like a host")
	case strings.ContainsFunc(path+query, isUnsafe) || strings.ContainsFunc(plain, isControl):
		return errors.New("the path holds characters that must be escaped")
	}
	for part := range strings.FieldsFuncSeq(plain, func(r rune) bool { return r == '/' || r == '\\' }) {
		if part == "." || part == ".." && !up {
			return errors.New("the path leads up")
		}
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

func isUnsafe(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' || r == '#' }

// checkHeader refuses names and values that would end their line, or the header.
func checkHeader(header http.Header) error {
	for name, values := range header {
		if !IsHeaderName(name) {
			return fmt.Errorf("%q is no name of a header", name)
		}
		for _, value := range values {
			if strings.ContainsFunc(value, func(r rune) bool { return isControl(r) && r != '\t' }) {
				return fmt.Errorf("the value of header %s holds a line break or another control character", name)
			}
		}
	}
	return nil
}

// IsHeaderName tells what can be the name of a header.
func IsHeaderName(name string) bool { return name != "" && !strings.ContainsFunc(name, notInToken) }

// notInToken tells the characters that RFC 9110, 5.6.2, has in no token.
func notInToken(r rune) bool {
	switch {
	case '0' <= r && r <= '9', 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
		return false
	}
	return !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
}
