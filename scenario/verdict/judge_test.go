package verdict

import (
	"slices"
	"testing"
	"time"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// TestJudgeOwner: the owner's call is the positive control; it never fails a run.
func TestJudgeOwner(t *testing.T) {
	testJudge(t, []judged{
		{name: "shows the canary", check: "threads.get/owner", got: leak, want: judgement{catalog.Pass, "", "works for its owner: 200 OK"}},
		{name: "shows nothing", check: "threads.get/owner", got: fine, want: judgement{catalog.Skip, "", "User 1's own answer shows nothing to recognize"}},
		{name: "refused", check: "threads.get/owner", got: none, want: judgement{catalog.Skip, "", "User 1's own call is refused too: 404 Not Found"}},
		{name: "crashes", check: "threads.get/owner", got: crash, want: judgement{catalog.Skip, "", "User 1's own call crashes too: 500 Internal Server Error"}},
		{name: "no answer: failed on the way", check: "threads.get/owner", got: broken, want: judgement{catalog.Error, "undecided", "User 1's own call gets no usable answer: connection refused"}},
		{name: "busy: failed on the way", check: "threads.get/owner", got: says(503, ""), want: judgement{catalog.Error, "undecided", "User 1's own call gets no usable answer: 503 Service Unavailable"}},
		{name: "no such method", check: "threads.prune/owner", got: says(405, ""), want: judgement{catalog.Skip, "", "this server does not have it: 405 Method Not Allowed"}},
		{name: "not implemented", check: "crons.search/owner", got: says(500, "Not implemented"), want: judgement{catalog.Skip, "", "this server does not have it: 500 Internal Server Error"}},
		{name: "lists the own thing", check: "threads.search/owner", got: says(200, `[{"thread_id":"`+mine+`"}]`), want: judgement{catalog.Pass, "", "works for its owner: 200 OK"}},
		{name: "lists nothing", check: "threads.search/owner", got: says(200, `[]`), want: judgement{catalog.Skip, "", "User 1's own answer shows nothing to recognize"}},
		{name: "counts", check: "threads.count/owner", got: says(200, `7`), want: judgement{catalog.Pass, "", "works for its owner: 200 OK"}},
		{name: "counts nothing", check: "threads.count/owner", got: says(200, `0`), want: judgement{catalog.Skip, "", "User 1's own answer shows nothing to recognize"}},
		{name: "changes", check: "threads.patch/owner", got: fine, want: judgement{catalog.Pass, "", "works for its owner: 200 OK"}},
	})
}

// TestJudgeDenial: a denial counts only next to a control that works.
func TestJudgeDenial(t *testing.T) {
	denied := judgement{catalog.Pass, "", "denied: 404 Not Found"}
	testJudge(t, []judged{
		{name: "404", check: "threads.get/other-user", got: none, control: leak, want: denied},
		{name: "401", check: "threads.get/no-token", got: unauth, control: leak, want: judgement{catalog.Pass, "", "denied: 401 Unauthorized"}},
		{name: "403", check: "threads.get/garbage", got: says(403, ""), control: leak, want: judgement{catalog.Pass, "", "denied: 403 Forbidden"}},
		{name: "400", check: "threads.get/malformed", got: says(400, ""), control: leak, want: judgement{catalog.Pass, "", "denied: 400 Bad Request"}},
		{name: "400 where others are denied otherwise", check: "threads.get/other-user", got: says(400, ""), control: leak, setup: answered("threads.copy/other-user", none),
			want: judgement{catalog.Error, "undecided", "refused as a bad request (400 Bad Request), which User 1's is not, where the server denies otherwise"}},
		{name: "400 as for an ID that does not exist", check: "threads.get/other-user", got: says(400, ""), control: leak, want: judgement{catalog.Pass, "", "denied: 400 Bad Request"},
			setup: func(t *transcript.Transcript, p *Policy) {
				answered("threads.copy/other-user", none)(t, p)
				add(t, transcript.Unknown, "threads.get/owner", says(400, ""))
			}},
		{name: "409", check: "threads.copy/other-user", got: says(409, ""), control: leak, want: judgement{catalog.Pass, "", "denied: 409 Conflict"}},
		{name: "422", check: "runs.create/other-user", got: says(422, ""), control: fine, want: judgement{catalog.Pass, "", "denied: 422 Unprocessable Entity"}},
		{name: "error event", check: "threads.stream/other-user", got: stream(transcript.Event{Type: "error", Data: "{}"}), control: stillOpen(stream()),
			want: judgement{catalog.Pass, "", "denied: 200 OK with an error event"}},
		{name: "JSON-RPC error", check: "a2a.tasks/other-user", got: says(200, `{"jsonrpc":"2.0","error":{"code":-32001}}`), control: says(200, `{"jsonrpc":"2.0","result":{}}`),
			want: judgement{catalog.Pass, "", "denied: 200 OK with an error inside"}},
		{name: "WebSocket closed", check: "threads.socket/other-user", got: says(101, "", transcript.Event{Type: "close", Data: "thread stream ended"}),
			control: stillOpen(says(101, "")), want: judgement{catalog.Pass, "", "denied: closed by the server"}},
		{name: "owner denied too", check: "threads.get/other-user", got: none, control: says(403, ""), want: judgement{catalog.Skip, "", "User 1's own call is refused too: 403 Forbidden"}},
		{name: "owner not tried", check: "threads.get/other-user", got: none, want: judgement{catalog.Skip, "", "User 1's own call was not tried"}},
		{name: "owner crashes", check: "threads.get/other-user", got: none, control: crash, want: judgement{catalog.Skip, "", "User 1's own call crashes too: 500 Internal Server Error"}},
		{name: "told so, owner refused otherwise", check: "threads.get/no-token", got: unauth, control: none, want: judgement{catalog.Pass, "", "denied: 401 Unauthorized"}},
		{name: "told so, owner too", check: "threads.get/no-token", got: unauth, control: says(403, ""), want: judgement{catalog.Skip, "", "User 1's own call is refused too: 403 Forbidden"}},
		{name: "not told so", check: "threads.get/no-token", got: none, control: says(422, ""), want: judgement{catalog.Skip, "", "User 1's own call is refused too: 422 Unprocessable Entity"}},
		{name: "user 2 is told so", check: "threads.get/other-user", got: unauth, control: none, want: judgement{catalog.Skip, "", "User 1's own call is refused too: 404 Not Found"}},
		{name: "user 2 is not let in at all", check: "threads.get/other-user", got: unauth, control: leak, setup: func(t *transcript.Transcript, _ *Policy) {
			add(t, transcript.Own, "own threads.search POST/other-user", unauth)
		},
			want: judgement{catalog.Error, "token-refused", "User 2's own token is not accepted (Client error '401 Unauthorized' for url 'http://server/x'), so being refused proves nothing"}},
		{name: "crash", check: "threads.get/no-token", got: crash, control: leak, want: judgement{catalog.Warn, "crash-as-denial", "blocked by a crash: 500 Internal Server Error"}},
		{name: "crash after crash", check: "threads.get/other-user", got: crash, control: leak, want: judgement{catalog.Warn, "crash-as-denial", "blocked by a crash: 500 Internal Server Error"},
			setup: func(t *transcript.Transcript, p *Policy) {
				answered("threads.search-ids/other-user", none)(t, p)
				answered("threads.patch/other-user", crash)(t, p)
			}},
		{name: "crash, owner too", check: "threads.get/other-user", got: crash, control: crash, want: judgement{catalog.Skip, "", "User 1's own call crashes too: 500 Internal Server Error"}},
	})
}

// TestJudgeOwnCall: a denial says whose things they are only beside user 2's own call of
// the same handler and method that works.
func TestJudgeOwnCall(t *testing.T) {
	own := func(control string, e transcript.Exchange) func(*transcript.Transcript, *Policy) {
		return func(t *transcript.Transcript, _ *Policy) {
			add(t, transcript.Own, control+"/other-user", fitted(e, catalog.Shape{}, theirs))
		}
	}
	notAtAll := func(said string) judgement {
		return judgement{catalog.Skip, "", "User 2 may not do it at all: " + said + " for User 2's own"}
	}
	unsure := func(said string) judgement {
		return judgement{catalog.Error, "undecided", "User 2's own call gets no usable answer: " + said}
	}
	refused := func(said string) judgement {
		return judgement{catalog.Error, "undecided", "User 2's own token is not accepted (" + said + "), so being refused proves nothing"}
	}
	webPage := page(says(200, "<html>"))
	testJudge(t, []judged{
		{name: "works", check: "threads.patch/other-user", got: none, control: fine, want: judgement{catalog.Pass, "", "denied: 404 Not Found"}},
		{name: "a read-only user", check: "threads.patch/other-user", got: none, control: fine, setup: own("own threads.update PATCH", says(403, "")), want: notAtAll("403 Forbidden")},
		{name: "crashes for the own too", check: "threads.get/other-user", got: crash, control: leak, setup: own("own threads.read GET", crash), want: notAtAll("500 Internal Server Error")},
		{name: "refused another method", check: "threads.get/other-user", got: none, control: leak, setup: own("own threads.read POST", says(403, "")), want: judgement{catalog.Pass, "", "denied: 404 Not Found"}},
		{name: "may not delete", check: "threads.delete/other-user", got: none, control: fine, setup: own("own threads.delete DELETE", says(403, "")), want: notAtAll("403 Forbidden")},
		{name: "web page", check: "threads.get/other-user", got: none, control: leak, setup: own("own threads.read GET", webPage), want: unsure("200 OK")},
		{name: "gateway", check: "threads.get/other-user", got: none, control: leak, setup: own("own threads.read GET", says(502, "")), want: unsure("502 Bad Gateway")},
		{name: "no answer", check: "threads.get/other-user", got: none, control: leak, setup: own("own threads.read GET", broken), want: unsure("no answer")},
		{name: "another's thread", check: "threads.get/other-user", got: none, control: leak, setup: own("own threads.read GET", says(200, `{"thread_id":"`+mine+`"}`)), want: unsure("200 OK")},
		{name: "search refused", check: "threads.get/other-user", got: none, control: leak, setup: own("own threads.search POST", says(403, "")), want: refused("Client error '403 Forbidden' for url 'http://server/x'")},
		{name: "search a web page", check: "crons.get/other-user", got: none, control: leak, setup: own("own threads.search POST", webPage), want: refused("Success '200 OK' for url 'http://server/x'")},
		{name: "search not answered", check: "assistants.get/other-user", got: none, control: leak, setup: own("own threads.search POST", broken), want: refused("connection refused")},
		{name: "nothing own, for good", check: "crons.get/other-user", got: none, control: leak, setup: without("own crons.read GET", "cron_of_2", false), want: judgement{catalog.Skip, "", "User 2 has nothing of their own to compare with: refused to all"}},
		{name: "nothing own, failed on the way", check: "crons.get/other-user", got: none, control: leak, setup: without("own crons.read GET", "cron_of_2", true), want: judgement{catalog.Error, "undecided", "User 2 has nothing of their own to compare with: refused to all"}},
		{name: "without a login it takes no own", check: "threads.get/no-token", got: unauth, control: leak, setup: own("own threads.search POST", broken), want: judgement{catalog.Pass, "", "denied: 401 Unauthorized"}},
	})
}

// without takes a control of the caller out of the run, as there is nothing for it.
func without(control, thing string, failed bool) func(*transcript.Transcript, *Policy) {
	return func(t *transcript.Transcript, _ *Policy) {
		t.Exchanges = slices.DeleteFunc(t.Exchanges, func(e transcript.Exchange) bool { return e.Operation == control })
		delete(t.Facts.Things, thing)
		t.Facts.Absent, t.Failed = map[string]string{thing: "refused to all"}, map[string]bool{thing: failed}
	}
}

// TestJudgeUndecided: no usable answer is no pass.
func TestJudgeUndecided(t *testing.T) {
	notAPI := judgement{catalog.Error, "undecided", "answered with a web page, which is neither a denial nor the API"}
	slow, late := after(5*time.Second, says(200, "{}")), silent(transcript.TooLate)
	cutOff := func(r *transcript.Response) { r.Cut = true }
	testJudge(t, []judged{
		{name: "refused connection", check: "threads.get/other-user", got: broken, control: leak, want: judgement{catalog.Error, "undecided", "no usable answer: connection refused"}},
		{name: "something else broke", check: "threads.get/no-token", got: silent("broken pipe"), control: leak, want: judgement{catalog.Error, "undecided", "no usable answer: broken pipe"}},
		{name: "rate limit", check: "threads.get/no-token", got: says(429, ""), control: leak, want: judgement{catalog.Error, "undecided", "could not be decided: 429 Too Many Requests"}},
		{name: "bad gateway", check: "threads.get/other-user", got: says(502, ""), control: leak, want: judgement{catalog.Error, "undecided", "could not be decided: 502 Bad Gateway"}},
		{name: "unavailable", check: "threads.get/other-user", got: says(503, ""), control: leak, want: judgement{catalog.Error, "undecided", "could not be decided: 503 Service Unavailable"}},
		{name: "gateway time-out", check: "threads.get/other-user", got: says(504, ""), control: leak, want: judgement{catalog.Error, "undecided", "could not be decided: 504 Gateway Timeout"}},
		{name: "owner gets none either: failed on the way", check: "threads.get/other-user", got: broken, control: broken, want: judgement{catalog.Error, "undecided", "no usable answer: connection refused"}},
		{name: "owner's is slow", check: "assistants.schemas/other-user", got: late, control: slow, want: judgement{catalog.Skip, "", "User 1's own call is slow too"}},
		{name: "owner's is slow, and the rest did not come in time", check: "assistants.schemas/other-user", got: after(30*time.Second, with(slow, cutOff)), control: slow,
			want: judgement{catalog.Skip, "", "User 1's own call is slow too"}},
		{name: "owner's is slow, and this broke", check: "assistants.schemas/other-user", got: broken, control: slow, want: judgement{catalog.Error, "undecided", "no usable answer: connection refused"}},
		{name: "owner's is slow, and this was no answer", check: "assistants.schemas/other-user", got: says(502, ""), control: slow, want: judgement{catalog.Error, "undecided", "could not be decided: 502 Bad Gateway"}},
		{name: "owner's is slow, and this is a web page", check: "assistants.schemas/other-user", got: page(says(200, "<html>")), control: slow, want: notAPI},
		{name: "trick taken out", check: "threads.get-lookalike/no-token", got: sentTo("http://server/threads/" + mine), control: leak, want: judgement{catalog.Skip, "", "sent back to the plain path"}},
		{name: "trick sent to log in", check: "threads.get-lookalike/no-token", got: sentTo("/login"), control: leak,
			want: judgement{catalog.Error, "undecided", "redirected to /login, which is no denial"}},
		{name: "profile edited, sent to log in", check: "threads.get-as-edited/other-user", got: sentTo("/login"), control: leak,
			want: judgement{catalog.Error, "undecided", "redirected to /login, which is no denial"}},
		{name: "busy elsewhere", check: "threads.get/other-user", got: says(409, `{"detail":"You are active in another window"}`), control: leak,
			want: judgement{catalog.Error, "undecided", "could not be decided: 409 Conflict"}},
		{name: "redirect", check: "threads.get/no-token", got: sentTo("/login"), control: leak, want: judgement{catalog.Error, "undecided", "redirected to /login, which is no denial"}},
		{name: "web page with 401", check: "threads.get/no-token", got: page(says(401, "<html>")), control: leak, want: notAPI},
		{name: "web page with 404", check: "threads.get/other-user", got: page(says(404, "<html>")), control: leak, want: notAPI},
		{name: "web page with 500", check: "threads.get/other-user", got: page(says(500, "<html>")), control: leak, want: judgement{catalog.Error, "undecided", "answered with a web page (500 Internal Server Error), which is neither a denial nor the API"}},
		{name: "request time-out", check: "threads.get/no-token", got: says(408, ""), control: leak, want: judgement{catalog.Error, "undecided", "could not be decided: 408 Request Timeout"}},
		{name: "content network", check: "threads.get/no-token", got: says(522, ""), control: leak, want: judgement{catalog.Error, "undecided", "could not be decided: 522"}},
		{name: "nothing that the owner's looks like", check: "assistants.subgraph/no-token", got: says(200, `{"detail":"ok"}`), control: says(200, `{}`),
			want: judgement{catalog.Error, "undecided", "not what the operation answers: 200 OK"}},
		{name: "something, where the owner is refused", check: "mcp.get/no-token", got: says(200, `{"detail":"ok"}`), control: says(405, `{"detail":"no"}`),
			want: judgement{catalog.Error, "undecided", "not what the operation answers: 200 OK"}},
		{name: "noise for a stream", check: "threads.stream/no-token", got: with(stream(), func(r *transcript.Response) { r.Body = "\xffnoise" }), control: stillOpen(stream()),
			want: judgement{catalog.Error, "undecided", "not what the operation answers: 200 OK"}},
		{name: "no end for what does not wait", check: "threads.search/no-token", got: stillOpen(stream()), control: leak,
			want: judgement{catalog.Error, "undecided", "not what the operation answers: 200 OK"}},
		{name: "nothing to an outsider", check: "assistants.subgraphs/no-token", got: says(200, "{}"), control: leak, want: judgement{catalog.Error, "undecided", "not what the operation answers: 200 OK"}},
		{name: "a stream without a word to an outsider", check: "threads.stream/no-token", got: stream(), control: stillOpen(stream()),
			want: judgement{catalog.Error, "undecided", "neither denied nor let in, as far as it shows: 200 OK"}},
		{name: "a run without a word", check: "runs.stream/other-user", got: stream(), control: stillOpen(stream()),
			want: judgement{catalog.Error, "undecided", "neither denied nor accepted, as far as it shows: 200 OK"}},
		{name: "a run of heartbeats alone", check: "runs.stream/other-user", got: stillOpen(stream(transcript.Event{Type: "heartbeat", Data: "{}"})),
			control: stream(transcript.Event{Type: "metadata", Data: `{"run_id":"` + mine + `"}`}),
			want:    judgement{catalog.Error, "undecided", "neither denied nor accepted, as far as it shows: 200 OK"}},
		{name: "no run in the batch", check: "runs.batch/other-user", got: says(200, "[]"), control: shown,
			want: judgement{catalog.Error, "undecided", "neither denied nor accepted, as far as it shows: 200 OK"}},
		{name: "one crash among denials", check: "threads.get/other-user", got: crash, control: leak, setup: answered("threads.search-ids/other-user", none),
			want: judgement{catalog.Error, "undecided", "crashed, where everything else is denied otherwise: 500 Internal Server Error"}},
		{name: "web page", check: "threads.get/no-token", got: page(says(200, "<html>")), control: leak,
			want: notAPI},
	})
}

// TestJudgeLeak: user 1's canary in an answer to anybody else is a leak, whatever the status.
func TestJudgeLeak(t *testing.T) {
	const along = "User 1's data came along"
	var rows []judged
	for _, status := range []int{200, 201, 302, 404, 422, 429, 500, 503} {
		rows = append(rows, judged{name: "status", check: "threads.get/other-user", got: says(status, canary), control: leak, want: judgement{catalog.Fail, "threads-read", along}})
	}
	rows = append(rows, each(map[string]judgement{
		"no-token": {catalog.Fail, "no-token-accepted", along}, "malformed": {catalog.Fail, "bad-token-accepted", along}, "garbage": {catalog.Fail, "bad-token-accepted", along},
		"forged-none": {catalog.Fail, "forged-token-accepted", along}, "forged-key": {catalog.Fail, "forged-token-accepted", along},
		"forged-payload": {catalog.Fail, "forged-token-accepted", along}, "forged-confused": {catalog.Fail, "forged-token-accepted", along},
		"anon-key": {catalog.Fail, "anon-key-accepted", along}, "expired": {catalog.Fail, "expired-token-accepted", along},
		"other-scheme": {catalog.Warn, "scheme-accepted", along}, "logged-out": {catalog.Note, "logged-out-accepted", along},
		"studio": {catalog.Fail, "studio-sees-all", along}, "other-user": {catalog.Fail, "threads-read", along},
	}, func(identity string) judged {
		return judged{check: "threads.get/" + identity, got: leak, control: leak}
	})...)
	rows = append(rows, each(map[string]judgement{
		"runs.list/other-user":                {catalog.Fail, "threads-read", along},
		"assistants.get/other-user":           {catalog.Fail, "assistants-read", along},
		"crons.get/other-user":                {catalog.Fail, "crons-read", along},
		"threads.get-claiming/other-user":     {catalog.Fail, "identity-from-client", along},
		"threads.get-claiming/no-token":       {catalog.Fail, "identity-from-client", along},
		"threads.give-away/other-user":        {catalog.Fail, "ownership-given-away", along},
		"threads.search-as-owner/other-user":  {catalog.Fail, "filter-override", along},
		"assistants.search-as-owner/no-token": {catalog.Fail, "no-token-accepted", along},
		"store.get/other-user":                {catalog.Warn, "store-shared", along},
		"store.get/studio":                    {catalog.Warn, "store-shared", along},
		"store.get/no-token":                  {catalog.Fail, "no-token-accepted", along},
	}, func(check string) judged {
		return judged{check: check, got: leak, control: leak}
	})...)
	testJudge(t, rows)
}

// TestJudgeLetIn: a caller without a login must not be let in, data or not.
func TestJudgeLetIn(t *testing.T) {
	const in = "let in: 200 OK"
	var rows []judged
	rows = append(rows, each(map[string]judgement{
		"no-token": {catalog.Fail, "no-token-accepted", in}, "malformed": {catalog.Fail, "bad-token-accepted", in}, "garbage": {catalog.Fail, "bad-token-accepted", in},
		"forged-key": {catalog.Fail, "forged-token-accepted", in}, "anon-key": {catalog.Fail, "anon-key-accepted", in}, "expired": {catalog.Fail, "expired-token-accepted", in},
		"other-scheme": {catalog.Warn, "scheme-accepted", in}, "logged-out": {catalog.Note, "logged-out-accepted", in}, "studio": {catalog.Warn, "studio-open", in},
	}, func(identity string) judged {
		return judged{check: "threads.search/" + identity, got: says(200, `[]`), control: leak}
	})...)
	testJudge(t, append(rows,
		judged{name: "nothing, as to the owner", check: "assistants.subgraphs/no-token", got: says(200, `{}`), control: says(200, `{}`), want: judgement{catalog.Fail, "no-token-accepted", in}},
		judged{name: "HEAD, with the headers of the owner's", check: "threads.get-head/no-token", got: says(200, ""), control: leak, want: judgement{catalog.Fail, "no-token-accepted", in}},
		judged{name: "HEAD of a web page", check: "threads.get-head/no-token", got: page(says(200, "")), control: leak,
			want: judgement{catalog.Error, "undecided", "neither denied nor let in, as far as it shows: 200 OK"}},
		judged{name: "empty for everybody", check: "threads.search/garbage", got: says(200, `[]`), control: says(200, `[]`),
			want: judgement{catalog.Error, "undecided", "let in, as it seems (200 OK), where User 1's own list shows nothing either"}},
		judged{name: "HEAD of an error in a 200", check: "threads.get-head/no-token", got: says(200, ""), control: leak,
			setup: func(t *transcript.Transcript, _ *Policy) {
				add(t, transcript.Attack, "threads.get/no-token", says(200, envelopes[0]))
			},
			want: judgement{catalog.Error, "undecided", "neither denied nor let in, as far as it shows: 200 OK"}},
		judged{name: "HEAD, where GET is refused", check: "threads.get-head/no-token", got: says(200, ""), control: leak,
			setup: func(t *transcript.Transcript, _ *Policy) { add(t, transcript.Attack, "threads.get/no-token", unauth) },
			want:  judgement{catalog.Fail, "no-token-accepted", in}},
		judged{name: "no such item, as anything may answer", check: "store.get/no-token", got: says(200, `null`), control: leak,
			want: judgement{catalog.Error, "undecided", "neither denied nor let in, as far as it shows: 200 OK"}},
		judged{name: "no such item, where the store is searched, too", check: "store.get/no-token", got: says(200, `null`), control: leak,
			setup: func(t *transcript.Transcript, _ *Policy) {
				add(t, transcript.Attack, "store.search/no-token", says(200, `{"items":[]}`))
			},
			want: judgement{catalog.Fail, "no-token-accepted", in}},
		judged{name: "HEAD, answered as of what does not exist", check: "threads.get-head/no-token", got: says(200, ""), control: leak, unknown: new(says(200, "")),
			want: judgement{catalog.Error, "undecided", "neither denied nor let in, as far as it shows: 200 OK"}},
		judged{name: "studio lists user 1's", check: "threads.search/studio", got: shown, control: leak,
			want: judgement{catalog.Fail, "studio-sees-all", "things of User 1 are in the list"}},
		judged{name: "studio lists the store", check: "store.namespaces/studio", got: says(200, `{"namespaces":[["authcheck","tag"]]}`), control: leak,
			want: judgement{catalog.Warn, "store-shared", "things of User 1 are in the list"}},
	))
}

// deaf is a stream that could not hear of an update.
func deaf(e transcript.Exchange) transcript.Exchange {
	e.Deaf = true
	return e
}

// TestJudgeVisitor: another user may be let in, and must not reach anything.
func TestJudgeVisitor(t *testing.T) {
	testJudge(t, []judged{
		{name: "reads nothing", check: "threads.get/other-user", got: fine, control: leak, want: judgement{catalog.Pass, "", "answered without anything of User 1"}},
		{name: "reads nothing, owner neither", check: "threads.get/other-user", got: fine, control: fine, want: judgement{catalog.Skip, "", "User 1's own answer shows nothing to recognize"}},
		{name: "lists a thing", check: "threads.search/other-user", got: says(200, `[{"thread_id":"`+mine+`"}]`), control: leak, want: judgement{catalog.Fail, "threads-search", "things of User 1 are in the list"}},
		{name: "lists nothing", check: "threads.search/other-user", got: says(200, `[]`), control: leak, want: judgement{catalog.Pass, "", "listed without anything of User 1"}},
		{name: "lists nothing, owner neither", check: "threads.search/other-user", got: says(200, `[]`), control: says(200, `[]`),
			want: judgement{catalog.Skip, "", "User 1's own answer shows nothing to recognize"}},
		{name: "counts things", check: "crons.count/other-user", got: says(200, `3`), control: says(200, `3`), unknown: new(says(200, `0`)), want: judgement{catalog.Fail, "crons-search", "3 things of User 1 were counted"}},
		{name: "counts in an object", check: "threads.count/other-user", got: says(200, `{"count":2}`), control: says(200, `3`), unknown: new(says(200, `{"count":1}`)),
			want: judgement{catalog.Fail, "threads-search", "2 things of User 1 were counted"}},
		{name: "counts the same for any tag", check: "threads.count/other-user", got: says(200, `3`), control: says(200, `3`), unknown: new(says(200, `3`)),
			want: judgement{catalog.Skip, "", "the server counts the same, whatever the tag"}},
		{name: "no count to compare with", check: "threads.count/other-user", got: says(200, `3`), control: says(200, `3`), unknown: new(broken),
			want: judgement{catalog.Error, "undecided", "no count for a tag that nobody used to compare with"}},
		{name: "counts nothing", check: "threads.count/other-user", got: says(200, `0`), control: says(200, `3`), want: judgement{catalog.Pass, "", "nothing of User 1 was counted"}},
		{name: "the store's list in full", check: "store.namespaces/other-user", got: says(200, `{"namespaces":[["authcheck","tag"]]}`), control: says(200, `{"namespaces":[["authcheck","tag"]]}`),
			want: judgement{catalog.Warn, "store-shared", "things of User 1 are in the list"}},
		{name: "the store's list, an own namespace", check: "store.namespaces/other-user", got: says(200, `{"namespaces":[["two","authcheck","tag"]]}`), control: says(200, `{"namespaces":[["authcheck","tag"]]}`),
			want: judgement{catalog.Pass, "", "listed without anything of User 1"}},
		{name: "unknown is answered otherwise", check: "threads.storage/other-user", got: fine, control: fine, unknown: new(none),
			want: judgement{catalog.Fail, "threads-read", "let in (200 OK), where an ID that does not exist is answered otherwise"}},
		{name: "unknown is answered alike", check: "threads.storage/other-user", got: fine, control: fine, unknown: new(fine), want: judgement{catalog.Pass, "", "answered as for an ID that does not exist"}},
		{name: "unknown is not answered", check: "threads.storage/other-user", got: fine, control: fine, unknown: new(broken),
			want: judgement{catalog.Error, "undecided", "no answer for an ID that does not exist to compare with"}},
		{name: "unknown is answered by a gateway", check: "threads.storage/other-user", got: fine, control: fine, unknown: new(says(502, "")),
			want: judgement{catalog.Error, "undecided", "no answer for an ID that does not exist to compare with"}},
		{name: "stream hears what the owner does", check: "threads.stream/other-user", got: says(200, canary), control: says(200, canary), want: judgement{catalog.Fail, "threads-read", "User 1's data came along"}},
		{name: "stream hears nothing", check: "threads.stream/other-user", got: stillOpen(stream()), control: says(200, canary, transcript.Event{Type: "values", Data: canary}), want: judgement{catalog.Pass, "", "heard nothing while User 1 did"}},
		{name: "stream could hear nothing", check: "threads.stream/other-user", got: deaf(stillOpen(stream())), control: says(200, canary, transcript.Event{Type: "values", Data: canary}),
			want: judgement{catalog.Error, "undecided", "heard nothing, and could not: User 1's update was refused, or the stream was not open before it"}},
		{name: "stream is silent for all", check: "threads.stream/other-user", got: stillOpen(stream()), control: stillOpen(stream()), unknown: new(stillOpen(stream())),
			want: judgement{catalog.Skip, "", "the stream stays silent, whatever the ID"}},
		{name: "stream stays open for a known ID only", check: "threads.stream-events/other-user", got: stillOpen(stream()), control: stillOpen(stream()), unknown: new(stream()),
			want: judgement{catalog.Fail, "threads-read", "let in (200 OK), where an ID that does not exist is answered otherwise"}},
		{name: "stream ends at once for a known ID only", check: "threads.stream-events/other-user", got: stream(), control: stillOpen(stream()), unknown: new(stillOpen(stream())),
			want: judgement{catalog.Pass, "", "closed at once without a word, where User 1's stays open"}},
		{name: "stream ends at once", check: "threads.stream-events/other-user", got: stream(), control: stillOpen(stream()), unknown: new(stream()),
			want: judgement{catalog.Pass, "", "answered as for an ID that does not exist"}},
		{name: "runs", check: "runs.create/other-user", got: fine, control: fine, want: judgement{catalog.Fail, "threads-create-run", "accepted: 200 OK"}},
		{name: "runs a hidden assistant", check: "runs.create-stateless/other-user", got: fine, control: fine, setup: answered("assistants.get/other-user", none),
			want: judgement{catalog.Warn, "assistant-usable", "accepted: 200 OK"}},
		{name: "runs an assistant that all may read", check: "runs.create-stateless/other-user", got: fine, control: fine, setup: answered("assistants.get/other-user", leak),
			want: judgement{catalog.Fail, "assistants-read", "accepted: 200 OK"}},
		{name: "creates", check: "mcp.get/other-user", got: fine, control: fine, want: judgement{catalog.Pass, "", "any user may"}},
	})
}

// TestJudgeShared: what is shared on purpose may be read, not changed.
func TestJudgeShared(t *testing.T) {
	shared := func(_ *transcript.Transcript, p *Policy) { p.Allow = catalog.SharedWithAll([]string{"assistants"}) }
	testJudge(t, []judged{
		{name: "read", check: "assistants.get/other-user", got: leak, control: leak, setup: shared, want: judgement{catalog.Note, "", "allowed: User 1's data came along"}},
		{name: "found", check: "assistants.search/other-user", got: shown, control: leak, setup: shared, want: judgement{catalog.Note, "", "allowed: things of User 1 are in the list"}},
		{name: "run", check: "runs.create-stateless/other-user", got: fine, control: fine, setup: shared, want: judgement{catalog.Note, "", "allowed: accepted: 200 OK"}},
		{name: "changed", check: "assistants.patch/other-user", got: fine, control: fine, after: marked("assistants.patch/other-user"), setup: shared, want: judgement{catalog.Fail, "assistants-update", written}},
		{name: "given away", check: "assistants.give-away/other-user", got: leak, control: leak, setup: shared, want: judgement{catalog.Skip, "", "allowed without the trick: seeing it does not show whose it is"}},
		{name: "planted", check: "assistants.plant/other-user", got: fine, control: fine, after: marked("assistants.plant/other-user"), setup: shared, want: judgement{catalog.Skip, "", "allowed without the trick: seeing it does not show whose it is"}},
		{name: "to nobody", check: "assistants.get/no-token", got: leak, control: leak, setup: shared, want: judgement{catalog.Fail, "no-token-accepted", "User 1's data came along"}},
		{name: "another resource", check: "threads.get/other-user", got: leak, control: leak, setup: shared, want: judgement{catalog.Fail, "threads-read", "User 1's data came along"}},
	})
}
