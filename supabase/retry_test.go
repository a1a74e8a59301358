package supabase_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"authcheck/supabase"
)

// failing is a client of a server whose first answers fail in one way; then it has
// the right one to whatever is asked here.
func failing(t *testing.T, times int32, fail func(http.ResponseWriter)) (*supabase.Client, *atomic.Int32) {
	t.Helper()
	var asked atomic.Int32
	return answering(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) <= times {
			fail(w)
			return
		}
		_, _ = io.WriteString(w, `{"id":"u","identities":[],"external":{},"keys":[],"access_token":"x","user":{"id":"u"}}`)
	}), &asked
}

func saying(status int, header, value, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set(header, value)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func breaking(linger int) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = conn.(*net.TCPConn).SetLinger(linger)
			_ = conn.Close()
		}
	}
}

// passing are failures that cost what only reads one more request, and nothing else.
var passing = map[string]func(http.ResponseWriter){
	"closed":            breaking(-1),
	"reset":             breaking(0),
	"cut":               saying(200, "Content-Length", "99", `{"id":"u"`),
	"502":               saying(502, "Content-Type", "text/html", "<html>"),
	"503 of its own":    saying(503, "Retry-After", "1", `{"msg":"busy"}`),
	"429 that says":     saying(429, "Retry-After", "1", `{"msg":"too many"}`),
	"a page":            saying(200, "Content-Type", "text/html", "<html>"),
	"nothing":           saying(200, "Content-Type", "application/json", ""),
	"null":              saying(200, "Content-Type", "application/json", "null"),
	"a gateway's 404":   saying(404, "Content-Type", "text/html", "<html>"),
	"packed and broken": saying(200, "Content-Encoding", "gzip", "no gzip"),
}

func TestPassingFailure(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	defer all.Wait()
	for name, fail := range passing {
		for call, ask := range map[string]func(*supabase.Client) error{"user": user, "keys": keys, "settings": settings} {
			for _, times := range []int32{1, 1000} {
				c, asked := failing(t, times, fail)
				all.Go(func() { // they wait
					if err := ask(c); (err == nil) != (times == 1) || asked.Load() != 2 {
						t.Errorf("%s, %s, %d times: %v after %d requests", name, call, times, err, asked.Load())
					}
				})
			}
		}
	}
}

// TestNeverTwice: what changes something is sent once, and a refusal is believed.
func TestNeverTwice(t *testing.T) {
	t.Parallel()
	for name, fail := range passing {
		for call, ask := range map[string]func(*supabase.Client) error{"sign-up": signUp, "login": login, "admin": func(c *supabase.Client) error {
			_, err := c.AdminCreateUser(context.Background(), "me@example.com", password, true)
			return err
		}} {
			c, asked := failing(t, 1, fail)
			if err := ask(c); err == nil || asked.Load() != 1 {
				t.Errorf("%s, %s: %v after %d requests", call, name, err, asked.Load())
			}
		}
	}
	for name, refusal := range map[string]func(http.ResponseWriter){
		"refused":    saying(403, "Content-Type", "application/json", `{"error_code":"bad_jwt","msg":"invalid JWT"}`),
		"too many":   saying(429, "Content-Type", "application/json", `{"msg":"too many"}`),
		"until noon": saying(429, "Retry-After", "3600", `{"msg":"too many"}`),
		"redirected": saying(302, "Location", "/elsewhere", ""),
	} {
		c, asked := failing(t, 1, refusal)
		err := user(c)
		if e, ok := errors.AsType[*supabase.Error](err); !ok || e.Foreign != (name == "redirected") || asked.Load() != 1 {
			t.Errorf("%s: %v after %d requests", name, err, asked.Load())
		}
	}
}

// TestNothingListens: then nothing went out, and whatever it is may be tried again.
func TestNothingListens(t *testing.T) {
	t.Parallel()
	c, asked := failing(t, 0, nil)
	dialled := 0
	c.HTTP = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if dialled++; dialled == 1 {
			return nil, syscall.ECONNREFUSED
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}}
	if err := signUp(c); err != nil || asked.Load() != 1 {
		t.Errorf("%v after %d requests", err, asked.Load())
	}
}

// TestBounds: what a server sends costs no more than 1 MiB and the time limit.
func TestBounds(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	_, _ = w.Write(bytes.Repeat([]byte(" "), 8<<20))
	_ = w.Close()
	for name, fail := range map[string]func(http.ResponseWriter){
		"packed":    saying(200, "Content-Encoding", "gzip", bomb.String()),
		"a refusal": saying(400, "Content-Type", "application/json", strings.Repeat(" ", 2<<20)),
	} {
		c, _ := failing(t, 1000, fail)
		if e, ok := errors.AsType[*supabase.Error](user(c)); !ok || e.Message != "the answer is longer than 1 MiB" || !e.Foreign {
			t.Errorf("%s: %v", name, e)
		}
	}
	huge, _ := failing(t, 1000, saying(200, "X", strings.Repeat("x", 1<<20), ""))
	if none, ok := errors.AsType[*supabase.NoAnswerError](user(huge)); !ok {
		t.Errorf("a header of 1 MiB: %.200v", none)
	}
	drips := answering(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, " ")
			_ = http.NewResponseController(w).Flush()
			time.Sleep(20 * time.Millisecond)
		}
	})
	drips.HTTP = &http.Client{Timeout: 100 * time.Millisecond}
	begin := time.Now()
	err := user(drips)
	if none, ok := errors.AsType[*supabase.NoAnswerError](err); !ok || !none.Cause.(net.Error).Timeout() || time.Since(begin) > 2*time.Second {
		t.Errorf("%v after %v", err, time.Since(begin))
	}
}

// TestHeadersStayHeaders: keys and tokens that would end their line go nowhere.
func TestHeadersStayHeaders(t *testing.T) {
	c, asked := failing(t, 0, nil)
	for _, text := range []string{"secret\r\nX-Evil: 1", "secret\n", "secret\x00"} {
		_, userErr := c.User(t.Context(), text)
		keyErr := user(&supabase.Client{URL: c.URL, Key: text})
		for _, err := range []error{userErr, keyErr} {
			none, ok := errors.AsType[*supabase.NoAnswerError](err)
			if !ok || none.Written || strings.Contains(fmt.Sprint(err), "secret") || errors.As(err, new(*url.Error)) {
				t.Errorf("%q: %v", text, err)
			}
		}
	}
	if asked.Load() != 0 {
		t.Errorf("%d requests went out", asked.Load())
	}
}
