package verdict

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// TestFindingsOrder: the worst first, and every code is explained.
func TestFindingsOrder(t *testing.T) {
	report := new(result.Report)
	for _, j := range []judgement{{catalog.Note, "logged-out-accepted", ""}, {catalog.Error, "undecided", ""}, {catalog.Warn, "store-shared", ""}, {catalog.Fail, "threads-read", ""}} {
		report.Results = append(report.Results, result.Result{ID: j.code + "/owner", Operation: "x." + j.code, Identity: "owner", Verdict: j.verdict, Code: j.code})
	}
	open(bench(), Policy{}).settle(report)
	var order []string
	for _, f := range report.Findings {
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
	codes := []string{undecided, "crash-as-denial", "studio-open", "studio-sees-all", "route-open", "open-routes", "development-routes",
		"no-auth", "no-owner-filter", "identity-not-unique", "threads-open", "assistants-open", "crons-open"}
	for _, o := range slices.Concat(catalog.Operations(true, true), catalog.Special()) {
		if o.Oracle != catalog.Create && o.Action != "" {
			codes = append(codes, o.FoundAs())
		}
		if o.Weaker.Code != "" {
			codes = append(codes, o.Weaker.Code)
		}
	}
	for _, id := range catalog.Identities(true, true) {
		if id.Code == "" && id.Login == catalog.NoLogin {
			t.Errorf("%s is no finding when it is let in", id.ID)
		}
		if id.Code != "" {
			codes = append(codes, id.Code)
		}
	}
	for _, code := range codes {
		if _, ok := catalog.Explain(code); !ok {
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
