package faults_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"authcheck/e2e/faults"
)

// thing is what the backend knows.
const thing = `{"thread_id":"0190a000-0000-7000-8000-000000000001","metadata":{"owner":"one"}}`

// backend is a small server that makes threads, and counts what reaches it.
type backend struct {
	*httptest.Server
	seen atomic.Int64
}

func newBackend(t *testing.T) *backend {
	b := &backend{}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"thread_id":%q,"who":%q,"n":%d,"sent":%q}`, fresh(), r.Header.Get("Authorization"), b.seen.Load(), body)
	})
	mux.HandleFunc("GET /thing", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, thing)
	})
	mux.HandleFunc("GET /list", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `[{"thread_id":"1","metadata":{"a":1}},{"thread_id":"2","metadata":{"a":2}}]`)
	})
	mux.HandleFunc("GET /refused", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) })
	mux.HandleFunc("POST /runs/hang", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: first\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.seen.Add(1)
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(b.Close)
	return b
}

var counter atomic.Int64

func fresh() string { return fmt.Sprintf("0190a000-0000-7000-9000-%012d", counter.Add(1)) }

// start is a proxy in front of a backend.
func start(t *testing.T) (*faults.Proxy, *backend) {
	t.Helper()
	b := newBackend(t)
	p, err := faults.New(b.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p, b
}

// arrived is what a client got.
type arrived struct {
	status int
	header http.Header
	body   string // at most 2 MiB of it
	err    error
}

// soon is what is waited for an answer that will not come, or not end.
const soon = 400 * time.Millisecond

// giveUp ends what is waited for soon after the server has seen so many requests.
func (b *backend) giveUp(ctx context.Context, cancel context.CancelFunc, seen int64) {
	for ctx.Err() == nil && b.seen.Load() < seen {
		time.Sleep(soon / 20)
	}
	time.Sleep(soon)
	cancel()
}

// ask sends one request on a connection of its own.
func ask(t *testing.T, p *faults.Proxy, who, method, path, body string) arrived {
	t.Helper()
	return askWithin(t, 10*time.Second, p, who, method, path, body)
}

func askWithin(t *testing.T, d time.Duration, p *faults.Proxy, who, method, path, body string) arrived {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	return askUntil(ctx, t, p, who, method, path, body)
}

// askUntil gives up when ctx ends.
func askUntil(ctx context.Context, t *testing.T, p *faults.Proxy, who, method, path, body string) arrived {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, p.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if who != "" {
		req.Header.Set("Authorization", "Bearer "+who)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return arrived{err: err}
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 2<<20))
	return arrived{resp.StatusCode, resp.Header, string(text), err}
}

// made creates a thread and returns its ID.
func made(t *testing.T, p *faults.Proxy, who string) string {
	t.Helper()
	var thread struct {
		ID string `json:"thread_id"`
	}
	if err := json.Unmarshal([]byte(ask(t, p, who, "POST", "/threads", `{}`).body), &thread); err != nil {
		t.Fatal(err)
	}
	return thread.ID
}
