package scenario

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rolled are the findings of a run with these verdicts, and their checks.
func rolled(verdicts map[string]judgement) map[string]string {
	r := bench()
	for _, check := range sortedChecks(verdicts) {
		name, who := cutCheck(check)
		o := operationNamed(name)
		j := verdicts[check]
		r.report.Results = append(r.report.Results, Result{ID: check, Operation: name, Resource: o.Resource, Identity: who, Verdict: j.verdict, Code: j.code, Summary: j.reason})
	}
	r.rollUp()
	found := make(map[string]string)
	for _, f := range r.report.Findings {
		found[string(f.Verdict)+" "+f.Code] = strings.Join(f.Checks, " ")
	}
	return found
}

func sortedChecks(verdicts map[string]judgement) []string {
	var checks []string
	for check := range verdicts {
		checks = append(checks, check)
	}
	slices.Sort(checks)
	return checks
}

// TestRollUp: one finding for each thing to fix.
func TestRollUp(t *testing.T) {
	fail := func(code string) judgement { return judgement{verdict: Fail, code: code} }
	pass := judgement{verdict: Pass}
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
		"every resource that was decided": {map[string]judgement{"threads.get/other-user": fail("threads-read"), "assistants.get/other-user": fail("assistants-read"), "crons.get/other-user": {verdict: Skip}},
			map[string]string{"fail no-owner-filter": "assistants.get/other-user threads.get/other-user"}},
		"two resources of three": {map[string]judgement{"threads.get/other-user": fail("threads-read"), "assistants.get/other-user": fail("assistants-read"), "crons.get/other-user": pass},
			map[string]string{"fail threads-open": "threads.get/other-user", "fail assistants-open": "assistants.get/other-user"}},
		"the only resource that was decided": {map[string]judgement{"threads.get/other-user": fail("threads-read"), "threads.search/other-user": fail("threads-search")},
			map[string]string{"fail threads-open": "threads.get/other-user threads.search/other-user"}},
		"no auth": {map[string]judgement{"threads.get/no-token": fail("no-token-accepted"), "threads.search/no-token": fail("no-token-accepted"), "threads.get/garbage": fail("bad-token-accepted"),
			"threads.get/other-user": fail("threads-read"), "store.get/other-user": {verdict: Skip}},
			map[string]string{"fail no-auth": "threads.get/garbage threads.get/no-token threads.get/other-user threads.search/no-token"}},
		"an exempt path": {map[string]judgement{"store.get/no-token": fail("no-token-accepted"), "store.get/other-user": {verdict: Warn, code: "store-shared"}, "store.get/expired": fail("expired-token-accepted"),
			"threads.get/no-token": pass},
			map[string]string{"fail no-token-accepted": "store.get/expired store.get/no-token store.get/other-user"}},
		"bad tokens of all sorts": {map[string]judgement{"threads.search/garbage": fail("bad-token-accepted"), "threads.search/forged-none": fail("forged-token-accepted"), "threads.get/forged-none": fail("forged-token-accepted"),
			"threads.search/no-token": pass},
			map[string]string{"fail bad-token-accepted": "threads.search/forged-none threads.search/garbage", "fail forged-token-accepted": "threads.get/forged-none"}},
		"a denial by crash stays one": {map[string]judgement{"threads.search/no-token": fail("no-token-accepted"), "threads.search/garbage": {verdict: Warn, code: "crash-as-denial"}, "threads.get/no-token": pass},
			map[string]string{"fail no-token-accepted": "threads.search/no-token", "warn crash-as-denial": "threads.search/garbage"}},
		"undecided stays so": {map[string]judgement{"threads.search/no-token": fail("no-token-accepted"), "threads.search/garbage": {verdict: Error, code: "undecided"}, "threads.get/no-token": pass},
			map[string]string{"fail no-token-accepted": "threads.search/no-token", "error undecided": "threads.search/garbage"}},
		"a trick where the plain way is open": {map[string]judgement{"threads.get/other-user": fail("threads-read"), "threads.get-claiming/other-user": fail("identity-from-client"), "threads.search/other-user": pass},
			map[string]string{"fail threads-read": "threads.get-claiming/other-user threads.get/other-user"}},
		"a trick that is needed": {map[string]judgement{"threads.get/other-user": pass, "threads.get-claiming/other-user": fail("identity-from-client")},
			map[string]string{"fail identity-from-client": "threads.get-claiming/other-user"}},
		"mixed up": {map[string]judgement{"threads.overlap/other-user": fail("identity-mixed-up"), "threads.get/other-user": fail("threads-read"), "threads.get/no-token": pass},
			map[string]string{"fail identity-mixed-up": "threads.get/other-user threads.overlap/other-user"}},
		"warnings and notes": {map[string]judgement{"store.get/other-user": {verdict: Warn, code: "store-shared"}, "threads.search/logged-out": {verdict: Note, code: "logged-out-accepted"}, "threads.get/other-user": pass},
			map[string]string{"warn store-shared": "store.get/other-user", "note logged-out-accepted": "threads.search/logged-out"}},
	} {
		if diff := cmp.Diff(c.want, rolled(c.verdicts)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestFindingsOrder: the worst first, and every code is explained.
func TestFindingsOrder(t *testing.T) {
	r := bench()
	for _, j := range []judgement{{Note, "logged-out-accepted", ""}, {Error, "undecided", ""}, {Warn, "store-shared", ""}, {Fail, "threads-read", ""}} {
		r.report.Results = append(r.report.Results, Result{ID: j.code + "/owner", Operation: "x." + j.code, Identity: "owner", Verdict: j.verdict, Code: j.code})
	}
	r.rollUp()
	var order []string
	for _, f := range r.report.Findings {
		order = append(order, f.Code)
		if f.Title == "" || f.Why == "" || f.Fix == "" || len(f.Tags) == 0 && f.Code != "undecided" || f.Fingerprint == "" {
			t.Errorf("%s lacks something: %+v", f.Code, f)
		}
	}
	if diff := cmp.Diff([]string{"threads-read", "undecided", "store-shared", "logged-out-accepted"}, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

// TestEveryCodeIsExplained: whatever the judge can say is in the list of explanations.
func TestEveryCodeIsExplained(t *testing.T) {
	var codes []string
	for _, o := range slices.Concat(operations, liveOperations, []Operation{overlap, asEdited}) {
		if o.Resource != "store" && o.Oracle != Create && o.Action != "" {
			codes = append(codes, crossedCode(o))
		}
	}
	for _, id := range callers {
		if id.Login == NoLogin {
			codes = append(codes, acceptedCode(id.ID))
		}
	}
	for _, code := range codes {
		if _, ok := Explain(code); !ok {
			t.Errorf("%s is not explained", code)
		}
	}
}

// TestFingerprints: stable from run to run, and of another cause another.
func TestFingerprints(t *testing.T) {
	one, again := fingerprint("threads-read", []string{"threads.get"}), fingerprint("threads-read", []string{"runs.list", "threads.get"})
	routes, others := fingerprint("route-open", []string{"a", "b"}), fingerprint("route-open", []string{"a"})
	if one != again || len(one) != 16 || one == fingerprint("threads-update", nil) || routes == others || routes != fingerprint("route-open", []string{"b", "a"}) {
		t.Error(one, again, routes, others)
	}
}
