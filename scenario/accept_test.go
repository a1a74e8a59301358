package scenario_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
	"authcheck/scenario/verdict/verdicttest"
	"authcheck/supabase/supabasetest"
)

// told is what a report says of a finding that somebody may have accepted.
type told struct {
	Code            string
	Verdict, Proven result.Verdict
	Acceptance      *result.Acceptance
	Summary         string // of findings about acceptances only
}

func findingsTold(r *result.Report) []told {
	var list []told
	for _, f := range r.Findings {
		if f.Verdict == result.Note {
			continue
		}
		at := told{Code: f.Code, Verdict: f.Verdict, Proven: f.Proven, Acceptance: f.Acceptance}
		if len(f.Checks) == 0 {
			at.Summary = f.Summary
		}
		list = append(list, at)
	}
	return list
}

// TestAccept lives with what the tutorial's server is found to have. What is accepted is
// decided when a run is judged: one of everything is enough.
func TestAccept(t *testing.T) {
	t.Parallel()
	stand := newStand(t, "tutorial-as-published", supabasetest.Options{})
	crash := result.Acceptance{Code: "crash-as-denial", Reason: "as published", Until: "9999-12-31"}
	studio := result.Acceptance{Code: "studio-open", Reason: "for us developers"}
	store := result.Acceptance{Code: "store-shared", Reason: "one team"}
	old := result.Acceptance{Code: "store-shared", Reason: "until the release", Until: "2026-01-31"}
	needless := result.Acceptance{Code: "no-auth", Reason: "once upon a time"}
	accepted := func(a result.Acceptance) told {
		return told{Code: a.Code, Verdict: result.Accepted, Proven: result.Warn, Acceptance: &a}
	}
	warning := func(code, summary string) told {
		return told{Code: code, Verdict: result.Warn, Summary: summary}
	}
	tests := []struct {
		name     string
		accepted []result.Acceptance
		only     []string
		verdict  result.Verdict
		want     []told
	}{
		{"all", []result.Acceptance{crash, studio, store}, nil, result.Pass,
			[]told{accepted(crash), accepted(studio), accepted(store)}},
		{"expired", []result.Acceptance{crash, studio, old}, nil, result.Fail,
			[]told{warning("store-shared", ""), warning("acceptance-expired", "store-shared until 2026-01-31 (until the release)"),
				accepted(crash), accepted(studio)}},
		{"unused", []result.Acceptance{crash, studio, store, needless}, nil, result.Fail,
			[]told{warning("acceptance-unused", "no-auth (once upon a time)"), accepted(crash), accepted(studio), accepted(store)}},
		{"not looked for", []result.Acceptance{crash, store, needless}, []string{"store.*/other-user"}, result.Pass, []told{accepted(crash), accepted(store)}},
	}
	var whole *transcript.Transcript
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := stand.config(t)
			c.Strict, c.Accepted, c.Only = true, test.accepted, test.only
			var got *result.Report
			if whole != nil && test.only == nil {
				got = scenario.Judge(whole, c)
			} else {
				c.Keep = func(run *transcript.Transcript) { whole = run }
				got = verify(t, c)
			}
			if diff := cmp.Diff(test.want, findingsTold(got)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if got.Summary.Verdict != test.verdict {
				t.Errorf("verdict %s, want %s", got.Summary.Verdict, test.verdict)
			}
			checkAcceptedResults(t, got)
		})
	}
}

// checkAcceptedResults has the checks of accepted findings, and no others, accepted.
func checkAcceptedResults(t *testing.T, r *result.Report) {
	t.Helper()
	verdicts := make(map[string]result.Verdict) // of the findings, by check
	for _, f := range r.Findings {
		for _, check := range f.Checks {
			verdicts[check] = f.Verdict
		}
	}
	n := 0
	for _, check := range r.Results {
		isAccepted := check.Verdict == result.Accepted
		bad := check.Verdict == result.Fail || check.Verdict == result.Warn
		if (isAccepted || bad) && isAccepted != (verdicts[check.ID] == result.Accepted) || isAccepted != (check.Proven != "") {
			t.Errorf("%s: verdict %q, proven %q, of a finding with verdict %q", check.ID, check.Verdict, check.Proven, verdicts[check.ID])
		}
		if isAccepted {
			n++
		}
	}
	if n == 0 || n != r.Summary.Counts[result.Accepted] {
		t.Errorf("%d accepted checks, counted %d", n, r.Summary.Counts[result.Accepted])
	}
}

func TestAcceptanceCheck(t *testing.T) {
	tests := map[result.Acceptance]string{
		{Code: "store-shared", Reason: "r"}:                         "",
		{Code: "store-shared", Reason: "r", Until: "2026-12-31"}:    "",
		{Code: "store-shard", Reason: "r"}:                          `there is no finding "store-shard"`,
		{Code: "undecided", Reason: "r"}:                            "undecided cannot be accepted",
		{Code: "open-routes", Reason: "r"}:                          "open-routes cannot be accepted",
		{Code: "acceptance-unused", Reason: "r"}:                    "acceptance-unused cannot be accepted",
		{Code: "store-shared", Reason: " "}:                         "store-shared has no reason",
		{Code: "store-shared", Reason: "r", Until: "2026-02-30"}:    `store-shared: until "2026-02-30" is no date`,
		{Code: "store-shared", Reason: "r", Until: "31.12.2026"}:    `store-shared: until "31.12.2026" is no date`,
		{Code: "store-shared", Reason: "r", Until: "2026-12-31T00"}: `store-shared: until "2026-12-31T00" is no date`,
	}
	for a, want := range tests {
		got := ""
		if err := a.Check(); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%+v: %q, want %q", a, got, want)
		}
	}
}

// TestFingerprints compares two runs on two servers with the same mistakes, a recorded one
// and one with fewer callers: the causes are the same.
func TestFingerprints(t *testing.T) {
	t.Parallel()
	fingerprints := func(r *result.Report) map[string]string {
		list := make(map[string]string)
		for _, f := range r.Findings {
			list[f.Code] = f.Fingerprint
		}
		return list
	}
	first, err := verdicttest.Read("verdict/" + verdicttest.File("no-owner-filter"))
	if err != nil {
		t.Fatal(err)
	}
	second := newStand(t, "no-owner-filter", supabasetest.Options{ES256: true}).config(t)
	second.AnonKey, second.ExpiredToken = "", ""
	got := fingerprints(scenario.Judge(first, scenario.Config{}))
	if diff := cmp.Diff(got, fingerprints(verify(t, second))); diff != "" {
		t.Errorf("(-first +second):\n%s", diff)
	}
	seen := make(map[string]string)
	for code, fingerprint := range got {
		if other := seen[fingerprint]; other != "" {
			t.Errorf("%s and %s share a fingerprint", code, other)
		}
		seen[fingerprint] = code
	}
}
