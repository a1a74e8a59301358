// Package supabase is a client of Supabase Auth (GoTrue) as far as testing
// needs it: sign-up, password login, the user behind a token, and the
// administration of test users.
//
// Wire facts that are not documented were recorded from Supabase Auth of
// August 2026; testdata holds the recordings.
package supabase

import (
	"bytes"
	"cmp"
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

	"authcheck/langgraph/wire"
)

// defaultTimeout bounds one request where the caller's http.Client does not.
const defaultTimeout = 30 * time.Second

var defaultHTTP = wire.NewClient(true)

// Client talks to the Auth server of one Supabase project. It is safe for
// concurrent use.
//
// Every method returns an *Error when the server answered and the answer was
// not the expected one: a refusal, or with Foreign something that Supabase Auth does
// not say. It returns a *NoAnswerError when there was no answer: no connection, TLS
// trouble, a time-out, a connection that broke half-way. Errors never hold keys,
// passwords or tokens.
//
// What only reads is asked once more after a failure that may pass: a connection
// that broke, a 5xx, an answer of another server, a 429 that says when. So is whatever
// found nothing listening.
type Client struct {
	// URL of the project, without /auth/v1.
	URL string
	// Key is the anon or publishable key; the Admin methods need the
	// service or secret key.
	Key string
	// HTTP sends the requests; nil will do. Without a Timeout of its own, 30 s are
	// the limit of each. Redirects are never followed, whatever its CheckRedirect
	// says: they would carry the key to another place.
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
// nil where nothing is expected. valid says what the decoded
// answer lacks ("" for nothing): another kind of server answers 200 too.
func (c *Client) do(ctx context.Context, r call, out any, valid func() string) error {
	err := c.once(ctx, r, out, valid)
	wait, again := r.again(err)
	if !again {
		return err
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return c.once(ctx, r, out, valid)
	case <-ctx.Done():
		return err
	}
}

// once sends a call one time.
func (c *Client) once(ctx context.Context, r call, out any, valid func() string) error {
	ctx, written := wire.Trace(ctx)
	req, err := c.request(ctx, r)
	if err != nil {
		return err
	}
	resp, err := c.client().Do(req)
	if err != nil {
		return noAnswer(req, err, written.Load())
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(wire.Body(resp))
	if err != nil && !errors.Is(err, wire.ErrTooLong) {
		return noAnswer(req, err, true)
	}
	e := unexpected(err)
	if err == nil {
		e = judge(resp, body, out, valid, append(secrets{c.Key, r.bearer}, r.secrets...))
	}
	if e != nil {
		e.Method, e.Path, e.Status = r.method, req.URL.Path, resp.StatusCode
		return e
	}
	return nil
}

// judge decodes a good answer into out and makes an *Error of any other, without what was
// sent that is secret.
func judge(resp *http.Response, body []byte, out any, valid func() string, sent secrets) *Error {
	const not = "the answer is not what Supabase Auth sends: "
	switch {
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		return parseError(resp.StatusCode, resp.Header, body, sent)
	case out == nil && (len(body) == 0 || json.Valid(body)):
		return nil
	case out == nil || wire.Unmarshal(body, out) != nil:
		return unexpected(errors.New(not + describe(resp.Header, body, true, sent)))
	}
	if lack := valid(); lack != "" {
		return unexpected(errors.New(not + "it has no " + lack))
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
	req.Header.Set("Accept-Encoding", wire.AcceptEncoding)
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

// client is the caller's http.Client with redirects switched off and a time limit.
func (c *Client) client() *http.Client {
	h := wire.Staying(cmp.Or(c.HTTP, defaultHTTP))
	h.Timeout = cmp.Or(h.Timeout, defaultTimeout)
	return h
}
