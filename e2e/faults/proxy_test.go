package faults_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"authcheck/e2e/faults"
)

// TestSelectors: which of nine requests are hit.
func TestSelectors(t *testing.T) {
	threads := faults.Matching("GET", "/threads/*")
	for name, c := range map[string]struct {
		fault faults.Fault
		want  string // "x" for each that is hit
	}{
		"all":                {faults.Fault{When: faults.All()}, "xxxxxxxxx"},
		"all, once":          {faults.Fault{When: faults.All(), Times: faults.Once}, "x........"},
		"third":              {faults.Fault{When: faults.Nth(3)}, "..x......"},
		"first and retries":  {faults.Fault{When: faults.Nth(1), Times: faults.Retries}, "x..x..x.."},
		"path":               {faults.Fault{When: threads}, "xxx......"},
		"other method":       {faults.Fault{When: faults.Matching("POST", "/*")}, "......xxx"},
		"user":               {faults.Fault{When: faults.By("Bearer two")}, ".x..x..x."},
		"outsiders":          {faults.Fault{When: faults.Outsiders()}, "..x..x..x"},
		"user on path":       {faults.Fault{When: faults.And(threads, faults.By("Bearer one"))}, "x........"},
		"either":             {faults.Fault{When: faults.Or(faults.Nth(1), faults.Nth(9))}, "x.......x"},
		"not":                {faults.Fault{When: faults.Not(threads)}, "...xxxxxx"},
		"never at random":    {faults.Fault{When: faults.Random(1, 0)}, "........."},
		"always at random":   {faults.Fault{When: faults.Random(1, 1)}, "xxxxxxxxx"},
		"half at random (7)": {faults.Fault{When: faults.Random(7, 0.5)}, halves(7)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, _ := start(t)
			c.fault.Kind = faults.Named("502")
			p.Set(c.fault)
			got := ""
			for i := range 9 {
				call := []string{"GET /threads/x", "GET /thing", "POST /things"}[i/3]
				if strings.HasPrefix(name, "first and") {
					call = "GET /thing" // the same from each
				}
				method, path, _ := strings.Cut(call, " ")
				if ask(t, p, []string{"one", "two", ""}[i%3], method, path, "").status == 502 {
					got += "x"
				} else {
					got += "."
				}
			}
			if got != c.want {
				t.Errorf("hit %s, want %s", got, c.want)
			}
		})
	}
}

// halves is what a seed chooses, asked in the same order.
func halves(seed uint64) string {
	chosen, hits := faults.Random(seed, 0.5), ""
	for range 9 {
		if chosen(faults.Request{}) {
			hits += "x"
		} else {
			hits += "."
		}
	}
	return hits
}

// TestRetriesByBody: another body is another request.
func TestRetriesByBody(t *testing.T) {
	p, _ := start(t)
	p.Set(faults.Fault{Kind: faults.Named("502"), When: faults.All(), Times: faults.Retries})
	var got []int
	for _, body := range []string{`{"a":1}`, `{"a":2}`, `{"a":1}`} {
		got = append(got, ask(t, p, "one", "POST", "/threads", body).status)
	}
	if diff := cmp.Diff([]int{502, 200, 502}, got); diff != "" {
		t.Error(diff)
	}
}

// TestPasses: what is not hit passes unchanged.
func TestPasses(t *testing.T) {
	p, _ := start(t)
	if got := ask(t, p, "one", "POST", "/threads", "a body"); got.status != 200 || !strings.Contains(got.body, `"sent":"a body"`) {
		t.Errorf("%+v", got)
	}
	if got := ask(t, p, "", "GET", "/refused", ""); got.status != 403 || got.body != "no\n" {
		t.Errorf("%+v", got)
	}
	resp, err := http.Get(p.URL() + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if line, err := bufio.NewReader(resp.Body).ReadString('\n'); line != "data: first\n" || err != nil {
		t.Errorf("the first line of an open stream: %q, %v", line, err)
	}
}

// TestPrefix: the target's path stays in front.
func TestPrefix(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.URL.EscapedPath(), "?", r.URL.RawQuery, r.Header["X-Forwarded-User"], r.Header["X-Forwarded-For"])
	}))
	defer server.Close()
	for _, kind := range []string{"", "ok"} {
		p, err := faults.New(server.URL + "/base")
		if err != nil {
			t.Fatal(err)
		}
		if kind != "" {
			p.Set(faults.Fault{Kind: faults.Named(kind), When: faults.All()})
		}
		req, _ := http.NewRequest("GET", p.URL()+"/a%2Fb/c?x=1;y", nil)
		req.Header.Set("X-Forwarded-For", "1.2.3.4")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(text) != "/base/a%2Fb/c?x=1;y[] [1.2.3.4]" {
			t.Errorf("%q: the server got %s", kind, text)
		}
		p.Close()
	}
}

// TestWebSocket: an upgrade passes, both ways.
func TestWebSocket(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		kind, text, _ := conn.Read(r.Context())
		_ = conn.Write(r.Context(), kind, append([]byte("heard "), text...))
		_ = conn.Close(websocket.StatusNormalClosure, "")
	}))
	defer server.Close()
	p, err := faults.New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	conn, _, err := websocket.Dial(t.Context(), p.URL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Write(t.Context(), websocket.MessageText, []byte("hello"))
	if _, text, err := conn.Read(t.Context()); string(text) != "heard hello" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	_ = conn.CloseNow()
	if log := p.Log(); len(log) != 1 || log[0].Status != 101 {
		t.Errorf("%+v", log)
	}
}

// TestForeign: only what this run made may be changed.
func TestForeign(t *testing.T) {
	p, _ := start(t)
	theirs := made(t, p, "one")
	p.Begin()
	ours := made(t, p, "one")
	other := "0190a000-0000-7000-8000-0000000000ff"
	for _, call := range []string{"DELETE /threads/" + ours, "PATCH /threads/" + theirs, "GET /threads/" + theirs, "POST /threads/" + theirs + "/history", "POST /threads/" + other + "/runs"} {
		method, path, _ := strings.Cut(call, " ")
		ask(t, p, "one", method, path, `{}`)
	}
	ask(t, p, "two", "POST", "/threads/prune", `{"thread_ids":["`+ours+`","`+other+`"]}`)
	ask(t, p, "two", "PUT", "/store/items", `{"namespace":["a"],"key":"mine"}`)
	ask(t, p, "two", "DELETE", "/store/items", `{"namespace":["a"],"key":"mine"}`)
	ask(t, p, "two", "DELETE", "/store/items", `{"namespace":["a"],"key":"theirs"}`)
	var got []string
	for _, f := range p.Foreign() {
		got = append(got, fmt.Sprint(f.N, " ", f.Who, " ", f.Method, " ", f.ID, " ", f.Done))
	}
	want := []string{"3 1 PATCH " + theirs + " true", "6 1 POST " + other + " true", "7 2 POST " + other + " true", "10 2 DELETE item theirs true"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestForeignUnsure: a thing whose create got no answer may be the run's own; what was there before is not.
func TestForeignUnsure(t *testing.T) {
	p, b := start(t)
	lose := func(path, body string) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		go b.giveUp(ctx, cancel, b.seen.Load()+1)
		askUntil(ctx, t, p, "one", "POST", path, body)
	}
	theirs := made(t, p, "one")
	p.Begin()
	p.Set(faults.Fault{Kind: faults.Named("silent-after"), When: faults.Nth(1)})
	lose("/threads", `{}`)
	ask(t, p, "one", "DELETE", "/threads/"+theirs, "")
	if got := p.Foreign(); len(got) != 1 || got[0].Unsure {
		t.Errorf("%+v", got)
	}
	p.Begin()
	lost := "0190a000-0000-7000-8000-0000000000aa"
	lose("/runs/hang", "")
	ask(t, p, "one", "DELETE", "/threads/"+lost, "")
	if got := p.Foreign(); len(got) != 1 || !got[0].Unsure {
		t.Errorf("%+v", got)
	}
}

// TestElsewhere: what follows a redirect to another host is seen there.
func TestElsewhere(t *testing.T) {
	p, _ := start(t)
	p.Set(faults.Fault{Kind: faults.Named("redirect-elsewhere-307"), When: faults.All()})
	req, _ := http.NewRequest("POST", p.URL()+"/threads", strings.NewReader("{}"))
	req.Header.Set("Authorization", "Bearer one")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	knock, err := http.Get("http://" + resp.Request.URL.Host + "/info") // by somebody else
	if err != nil {
		t.Fatal(err)
	}
	knock.Body.Close()
	if got := p.Elsewhere(); len(got) != 1 || got[0].Method != "POST" || got[0].Path != "/threads" || got[0].Who != 1 {
		t.Errorf("%+v", got)
	}
}

// TestNoToken: the log holds no token.
func TestNoToken(t *testing.T) {
	p, _ := start(t)
	made(t, p, "a-token-of-somebody")
	if text := fmt.Sprintf("%#v %#v", p.Log(), p.Foreign()); strings.Contains(text, "a-token-of-somebody") {
		t.Error("the token is in the log")
	}
}

// TestClose: whatever is under way ends, and no goroutine stays.
func TestClose(t *testing.T) {
	before := runtime.NumGoroutine()
	b := newBackend(t)
	client := &http.Client{Transport: &http.Transport{}}
	for _, kind := range []string{"", "silent", "silent-after", "length-too-long", "stream-endless", "body-endless", "huge-body", "slow", "refused"} {
		p, err := faults.New(b.URL)
		if err != nil {
			t.Fatal(err)
		}
		if kind != "" {
			p.Set(faults.Fault{Kind: faults.Named(kind), When: faults.All()})
		}
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				resp, err := client.Get(p.URL() + "/events")
				if err == nil {
					_, _ = io.ReadAll(io.LimitReader(resp.Body, 1<<20))
					resp.Body.Close()
				}
			})
		}
		time.Sleep(50 * time.Millisecond)
		p.Close()
		p.Close()
		all.Wait()
	}
	client.CloseIdleConnections()
	b.Close()
	for deadline := time.Now().Add(3 * time.Second); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}
