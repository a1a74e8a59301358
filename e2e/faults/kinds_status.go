package faults

import (
	"math/rand/v2"
	"net/http"
	"time"
)

// statusKinds: another status than the server's.
var statusKinds = []Kind{
	{Name: "no-content", Phase: Before, Transient: true, Tells: Nothing, Answers: "204; nothing was done", apply: says(http.StatusNoContent, "", "")},
	{Name: "no-content-after", Phase: After, Transient: true, Tells: Nothing, Answers: "204 instead of the content", apply: says(http.StatusNoContent, "", "")},
	{Name: "created", Phase: After, Transient: true, Tells: Nothing, Answers: "201 with the server's body, refusals too",
		apply: func(x *exchange) { x.give(&answer{http.StatusCreated, x.truth.header, x.truth.body}) }},
	{Name: "ok", Phase: After, Transient: true, Tells: Nothing, Answers: "200 with the server's body, refusals too",
		apply: func(x *exchange) { x.give(&answer{http.StatusOK, x.truth.header, x.truth.body}) }},
	{Name: "not-modified", Phase: Before, Transient: true, Tells: Nothing, Answers: "304", apply: says(http.StatusNotModified, "", "")},
}

// requestKinds: the request is not what was sent, or is taken for a bad one.
var requestKinds = []Kind{
	{Name: "bad-request", Phase: Before, Transient: true, Tells: Nothing, Answers: "400 as the server says it",
		apply: says(http.StatusBadRequest, asJSON, `{"detail":"Bad Request"}`)},
	{Name: "bad-request-after", Phase: After, Transient: true, Tells: Nothing, Answers: "400 as the server says it",
		apply: says(http.StatusBadRequest, asJSON, `{"detail":"Bad Request"}`)},
	{Name: "request-emptied", Phase: Through, Transient: true, Tells: Lie, Answers: "the server's answer to the request without its body",
		apply: func(x *exchange) {
			x.body = nil
			if !x.forward() {
				panic(http.ErrAbortHandler)
			}
			x.give(x.truth)
		}},
	{Name: "head-answered", Phase: Through, Tells: Lie, Answers: "200 to HEAD, by something that answers it for all; else the server's answer",
		apply: func(x *exchange) {
			if x.r.Method == http.MethodHead {
				x.say(http.StatusOK, asJSON, "")
				return
			}
			x.unhurt()
			x.pass()
		}},
}

// streamKinds: streams that are none, or don't end as they should.
var streamKinds = []Kind{
	{Name: "stream-endless", Phase: After, Transient: true, Tells: Nothing, Answers: "an event stream that says the same for ever, every 20 ms",
		apply: func(x *exchange) {
			x.stream(asEvents, func() string { return "event: heartbeat\ndata: {}\n\n" }, 20*time.Millisecond)
		}},
	{Name: "body-endless", Phase: After, Transient: true, Tells: Nothing, Answers: "JSON without end, as fast as it is read",
		apply: func(x *exchange) { x.stream(asJSON, array(1<<62), 0) }},
	{Name: "stream-cut", Phase: After, Transient: true, Tells: Nothing, Answers: "an event stream that breaks off within its first event",
		apply: func(x *exchange) {
			x.write(x.truth.head(http11, "Transfer-Encoding: chunked"), "1000\r\n", "event: metadata\ndata: {\"run_i")
		}},
	{Name: "stream-garbage", Phase: After, Transient: true, Tells: Nothing, Answers: "64 KiB of noise as an event stream",
		apply: says(http.StatusOK, asEvents, noise())},
}

const asEvents = "text/event-stream"

// noise is the same in each run.
func noise() string {
	dice := rand.New(rand.NewPCG(1, 1))
	text := make([]byte, 64<<10)
	for i := range text {
		text[i] = byte(dice.Uint32())
	}
	return string(text)
}

// mixupKinds: whole and good answers, of another caller or another time. Where nothing
// of the kind is known yet, the request passes and counts as unhurt.
var mixupKinds = []Kind{
	{Name: "cached", Phase: Before, Tells: Leak, Answers: "the first answer to this method, path, query and body, whoever got it; else the server's",
		apply: func(x *exchange) { x.giveOrPass(x.cached()) }},
	{Name: "cached-reads", Phase: Before, Tells: Leak, Answers: "as cached, for GET only",
		apply: func(x *exchange) {
			if x.r.Method != http.MethodGet {
				x.giveOrPass(nil)
				return
			}
			x.giveOrPass(x.cached())
		}},
	{Name: "swapped", Phase: After, Transient: true, Tells: Leak, Answers: "another user's last answer of the same operation; else the server's",
		apply: func(x *exchange) { x.swap(x.others()) }},
	{Name: "swapped-before", Phase: After, Transient: true, Tells: Leak, Answers: "an answer of the same operation from before the run; else the server's",
		apply: func(x *exchange) { x.swap(x.earlier()) }},
	{Name: "stale", Phase: Before, Transient: true, Tells: Lie, Answers: "the caller's own last answer to the same request; else the server's",
		apply: func(x *exchange) {
			identity := x.identity()
			x.giveOrPass(x.recall(func(m *memory) *answer { return m.latest[identity] }))
		}},
}

// swap gives another answer instead of the server's, where there is one.
func (x *exchange) swap(a *answer) {
	if a == nil {
		x.unhurt()
		a = x.truth
	}
	x.give(a)
}
