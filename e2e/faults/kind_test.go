package faults_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"authcheck/e2e/faults"
)

// want is what a plain client gets from GET /thing, of which the server answers thing.
type want struct {
	status int               // 0: no answer
	err    bool              // there is none, or reading the body fails
	body   func(string) bool // nil: the server's
	header string            // "Name: value"
}

func is(text string) func(string) bool { return func(s string) bool { return s == text } }
func has(text string) func(string) bool {
	return func(s string) bool { return strings.Contains(s, text) }
}

// whole is a body of at least 2 MiB; the client reads no more.
func whole(s string) bool { return len(s) == 2<<20 }

// valid is JSON of more than that many bytes, other than the server's.
func valid(more int) func(string) bool {
	return func(s string) bool { return len(s) > more && json.Valid([]byte(s)) && s != thing }
}

var (
	failed  = want{err: true}
	cut     = want{status: 200, err: true, body: is(thing[:len(thing)/2])}
	arrives = map[string]want{
		"refused": failed, "reset": failed, "reset-after": failed, "eof": failed, "eof-after": failed, "silent": failed, "silent-after": failed,
		"slow": {status: 200}, "slow-body": {status: 200},

		"body-cut": cut, "length-too-long": {status: 200, err: true}, "length-too-short": {status: 200, body: is(thing[:len(thing)/2])},
		"length-twice": failed, "chunks-cut": cut,
		"http-1.0": {status: 200}, "connection-closed": {status: 200}, "header-garbage": failed, "headers-huge": failed,

		"login-page":     {status: 200, body: has("<h1>Log in</h1>"), header: "Content-Type: text/html; charset=utf-8"},
		"redirect-login": {status: 302, body: has("<html>"), header: "Location: /login?next=/thing"}, "redirect-elsewhere": {status: 302, body: has("<html>")},
		"redirect-elsewhere-307": {status: 307, body: has("<html>")},
		"gateway-401":            {status: 401, body: has(`"message"`)}, "gateway-401-page": {status: 401, body: has("<h1>")},
		"gateway-403": {status: 403, body: has(`"message"`)}, "gateway-403-page": {status: 403, body: has("<h1>")},
		"gateway-404": {status: 404, body: has(`"message"`)}, "gateway-404-page": {status: 404, body: has("<h1>")},
		"429": {status: 429, body: has("detail"), header: "Retry-After: "}, "429-retry-after": {status: 429, body: has("detail"), header: "Retry-After: 1"},
		"503-retry-after": {status: 503, body: has("detail"), header: "Retry-After: 1"},
		"500":             {status: 500, body: has("Internal Server Error")}, "500-after": {status: 500, body: has("Internal Server Error")},
		"502": {status: 502, body: has("<h1>502")}, "502-after": {status: 502, body: has("<h1>502")},
		"503": {status: 503, body: has("<h1>503")}, "503-after": {status: 503, body: has("<h1>503")},
		"504": {status: 504, body: has("<h1>504")}, "504-after": {status: 504, body: has("<h1>504")},

		"empty-body": {status: 200, body: is("")}, "empty-object": {status: 200, body: is("{}")}, "null": {status: 200, body: is("null")},
		"empty-list": {status: 200, body: is("[]")}, "zero": {status: 200, body: is("0")}, "text": {status: 200, body: is(`"text"`)},
		"detail-ok": {status: 200, body: is(`{"detail":"ok"}`)}, "other-shape": {status: 200, body: valid(10)}, "other-list": {status: 200, body: valid(10)},
		"done-nothing": {status: 200, body: is(`{"ok":true,"deleted":0}`)},
		"not-found":    {status: 404, body: is(`{"detail":"Not Found"}`)}, "not-found-after": {status: 404, body: is(`{"detail":"Not Found"}`)},

		"broken-json": {status: 200, body: func(s string) bool { return s != "" && !json.Valid([]byte(s)) }},
		"json-cut":    {status: 200, body: is(thing[:len(thing)/2])}, "deep-json": {status: 200, body: func(s string) bool { return strings.HasPrefix(s, strings.Repeat("[", 100_000)+"]") }},
		"huge-body": {status: 200, body: whole}, "padded": {status: 200, body: valid(1 << 20)},
		"gzip-bomb": {status: 200, body: whole}, "gzip-garbage": {status: 200, err: true, body: is("")},
		"wrong-type": {status: 200, header: "Content-Type: text/html; charset=utf-8"},

		"no-content": {status: 204, body: is("")}, "no-content-after": {status: 204, body: is("")}, "created": {status: 201}, "ok": {status: 200},
		"not-modified":   {status: 304, body: is("")},
		"stream-endless": {status: 200, err: true, body: has("event: heartbeat")}, "body-endless": {status: 200, body: whole},
		"stream-cut": {status: 200, err: true, body: has("event: metadata")}, "stream-garbage": {status: 200, body: func(s string) bool { return len(s) == 64<<10 }},

		"list-short": {status: 200}, "list-turned": {status: 200}, "list-alike": {status: 200}, // see TestLists
		"bad-request": {status: 400, body: is(`{"detail":"Bad Request"}`)}, "bad-request-after": {status: 400, body: is(`{"detail":"Bad Request"}`)},
		"request-emptied": {status: 200}, "head-answered": {status: 200},

		// A single request has nothing to be mixed up with: see TestMixups.
		"cached": {status: 200}, "cached-reads": {status: 200}, "swapped": {status: 200}, "swapped-before": {status: 200}, "stale": {status: 200},
	}
)

// TestKinds: what arrives of each kind, and whether the server was asked.
func TestKinds(t *testing.T) {
	if len(faults.Kinds) < 45 || len(arrives) != len(faults.Kinds) {
		t.Errorf("%d kinds, %d expectations", len(faults.Kinds), len(arrives))
	}
	for _, kind := range faults.Kinds {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			p, b := start(t)
			p.Set(faults.Fault{Kind: kind, When: faults.All()})
			mixup := kind.Tells == faults.Leak || kind.Name == "stale"
			passes := mixup || strings.HasPrefix(kind.Name, "list-") || kind.Name == "head-answered" // what is no list, no HEAD
			reaches := kind.Phase != faults.Before || mixup
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if arrives[kind.Name].err { // its end may never come
				seen := int64(0)
				if reaches {
					seen = 1
				}
				go b.giveUp(ctx, cancel, seen)
			}
			check(t, arrives[kind.Name], askUntil(ctx, t, p, "one", "GET", "/thing", ""))
			if reached := b.seen.Load() == 1; reached != reaches {
				t.Errorf("the server got the request: %v; the kind acts %s", reached, kind.Phase)
			}
			log := p.Log()
			if len(log) != 1 || log[0].Path != "/thing" || log[0].Who != 1 || (log[0].Fault == kind.Name) == passes || log[0].Reached != (b.seen.Load() == 1) {
				t.Errorf("log %+v", log)
			}
		})
	}
}

func check(t *testing.T, want want, got arrived) {
	t.Helper()
	body := want.body
	if body == nil && want.status != 0 {
		body = is(thing)
	}
	if got.status != want.status || (got.err != nil) != want.err || body != nil && !body(got.body) {
		t.Errorf("status %d, error %v, body of %d bytes: %.100q", got.status, got.err, len(got.body), got.body)
	}
	if name, value, given := strings.Cut(want.header, ": "); given && got.header.Get(name) != value {
		t.Errorf("%s: %q, want %q", name, got.header.Get(name), value)
	}
}

// TestHeadEnds: no kind answers a HEAD for ever.
func TestHeadEnds(t *testing.T) {
	for _, kind := range faults.Kinds {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			p, _ := start(t)
			p.Set(faults.Fault{Kind: kind, When: faults.All()})
			askWithin(t, soon, p, "", "HEAD", "/thing", "")
			ended := make(chan struct{})
			go func() { p.Close(); close(ended) }()
			select {
			case <-ended:
			case <-time.After(10 * time.Second):
				t.Error("it still answers")
			}
		})
	}
}

// TestEnds: which error a client sees tells the ways to lose an answer apart.
func TestEnds(t *testing.T) {
	for name, end := range map[string]string{"reset": "connection reset", "reset-after": "connection reset", "eof": "EOF", "eof-after": "EOF", "silent": "deadline"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, _ := start(t)
			p.Set(faults.Fault{Kind: faults.Named(name), When: faults.All()})
			wait := 10 * time.Second
			if name == "silent" {
				wait = soon
			}
			if got := askWithin(t, wait, p, "", "POST", "/threads", `{}`); got.err == nil || !strings.Contains(got.err.Error(), end) {
				t.Errorf("error %v, want one of %q", got.err, end)
			}
		})
	}
	p, _ := start(t)
	p.Set(faults.Fault{Kind: faults.Named("body-cut"), When: faults.All()})
	if got := ask(t, p, "", "GET", "/thing", ""); !errors.Is(got.err, io.ErrUnexpectedEOF) {
		t.Errorf("body-cut: error %v", got.err)
	}
}

// TestRefused: after the request, the address refuses for a while and then answers again.
func TestRefused(t *testing.T) {
	p, b := start(t)
	p.Set(faults.Fault{Kind: faults.Named("refused"), When: faults.Nth(1)})
	ask(t, p, "", "GET", "/thing", "")
	if got := ask(t, p, "", "GET", "/thing", ""); got.err == nil || !strings.Contains(got.err.Error(), "connection refused") {
		t.Errorf("error %v", got.err)
	}
	time.Sleep(350 * time.Millisecond)
	if got := ask(t, p, "", "GET", "/thing", ""); got.body != thing || b.seen.Load() != 1 {
		t.Errorf("afterwards: %+v, the server saw %d requests", got, b.seen.Load())
	}
}

// TestMixups: who gets whose answer.
func TestMixups(t *testing.T) {
	for name, want := range map[string]string{"cached": "one", "cached-reads": "one", "swapped": "one", "swapped-before": "early", "stale": "two"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, b := start(t)
			ask(t, p, "early", "GET", "/threads/x", "")
			p.Begin()
			ask(t, p, "one", "GET", "/threads/x", "")
			before := b.seen.Load()
			second := ask(t, p, "two", "GET", "/threads/x", "")
			p.Set(faults.Fault{Kind: faults.Named(name), When: faults.All()})
			got := ask(t, p, "two", "GET", "/threads/x", "")
			if !strings.Contains(got.body, `"who":"Bearer `+want+`"`) {
				t.Errorf("got %s", got.body)
			}
			if name == "stale" && got.body != second.body {
				t.Errorf("got %s after %s", got.body, second.body)
			}
			if reached := b.seen.Load() == before+2; reached != (faults.Named(name).Phase == faults.After) {
				t.Errorf("the server was asked: %v", reached)
			}
			if log := p.Log(); log[len(log)-1].Fault != name {
				t.Errorf("log %+v", log)
			}
		})
	}
}

// TestLists: what is wrong in a list.
func TestLists(t *testing.T) {
	for name, want := range map[string]string{
		"list-short":  `[{"metadata":{"a":1},"thread_id":"1"}]`,
		"list-turned": `[{"metadata":{"a":1},"thread_id":"2"},{"metadata":{"a":2},"thread_id":"1"}]`,
		"list-alike":  `[{"metadata":{"a":1},"thread_id":"1"},{"metadata":{"a":1},"thread_id":"2"}]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, _ := start(t)
			p.Set(faults.Fault{Kind: faults.Named(name), When: faults.All()})
			if got := ask(t, p, "one", "GET", "/list", ""); got.body != want {
				t.Errorf("got %s, want %s", got.body, want)
			}
		})
	}
}

// TestTells: a lie is one only where it is well-formed.
func TestTells(t *testing.T) {
	list := faults.Request{Method: "POST", Path: "/threads/search"}
	read := faults.Request{Method: "GET", Path: "/threads/x"}
	if kind := faults.Named("empty-list"); kind.TellsOf(list) != faults.Lie || kind.TellsOf(read) != faults.Nothing {
		t.Errorf("empty-list: %s for a list, %s for a read", kind.TellsOf(list), kind.TellsOf(read))
	}
	if kind := faults.Named("not-found"); kind.TellsOf(read) != faults.Lie {
		t.Errorf("not-found: %s", kind.TellsOf(read))
	}
	seen := map[string]bool{}
	for _, kind := range faults.Kinds {
		if seen[kind.Name] || kind.Answers == "" || kind.Tells == "" || kind.Phase == "" {
			t.Errorf("incomplete or twice: %+v", kind.Name)
		}
		seen[kind.Name] = true
	}
}
