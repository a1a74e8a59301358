package verdict

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// verdictOf is the verdict and the code of one check.
func verdictOf(t *transcript.Transcript, check string) string {
	for _, r := range Judge(t, Policy{}).Results {
		if r.ID == check {
			return fmt.Sprint(r.Verdict, " ", r.Code)
		}
	}
	return "no result"
}

// TestEndings: what a token that was used proves depends on one that was not, and on
// what the provider accepts.
func TestEndings(t *testing.T) {
	const used, unused = "threads.search/used-logged-out", "threads.search/logged-out"
	const ended, twin = "threads.search/used-expired", "threads.search/used-expired"
	const foreign, early = "threads.search/other-audience", "threads.search/not-yet"
	for name, test := range map[string]struct {
		check  string
		answer transcript.Exchange
		more   map[string]transcript.Exchange // by check; "" for the twin
		want   string
	}{
		"cached":                          {used, listed, map[string]transcript.Exchange{unused: unauth}, "warn logout-outlived"},
		"checked locally":                 {used, listed, map[string]transcript.Exchange{unused: listed}, "note logged-out-accepted"},
		"unused one was not tried":        {used, listed, nil, "error undecided"},
		"unused one was not answered":     {used, listed, map[string]transcript.Exchange{unused: says(502, "")}, "error undecided"},
		"unused one crashed":              {used, listed, map[string]transcript.Exchange{unused: crash}, "error undecided"},
		"refused after logout":            {used, unauth, nil, "pass "},
		"cached beyond its end":           {ended, listed, map[string]transcript.Exchange{"": unauth}, "fail expiry-outlived"},
		"clocks may be off":               {ended, listed, map[string]transcript.Exchange{"": listed}, "skip "},
		"its twin was not answered":       {ended, listed, map[string]transcript.Exchange{"": says(502, "")}, "error undecided"},
		"no twin":                         {ended, listed, nil, "error undecided"},
		"refused after its end":           {ended, unauth, nil, "pass "},
		"audience, provider asked":        {foreign, listed, map[string]transcript.Exchange{unused: unauth}, "note claims-accepted-by-provider"},
		"audience, checked locally":       {foreign, listed, map[string]transcript.Exchange{unused: listed}, "fail foreign-token-accepted"},
		"not yet, and the provider minds": {early, listed, nil, "note claims-not-checked"},
	} {
		run := bench()
		run.Accepted, run.Settings.Deep = []string{"other-audience"}, true
		add(run, transcript.Attack, "threads.search/owner", listed)
		add(run, transcript.Attack, test.check, test.answer)
		for check, answer := range test.more {
			if check == "" {
				add(run, transcript.Unused, twin, answer)
			} else {
				add(run, transcript.Attack, check, answer)
			}
		}
		if got := verdictOf(run, test.check); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// TestKnownSecret: a published secret is an error, unless the provider is on this machine.
func TestKnownSecret(t *testing.T) {
	got := map[string]string{}
	for name, facts := range map[string]transcript.Facts{"own": {}, "published": {Secret: "jwt.io"}, "published, local": {Secret: "jwt.io", Local: true}} {
		run := bench()
		run.Facts.Secret, run.Facts.Local = facts.Secret, facts.Local
		got[name] = verdictOf(run, "tokens.secret/forged-published")
	}
	want := map[string]string{"own": "pass ", "published": "fail known-secret", "published, local": "note known-secret"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestAnonymous: that anybody may become a user is a note.
func TestAnonymous(t *testing.T) {
	on, off := true, false
	for want, said := range map[string]*bool{"note anonymous-sign-ins": &on, "pass ": &off, "skip ": nil} {
		run := bench()
		run.Facts.Anonymous = said
		if got := verdictOf(run, "tokens.anonymous/anon-key"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestTokenKept: the caller's own token in a good answer, and nobody else's anywhere else.
func TestTokenKept(t *testing.T) {
	with := func(status int, name string) transcript.Exchange {
		return says(status, `{"run_id":"r","kwargs":{"config":{"configurable":{"token":"«token:`+name+`»"}}}}`)
	}
	for name, test := range map[string]struct {
		check  string
		answer transcript.Exchange
		want   string
	}{
		"own":                {"runs.get/owner", with(200, "user-1"), "warn token-kept"},
		"user 2's own":       {"runs.get/other-user", with(200, "user-2"), "warn token-kept"},
		"echoed by a route":  {"routes.get:/echo/owner", with(200, "user-1"), "pass "},
		"in what made it":    {"runs.create/owner", with(200, "user-1"), "pass "},
		"in a refusal":       {"runs.get/owner", with(400, "user-1"), "pass "},
		"a forged one":       {"runs.get/owner", with(200, "forged-key"), "pass "},
		"told to a stranger": {"runs.get/garbage", with(200, "user-1"), "pass "},
		"in an event":        {"runs.join-stream/owner", says(200, "", transcript.Event{Type: "values", Data: `{"token":"«token:user-1»"}`}), "warn token-kept"},
	} {
		run := bench()
		add(run, transcript.Attack, test.check, test.answer)
		if got := verdictOf(run, "tokens.kept/owner"); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
		run.Exchanges = []transcript.Exchange{as(transcript.Attack, "runs.get/garbage", with(200, "user-1")), as(transcript.Attack, "runs.get/owner", with(400, "user-1"))}
		if got := verdictOf(run, "tokens.kept/owner"); got != "skip " {
			t.Errorf("the users shown nothing: %s", got)
		}
	}
}

// TestTokenShown: another user's token, in a body, encoded or in a header; not one's own.
func TestTokenShown(t *testing.T) {
	in := func(text string) transcript.Exchange { return says(404, `{"detail":"`+text+`"}`) }
	header, packed := says(404, `{}`), says(200, `{}`)
	header.Response.More.Headers = []string{"X-Forwarded-Access-Token: «token:user-1»"}
	packed.Response.More.Decoded = `{"token":"«token:user-1»"}`
	for name, test := range map[string]struct {
		check  string
		answer transcript.Exchange
		want   string
	}{
		"in a refusal":         {"threads.get/other-user", in("«token:user-1»"), "fail token-shown"},
		"in a header":          {"threads.get/other-user", header, "fail token-shown"},
		"packed":               {"threads.state/no-token", packed, "fail token-shown"},
		"user 2's to user 1":   {"threads.get/owner", in("«token:user-2»"), "fail token-shown"},
		"one's own":            {"threads.get/other-user", in("«token:user-2»"), "pass "},
		"one's own, user 1's":  {"threads.get/owner", in("«token:user-1»"), "pass "},
		"sent in another way":  {"threads.search/other-scheme", in("«token:user-1»"), "pass "},
		"a forged one, echoed": {"threads.search/forged-key", in("«token:forged-key»"), "pass "},
	} {
		run := bench()
		add(run, transcript.Attack, test.check, test.answer)
		if got := verdictOf(run, "tokens.shown/other-user"); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// TestConfigKeys: what a schema declares is a warning where the record of a run keeps it.
func TestConfigKeys(t *testing.T) {
	const check = "runs.config-keys/other-user"
	record := func(id string) transcript.Exchange {
		return says(200, `{"run_id":"r","kwargs":{"config":{"configurable":{"user_id":"`+id+`"}}}}`)
	}
	for name, test := range map[string]struct {
		declared []string
		runGraph bool
		answer   transcript.Exchange
		want     string
	}{
		"kept":              {[]string{"user_id"}, false, record("one"), "warn identity-from-config"},
		"overwritten":       {[]string{"user_id"}, false, record("two"), "pass "},
		"taken out":         {[]string{"user_id"}, false, says(200, `{"run_id":"r","config":{}}`), "pass "},
		"not shown":         {[]string{"user_id"}, false, says(200, `{"run_id":"r","metadata":{}}`), "skip "},
		"refused":           {[]string{"user_id"}, false, says(403, `{"detail":"no"}`), "pass "},
		"not tried":         {[]string{"user_id"}, false, transcript.Exchange{}, "skip "},
		"a thread's, alone": {[]string{"continue_from"}, false, record("one"), "no result"},
		"nothing declared":  {nil, false, record("one"), "no result"},
		"seen when it runs": {[]string{"user_id"}, true, record("one"), "no result"},
	} {
		run := bench()
		run.Facts.Declared, run.Settings.RunGraph = test.declared, test.runGraph
		add(run, transcript.Attack, check, test.answer)
		if got := verdictOf(run, check); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// TestAcceptedWebhook: accepted is a note, and what the owner sees is an error.
func TestAcceptedWebhook(t *testing.T) {
	const check = "runs.webhook/other-user"
	accepted := says(200, `{"run_id":"r"}`)
	got := map[string]string{}
	for name, seen := range map[string]transcript.Exchange{"accepted": says(200, `{"values":{}}`), "written": says(200, `{"values":{"m":"`+check+`/TAG"}}`)} {
		run := bench()
		run.Settings.Deep = true
		run.Facts.Graph, run.Facts.Things["thread_of_2"] = "agent", mine
		add(run, transcript.Attack, "runs.create/owner", accepted)
		add(run, transcript.Attack, check, accepted)
		add(run, transcript.After, "state_w/owner", seen)
		got[name] = verdictOf(run, check)
	}
	if diff := cmp.Diff(map[string]string{"accepted": "note webhook-open", "written": "fail webhook-open"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestRefusedToAll: what a server refuses everybody says nothing of whose things they are,
// in the checks with a course of their own either.
func TestRefusedToAll(t *testing.T) {
	refused := says(422, `{"detail":"Runs start at once"}`)
	for check, part := range map[string]transcript.Part{
		"runs.overlap-create/other-user": transcript.Overlap, "threads.overlap-read/other-user": transcript.Overlap,
		"runs.config-owner/other-user": transcript.Attack, "store.get-lookalike/other-user": transcript.Attack,
	} {
		for _, c := range []struct {
			all  bool
			want string
		}{{true, "skip "}, {false, "pass "}} {
			run := bench()
			operation, _ := catalog.SplitCheck(check)
			of, control := catalog.Named(operation), says(200, `{"run_id":"`+mine+`"}`)
			if part == transcript.Overlap {
				of = catalog.Named(of.Plain[0])
				control = fitted(shown, of.Answer, mine)
			}
			row, _ := catalog.CallerControlOf(of)
			if c.all {
				control = refused
				run.Exchanges = slices.DeleteFunc(run.Exchanges, func(e transcript.Exchange) bool { return e.Operation == row.ID })
				add(run, transcript.Own, catalog.Check(row.ID, "other-user"), refused)
			}
			add(run, transcript.Attack, catalog.Check(of.ID, "owner"), control)
			add(run, part, check, refused)
			if got := verdictOf(run, check); got != c.want {
				t.Errorf("%s, refused to all: %v: %s, want %s", check, c.all, got, c.want)
			}
		}
	}
}

// TestNamesOwner: user 2 is refused, and told whom user 1's thing belongs to. That hides
// nothing that is worse.
func TestNamesOwner(t *testing.T) {
	const check = "threads.get/other-user"
	const tells = "Ask me+1@example.com for access"
	allowed := Policy{Allow: catalog.SharedWithAll([]string{"threads"})}
	for name, test := range map[string]struct {
		detail string
		policy Policy
		own    transcript.Exchange // user 2's same call
		want   string
	}{
		"told":                     {tells, Policy{}, fine, "warn denial-tells-owner"},
		"another address":          {"me+2@example.com may not", Policy{}, fine, "pass "},
		"not told":                 {"Ask for access", Policy{}, fine, "pass "},
		"told, against the policy": {tells, allowed, fine, "fail over-blocked"},
		"told, user 2's own lost":  {tells, Policy{}, says(502, ""), "error undecided"},
		"told, refused anything":   {tells, Policy{}, says(403, "{}"), "warn denial-tells-owner"},
	} {
		run := bench()
		run.Facts.Users[0].Email, run.Facts.Users[1].Email = "me+1@example.com", "me+2@example.com"
		add(run, transcript.Attack, "threads.get/owner", leak)
		add(run, transcript.Attack, check, says(403, `{"detail":"`+test.detail+`"}`))
		row, _ := catalog.CallerControlOf(catalog.Named("threads.get"))
		add(run, transcript.Own, catalog.Check(row.ID, "other-user"), fitted(test.own, row.Answer, theirs))
		r := open(run, test.policy).result(catalog.Named("threads.get"), catalog.IdentityNamed("other-user"))
		if got := string(r.Verdict) + " " + r.Code; got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}
