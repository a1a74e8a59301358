package langgraph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"authcheck/langgraph/wire"
)

// Response is an answer, whatever its status.
type Response struct {
	Method string
	URL    string
	Status int
	Header http.Header
	// Body is what came of the body, unpacked, at most MaxBody. Of an event stream
	// it has the last event also where that was cut.
	Body      []byte
	Truncated bool    // there was more than is kept: MaxBody bytes, or 64 events
	Events    []Event // whole ones, of an event stream
	Open      bool    // not ended when we hung up
	// Cut is why Body is only a part; nil where nothing says so.
	Cut     error
	Elapsed time.Duration
}

// What cuts an answer, other than the network.
var (
	errHungUp     = errors.New("we hung up")
	errManyEvents = errors.New("the stream has more than 64 events, or 1 MiB")
)

// Whole tells whether all of the answer is there: then what is not in it was not
// said. Of an answer that was cut, only what is in it counts. A body that ends with
// its connection can be cut with nobody knowing; its JSON will tell.
func (r *Response) Whole() bool { return r.Cut == nil }

// OK tells whether the status is a 2xx.
func (r *Response) OK() bool { return r.Status >= 200 && r.Status < 300 }

// Decode reads the JSON body into v. A body that was cut, or is nested deeper than
// 100 levels, is not what was hoped for either.
func (r *Response) Decode(v any) error {
	err := r.Cut
	if err == nil {
		err = wire.Unmarshal(r.Body, v)
	}
	if err != nil {
		return fmt.Errorf("%s %s answered %d with a body that is not the expected JSON: %w", r.Method, r.URL, r.Status, err)
	}
	return nil
}

func (r *Response) read(ctx context.Context, resp *http.Response, req Request, hangUp func(error)) {
	body := wire.Body(resp)
	eventStream := strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream")
	if req.Stream && eventStream {
		r.readEvents(ctx, body, req, hangUp)
		return
	}
	if req.Stream && r.OK() {
		defer time.AfterFunc(cmp.Or(req.Rest, req.Wait, DefaultStreamWait), func() { hangUp(errHungUp) }).Stop()
	}
	var err error
	r.Body, err = io.ReadAll(body)
	r.end(ctx, err, req.Stream && r.OK())
	if eventStream {
		r.parseEvents()
	}
}

// end notes why the reading ended: not with the answer, where err is given. A stream
// that is still open when the time is up was told all that it had to tell.
func (r *Response) end(ctx context.Context, err error, stream bool) {
	switch {
	case err == nil:
	case ctx.Err() != nil:
		r.Cut, r.Open = context.Cause(ctx), stream
	case errors.Is(err, wire.ErrTooLong):
		r.Cut, r.Truncated = err, true
	default:
		r.Cut = fmt.Errorf("read the answer: %w", err)
	}
}

// Err is nil for a 2xx, else an *Error with what the server said.
func (r *Response) Err() error {
	if r.OK() {
		return nil
	}
	return &Error{Method: r.Method, URL: r.URL, Status: r.Status, Detail: r.Detail()}
}

// Detail is what was Said, shortened. Servers echo what they were sent: what is secret of
// that is taken out first, for no piece of it would be known again.
func (r *Response) Detail(secret ...string) string {
	text := r.Said()
	for _, s := range secret {
		if s != "" {
			text = strings.ReplaceAll(text, s, "…")
		}
	}
	return Shorten(text)
}

// Said is the server's own explanation in one line: `detail` of the Python server's JSON,
// else the text of the body, unless all that it says is that there is nothing to say.
func (r *Response) Said() string {
	var fields struct{ Detail, Error, Message any }
	text, silent := "", false
	if r.Decode(&fields) == nil {
		for _, field := range []any{fields.Detail, fields.Message, fields.Error} {
			if said, ok := field.(string); ok && text == "" {
				text, silent = said, said == ""
			}
		}
	}
	if text == "" && !silent {
		text = string(r.Body)
	}
	return strings.Join(strings.Fields(text), " ")
}

// Elsewhere is where a redirect leads, without query and credentials: they may be secret.
func (r *Response) Elsewhere() string {
	to, err := url.Parse(r.Header.Get("Location"))
	if err != nil || to.Host == "" && to.Path == "" {
		return "an address that can't be read"
	}
	return (&url.URL{Scheme: to.Scheme, Host: to.Host, Path: to.Path}).String()
}

// Shorten keeps at most 200 characters of an explanation.
func Shorten(text string) string {
	const most = 200
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}
