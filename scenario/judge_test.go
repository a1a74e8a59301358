package scenario

import (
	"errors"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"authcheck/langgraph"
)

const (
	canary = "canary-0123456789abcdef01234567"
	mine   = "11111111-1111-4111-8111-111111111111" // an ID of user 1's
)

// bench is a run with things of user 1, to judge answers with.
func bench() *run {
	r := newRun(Config{URL: "http://server", Users: []User{{Name: "User 1", Subject: "one"}, {Name: "User 2", Subject: "two"}}})
	r.canary = canary
	for _, name := range []string{"thread", "thread_s", "thread_w", "assistant", "cron"} {
		r.vars[name] = mine
	}
	r.vars["namespace"] = `["authcheck","tag"]`
	return r
}

// says is an answer of the server.
func says(status int, body string, events ...langgraph.Event) answer {
	return answer{resp: &langgraph.Response{URL: "http://server/x", Status: status, Header: http.Header{}, Body: []byte(body), Events: events}}
}

// open is a stream that was still open when we hung up.
func open(a answer) answer {
	a.resp.Open = true
	return a
}

func after(d time.Duration, a answer) answer {
	a.resp.Elapsed = d
	return a
}

func page(a answer) answer {
	a.resp.Header.Set("Content-Type", "text/html; charset=utf-8")
	return a
}

func sentTo(location string) answer {
	a := says(http.StatusFound, "")
	a.resp.Header.Set("Location", location)
	return a
}

var (
	broken = answer{err: &langgraph.NoAnswerError{Cause: syscall.ECONNREFUSED}}
	leak   = says(200, `{"metadata":{"authcheck_canary":"`+canary+`"}}`)
	empty  = says(200, `{}`)
	none   = says(404, `{"detail":"Not Found"}`)
	unauth = says(401, `{"detail":"Missing token"}`)
	crash  = says(500, `Internal Server Error`)
)

// judged is a row: who tried what, what came back, and what the owner got.
type judged struct {
	name    string
	check   string // operation/identity
	got     answer
	control answer
	unknown *answer
	effect  sight
	setup   func(*run)
	want    judgement
}

func (c judged) judge() judgement {
	r := bench()
	if c.setup != nil {
		c.setup(r)
	}
	name, who := cutCheck(c.check)
	o := operationByID(name)
	c.control.op, c.got.op = o, o
	t := trial{op: o, id: caller(who), answer: c.got, got: receive(c.got, r.canary), control: c.control,
		works: r.works(c.control), effect: c.effect, unknown: c.unknown}
	if who == "owner" {
		t.control = c.got
		t.works = r.works(c.got)
	}
	return r.judge(t)
}

func cutCheck(check string) (operation, identity string) {
	for i := len(check) - 1; i >= 0; i-- {
		if check[i] == '/' {
			return check[:i], check[i+1:]
		}
	}
	return check, ""
}

func ptr(a answer) *answer { return &a }

func testJudge(t *testing.T, rows []judged) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if diff := cmp.Diff(row.want, row.judge(), cmp.AllowUnexported(judgement{}), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", row.check, diff)
			}
		})
	}
}

// TestJudgeOwner: the owner's call is the positive control; it never fails a run.
func TestJudgeOwner(t *testing.T) {
	testJudge(t, []judged{
		{name: "shows the canary", check: "threads.get/owner", got: leak, want: judgement{Pass, "", "works for its owner: 200 OK"}},
		{name: "shows nothing", check: "threads.get/owner", got: empty, want: judgement{Skip, "", "User 1's own answer shows nothing to recognize"}},
		{name: "refused", check: "threads.get/owner", got: none, want: judgement{Skip, "", "User 1's own call is refused too: 404 Not Found"}},
		{name: "crashes", check: "threads.get/owner", got: crash, want: judgement{Skip, "", "User 1's own call crashes too: 500 Internal Server Error"}},
		{name: "no answer", check: "threads.get/owner", got: broken, want: judgement{Skip, "", "User 1's own call gets no usable answer"}},
		{name: "busy", check: "threads.get/owner", got: says(503, ""), want: judgement{Skip, "", "the server is busy: 503 Service Unavailable"}},
		{name: "no such method", check: "threads.prune/owner", got: says(405, ""), want: judgement{Skip, "", "this server does not have it: 405 Method Not Allowed"}},
		{name: "not implemented", check: "crons.search/owner", got: says(500, "Not implemented"), want: judgement{Skip, "", "this server does not have it: 500 Internal Server Error"}},
		{name: "lists the own thing", check: "threads.search/owner", got: says(200, `[{"thread_id":"`+mine+`"}]`), want: judgement{Pass, "", "works for its owner: 200 OK"}},
		{name: "lists nothing", check: "threads.search/owner", got: says(200, `[]`), want: judgement{Skip, "", "User 1's own answer shows nothing to recognize"}},
		{name: "counts", check: "threads.count/owner", got: says(200, `7`), want: judgement{Pass, "", "works for its owner: 200 OK"}},
		{name: "counts nothing", check: "threads.count/owner", got: says(200, `0`), want: judgement{Skip, "", "User 1's own answer shows nothing to recognize"}},
		{name: "changes", check: "threads.patch/owner", got: empty, want: judgement{Pass, "", "works for its owner: 200 OK"}},
	})
}

// TestJudgeDenial: a denial counts only next to a control that works.
func TestJudgeDenial(t *testing.T) {
	denied := judgement{Pass, "", "denied: 404 Not Found"}
	testJudge(t, []judged{
		{name: "404", check: "threads.get/other-user", got: none, control: leak, want: denied},
		{name: "401", check: "threads.get/no-token", got: unauth, control: leak, want: judgement{Pass, "", "denied: 401 Unauthorized"}},
		{name: "403", check: "threads.get/garbage", got: says(403, ""), control: leak, want: judgement{Pass, "", "denied: 403 Forbidden"}},
		{name: "400", check: "threads.get/malformed", got: says(400, ""), control: leak, want: judgement{Pass, "", "denied: 400 Bad Request"}},
		{name: "409", check: "threads.copy/other-user", got: says(409, ""), control: leak, want: judgement{Pass, "", "denied: 409 Conflict"}},
		{name: "422", check: "runs.create/other-user", got: says(422, ""), control: empty, want: judgement{Pass, "", "denied: 422 Unprocessable Entity"}},
		{name: "error event", check: "threads.stream/other-user", got: says(200, "", langgraph.Event{Type: "error", Data: "{}"}), control: open(says(200, "")),
			want: judgement{Pass, "", "denied: 200 OK with an error event"}},
		{name: "JSON-RPC error", check: "a2a.tasks/other-user", got: says(200, `{"jsonrpc":"2.0","error":{"code":-32001}}`), control: says(200, `{"jsonrpc":"2.0","result":{}}`),
			want: judgement{Pass, "", "denied: 200 OK with an error inside"}},
		{name: "WebSocket closed", check: "threads.socket/other-user", got: says(101, "", langgraph.Event{Type: "close", Data: "thread stream ended"}),
			control: open(says(101, "")), want: judgement{Pass, "", "denied: closed by the server"}},
		{name: "owner denied too", check: "threads.get/other-user", got: none, control: says(403, ""), want: judgement{Skip, "", "User 1's own call is refused too: 403 Forbidden"}},
		{name: "owner not tried", check: "threads.get/other-user", got: none, want: judgement{Skip, "", "User 1's own call was not tried"}},
		{name: "owner crashes", check: "threads.get/other-user", got: none, control: crash, want: judgement{Skip, "", "User 1's own call crashes too: 500 Internal Server Error"}},
		{name: "told so, owner refused otherwise", check: "threads.get/no-token", got: unauth, control: none, want: judgement{Pass, "", "denied: 401 Unauthorized"}},
		{name: "told so, owner too", check: "threads.get/no-token", got: unauth, control: says(403, ""), want: judgement{Skip, "", "User 1's own call is refused too: 403 Forbidden"}},
		{name: "not told so", check: "threads.get/no-token", got: none, control: says(422, ""), want: judgement{Skip, "", "User 1's own call is refused too: 422 Unprocessable Entity"}},
		{name: "user 2 is told so", check: "threads.get/other-user", got: unauth, control: none, want: judgement{Skip, "", "User 1's own call is refused too: 404 Not Found"}},
		{name: "user 2 is not let in at all", check: "threads.get/other-user", got: unauth, control: leak, setup: func(r *run) { r.stranger = "not accepted" },
			want: judgement{Error, "undecided", "not accepted"}},
		{name: "crash", check: "threads.get/no-token", got: crash, control: leak, want: judgement{Warn, "crash-as-denial", "blocked by a crash: 500 Internal Server Error"}},
		{name: "crash, owner too", check: "threads.get/other-user", got: crash, control: crash, want: judgement{Skip, "", "User 1's own call crashes too: 500 Internal Server Error"}},
	})
}

// TestJudgeUndecided: no usable answer is no pass.
func TestJudgeUndecided(t *testing.T) {
	testJudge(t, []judged{
		{name: "refused connection", check: "threads.get/other-user", got: broken, control: leak, want: judgement{Error, "undecided", "no usable answer: connection refused"}},
		{name: "something else broke", check: "threads.get/no-token", got: answer{err: errors.New("broken pipe")}, control: leak, want: judgement{Error, "undecided", "no usable answer: broken pipe"}},
		{name: "rate limit", check: "threads.get/no-token", got: says(429, ""), control: leak, want: judgement{Error, "undecided", "could not be decided: 429 Too Many Requests"}},
		{name: "bad gateway", check: "threads.get/other-user", got: says(502, ""), control: leak, want: judgement{Error, "undecided", "could not be decided: 502 Bad Gateway"}},
		{name: "unavailable", check: "threads.get/other-user", got: says(503, ""), control: leak, want: judgement{Error, "undecided", "could not be decided: 503 Service Unavailable"}},
		{name: "gateway time-out", check: "threads.get/other-user", got: says(504, ""), control: leak, want: judgement{Error, "undecided", "could not be decided: 504 Gateway Timeout"}},
		{name: "owner gets none either", check: "threads.get/other-user", got: broken, control: broken, want: judgement{Skip, "", "User 1's own call gets no usable answer"}},
		{name: "owner's is slow", check: "assistants.schemas/other-user", got: broken, control: after(5*time.Second, says(200, "{}")), want: judgement{Skip, "", "User 1's own call is slow too"}},
		{name: "redirect", check: "threads.get/no-token", got: sentTo("/login"), control: leak, want: judgement{Error, "undecided", "redirected to /login, which is no denial"}},
		{name: "web page", check: "threads.get/no-token", got: page(says(200, "<html>")), control: leak,
			want: judgement{Error, "undecided", "answered with a web page, which is neither a denial nor the API"}},
	})
}

// TestJudgeLeak: user 1's canary in an answer to anybody else is a leak, whatever the status.
func TestJudgeLeak(t *testing.T) {
	const along = "User 1's data came along"
	var rows []judged
	for _, status := range []int{200, 201, 302, 404, 422, 429, 500, 503} {
		rows = append(rows, judged{name: "status", check: "threads.get/other-user", got: says(status, canary), control: leak, want: judgement{Fail, "threads-read", along}})
	}
	for identity, want := range map[string]judgement{
		"no-token": {Fail, "no-token-accepted", along}, "malformed": {Fail, "bad-token-accepted", along}, "garbage": {Fail, "bad-token-accepted", along},
		"forged-none": {Fail, "forged-token-accepted", along}, "forged-key": {Fail, "forged-token-accepted", along},
		"forged-payload": {Fail, "forged-token-accepted", along}, "forged-confused": {Fail, "forged-token-accepted", along},
		"anon-key": {Fail, "anon-key-accepted", along}, "expired": {Fail, "expired-token-accepted", along},
		"other-scheme": {Warn, "scheme-accepted", along}, "logged-out": {Note, "logged-out-accepted", along},
		"studio": {Fail, "studio-sees-all", along}, "other-user": {Fail, "threads-read", along},
	} {
		rows = append(rows, judged{name: identity, check: "threads.get/" + identity, got: leak, control: leak, want: want})
	}
	for check, want := range map[string]judgement{
		"runs.list/other-user":                {Fail, "threads-read", along},
		"assistants.get/other-user":           {Fail, "assistants-read", along},
		"crons.get/other-user":                {Fail, "crons-read", along},
		"threads.get-claiming/other-user":     {Fail, "identity-from-client", along},
		"threads.get-claiming/no-token":       {Fail, "no-token-accepted", along},
		"threads.give-away/other-user":        {Fail, "ownership-given-away", along},
		"threads.search-as-owner/other-user":  {Fail, "filter-override", along},
		"assistants.search-as-owner/no-token": {Fail, "no-token-accepted", along},
		"store.get/other-user":                {Warn, "store-shared", along},
		"store.get/studio":                    {Warn, "store-shared", along},
		"store.get/no-token":                  {Fail, "no-token-accepted", along},
	} {
		rows = append(rows, judged{name: check, check: check, got: leak, control: leak, want: want})
	}
	testJudge(t, rows)
}

// TestJudgeLetIn: a caller without a login must not be let in, data or not.
func TestJudgeLetIn(t *testing.T) {
	const in = "let in: 200 OK"
	var rows []judged
	for identity, want := range map[string]judgement{
		"no-token": {Fail, "no-token-accepted", in}, "malformed": {Fail, "bad-token-accepted", in}, "garbage": {Fail, "bad-token-accepted", in},
		"forged-key": {Fail, "forged-token-accepted", in}, "anon-key": {Fail, "anon-key-accepted", in}, "expired": {Fail, "expired-token-accepted", in},
		"other-scheme": {Warn, "scheme-accepted", in}, "logged-out": {Note, "logged-out-accepted", in}, "studio": {Warn, "studio-open", in},
	} {
		rows = append(rows, judged{name: identity, check: "threads.search/" + identity, got: says(200, `[]`), control: leak, want: want})
	}
	testJudge(t, append(rows,
		judged{name: "studio lists user 1's", check: "threads.search/studio", got: says(200, `["`+mine+`"]`), control: leak,
			want: judgement{Fail, "studio-sees-all", "things of User 1 are in the list"}},
		judged{name: "studio lists the store", check: "store.namespaces/studio", got: says(200, `{"namespaces":[["authcheck","tag"]]}`), control: leak,
			want: judgement{Warn, "store-shared", "things of User 1 are in the list"}},
	))
}

// TestJudgeVisitor: another user may be let in, and must not reach anything.
func TestJudgeVisitor(t *testing.T) {
	differs := ptr(none)
	testJudge(t, []judged{
		{name: "reads nothing", check: "threads.get/other-user", got: empty, control: leak, want: judgement{Pass, "", "answered without anything of User 1"}},
		{name: "reads nothing, owner neither", check: "threads.get/other-user", got: empty, control: empty, want: judgement{Skip, "", "User 1's own answer shows nothing to recognize"}},
		{name: "lists a thing", check: "threads.search/other-user", got: says(200, `[{"thread_id":"`+mine+`"}]`), control: leak, want: judgement{Fail, "threads-search", "things of User 1 are in the list"}},
		{name: "lists nothing", check: "threads.search/other-user", got: says(200, `[]`), control: leak, want: judgement{Pass, "", "listed without anything of User 1"}},
		{name: "lists nothing, owner neither", check: "threads.search/other-user", got: says(200, `[]`), control: says(200, `[]`),
			want: judgement{Skip, "", "User 1's own answer shows nothing to recognize"}},
		{name: "counts things", check: "crons.count/other-user", got: says(200, `3`), control: says(200, `3`), want: judgement{Fail, "crons-search", "3 things of User 1 were counted"}},
		{name: "counts in an object", check: "threads.count/other-user", got: says(200, `{"count":2}`), control: says(200, `3`), want: judgement{Fail, "threads-search", "2 things of User 1 were counted"}},
		{name: "counts nothing", check: "threads.count/other-user", got: says(200, `0`), control: says(200, `3`), want: judgement{Pass, "", "nothing of User 1 was counted"}},
		{name: "the store's list in full", check: "store.namespaces/other-user", got: says(200, `{"namespaces":[["authcheck","tag"]]}`), control: says(200, `{"namespaces":[["authcheck","tag"]]}`),
			want: judgement{Warn, "store-shared", "things of User 1 are in the list"}},
		{name: "the store's list, an own namespace", check: "store.namespaces/other-user", got: says(200, `{"namespaces":[["two","authcheck","tag"]]}`), control: says(200, `{"namespaces":[["authcheck","tag"]]}`),
			want: judgement{Pass, "", "listed without anything of User 1"}},
		{name: "unknown is answered otherwise", check: "threads.storage/other-user", got: empty, control: empty, unknown: differs,
			want: judgement{Fail, "threads-read", "let in (200 OK), where an ID that does not exist is answered otherwise"}},
		{name: "unknown is answered alike", check: "threads.storage/other-user", got: empty, control: empty, unknown: ptr(empty), want: judgement{Pass, "", "answered as for an ID that does not exist"}},
		{name: "unknown is not answered", check: "threads.storage/other-user", got: empty, control: empty, unknown: ptr(broken),
			want: judgement{Error, "undecided", "no answer for an ID that does not exist to compare with"}},
		{name: "stream hears what the owner does", check: "threads.stream/other-user", got: says(200, canary), control: says(200, canary), want: judgement{Fail, "threads-read", "User 1's data came along"}},
		{name: "stream hears nothing", check: "threads.stream/other-user", got: open(says(200, "")), control: says(200, canary, langgraph.Event{Type: "values", Data: canary}), want: judgement{Pass, "", "heard nothing while User 1 did"}},
		{name: "stream is silent for all", check: "threads.stream/other-user", got: open(says(200, "")), control: open(says(200, "")), unknown: ptr(open(says(200, ""))),
			want: judgement{Skip, "", "the stream stays silent, whatever the ID"}},
		{name: "stream stays open for a known ID only", check: "threads.stream-events/other-user", got: open(says(200, "")), control: open(says(200, "")), unknown: ptr(says(200, "")),
			want: judgement{Fail, "threads-read", "let in (200 OK), where an ID that does not exist is answered otherwise"}},
		{name: "stream ends at once", check: "threads.stream-events/other-user", got: says(200, ""), control: open(says(200, "")), unknown: ptr(says(200, "")),
			want: judgement{Pass, "", "answered as for an ID that does not exist"}},
		{name: "runs", check: "runs.create/other-user", got: empty, control: empty, want: judgement{Fail, "threads-create-run", "accepted: 200 OK"}},
		{name: "runs a hidden assistant", check: "runs.create-stateless/other-user", got: empty, control: empty, setup: func(r *run) { r.answers["assistants.get/other-user"] = []answer{none} },
			want: judgement{Warn, "assistant-usable", "accepted: 200 OK"}},
		{name: "runs an assistant that all may read", check: "runs.create-stateless/other-user", got: empty, control: empty, setup: func(r *run) { r.answers["assistants.get/other-user"] = []answer{leak} },
			want: judgement{Fail, "assistants-read", "accepted: 200 OK"}},
		{name: "creates", check: "mcp.get/other-user", got: empty, control: empty, want: judgement{Pass, "", "any user may"}},
	})
}

// TestJudgeEffect: what was changed is proven by the owner's look.
func TestJudgeEffect(t *testing.T) {
	written := sight{seen: "the owner sees what was written"}
	gone := sight{seen: "the owner's thing is gone", mute: true}
	lockedOut := sight{seen: "the owner can no longer reach it", mute: true}
	strangerIn := func(r *run) { r.answers["threads.delete/no-token"] = []answer{says(204, "")} }
	testJudge(t, []judged{
		{name: "marker", check: "threads.patch/other-user", got: empty, control: empty, effect: written, want: judgement{Fail, "threads-update", written.seen}},
		{name: "marker after a denial", check: "threads.patch/other-user", got: none, control: empty, effect: written, want: judgement{Fail, "threads-update", written.seen}},
		{name: "marker of nobody", check: "threads.patch/no-token", got: unauth, control: empty, effect: written, want: judgement{Fail, "no-token-accepted", written.seen}},
		{name: "marker of Studio", check: "threads.patch/studio", got: empty, control: empty, effect: written, want: judgement{Fail, "studio-sees-all", written.seen}},
		{name: "store", check: "store.put/other-user", got: empty, control: empty, effect: written, want: judgement{Warn, "store-shared", written.seen}},
		{name: "planted", check: "threads.plant/other-user", got: empty, control: empty, effect: written, want: judgement{Fail, "owner-spoofed", written.seen}},
		{name: "taken over", check: "threads.patch/other-user", got: empty, control: empty, effect: lockedOut, want: judgement{Fail, "threads-update", lockedOut.seen}},
		{name: "denied, and taken over by somebody", check: "threads.patch/other-user", got: none, control: empty, effect: lockedOut, want: judgement{Pass, "", "denied: 404 Not Found"}},
		{name: "gone, accepted", check: "threads.delete/other-user", got: says(204, ""), control: empty, effect: gone, want: judgement{Fail, "threads-delete", gone.seen}},
		{name: "gone, denied, nobody else", check: "threads.delete/other-user", got: none, control: empty, effect: gone, want: judgement{Fail, "threads-delete", gone.seen}},
		{name: "gone, denied, a stranger was faster", check: "threads.delete/other-user", got: none, control: empty, effect: gone, setup: strangerIn,
			want: judgement{Skip, "", "somebody without a login was faster: " + gone.seen}},
		{name: "gone, the stranger himself", check: "threads.delete/no-token", got: says(204, ""), control: empty, effect: gone, setup: strangerIn, want: judgement{Fail, "no-token-accepted", gone.seen}},
		{name: "gone, another caller denied", check: "threads.delete/no-token", got: unauth, control: empty, effect: gone, want: judgement{Pass, "", "denied: 401 Unauthorized"}},
		{name: "accepted without effect", check: "threads.patch/other-user", got: empty, control: empty, want: judgement{Pass, "", "accepted without any effect on User 1's things"}},
		{name: "accepted, owner blind", check: "threads.patch/other-user", got: empty, control: empty, effect: sight{blind: true},
			want: judgement{Error, "undecided", "accepted (200 OK), and the owner can't look at what it did"}},
		{name: "accepted, owner was blind before", check: "threads.delete/other-user", got: empty, control: empty, effect: sight{blind: true, early: true},
			want: judgement{Skip, "", "the owner could not see the thing before it was tried either"}},
		{name: "accepted, owner's own is not", check: "threads.patch/other-user", got: empty, control: none, want: judgement{Skip, "", "User 1's own call is refused too: 404 Not Found"}},
	})
}

// TestJudgeShared: what is shared on purpose may be read, not changed.
func TestJudgeShared(t *testing.T) {
	shared := func(r *run) { r.config.Shared = []string{"assistants"} }
	written := sight{seen: "the owner sees what was written"}
	testJudge(t, []judged{
		{name: "read", check: "assistants.get/other-user", got: leak, control: leak, setup: shared, want: judgement{Note, "", "shared on purpose: User 1's data came along"}},
		{name: "found", check: "assistants.search/other-user", got: says(200, mine), control: leak, setup: shared, want: judgement{Note, "", "shared on purpose: things of User 1 are in the list"}},
		{name: "run", check: "runs.create-stateless/other-user", got: empty, control: empty, setup: shared, want: judgement{Note, "", "shared on purpose: accepted: 200 OK"}},
		{name: "changed", check: "assistants.patch/other-user", got: empty, control: empty, effect: written, setup: shared, want: judgement{Fail, "assistants-update", written.seen}},
		{name: "given away", check: "assistants.give-away/other-user", got: leak, control: leak, setup: shared, want: judgement{Skip, "", "shared on purpose: seeing it does not show whose it is"}},
		{name: "planted", check: "assistants.plant/other-user", got: empty, control: empty, effect: written, setup: shared, want: judgement{Skip, "", "shared on purpose: seeing it does not show whose it is"}},
		{name: "to nobody", check: "assistants.get/no-token", got: leak, control: leak, setup: shared, want: judgement{Fail, "no-token-accepted", "User 1's data came along"}},
		{name: "another resource", check: "threads.get/other-user", got: leak, control: leak, setup: shared, want: judgement{Fail, "threads-read", "User 1's data came along"}},
	})
}
