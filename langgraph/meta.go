package langgraph

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// Info is what a server says about itself.
type Info struct {
	Version string          `json:"version"`
	Python  string          `json:"langgraph_py_version"`
	JS      string          `json:"langgraph_js_version"`
	Flags   map[string]bool `json:"flags"`
	Host    struct {
		Kind string `json:"kind"`
	} `json:"host"`
}

// NotLangGraphError says that something else answers at the address.
type NotLangGraphError struct {
	URL  string
	What string // what it answered instead
}

func (e *NotLangGraphError) Error() string {
	return fmt.Sprintf("%s does not look like a LangGraph server: it answered %s", e.URL, e.What)
}

// Info asks GET /info. Servers without it, or with it behind auth, answer with
// an *Error; the JS server has `flags.crons: false`.
func (c *Client) Info(ctx context.Context, header http.Header) (Info, error) {
	var info Info
	resp, err := c.Send(ctx, Request{Method: http.MethodGet, Path: "/info", Header: header})
	if err != nil {
		return info, err
	}
	if err := resp.Err(); err != nil {
		return info, err
	}
	var loose struct {
		Info
		Flags map[string]any `json:"flags"`
	}
	if err := resp.Decode(&loose); err != nil {
		return info, err
	}
	info = loose.Info
	info.Flags = make(map[string]bool)
	for name, value := range loose.Flags {
		if on, ok := value.(bool); ok {
			info.Flags[name] = on
		}
	}
	return info, nil
}

// Probe tells whether a LangGraph server answers, by GET /ok: 200 with
// {"ok":true} on the Python server, 401 or 403 where it is behind auth (the JS
// server). Anything else is a *NotLangGraphError, no answer a *NoAnswerError.
func (c *Client) Probe(ctx context.Context) error {
	resp, err := c.Send(ctx, Request{Method: http.MethodGet, Path: "/ok"})
	if err != nil {
		return err
	}
	switch {
	case resp.Status == http.StatusUnauthorized || resp.Status == http.StatusForbidden:
		return nil
	case resp.Status >= 300 && resp.Status < 400:
		return &NotLangGraphError{URL: c.URL, What: "a redirect to " + resp.Elsewhere()}
	case resp.Status >= 500:
		return nil // a crash is for the checks to name
	}
	var body struct {
		OK *bool `json:"ok"`
	}
	if json.Unmarshal(resp.Body, &body) == nil && body.OK != nil {
		return nil
	}
	return &NotLangGraphError{URL: c.URL, What: what(resp)}
}

func what(r *Response) string {
	kind := strings.TrimSpace(strings.Split(r.Header.Get("Content-Type"), ";")[0])
	if kind == "" {
		kind = "no content type"
	}
	return fmt.Sprintf("%d with %s to GET /ok", r.Status, kind)
}

// WaitReady probes until the server answers as a LangGraph server, or the wait is over;
// then the last reason is returned.
func (c *Client) WaitReady(ctx context.Context, wait time.Duration) error {
	deadline := time.Now().Add(wait)
	for {
		err := c.Probe(ctx)
		if err == nil || ctx.Err() != nil || !time.Now().Before(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(min(250*time.Millisecond, time.Until(deadline))):
		}
	}
}

var expectedGraphs = regexp.MustCompile(`(?:Expected one of: \[|One of the registered graphs: )([^\]"\n]*)`)

// GraphsIn reads the names of the registered graphs out of the Python server's
// refusal of an unknown one: "Graph '…' not found. Expected one of: ['agent']",
// or of an unknown assistant: "One of the registered graphs: agent, notes"
// (recorded from langgraph-api 0.16.7). Nil when the text names none.
func GraphsIn(text string) []string {
	found := expectedGraphs.FindStringSubmatch(text)
	if found == nil {
		return nil
	}
	var names []string
	for _, quoted := range strings.Split(found[1], ",") {
		if name := strings.Trim(strings.TrimSpace(quoted), `'"\`); name != "" {
			names = append(names, name)
		}
	}
	return names
}
