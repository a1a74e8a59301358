package langgraph

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// FuzzEvents: never more events than are kept, none of the data invented, and none
// made of an end that was cut.
func FuzzEvents(f *testing.F) {
	for _, seed := range []string{"event: error\ndata: {}\n\n", ": heartbeat\n\nid: 1\r\ndata: a\r\ndata: b\r\n\r\n",
		"data:\x00\n\n\ufeffdata: x\rretry: 1\r\r", "data: a\n\ndata: b\n", "data: a\n\n: bye", "\r\n\r\ndata"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := &Response{Body: body}
		r.parseEvents()
		if len(r.Events) > maxEvents {
			t.Errorf("%d events", len(r.Events))
		}
		for _, event := range r.Events {
			for _, line := range slices.Concat(strings.Split(event.Data, "\n"), []string{event.Type}) {
				if !strings.Contains(string(body), strings.TrimRight(line, "\r")) {
					t.Errorf("%q is not in it", line)
				}
			}
		}
		half := &Response{Body: append(bytes.Clone(body), "\n\nevent: half\ndata: half\n"...)}
		half.parseEvents()
		if slices.Contains(half.Events, Event{"half", "half"}) || half.Whole() && !endsEarly(half.Events) {
			t.Errorf("a cut event counts: whole %v, %q", half.Whole(), half.Events)
		}
	})
}

// endsEarly tells whether reading ended with an error event.
func endsEarly(events []Event) bool {
	return len(events) > 0 && events[len(events)-1].Type == "error"
}

// FuzzDetail: one short line, whatever the shape of the error.
func FuzzDetail(f *testing.F) {
	for _, seed := range []string{`{"detail":"Not Found"}`, `{"detail":[{"loc":1}]}`, `{"message":"m","error":{}}`, `null`, `[[[`, "<html>\n", "\xff\xfe"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := &Response{Method: "GET", URL: "http://s/x", Status: 404, Body: body}
		if said := r.Detail(); len([]rune(said)) > 200 || strings.ContainsAny(said, "\n\r") {
			t.Errorf("%q", said)
		}
		if r.Err() == nil {
			t.Error("a 404 is no error")
		}
	})
}

// FuzzElsewhere: what a redirect tells of its target holds no credentials and no query.
func FuzzElsewhere(f *testing.F) {
	f.Add("https://user:secret@elsewhere/login?next=1#x")
	f.Add("//elsewhere")
	f.Add("mailto:a?b")
	f.Fuzz(func(t *testing.T, location string) {
		said := (&Response{Header: http.Header{"Location": {location}}}).Elsewhere()
		to, err := url.Parse(said)
		if err == nil && (to.User != nil || to.RawQuery != "" || to.Fragment != "") {
			t.Errorf("%q", said)
		}
	})
}

// FuzzLocate: whatever the path, the address is the client's, below its prefix, and
// one line.
func FuzzLocate(f *testing.F) {
	for _, path := range unsafePaths {
		f.Add(path)
	}
	f.Add("/threads/a%2Fb?limit=1")
	f.Fuzz(func(t *testing.T, path string) {
		c := &Client{URL: "http://127.0.0.1:2024/prefix"}
		at, err := c.locate(path, nil, false)
		if err != nil {
			return
		}
		if at.Scheme != "http" || at.Host != "127.0.0.1:2024" || at.User != nil || !strings.HasPrefix(at.RequestURI(), "/prefix/") ||
			strings.ContainsAny(at.RequestURI(), "\r\n \\") || !strings.HasPrefix(at.JoinPath().Path, "/prefix/") {
			t.Errorf("%q leads to %q", path, at)
		}
	})
}

// FuzzClockAhead: no Date is far enough off to break it.
func FuzzClockAhead(f *testing.F) {
	f.Add("Sun, 06 Nov 1994 08:49:37 GMT", int64(0))
	f.Add("Fri, 31 Dec 9999 23:59:59 GMT", int64(1e9))
	f.Add("now", int64(-1))
	f.Fuzz(func(t *testing.T, date string, took int64) {
		now := time.Now()
		if ahead, ok := ClockAhead(http.Header{"Date": {date}}, now, now.Add(time.Duration(took))); !ok && ahead != 0 {
			t.Errorf("%v without a date", ahead)
		}
	})
}
