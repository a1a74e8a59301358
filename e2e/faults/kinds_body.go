package faults

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// lists are the operations for which an empty array is a well-formed answer, counts those that answer a number.
var (
	lists = Or(Matching("POST", "/threads/search"), Matching("POST", "/assistants/search"), Matching("POST", "/runs/crons/search"),
		Matching("GET", "/threads/*/runs"), Matching("", "/threads/*/history"), Matching("POST", "/assistants/*/versions"))
	counts = Matching("POST", "/*/count")
	cronN  = Matching("POST", "/runs/crons/count")
)

// shapeKinds: the server does what was asked, and other, or no, JSON arrives.
var shapeKinds = []Kind{
	{Name: "empty-body", Phase: After, Transient: true, Tells: Nothing, Answers: "200 without a body", apply: says(http.StatusOK, asJSON, "")},
	{Name: "empty-object", Phase: After, Transient: true, Tells: Nothing, Answers: "200 {}", apply: says(http.StatusOK, asJSON, "{}")},
	{Name: "null", Phase: After, Transient: true, Tells: Nothing, Answers: "200 null", apply: says(http.StatusOK, asJSON, "null")},
	{Name: "empty-list", Phase: After, Transient: true, Tells: Lie, where: lists, Answers: "200 []", apply: says(http.StatusOK, asJSON, "[]")},
	{Name: "zero", Phase: After, Transient: true, Tells: Lie, where: Or(counts, cronN), Answers: "200 0", apply: says(http.StatusOK, asJSON, "0")},
	{Name: "text", Phase: After, Transient: true, Tells: Nothing, Answers: `200 "text"`, apply: says(http.StatusOK, asJSON, `"text"`)},
	{Name: "detail-ok", Phase: After, Transient: true, Tells: Nothing, Answers: `200 {"detail":"ok"}`, apply: says(http.StatusOK, asJSON, `{"detail":"ok"}`)},
	{Name: "other-shape", Phase: After, Transient: true, Tells: Nothing, Answers: "200 and JSON of another API",
		apply: says(http.StatusOK, asJSON, `{"status":"success","data":{"items":[],"total":0},"errors":null}`)},
	{Name: "other-list", Phase: After, Transient: true, Tells: Nothing, Answers: "200 and an array of other things", apply: says(http.StatusOK, asJSON, `[1,null,"two",[],{}]`)},
	{Name: "done-nothing", Phase: Before, Transient: true, Tells: Nothing, Answers: `200 {"ok":true,"deleted":0}; nothing was done`,
		apply: says(http.StatusOK, asJSON, `{"ok":true,"deleted":0}`)},
	{Name: "not-found", Phase: Before, Transient: true, Tells: Lie, Answers: "404 as the server says it", apply: says(http.StatusNotFound, asJSON, `{"detail":"Not Found"}`)},
	{Name: "not-found-after", Phase: After, Transient: true, Tells: Lie, Answers: "404 as the server says it", apply: says(http.StatusNotFound, asJSON, `{"detail":"Not Found"}`)},
}

// bodyKinds: the body is broken, too much, or not what its header says.
var bodyKinds = []Kind{
	{Name: "broken-json", Phase: After, Transient: true, Tells: Nothing, Answers: "200 and almost JSON", apply: says(http.StatusOK, asJSON, `[{"thread_id": undefined, 'metadata': {,}]`)},
	{Name: "json-cut", Phase: After, Transient: true, Tells: Nothing, Answers: "half the server's body, with the length of the half",
		apply: func(x *exchange) {
			half, _ := x.truth.half()
			x.give(&answer{x.truth.status, x.truth.header, []byte(half)})
		}},
	{Name: "deep-json", Phase: After, Transient: true, Tells: Nothing, Answers: "200 and 100,000 arrays inside each other",
		apply: says(http.StatusOK, asJSON, strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000))},
	{Name: "huge-body", Phase: After, Transient: true, Tells: Nothing, Answers: "200 and an array of 100 MB",
		apply: func(x *exchange) {
			x.stream(asJSON, array(100<<20), 0)
		}},
	{Name: "padded", Phase: After, Transient: true, Tells: Nothing, Answers: "1 MiB of blanks, then the server's body",
		apply: func(x *exchange) {
			x.give(&answer{x.truth.status, x.truth.header, append(bytes.Repeat([]byte(" "), 1<<20), x.truth.body...)})
		}},
	{Name: "gzip-bomb", Phase: After, Transient: true, Tells: Nothing, Answers: "200 and 100 MB of zeros, compressed",
		apply: func(x *exchange) {
			x.w.Header().Set("Content-Encoding", "gzip")
			x.say(http.StatusOK, asJSON, bomb())
		}},
	{Name: "gzip-garbage", Phase: After, Transient: true, Tells: Nothing, Answers: "200 and plain text that is said to be compressed",
		apply: func(x *exchange) {
			x.w.Header().Set("Content-Encoding", "gzip")
			x.say(http.StatusOK, asJSON, "this is not compressed")
		}},
	{Name: "wrong-type", Phase: After, Transient: true, Tells: Nothing, Answers: "the server's body as text/html",
		apply: func(x *exchange) { x.say(x.truth.status, asHTML, string(x.truth.body)) }},
}

// array is one of blanks and numbers, in pieces of 64 KiB, at least as long as that in all.
func array(size int) func() string {
	piece := strings.Repeat(strings.Repeat(" ", 62)+"0,", 1<<10)
	sent := -1
	return func() string {
		sent++
		switch at := sent * len(piece); {
		case at == 0:
			return "[" + piece
		case at < size:
			return piece
		case at < size+len(piece):
			return "0]"
		}
		return ""
	}
}

// bomb is 100 members of 1 MiB each: a reader of gzip takes them for one text.
var bomb = sync.OnceValue(func() string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(make([]byte, 1<<20))
	_ = z.Close()
	return strings.Repeat(b.String(), 100)
})
