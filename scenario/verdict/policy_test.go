package verdict

import (
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// permitted has a policy let anyone do things of which it is a right.
func permitted(rights, resources []string, more ...func(*transcript.Transcript, *Policy)) func(*transcript.Transcript, *Policy) {
	return func(t *transcript.Transcript, p *Policy) {
		p.Complete = true
		p.Allow = []catalog.Allowance{{Who: catalog.Who{Anyone: true}, May: rights, On: resources}}
		for _, setup := range more {
			setup(t, p)
		}
	}
}

// TestJudgeWithheld: what the policy promises is over-blocked where it is denied, and only there.
func TestJudgeWithheld(t *testing.T) {
	all := []string{catalog.Everything}
	blocked := func(said, handler string) judgement {
		return judgement{catalog.Fail, catalog.OverBlocked, said + ", which the policy allows: " + handler}
	}
	patched := func(by string) transcript.Exchange {
		return says(200, `{"thread_id":"`+mine+`","metadata":{"by":"`+by+`"}}`)
	}
	bare, own := patched("nobody"), patched("threads.patch/owner/TAG")
	testJudge(t, []judged{
		{name: "works", check: "threads.get/other-user", got: leak, control: leak, setup: permitted(all, all), want: judgement{catalog.Note, "", "allowed: User 1's data came along"}},
		{name: "denied", check: "threads.get/other-user", got: none, control: leak, setup: permitted(all, all), want: blocked("denied (404 Not Found)", "threads.read")},
		{name: "denied by a role", check: "threads.get/other-user", got: says(403, ""), control: leak, setup: permitted(all, all), want: blocked("denied (403 Forbidden)", "threads.read")},
		{name: "denied the other way round", check: "threads.get-reversed/reversed", got: none, control: leak, setup: permitted(all, all), want: blocked("denied (404 Not Found)", "threads.read")},
		{name: "not promised", check: "threads.get/other-user", got: none, control: leak, setup: permitted([]string{"update"}, all), want: judgement{catalog.Pass, "", "denied: 404 Not Found"}},
		{name: "a list without it", check: "threads.search/other-user", got: says(200, "[]"), control: listed, setup: permitted(all, all),
			want: blocked("listed without anything of User 1", "threads.search")},
		{name: "another list has it", check: "threads.search/other-user", got: says(200, "[]"), control: listed,
			setup: permitted(all, all, answered("threads.search-metadata/other-user", listed)), want: judgement{catalog.Pass, "", "listed without anything of User 1"}},
		{name: "as nobody", check: "threads.get/other-user", got: unauth, control: leak, setup: permitted(all, all),
			want: judgement{catalog.Error, "undecided", "refused as nobody (401 Unauthorized), which does not say what User 2 may do"}},
		{name: "crashed", check: "threads.get/other-user", got: crash, control: leak, setup: permitted(all, all),
			want: judgement{catalog.Error, "undecided", "crashed, which is no denial here: 500 Internal Server Error"}},
		{name: "crashed, as all that is denied", check: "threads.get/other-user", got: crash, control: leak,
			setup: permitted([]string{"read"}, all, answered("threads.patch/other-user", crash)), want: blocked("denied (500 Internal Server Error)", "threads.read")},
		{name: "no change", check: "threads.patch/other-user", got: own, control: own, setup: permitted(all, all),
			want: blocked("accepted without any effect on User 1's things", "threads.update")},
		{name: "no change, nor of the owner's", check: "threads.patch/other-user", got: bare, control: bare, setup: permitted(all, all),
			want: judgement{catalog.Skip, "", "accepted (200 OK), and User 1's own change does not show either"}},
		{name: "changed", check: "threads.patch/other-user", got: own, control: own, after: marked("threads.patch/other-user"), setup: permitted(all, all),
			want: judgement{catalog.Note, "", "allowed: the owner sees what was written"}},
		{name: "changed, and taken", check: "threads.patch/other-user", got: own, control: own, after: stamped("two"), setup: permitted(all, all, stamps),
			want: judgement{catalog.Fail, "ownership-given-away", "allowed, and what was User 1's is User 2's from then on: the owner sees what was written"}},
		{name: "changed, and left to its owner", check: "threads.patch/other-user", got: own, control: own, after: stamped("one"), setup: permitted(all, all, stamps),
			want: judgement{catalog.Note, "", "allowed: the owner sees what was written"}},
	})
}

// stamps has the server write the owner and the team on things.
func stamps(t *transcript.Transcript, _ *Policy) {
	t.Facts.Learned = true
	for i, owner := range []string{"one", "two"} {
		t.Facts.Users[i].Owned = map[string]any{"owner": owner, "team": "red"}
	}
}

// stamped is user 1's thread after user 2 has changed it, with the owner that it has then.
func stamped(owner string) transcript.Exchange {
	return says(200, `{"thread_id":"`+mine+`","metadata":{"by":"threads.patch/other-user/TAG","team":"red","owner":"`+owner+`"}}`)
}

// TestJudgeRights: who may do nothing with things of their own, but uses a right on another's, is
// denied what is no right of theirs.
func TestJudgeRights(t *testing.T) {
	notOwn := func(t *transcript.Transcript, _ *Policy) {
		add(t, transcript.Own, "own threads.update PATCH/other-user", says(403, ""))
	}
	reads := []string{"read"}
	testJudge(t, []judged{
		{name: "uses none", check: "threads.patch/other-user", got: says(403, ""), control: fine, setup: permitted(reads, []string{"threads"}, notOwn),
			want: judgement{catalog.Skip, "", "User 2 may not do it at all: 403 Forbidden for User 2's own"}},
		{name: "reads", check: "threads.patch/other-user", got: says(403, ""), control: fine, setup: permitted(reads, []string{"threads"}, notOwn, answered("threads.get/other-user", leak)),
			want: judgement{catalog.Pass, "", "denied: 403 Forbidden"}},
		{name: "reads what is another handler's", check: "threads.patch/other-user", got: says(403, ""), control: fine,
			setup: permitted(reads, []string{"assistants"}, notOwn, answered("assistants.get/other-user", leak)),
			want:  judgement{catalog.Skip, "", "User 2 may not do it at all: 403 Forbidden for User 2's own"}},
		{name: "reads without a right", check: "threads.patch/other-user", got: says(403, ""), control: fine, setup: permitted(reads, []string{"store"}, notOwn, answered("threads.get/other-user", leak)),
			want: judgement{catalog.Skip, "", "User 2 may not do it at all: 403 Forbidden for User 2's own"}},
	})
}

// TestNothingToTry: a role that may not make threads has nothing to take. What failed on the
// way is no role.
func TestNothingToTry(t *testing.T) {
	for name, test := range map[string]struct {
		made transcript.Exchange
		want string
	}{
		"may not":       {says(403, `{"detail":"read only"}`), "skip "},
		"bad gateway":   {says(502, ""), "error set-up-failed"},
		"busy":          {says(503, ""), "error set-up-failed"},
		"web page":      {page(says(403, "<html>")), "error set-up-failed"},
		"sent to login": {sentTo("/login"), "error set-up-failed"},
		"crash":         {crash, "error set-up-failed"},
		"no answer":     {broken, "error undecided"},
	} {
		run := bench()
		add(run, transcript.Attack, "threads.search/owner", listed)
		add(run, transcript.Attack, "threads.create/owner", test.made)
		r := open(run, Policy{}).nothingToTry(nil)
		if got := string(r.Verdict) + " " + r.Code; got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}
