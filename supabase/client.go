// Package supabase is a client of Supabase Auth (GoTrue) as far as testing
// needs it: sign-up, password login, the user behind a token, and the
// administration of test users.
//
// Wire facts that are not documented were recorded from Supabase Auth of
// August 2026; testdata holds the recordings.
package supabase

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxBody bounds what is read of one answer, in bytes.
const maxBody = 1 << 20

// defaultTimeout bounds one request when the caller brings no http.Client.
const defaultTimeout = 30 * time.Second

var defaultHTTP = &http.Client{Timeout: defaultTimeout}

// Client talks to the Auth server of one Supabase project. It is safe for
// concurrent use.
//
// Every method returns an *Error when the server answered and the answer was
// not the expected one, and another error, which wraps the cause, when there
// was no answer: no connection, TLS trouble, a time-out, a connection that
// broke half-way. Errors never hold keys, passwords or tokens.
type Client struct {
	// URL of the project, without /auth/v1.
	URL string
	// Key is the anon or publishable key; the Admin methods need the
	// service or secret key.
	Key string
	// HTTP sends the requests. With nil, a client with a time limit of 30 s
	// does. Redirects are never followed, whatever its CheckRedirect says:
	// they would carry the key to another place.
	HTTP *http.Client
}

// String names the project, never the key.
func (c Client) String() string { return "supabase project " + c.origin() }

// Format is String whatever the verb: %#v and %d must not show the key either.
func (c Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// MarshalText is String for encoders.
func (c Client) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// LogValue is String for log/slog.
func (c Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// call is one request: what differs between the methods of Client.
type call struct {
	method, path string // path below /auth/v1, parts escaped
	query        url.Values
	bearer       string   // sent in Authorization
	body         any      // sent as JSON unless nil
	secrets      []string // what else must not come back in an error
}

// do sends one call and decodes the JSON of a 2xx answer into out, which is
// nil where no body is expected. valid, when not nil, says what the decoded
// answer lacks ("" for nothing): another kind of server answers 200 too.
func (c *Client) do(ctx context.Context, r call, out any, valid func() string) error {
	req, err := c.request(ctx, r)
	if err != nil {
		return err
	}
	resp, err := c.client().Do(req)
	if err != nil {
		return noAnswer(req, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return noAnswer(req, err)
	}
	if e := judge(resp, body, out, valid); e != nil {
		e.Method, e.Path, e.Status = r.method, req.URL.Path, resp.StatusCode
		e.hide(append(r.secrets, c.Key, r.bearer)...)
		return e
	}
	return nil
}

// judge decodes a good answer into out and makes an *Error of any other.
func judge(resp *http.Response, body []byte, out any, valid func() string) *Error {
	switch {
	case len(body) > maxBody:
		return &Error{Code: CodeUnexpected, Message: "the answer is longer than 1 MiB"}
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		return parseError(resp.StatusCode, resp.Header, body)
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return &Error{Code: CodeUnexpected, Message: "the answer is not what Supabase Auth sends: " + describe(resp.Header, body)}
	}
	if valid != nil {
		if lack := valid(); lack != "" {
			return &Error{Code: CodeUnexpected, Message: "the answer is not what Supabase Auth sends: it has no " + lack}
		}
	}
	return nil
}

// request builds the HTTP request of a call.
func (c *Client) request(ctx context.Context, r call) (*http.Request, error) {
	u, err := c.endpoint(r)
	if err != nil {
		return nil, err
	}
	var body io.Reader
	if r.body != nil {
		data, err := json.Marshal(r.body)
		if err != nil {
			return nil, fmt.Errorf("encode %s %s: %w", r.method, r.path, err)
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, u, body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: invalid request", r.method, r.path)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "authcheck")
	if c.Key != "" {
		req.Header.Set("apikey", c.Key)
	}
	if r.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+r.bearer)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// endpoint is the full URL of a call.
func (c *Client) endpoint(r call) (string, error) {
	// The parse error would quote the URL, and that may hold a password.
	base, err := url.Parse(strings.TrimSpace(c.URL))
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return "", errors.New("the Supabase URL is not of the form https://<project>.supabase.co")
	}
	base.RawQuery, base.Fragment = "", ""
	prefix := strings.TrimSuffix(strings.TrimRight(base.String(), "/"), "/auth/v1")
	full := prefix + "/auth/v1" + r.path
	if len(r.query) > 0 {
		full += "?" + r.query.Encode()
	}
	return full, nil
}

// origin is the project's scheme and host, for messages.
func (c Client) origin() string {
	u, err := url.Parse(strings.TrimSpace(c.URL))
	if err != nil || u.Host == "" {
		return "(no URL)"
	}
	return u.Scheme + "://" + u.Host
}

// client is the caller's http.Client with redirects switched off.
func (c *Client) client() *http.Client {
	h := *defaultHTTP
	if c.HTTP != nil {
		h = *c.HTTP
	}
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &h
}

// noAnswer wraps a transport error with the call it belongs to, without the
// query and without the credentials that a URL can carry.
func noAnswer(req *http.Request, err error) error {
	if ue, ok := errors.AsType[*url.Error](err); ok {
		err = ue.Err
	}
	return fmt.Errorf("%s %s://%s%s: %w", req.Method, req.URL.Scheme, req.URL.Host, req.URL.Path, err)
}
