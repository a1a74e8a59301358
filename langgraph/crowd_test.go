package langgraph

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// roundTrip is a server in memory.
type roundTrip func(*http.Request) int

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	status := f(r)
	header := http.Header{}
	if status != http.StatusOK {
		header.Set("Retry-After", "1")
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
}

// crowded sends many requests at once, and tells how many were turned away and how long it took.
func crowded(t *testing.T, many int, server func(*http.Request) int) (away int64, took time.Duration, patience *Patience) {
	t.Helper()
	patience = &Patience{}
	var refused atomic.Int64
	synctest.Test(t, func(t *testing.T) {
		client := &Client{URL: "http://crowded", Patience: patience, HTTP: &http.Client{Transport: roundTrip(func(r *http.Request) int {
			status := server(r)
			if status != http.StatusOK {
				refused.Add(1)
			}
			return status
		})}}
		begin := time.Now()
		var all sync.WaitGroup
		for range many {
			all.Go(func() {
				if answer, err := client.Send(t.Context(), Request{Method: http.MethodGet, Path: "/"}); err != nil || !answer.OK() {
					t.Errorf("not served: %v, %v", answer, err)
				}
			})
		}
		all.Wait()
		took = time.Since(begin)
	})
	return refused.Load(), took, patience
}

// TestFewerAtOnce: a server that bears two requests at once turns few away, and one that
// takes five in a second serves everybody, whoever is first.
func TestFewerAtOnce(t *testing.T) {
	var mu sync.Mutex
	under := 0
	away, took, patience := crowded(t, 60, func(*http.Request) int {
		mu.Lock()
		defer mu.Unlock()
		if under >= 2 {
			return http.StatusServiceUnavailable
		}
		under++
		mu.Unlock()
		time.Sleep(10 * time.Millisecond)
		mu.Lock()
		under--
		return http.StatusOK
	})
	if away > 100 || took > 10*time.Second || patience.AtOnce() < 1 || patience.AtOnce() > 2 {
		t.Errorf("503: %d turned away in %s, then %d at once", away, took, patience.AtOnce())
	}
	var served []time.Time
	away, took, patience = crowded(t, 100, func(*http.Request) int {
		mu.Lock()
		defer mu.Unlock()
		for len(served) > 0 && time.Since(served[0]) >= time.Second {
			served = served[1:]
		}
		if len(served) >= 5 {
			return http.StatusTooManyRequests
		}
		served = append(served, time.Now())
		return http.StatusOK
	})
	if away > 200 || took > 30*time.Second || patience.AtOnce() != 0 {
		t.Errorf("429: %d turned away in %s, %d at once", away, took, patience.AtOnce())
	}
}
