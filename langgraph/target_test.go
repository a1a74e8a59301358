package langgraph

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// unsafePaths must not be sent: something between us and the server may take them
// for another place, or for more than a path.
var unsafePaths = []string{
	"", "threads", "@evil:80/x", ":80/x", ".evil/x", "//evil/x", "/%2fevil/x", "/../x", "/..//", "/a/../../x", "/%2e%2e/x", "/a%2f..%2f..%2fx",
	"/a/..", "/./x", `/\evil/x`, `\\evil\x`, `/a\..\..\x`, "/a%5c..%5cx", "/a b", "/a\r\nX-Evil: 1", "/a%0d%0aX-Evil:%201", "/a%00", "/a\x7f", "/a#b", "/%", "/%zz",
	"/a?b c", "/a?b\r\nX: 1",
}

// TestOriginIsFixed: whatever a server names as a path, nothing goes elsewhere.
func TestOriginIsFixed(t *testing.T) {
	var asked, elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	t.Cleanup(other.Close)
	evil := strings.TrimPrefix(other.URL, "http://")
	c := serve(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	c.Header = http.Header{"X-Gateway": {"secret"}}
	for _, prefix := range []string{"", "/prefix", "/prefix/"} {
		at := &Client{URL: c.URL + prefix, Header: c.Header}
		for _, path := range append(unsafePaths, "@"+evil+"/x", "//"+evil+"/x") {
			for name, send := range map[string]func() (*Response, error){
				"send": func() (*Response, error) { return at.Send(t.Context(), Request{Method: "GET", Path: path}) },
				"dial": func() (*Response, error) { return at.Dial(t.Context(), Request{Path: path}) },
			} {
				var notSent *NotSentError
				if _, err := send(); !errors.As(err, &notSent) || strings.Contains(err.Error(), "secret") {
					t.Errorf("%s %q below %q: %v", name, path, prefix, err)
				}
			}
		}
	}
	if asked.Load()+elsewhere.Load() != 0 {
		t.Errorf("%d requests went out, %d of them elsewhere", asked.Load()+elsewhere.Load(), elsewhere.Load())
	}
	for _, address := range []string{"", "localhost:2024", "ftp://x", "http://", "http://user:secret@ho st"} {
		var notSent *NotSentError
		if _, err := (&Client{URL: address}).Send(t.Context(), Request{Method: "GET", Path: "/ok"}); !errors.As(err, &notSent) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestPathsArrive: what is escaped arrives as it is, below the prefix.
func TestPathsArrive(t *testing.T) {
	var got string
	c := serve(t, func(_ http.ResponseWriter, req *http.Request) { got = req.RequestURI })
	for path, want := range map[string]string{
		"/threads/a%2Fb": "/threads/a%2Fb", "/a/": "/a/", "/a//b": "/a//b", "/a?b=c+d": "/a?b=c+d", "/ü": "/%C3%BC", "/a:b@c": "/a:b@c", "/..a/b..": "/..a/b..", "/{x}": "/%7Bx%7D",
	} {
		for _, prefix := range []string{"", "/prefix/"} {
			at := &Client{URL: c.URL + prefix}
			send(t, at, Request{Method: "GET", Path: path})
			if want := strings.TrimSuffix(prefix, "/") + want; got != want {
				t.Errorf("%q below %q came as %q", path, prefix, got)
			}
		}
	}
}

// TestHeadersStayHeaders: a value that would end its line is sent by nobody, and told to nobody.
func TestHeadersStayHeaders(t *testing.T) {
	var asked atomic.Int32
	c := serve(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	for _, header := range []http.Header{
		{"Authorization": {"Bearer secret\r\nX-Evil: 1"}}, {"Authorization": {"Bearer secret\n"}}, {"X": {"secret\x00"}}, {"X\r\nY": {"secret"}}, {"X Y": {"secret"}}, {"": {"secret"}}, {"ü": {"secret"}},
	} {
		for name, send := range map[string]func() (*Response, error){
			"of the request": func() (*Response, error) {
				return c.Send(t.Context(), Request{Method: "GET", Path: "/", Header: header})
			},
			"of the client": func() (*Response, error) {
				return (&Client{URL: c.URL, Header: header}).Send(t.Context(), Request{Method: "GET", Path: "/"})
			},
			"of a socket": func() (*Response, error) { return c.Dial(t.Context(), Request{Path: "/", Header: header}) },
		} {
			var notSent *NotSentError
			if _, err := send(); !errors.As(err, &notSent) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%q %s: %v", header, name, err)
			}
		}
	}
	if asked.Load() != 0 {
		t.Errorf("%d requests went out", asked.Load())
	}
	send(t, c, Request{Method: "GET", Path: "/", Header: http.Header{"X_y": {"tab\tand ü"}}})
}

// TestNoRedirectWithOwnClient: a given client that would follow redirects does not.
func TestNoRedirectWithOwnClient(t *testing.T) {
	var elsewhere atomic.Int32
	other := serve(t, func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) })
	c := serve(t, func(w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, other.URL, http.StatusTemporaryRedirect)
	})
	c.HTTP = &http.Client{}
	c.Header = http.Header{"X-Gateway": {"secret"}}
	if got := send(t, c, Request{Method: "GET", Path: "/"}); got.Status != 307 {
		t.Errorf("got %d", got.Status)
	}
	if got, err := c.Dial(t.Context(), Request{Path: "/"}); err != nil || got.Status != 307 {
		t.Errorf("socket: %v, %v", got, err)
	}
	if elsewhere.Load() != 0 {
		t.Errorf("followed %d times", elsewhere.Load())
	}
}

// TestLeadsUp: a path that leads up on purpose is sent as it is, and never leaves the prefix.
func TestLeadsUp(t *testing.T) {
	c := &Client{URL: "http://h/api"}
	if at, err := c.locate("/ok/../threads/search", nil, true); err != nil || at.RequestURI() != "/api/ok/../threads/search" {
		t.Errorf("%v, %v", at, err)
	}
	for path, up := range map[string]bool{"/ok/../threads/search": false, "/../x": true, "/ok/../../x": true, "/./x": true} {
		if at, err := c.locate(path, nil, up); err == nil {
			t.Errorf("%s: %v", path, at)
		}
	}
}
