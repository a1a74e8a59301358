package transcript_test

import (
	"testing"

	"authcheck/scenario/catalog"
	. "authcheck/scenario/transcript"
)

// TestTurnsAway: only what everybody without a login is answered is how a server refuses.
func TestTurnsAway(t *testing.T) {
	t.Parallel()
	get := catalog.Named("threads.get")
	answer := func(identity string, r Response) Exchange {
		return Exchange{Part: Attack, Operation: get.ID, Identity: identity, Response: &r}
	}
	page, other := Response{Status: 403, ContentType: "text/html"}, Response{Status: 401, ContentType: "text/html; charset=utf-8"}
	login, home := Response{Status: 302, Location: "/login"}, Response{Status: 302, Location: "/"}
	said, missing := Response{Status: 401, ContentType: "application/json"}, Response{Status: 404, ContentType: "text/html"}
	open := Response{Status: 200, ContentType: "application/json"}
	form := Response{Status: 200, ContentType: "text/html", Body: "<title>Log in</title>"}
	next := Response{Status: 200, ContentType: "text/html", Body: "<title>Log in</title> /threads/search 0123456789abcdef"}
	shop := Response{Status: 200, ContentType: "text/html", Body: "<title>Shop</title>"}
	for name, test := range map[string]struct {
		everybody []Response
		identity  string
		got       Response
		want      Outcome
	}{
		"a page":                       {[]Response{page, page, page}, "garbage", page, Denied},
		"a page of another status":     {[]Response{other, other, other}, "studio", page, Denied},
		"a page, to a user":            {[]Response{page, page, page}, "other-user", page, Denied},
		"a login page":                 {[]Response{login, login, login}, "garbage", login, Denied},
		"a login page, to a user":      {[]Response{login, login, login}, "other-user", login, Redirected},
		"elsewhere":                    {[]Response{login, login, login}, "garbage", home, Redirected},
		"a page among other refusals":  {[]Response{said, said, said, page}, "no-token", page, NoAnswer},
		"a page where others are sent": {[]Response{login, login, login}, "garbage", page, NoAnswer},
		"another refusal among pages":  {[]Response{page, page, page, said}, "garbage", page, NoAnswer},
		"a WebSocket among pages":      {[]Response{page, page, page, page, said}, "garbage", page, Denied},
		"a WebSocket among those sent": {[]Response{login, login, login, login, said}, "garbage", login, Denied},
		"nothing there":                {[]Response{page, page, page}, "garbage", missing, NoAnswer},
		"one is let in":                {[]Response{page, page, page, open}, "garbage", page, Denied},
		"most are let in":              {[]Response{page, page, page, open, open, open}, "garbage", page, NoAnswer},
		"too few":                      {[]Response{page, page}, "garbage", page, NoAnswer},
		"a form":                       {[]Response{form, form, form}, "garbage", form, Denied},
		"a form with a path in it":     {[]Response{form, form, form}, "garbage", next, Denied},
		"a form, to a user":            {[]Response{form, form, form}, "other-user", form, NoAnswer},
		"another page than the form":   {[]Response{form, form, form}, "garbage", shop, NoAnswer},
		"a form, and most are let in":  {[]Response{form, form, form, open, open, open}, "garbage", form, NoAnswer},
		"a form among refusals":        {[]Response{said, said, said, form}, "garbage", form, NoAnswer},
	} {
		run := Transcript{Exchanges: []Exchange{answer("owner", open)}}
		for _, r := range test.everybody {
			run.Exchanges = append(run.Exchanges, answer("no-token", r))
		}
		if got := run.Outcome(get, answer(test.identity, test.got), Exchange{}); got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
	run := Transcript{Exchanges: []Exchange{answer("owner", form), answer("no-token", form), answer("no-token", form), answer("no-token", form)}}
	if got := run.Outcome(get, answer("garbage", form), Exchange{}); got != NoAnswer {
		t.Errorf("a form that users get, too: %d", got)
	}
}
