package langgraph

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// Info is what a server says about itself.
type Info struct {
	Name    string          `json:"name"`
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
	URL    string
	Status int
	What   string // what it answered instead
}

func (e *NotLangGraphError) Error() string {
	return fmt.Sprintf("%s does not look like a LangGraph server: it answered %s", e.URL, e.What)
}

// Info asks GET /info. Servers without it, or with it behind auth, answer with
// an *Error; the JS server has `flags.crons: false`.
func (c *Client) Info(ctx context.Context, header http.Header) (Info, error) {
	var info Info
	resp, err := c.ask(ctx, Request{Method: http.MethodGet, Path: "/info", Header: header})
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

// Host is how the server is run: "self-hosted", "saas", as it says itself, which `langgraph
// dev` does, too. Where a probe saw that nothing outlives the process, "development server".
func (c *Client) Host(i Info) string {
	if i.Host.Kind == "self-hosted" && c.inMemory.Load() {
		return "development server"
	}
	return i.Host.Kind
}

// Probe tells whether a LangGraph server answers, by the first of the signs that it
// shows. Where it shows none that is a *NotLangGraphError, and no answer to the first a
// *NoAnswerError.
func (c *Client) Probe(ctx context.Context) error {
	var first error
	for i, s := range signs {
		known, resp, err := c.known(ctx, s)
		switch {
		case known:
			c.inMemory.Store(i == 0 && inMemory(resp))
			return nil
		case i == 0 && err != nil:
			return err
		case i == 0:
			first = &NotLangGraphError{URL: c.URL, Status: resp.Status, What: what(resp)}
		}
	}
	return first
}

// askAgain is waited before a server is asked again what only a passing failure kept back.
const askAgain = 200 * time.Millisecond

// ask sends what may be sent twice, and does so after an answer that is none.
func (c *Client) ask(ctx context.Context, r Request) (*Response, error) {
	resp, err := c.Send(ctx, r)
	if err != nil || resp.Whole() && resp.Status < 500 {
		return resp, err
	}
	pause(ctx, askAgain)
	again, err := c.Send(ctx, r)
	if err != nil {
		return resp, nil
	}
	return again, nil
}

func what(r *Response) string {
	if r.Status >= 300 && r.Status < 400 {
		return "a redirect to " + r.Elsewhere()
	}
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

var expectedGraphs = regexp.MustCompile(`(?:Expected one of: \[|One of the registered graphs: |Available: \[)([^\]"\n]*)`)

// GraphsIn reads the names of the registered graphs out of the Python server's
// refusal of an unknown one: "Graph '…' not found. Expected one of: ['agent']",
// or of an unknown assistant: "One of the registered graphs: agent, notes"
// (recorded from langgraph-api 0.16.7), or of Aegra's: "Graph '…' not found in
// aegra.json. Available: ['agent']" (recorded from aegra-api 0.11.0). Nil when the
// text names none.
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
