package langgraph

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// saying answers everything in one way.
func saying(t *testing.T, status int, contentType, body string) *Client {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.Header().Set("Location", "/login?secret=1")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	})
}

// TestProbe tells a LangGraph server from whatever else may answer.
func TestProbe(t *testing.T) {
	const not = " does not look like a LangGraph server: it answered "
	for name, c := range map[string]struct {
		status     int
		kind, body string
		want       string // "" for a LangGraph server
	}{
		"Python":         {200, "application/json", `{"ok":true}`, ""},
		"not yet":        {200, "application/json", `{"ok":false}`, ""},
		"behind auth":    {401, "text/plain", "Unauthorized", ""},
		"forbidden":      {403, "", "", ""},
		"crashing":       {500, "text/plain", "Internal Server Error", ""},
		"a web page":     {200, "text/html; charset=utf-8", "<html>", "200 with text/html to GET /ok"},
		"another JSON":   {200, "application/json", `{"status":"up"}`, "200 with application/json to GET /ok"},
		"a list":         {200, "application/json", `[1]`, "200 with application/json to GET /ok"},
		"nothing there":  {404, "text/plain", "404 page not found", "404 with text/plain to GET /ok"},
		"nothing at all": {404, "", "", "404 with no content type to GET /ok"},
		"sent elsewhere": {302, "", "", "a redirect to /login"},
		"too many":       {429, "", "", "429 with no content type to GET /ok"},
		"bad gateway":    {502, "text/html", "<h1>502", "502 with text/html to GET /ok"},
		"nobody behind":  {503, "text/plain", "no healthy upstream", "503 with text/plain to GET /ok"},
		"none in time":   {504, "", "", "504 with no content type to GET /ok"},
	} {
		client := saying(t, c.status, c.kind, c.body)
		err := client.Probe(t.Context())
		var other *NotLangGraphError
		switch {
		case c.want == "" && err != nil, c.want != "" && (!errors.As(err, &other) || err.Error() != client.URL+not+c.want):
			t.Errorf("%s: %v", name, err)
		}
	}
	var none *NoAnswerError
	if err := (&Client{URL: "http://127.0.0.1:1"}).Probe(t.Context()); !errors.As(err, &none) {
		t.Errorf("nobody there: %v", err)
	}
}

// TestPassingFailure: what fails once does not keep a server from being found.
func TestPassingFailure(t *testing.T) {
	var all sync.WaitGroup
	defer all.Wait()
	for name, fail := range map[string]func(http.ResponseWriter){
		"502": func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway); fmt.Fprint(w, "<html>") },
		"cut": func(w http.ResponseWriter) { w.Header().Set("Content-Length", "99"); fmt.Fprint(w, `{"ok":`) },
		"broken": func(w http.ResponseWriter) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				conn.Close()
			}
		},
	} {
		for call, ask := range map[string]func(*Client) error{
			"probe": func(c *Client) error { return c.Probe(t.Context()) },
			"ready": func(c *Client) error { return c.WaitReady(t.Context(), 0) },
			"info":  func(c *Client) error { _, err := c.Info(t.Context(), nil); return err },
		} {
			var asked atomic.Int32
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if asked.Add(1) == 1 {
					fail(w)
				} else {
					fmt.Fprint(w, `{"ok":true}`)
				}
			})
			all.Go(func() {
				if err := ask(c); err != nil || asked.Load() != 2 {
					t.Errorf("%s, %s: %v after %d requests, %d sent", name, call, err, asked.Load(), c.Sent())
				}
			})
		}
	}
	gone := saying(t, 502, "", "<html>")
	if _, err := gone.Info(t.Context(), nil); err == nil || gone.Sent() != 2 {
		t.Errorf("a gateway without a server: %v after %d requests", err, gone.Sent())
	}
}

// TestWaitReady: it waits for a server that is starting, and no longer than told.
func TestWaitReady(t *testing.T) {
	all := int32(len(signs))
	var asked atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) <= 2*all {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		fmt.Fprint(w, `{"ok":true}`)
	})
	if err := c.WaitReady(t.Context(), 10*time.Second); err != nil || c.Sent() != int64(2*all+1) {
		t.Errorf("asked %d times: %v", c.Sent(), err)
	}
	asked.Store(0)
	ingress := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) <= 2*all { // each sign is asked for twice
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		fmt.Fprint(w, `{"ok":true}`)
	})
	if err := ingress.WaitReady(t.Context(), 10*time.Second); err != nil || ingress.Sent() != int64(2*all+1) {
		t.Errorf("asked an ingress %d times: %v", ingress.Sent(), err)
	}
	page := saying(t, 200, "text/html", "")
	var other *NotLangGraphError
	if err := page.WaitReady(t.Context(), 0); !errors.As(err, &other) || page.Sent() != int64(all) {
		t.Errorf("asked %d times: %v", page.Sent(), err)
	}
	if err := page.WaitReady(t.Context(), 1500*time.Millisecond); !errors.As(err, &other) || page.Sent() < 3*int64(all) {
		t.Errorf("asked %d times: %v", page.Sent(), err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if err := page.WaitReady(ctx, time.Minute); err == nil || time.Since(begin) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
}

// TestInfo: what a server says about itself, in the words of either kind.
func TestInfo(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want Info
	}{
		"Python": {`{"version":"0.16.7","langgraph_py_version":"1.0.1","flags":{"assistants":true,"crons":true,"langsmith_tracing_replicas":"x"},"host":{"kind":"self-hosted","project_id":null}}`,
			Info{Version: "0.16.7", Python: "1.0.1", Flags: map[string]bool{"assistants": true, "crons": true}}},
		"JavaScript": {`{"version":"2.0.0","langgraph_js_version":"1.0","flags":{"assistants":true,"crons":false}}`,
			Info{Version: "2.0.0", JS: "1.0", Flags: map[string]bool{"assistants": true, "crons": false}}},
		"nothing": {`{}`, Info{Flags: map[string]bool{}}},
	} {
		if name == "Python" {
			c.want.Host.Kind = "self-hosted"
		}
		got, err := saying(t, 200, "application/json", c.body).Info(t.Context(), nil)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	var refused *Error
	if _, err := saying(t, 404, "", "").Info(t.Context(), nil); !errors.As(err, &refused) || refused.Status != 404 {
		t.Errorf("refused: %v", err)
	}
	if _, err := saying(t, 200, "", "<html>").Info(t.Context(), nil); err == nil {
		t.Error("a page passes for information")
	}
}
