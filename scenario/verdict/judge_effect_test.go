package verdict

import (
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// What the owner saw, in words.
const (
	written   = "the owner sees what was written"
	taken     = "the owner's thing is gone"
	lockedOut = "the owner can no longer reach it"

	lookFailed = "denied (404 Not Found), and the owner's look at what it did gets no usable answer"
)

// answered has somebody else get an answer, too.
func answered(check string, e transcript.Exchange) func(*transcript.Transcript, *Policy) {
	return func(t *transcript.Transcript, _ *Policy) { add(t, transcript.Attack, check, e) }
}

// alone has the owner look at the thread by its ID.
func alone(read transcript.Exchange) func(*transcript.Transcript, *Policy) {
	return func(t *transcript.Transcript, _ *Policy) {
		add(t, transcript.After, "thread_d/owner", read)
		add(t, transcript.After, "thread_w/owner", says(200, `{"thread_id":"`+mine+`"}`))
	}
}

// notShown2 has no thread of user 2's that user 1's list could show anyway.
func notShown2(t *transcript.Transcript, _ *Policy) { delete(t.Facts.Things, "thread_of_2") }

// TestJudgeEffect: what was changed is proven by the owner's readbacks.
func TestJudgeEffect(t *testing.T) {
	strangerIn := answered("threads.delete/no-token", says(204, ""))
	testJudge(t, []judged{
		{name: "marker", check: "threads.patch/other-user", got: fine, control: fine, after: marked("threads.patch/other-user"), want: judgement{catalog.Fail, "threads-update", written}},
		{name: "marker after a denial", check: "threads.patch/other-user", got: none, control: fine, after: marked("threads.patch/other-user"), want: judgement{catalog.Fail, "threads-update", written}},
		{name: "marker of nobody", check: "threads.patch/no-token", got: unauth, control: fine, after: marked("threads.patch/no-token"), want: judgement{catalog.Fail, "no-token-accepted", written}},
		{name: "marker of Studio", check: "threads.patch/studio", got: fine, control: fine, after: marked("threads.patch/studio"), want: judgement{catalog.Fail, "studio-sees-all", written}},
		{name: "store", check: "store.put/other-user", got: fine, control: fine, after: marked("store.put/other-user"), want: judgement{catalog.Warn, "store-shared", written}},
		{name: "planted", check: "threads.plant/other-user", got: fine, control: fine, after: marked("threads.plant/other-user"), want: judgement{catalog.Fail, "owner-spoofed", written}},
		{name: "taken over", check: "threads.patch/other-user", got: fine, control: fine, after: none, want: judgement{catalog.Fail, "threads-update", lockedOut}},
		{name: "denied, and taken over by somebody", check: "threads.patch/other-user", got: none, control: fine, after: none, setup: answered("threads.patch/no-token", says(200, `{"thread_id":"`+mine+`"}`)),
			want: judgement{catalog.Skip, "", "somebody without a login was faster: " + lockedOut}},
		{name: "denied, and taken over by nobody", check: "threads.patch/other-user", got: none, control: fine, after: none,
			want: judgement{catalog.Error, "undecided", "denied (404 Not Found), and yet the owner can no longer reach it"}},
		{name: "a stranger denied, and taken over by nobody", check: "threads.patch/no-token", got: unauth, control: fine, after: none,
			want: judgement{catalog.Error, "undecided", "denied (401 Unauthorized), and yet the owner can no longer reach it"}},
		{name: "denied, and taken over by another way to the same thing", check: "threads.patch/other-user", got: none, control: fine, after: none,
			setup: answered("threads.state-update/other-user", says(200, `{"checkpoint":{}}`)), want: judgement{catalog.Pass, "", "denied: 404 Not Found"}},
		{name: "denied, by a server on which owners can't look", check: "threads.patch/other-user", got: none, control: fine, after: none,
			setup: answered("threads.get/owner", says(403, "{}")), want: judgement{catalog.Pass, "", "denied: 404 Not Found"}},
		{name: "gone, accepted", check: "threads.delete/other-user", got: says(204, ""), control: fine, after: gone, want: judgement{catalog.Fail, "threads-delete", taken}},
		{name: "gone, denied, nobody else", check: "threads.delete/other-user", got: none, control: fine, after: gone, want: judgement{catalog.Fail, "threads-delete", taken}},
		{name: "not in the list, and still read by its ID", check: "threads.delete/other-user", got: none, control: fine, after: gone, setup: alone(says(200, `{"thread_id":"`+mine+`"}`)),
			want: judgement{catalog.Pass, "", "denied: 404 Not Found"}},
		{name: "not in the list, nor read by its ID", check: "threads.delete/other-user", got: none, control: fine, after: gone, setup: alone(none),
			want: judgement{catalog.Fail, "threads-delete", taken}},
		{name: "not in the list, on a server that has no way to read one", check: "threads.delete/other-user", got: says(204, ""), control: fine, after: gone, setup: alone(says(405, "{}")),
			want: judgement{catalog.Fail, "threads-delete", taken}},
		{name: "not in the list, and not to be read", check: "threads.delete/other-user", got: none, control: fine, after: gone, setup: alone(broken),
			want: judgement{catalog.Error, "undecided", lookFailed}},
		{name: "gone, denied, a stranger was faster", check: "threads.delete/other-user", got: none, control: fine, after: gone, setup: strangerIn,
			want: judgement{catalog.Skip, "", "somebody without a login was faster: " + taken}},
		{name: "gone, the stranger himself", check: "threads.delete/no-token", got: says(204, ""), control: fine, after: gone, setup: strangerIn, want: judgement{catalog.Fail, "no-token-accepted", taken}},
		{name: "gone, another caller denied", check: "threads.delete/no-token", got: unauth, control: fine, after: gone, setup: answered("threads.delete/other-user", none), want: judgement{catalog.Pass, "", "denied: 401 Unauthorized"}},
		{name: "gone, and nobody else tried", check: "threads.delete/no-token", got: unauth, control: fine, after: gone,
			want: judgement{catalog.Error, "undecided", "denied (401 Unauthorized), and yet the owner's thing is gone"}},
		{name: "accepted without effect", check: "threads.patch/other-user", got: fine, control: fine, want: judgement{catalog.Pass, "", "accepted without any effect on User 1's things"}},
		{name: "accepted, and what the owner sees shows nothing that was written", check: "threads.patch/other-user", got: fine, control: fine, after: shown,
			want: judgement{catalog.Error, "undecided", "accepted (200 OK), and the owner's look shows nothing of what was written, by whomever"}},
		{name: "accepted, and no such look shows anything that was written", check: "threads.patch/other-user", got: fine, control: fine, after: shown, setup: answered("threads.get/owner", says(200, `{"thread_id":"`+mine+`"}`)),
			want: judgement{catalog.Skip, "", "accepted (200 OK), and User 1's looks at the like show nothing of what was written either"}},
		{name: "accepted, and a look at the like shows what was written", check: "threads.patch/other-user", got: fine, control: fine, after: shown, setup: answered("threads.get/owner", says(200, `{"thread_id":"`+mine+`","metadata":"`+canary+`"}`)),
			want: judgement{catalog.Pass, "", "accepted without any effect on User 1's things"}},
		{name: "answered as something else, without effect", check: "threads.patch/other-user", got: says(200, `{"assistant_id":"threads","metadata":{}}`), control: fine,
			want: judgement{catalog.Pass, "", "answered (200 OK) without any effect on User 1's things"}},
		{name: "answered as something else, with an effect", check: "threads.patch/other-user", got: says(200, `{"assistant_id":"threads","metadata":{}}`), control: fine,
			after: marked("threads.patch/other-user"), want: judgement{catalog.Fail, "threads-update", written}},
		{name: "answered as something else, owner blind", check: "threads.patch/other-user", got: says(200, `{"assistant_id":"threads","metadata":{}}`), control: fine, after: broken,
			want: judgement{catalog.Error, "undecided", "not what the operation answers: 200 OK"}},
		{name: "answered as another API does", check: "threads.patch/other-user", got: says(200, `{"ok":true,"deleted":0}`), control: fine,
			want: judgement{catalog.Error, "undecided", "not what the operation answers: 200 OK"}},
		{name: "denied, and what the owner sees shows nothing that was written", check: "threads.patch/other-user", got: none, control: fine, after: shown, want: judgement{catalog.Pass, "", "denied: 404 Not Found"}},
		{name: "planted, as the answered ID says", check: "threads.plant/other-user", got: says(200, `{"thread_id":"`+theirs+`"}`), control: fine,
			after: says(200, `[{"thread_id":"`+mine+`"},{"thread_id":"`+theirs+`"}]`), setup: notShown2, want: judgement{catalog.Fail, "owner-spoofed", "the owner sees what was made"}},
		{name: "planted nowhere, in a list without markers", check: "threads.plant/other-user", got: says(200, `{"thread_id":"`+theirs+`"}`), control: fine,
			after: says(200, `[{"thread_id":"`+mine+`"}]`), want: judgement{catalog.Pass, "", "accepted without any effect on User 1's things"}},
		{name: "planted, and the list shows nothing", check: "threads.plant/other-user", got: says(200, `{"thread_id":"`+theirs+`"}`), control: fine, after: says(200, `[]`),
			want: judgement{catalog.Error, "undecided", "accepted (200 OK), and the owner's look shows nothing of what was written, by whomever"}},
		{name: "accepted, owner blind", check: "threads.patch/other-user", got: fine, control: fine, after: broken,
			want: judgement{catalog.Error, "undecided", "accepted (200 OK), and the owner can't look at what it did"}},
		{name: "denied, owner blind", check: "threads.delete/other-user", got: none, control: fine, after: broken, want: judgement{catalog.Error, "undecided", lookFailed}},
		{name: "denied, owner's look a page", check: "threads.delete/other-user", got: none, control: fine, after: page(says(200, "<html>")), want: judgement{catalog.Error, "undecided", lookFailed}},
		{name: "denied, owner's look cut behind the canary", check: "threads.delete/other-user", got: none, control: fine,
			after: with(says(200, `[{"thread_id":"x","metadata":"`+canary), func(r *transcript.Response) { r.Cut = true }), want: judgement{catalog.Error, "undecided", lookFailed}},
		{name: "denied, owner's look refused", check: "threads.delete/other-user", got: none, control: fine, after: unauth, want: judgement{catalog.Error, "undecided", lookFailed}},
		{name: "denied, owner's look a page with 404", check: "threads.patch/other-user", got: none, control: fine, after: page(says(404, "<html>")), want: judgement{catalog.Error, "undecided", lookFailed}},
		{name: "not there for an owner whom the server refuses everything", check: "threads.patch/other-user", got: fine, control: fine, after: none,
			setup: func(t *transcript.Transcript, _ *Policy) { add(t, transcript.After, "state_w/owner", none) },
			want:  judgement{catalog.Error, "undecided", "accepted (200 OK), and the owner can't look at what it did"}},
		{name: "a store item that was there is null", check: "store.delete/other-user", got: fine, control: fine, after: says(200, "null"), want: judgement{catalog.Warn, "store-shared", taken}},
		{name: "a store item that was null before", check: "store.delete/other-user", got: none, control: fine, before: says(200, "null"), after: says(200, "null"), want: judgement{catalog.Pass, "", "denied: 404 Not Found"}},
		{name: "an outsider's empty answer without effect", check: "threads.delete/no-token", got: says(204, ""), control: fine,
			want: judgement{catalog.Error, "undecided", "neither denied nor let in, as far as it shows: 204 No Content"}},
		{name: "accepted, owner was blind before", check: "threads.delete/other-user", got: fine, control: fine, before: gone, after: gone,
			want: judgement{catalog.Skip, "", "the owner could not see the thing before it was tried either"}},
		{name: "accepted, owner's own is not", check: "threads.patch/other-user", got: fine, control: none, want: judgement{catalog.Skip, "", "User 1's own call is refused too: 404 Not Found"}},
	})
}
