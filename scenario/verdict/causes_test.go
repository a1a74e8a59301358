package verdict

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// rolled are the findings of a run with these verdicts, and their checks, where only some may be wanted.
func rolled(verdicts map[string]judgement, only ...string) map[string]string {
	report := new(result.Report)
	for _, check := range slices.Sorted(maps.Keys(verdicts)) {
		operation, identity := catalog.SplitCheck(check)
		j := verdicts[check]
		r := blankResult(catalog.Named(operation), catalog.IdentityNamed(identity))
		r.Verdict, r.Code, r.Summary = j.verdict, j.code, j.reason
		report.Results = append(report.Results, r)
	}
	c := open(bench(), Policy{})
	c.Settings.Only = only
	c.nameCauses(report.Results)
	c.settle(report)
	found := make(map[string]string)
	for _, f := range report.Findings {
		found[string(f.Verdict)+" "+f.Code] = strings.Join(f.Checks, " ")
	}
	return found
}

// TestCauses: one finding for each thing to fix.
func TestCauses(t *testing.T) {
	fail := func(code string) judgement { return judgement{verdict: catalog.Fail, code: code} }
	pass := judgement{verdict: catalog.Pass}
	for name, c := range map[string]struct {
		verdicts map[string]judgement
		want     map[string]string
	}{
		"nothing": {map[string]judgement{"threads.get/other-user": pass}, map[string]string{}},
		"one handler": {map[string]judgement{"threads.get/other-user": fail("threads-read"), "runs.list/other-user": fail("threads-read"), "threads.search/other-user": pass},
			map[string]string{"fail threads-read": "runs.list/other-user threads.get/other-user"}},
		"a whole resource": {map[string]judgement{"threads.get/other-user": fail("threads-read"), "threads.search/other-user": fail("threads-search"), "assistants.get/other-user": pass},
			map[string]string{"fail threads-open": "threads.get/other-user threads.search/other-user"}},
		"every resource": {map[string]judgement{"threads.get/other-user": fail("threads-read"), "assistants.get/other-user": fail("assistants-read"), "crons.get/other-user": fail("crons-read")},
			map[string]string{"fail no-owner-filter": "assistants.get/other-user crons.get/other-user threads.get/other-user"}},
		"every resource that was decided": {map[string]judgement{"threads.get/other-user": fail("threads-read"), "assistants.get/other-user": fail("assistants-read"), "crons.get/other-user": {verdict: catalog.Skip}},
			map[string]string{"fail no-owner-filter": "assistants.get/other-user threads.get/other-user"}},
		"two resources of three": {map[string]judgement{"threads.get/other-user": fail("threads-read"), "assistants.get/other-user": fail("assistants-read"), "crons.get/other-user": pass},
			map[string]string{"fail threads-open": "threads.get/other-user", "fail assistants-open": "assistants.get/other-user"}},
		"the only resource that was decided": {map[string]judgement{"threads.get/other-user": fail("threads-read"), "threads.search/other-user": fail("threads-search")},
			map[string]string{"fail threads-open": "threads.get/other-user threads.search/other-user"}},
		"no auth": {map[string]judgement{"threads.get/no-token": fail("no-token-accepted"), "threads.search/no-token": fail("no-token-accepted"), "threads.get/garbage": fail("bad-token-accepted"),
			"threads.get/other-user": fail("threads-read"), "store.get/other-user": {verdict: catalog.Skip}},
			map[string]string{"fail no-auth": "threads.get/garbage threads.get/no-token threads.get/other-user threads.search/no-token"}},
		"no auth, and a trick that comes to nothing": {map[string]judgement{"threads.search/no-token": fail("no-token-accepted"), "threads.search-beside-ok/no-token": pass},
			map[string]string{"fail no-auth": "threads.search/no-token"}},
		"an exempt path": {map[string]judgement{"store.get/no-token": fail("no-token-accepted"), "store.get/other-user": {verdict: catalog.Warn, code: "store-shared"}, "store.get/expired": fail("expired-token-accepted"),
			"threads.get/no-token": pass},
			map[string]string{"fail no-token-accepted": "store.get/expired store.get/no-token store.get/other-user"}},
		"bad tokens of all sorts": {map[string]judgement{"threads.search/garbage": fail("bad-token-accepted"), "threads.search/forged-none": fail("forged-token-accepted"), "threads.get/forged-none": fail("forged-token-accepted"),
			"threads.search/no-token": pass},
			map[string]string{"fail bad-token-accepted": "threads.search/forged-none threads.search/garbage", "fail forged-token-accepted": "threads.get/forged-none"}},
		"a denial by crash stays one": {map[string]judgement{"threads.search/no-token": fail("no-token-accepted"), "threads.search/garbage": {verdict: catalog.Warn, code: "crash-as-denial"}, "threads.get/no-token": pass},
			map[string]string{"fail no-token-accepted": "threads.search/no-token", "warn crash-as-denial": "threads.search/garbage"}},
		"undecided stays so": {map[string]judgement{"threads.search/no-token": fail("no-token-accepted"), "threads.search/garbage": {verdict: catalog.Error, code: "undecided"}, "threads.get/no-token": pass},
			map[string]string{"fail no-token-accepted": "threads.search/no-token", "error undecided": "threads.search/garbage"}},
		"a trick where the plain way is open": {map[string]judgement{"threads.get/other-user": fail("threads-read"), "threads.get-claiming/other-user": fail("identity-from-client"), "threads.search/other-user": pass},
			map[string]string{"fail threads-read": "threads.get-claiming/other-user threads.get/other-user"}},
		"a trick that is needed": {map[string]judgement{"threads.get/other-user": pass, "threads.get-claiming/other-user": fail("identity-from-client")},
			map[string]string{"fail identity-from-client": "threads.get-claiming/other-user"}},
		"mixed up": {map[string]judgement{"threads.overlap/other-user": fail("identity-mixed-up"), "threads.get/other-user": fail("threads-read"), "threads.get/no-token": pass},
			map[string]string{"fail identity-mixed-up": "threads.get/other-user threads.overlap/other-user"}},
		"mixed up, and over-blocked": {map[string]judgement{"threads.overlap/other-user": fail("identity-mixed-up"), "threads.get/other-user": fail("over-blocked"), "threads.get/no-token": pass},
			map[string]string{"fail identity-mixed-up": "threads.overlap/other-user", "fail over-blocked": "threads.get/other-user"}},
		"a trick where the plain way is over-blocked": {map[string]judgement{"threads.get/other-user": fail("over-blocked"), "threads.get-claiming/other-user": fail("identity-from-client"), "threads.search/other-user": pass},
			map[string]string{"fail over-blocked": "threads.get/other-user", "fail identity-from-client": "threads.get-claiming/other-user"}},
		"warnings and notes": {map[string]judgement{"store.get/other-user": {verdict: catalog.Warn, code: "store-shared"}, "threads.search/logged-out": {verdict: catalog.Note, code: "logged-out-accepted"}, "threads.get/other-user": pass},
			map[string]string{"warn store-shared": "store.get/other-user", "note logged-out-accepted": "threads.search/logged-out"}},
	} {
		if diff := cmp.Diff(c.want, rolled(c.verdicts)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestFewHandlersAreNoResource: where only crons are wanted, nothing is said of all threads.
func TestFewHandlersAreNoResource(t *testing.T) {
	fail := func(code string) judgement { return judgement{verdict: catalog.Fail, code: code} }
	verdicts := map[string]judgement{"threads.get/other-user": fail("threads-read"), "crons.create-on-thread/other-user": fail("threads-read"), "crons.create/other-user": fail("assistants-read"),
		"crons.get/other-user": fail("crons-read"), "crons.search/other-user": fail("crons-search"), "crons.delete/other-user": fail("crons-delete")}
	want := map[string]string{"fail threads-read": "crons.create-on-thread/other-user threads.get/other-user", "fail assistants-read": "crons.create/other-user",
		"fail crons-open": "crons.delete/other-user crons.get/other-user crons.search/other-user"}
	if diff := cmp.Diff(want, rolled(verdicts, "crons.*")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	everywhere := map[string]string{"fail no-owner-filter": "crons.create-on-thread/other-user crons.create/other-user crons.delete/other-user crons.get/other-user crons.search/other-user threads.get/other-user"}
	if diff := cmp.Diff(everywhere, rolled(verdicts)); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
}
