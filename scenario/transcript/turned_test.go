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
	} {
		var run Transcript
		for _, r := range test.everybody {
			run.Exchanges = append(run.Exchanges, answer("no-token", r))
		}
		if got := run.Outcome(get, answer(test.identity, test.got), Exchange{}); got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
}
