package langgraph

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// limited is a server that answers 429 until its time has come; it counts what it is asked.
type limited struct {
	mu    sync.Mutex
	asked int
	reply func(n int) (status int, header http.Header) // to the nth request, from 0
}

func (l *limited) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	status, header := l.reply(l.asked)
	l.asked++
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
}

// until answers 429 with this header for some time, and 200 then.
func (l *limited) until(end time.Time, header http.Header) *limited {
	l.reply = func(int) (int, http.Header) {
		if time.Now().Before(end) {
			return http.StatusTooManyRequests, header
		}
		return http.StatusOK, http.Header{}
	}
	return l
}

// unavailable is until with 503.
func (l *limited) unavailable(end time.Time, header http.Header) *limited {
	limit := l.until(end, header).reply
	l.reply = func(n int) (int, http.Header) {
		status, header := limit(n)
		return map[int]int{429: 503, 200: 200}[status], header
	}
	return l
}

func (l *limited) client(p *Patience) *Client {
	return &Client{URL: "http://limited", HTTP: &http.Client{Transport: l}, Patience: p}
}

// run is what came of a request, and what it took.
type run struct {
	Status int
	Asked  int
	Took   time.Duration
	Told   []time.Duration
}

// request sends one request in a bubble with a clock of its own.
func request(t *testing.T, limit time.Duration, server func(start time.Time) *limited) run {
	t.Helper()
	var got run
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		limited := server(start)
		client := limited.client(&Patience{Waiting: func(left time.Duration) { got.Told = append(got.Told, left) }})
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		answer, err := client.Send(ctx, Request{Method: http.MethodGet, Path: "/ok"})
		if err != nil {
			t.Fatal(err)
		}
		got.Status, got.Asked, got.Took = answer.Status, limited.asked, time.Since(start)
	})
	return got
}

func TestPatience(t *testing.T) {
	const s = time.Second
	after := func(value string) http.Header { return http.Header{"Retry-After": {value}} }
	tests := []struct {
		name   string
		limit  time.Duration
		server func(start time.Time) *limited
		want   run
	}{
		{"seconds", time.Minute, func(start time.Time) *limited { return new(limited).until(start.Add(3*s), after("3")) },
			run{200, 2, 3 * s, []time.Duration{3 * s, 2 * s, s, 0}}},
		{"a date", time.Minute, func(start time.Time) *limited {
			return new(limited).until(start.Add(2*s), after(start.Add(2*s).UTC().Format(http.TimeFormat)))
		}, run{200, 2, 2 * s, []time.Duration{2 * s, s, 0}}},
		{"a date by a clock that is off", time.Minute, func(start time.Time) *limited {
			theirs := start.Add(-5 * time.Hour).UTC()
			return new(limited).until(start.Add(2*s), http.Header{"Date": {theirs.Format(http.TimeFormat)}, "Retry-After": {theirs.Add(2 * s).Format(http.TimeFormat)}})
		}, run{200, 2, 2 * s, []time.Duration{2 * s, s, 0}}},
		{"says nothing", time.Minute, func(start time.Time) *limited { return new(limited).until(start.Add(6*s), nil) },
			run{200, 4, 7 * s, []time.Duration{s, 0, 2 * s, s, 0, 4 * s, 3 * s, 2 * s, s, 0}}},
		{"longer than there is time", time.Minute, func(start time.Time) *limited { return new(limited).until(start.Add(time.Hour), after("61")) },
			run{429, 1, 0, nil}},
		{"503 that says when", time.Minute, func(start time.Time) *limited { return new(limited).unavailable(start.Add(3*s), after("3")) },
			run{200, 2, 3 * s, []time.Duration{3 * s, 2 * s, s, 0}}},
		{"503 that does not", time.Minute, func(start time.Time) *limited { return new(limited).unavailable(start.Add(3*s), nil) },
			run{503, 1, 0, nil}},
		{"longer than a number holds", time.Minute, func(start time.Time) *limited {
			return new(limited).until(start.Add(time.Hour), after("9223372036854775807"))
		}, run{429, 1, 0, nil}},
		{"for ever", time.Hour, func(start time.Time) *limited { return new(limited).until(start.Add(time.Hour), after("1")) },
			run{429, 11, 10 * s, []time.Duration{s, 0, s, 0, s, 0, s, 0, s, 0, s, 0, s, 0, s, 0, s, 0, s, 0}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, request(t, test.limit, test.server)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestPatienceIsShared has the requests of two clients wait for the same limit,
// and tells the time that is left once.
func TestPatienceIsShared(t *testing.T) {
	var told []time.Duration
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		server := new(limited).until(start.Add(2*time.Second), http.Header{"Retry-After": {"2"}})
		patience := &Patience{Waiting: func(left time.Duration) { told = append(told, left) }}
		var all sync.WaitGroup
		for i := range 4 {
			client := server.client(patience)
			all.Go(func() {
				time.Sleep(time.Duration(i) * 300 * time.Millisecond)
				answer, err := client.Send(t.Context(), Request{Method: http.MethodGet, Path: "/ok"})
				if err != nil || answer.Status != http.StatusOK {
					t.Errorf("%v, %v", answer, err)
				}
			})
		}
		all.Wait()
		if took := time.Since(start); took != 2*time.Second || server.asked != 5 {
			t.Errorf("%d requests in %s, want 5 in 2s", server.asked, took)
		}
	})
	if diff := cmp.Diff([]time.Duration{2 * time.Second, time.Second, 0}, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// TestPatienceEnds has Ctrl-C end the waiting at once.
func TestPatienceEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		client := new(limited).until(start.Add(time.Hour), http.Header{"Retry-After": {"60"}}).client(&Patience{})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(1500*time.Millisecond, cancel)
		if _, err := client.Send(ctx, Request{Method: http.MethodGet, Path: "/ok"}); err == nil && ctx.Err() == nil {
			t.Error("an answer came before the wait was over")
		}
		if took := time.Since(start); took != 1500*time.Millisecond {
			t.Errorf("ended after %s", took)
		}
	})
}

// TestWithoutPatience returns the 429 as it is.
func TestWithoutPatience(t *testing.T) {
	server := new(limited).until(time.Now().Add(time.Hour), http.Header{"Retry-After": {"1"}})
	answer, err := server.client(nil).Send(t.Context(), Request{Method: http.MethodGet, Path: "/ok"})
	if err != nil || answer.Status != http.StatusTooManyRequests || server.asked != 1 {
		t.Errorf("%v, %v after %d requests", answer, err, server.asked)
	}
}

// TestPatienceAndOpened tells once that an answer has begun, and not of one that
// is waited out.
func TestPatienceAndOpened(t *testing.T) {
	for name, send := range map[string]func(*Client, context.Context, Request) (*Response, error){"send": (*Client).Send, "dial": (*Client).Dial} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var opened []time.Duration
				client := new(limited).until(start.Add(3*time.Second), http.Header{"Retry-After": {"1"}}).client(&Patience{})
				request := Request{Method: http.MethodGet, Path: "/ok", Opened: func() { opened = append(opened, time.Since(start)) }}
				if _, err := send(client, t.Context(), request); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]time.Duration{3 * time.Second}, opened); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}
