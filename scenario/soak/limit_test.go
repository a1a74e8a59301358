package soak

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// serve has a server answer so many requests, as many at once as the limit lets in. how
// says how long an answer takes with so many under way, and what it says.
func serve(t *testing.T, l *limit, requests int, how func(under int) (time.Duration, trouble, time.Duration)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	work := make(chan struct{}, requests)
	for range requests {
		work <- struct{}{}
	}
	close(work)
	done := make(chan struct{})
	for range most {
		go func() {
			defer func() { done <- struct{}{} }()
			for range work {
				if l.exhausted() != "" || !l.enter(ctx) {
					return
				}
				l.mu.Lock()
				took, says, wait := how(l.under)
				l.mu.Unlock()
				time.Sleep(took)
				l.leave(took, says, wait)
			}
		}()
	}
	for range most {
		<-done
	}
}

// TestLimitSettles: on a server with one processor it stays where answers are not too slow.
func TestLimitSettles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimit(most)
		l.base = 20 * time.Millisecond
		serve(t, l, 5000, func(under int) (time.Duration, trouble, time.Duration) {
			return time.Duration(under) * 20 * time.Millisecond, fine, 0
		})
		if got := l.current(); got < 6 || got > 16 {
			t.Errorf("settled on %d at once", got)
		}
		if notes := l.shown(); len(notes) > 0 {
			t.Errorf("%v", notes)
		}
	})
}

// TestLimitIsNotTrippedOn: where a server failed once, there are never as many at once again.
func TestLimitIsNotTrippedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, failed := newLimit(most), 0
		serve(t, l, 50_000, func(under int) (time.Duration, trouble, time.Duration) {
			if under > 10 {
				failed++
				return time.Millisecond, failing, 0
			}
			return time.Millisecond, fine, 0
		})
		if got := l.current(); got < 5 || got > 10 || failed > 200 {
			t.Errorf("settled on %d at once, %d of 50,000 failed", got, failed)
		}
	})
}

// TestRateLimitIsKept: after a 429 no more is sent than the server bore until then.
func TestRateLimitIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, begin := newLimit(most), time.Now()
		served, refused := map[int]int{}, 0
		serve(t, l, 600, func(int) (time.Duration, trouble, time.Duration) {
			second := int(time.Since(begin) / (10 * time.Second))
			if served[second]++; served[second] > 100 { // 100 in ten seconds
				refused++
				return time.Millisecond, limited, time.Until(begin.Add(time.Duration(second+1) * 10 * time.Second))
			}
			return time.Millisecond, fine, 0
		})
		if refused > 2*first {
			t.Errorf("%d requests were sent away", refused)
		}
		if got := l.shown(); len(got) == 0 || !strings.Contains(strings.Join(got, " "), "429") {
			t.Errorf("the limit is told as %v", got)
		}
		if why := l.exhausted(); why != "" {
			t.Errorf("given up: %s", why)
		}
	})
}

// TestLimitGivesUp where every request is sent away, or fails.
func TestLimitGivesUp(t *testing.T) {
	for says, want := range map[trouble]string{limited: "the server limits the rate", failing: "the server fails at one request at once"} {
		synctest.Test(t, func(t *testing.T) {
			l := newLimit(most)
			serve(t, l, 400, func(int) (time.Duration, trouble, time.Duration) { return 20 * time.Millisecond, says, 0 })
			if got := l.exhausted(); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

// TestLongWait: what the server asks to wait for beyond the end is waited for by nobody.
func TestLongWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, begin := newLimit(most), time.Now()
		l.until(begin.Add(10 * time.Second))
		serve(t, l, 400, func(int) (time.Duration, trouble, time.Duration) { return 20 * time.Millisecond, limited, time.Hour })
		if took, why := time.Since(begin), l.exhausted(); took > 10*time.Second || why != "the server limits the rate, for 1h0m0s more" {
			t.Errorf("given up after %s: %q", took, why)
		}
	})
}

// TestRestart: a server that is down for some seconds is asked again when it is up.
func TestRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, begin, down := newLimit(most), time.Now(), 0
		serve(t, l, 2000, func(int) (time.Duration, trouble, time.Duration) {
			if up := time.Since(begin); up > time.Second && up < 6*time.Second {
				down++
				return time.Millisecond, failing, 0
			}
			return 10 * time.Millisecond, fine, 0
		})
		if why, now := l.exhausted(), l.current(); why != "" || down > 120 || now < most/4 {
			t.Errorf("%d requests while it was down; given up: %q; %d at once since", down, why, now)
		}
	})
}
