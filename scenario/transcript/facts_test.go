package transcript_test

import (
	"testing"

	"authcheck/scenario/transcript"
)

const mine = "11111111-1111-4111-8111-111111111111"

func says(status int, body string, events ...transcript.Event) transcript.Exchange {
	return transcript.Exchange{Response: &transcript.Response{Status: status, Body: body, Events: events}}
}

func stillOpen(e transcript.Exchange) transcript.Exchange {
	e.Response.Open = true
	return e
}

// TestBetraysRuns: an answer with a run of user 1's that was not asked for shows user 1's.
func TestBetraysRuns(t *testing.T) {
	facts := transcript.Facts{Things: map[string]string{"run_b": mine}}
	shown, asked := says(200, `[{"run":"`+mine+`"}]`), says(200, `{"run":"`+mine+`"}`)
	asked.Request.Path = "/runs/" + mine
	for name, c := range map[string]struct {
		answer transcript.Exchange
		shared []string
		want   string
	}{
		"shown": {shown, nil, "an ID of User 1's runs"}, "asked for": {asked, nil, ""}, "shared": {shown, []string{"runs"}, ""}, "with threads": {shown, []string{"threads"}, ""},
	} {
		if got := facts.Betrays(c.answer, nil, c.shared); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestAlike: only the IDs that were asked for may differ.
func TestAlike(t *testing.T) {
	asked := func(id, body string, events ...transcript.Event) transcript.Exchange {
		e := says(404, body, events...)
		e.Request.Path = "/threads/" + id
		return e
	}
	const other = "22222222-2222-4222-8222-222222222222"
	for name, c := range map[string]struct {
		a, b transcript.Exchange
		want bool
	}{
		"the same":       {asked(mine, "x"), asked(other, "x"), true},
		"IDs quoted":     {asked(mine, "no "+mine), asked(other, "no "+other), true},
		"another's ID":   {asked(mine, "no "+other), asked(other, "no "+other), false},
		"another text":   {asked(mine, "x"), asked(other, "y"), false},
		"another 2xx":    {says(200, "x"), says(201, "x"), true},
		"another status": {asked(mine, "x"), says(200, "x"), false},
		"more events":    {asked(mine, "x", transcript.Event{}), asked(other, "x"), false},
		"still open":     {stillOpen(asked(mine, "x")), asked(other, "x"), false},
		"no answer":      {asked(mine, "x"), transcript.Exchange{Failure: "connection refused"}, false},
	} {
		if got := transcript.Alike(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
