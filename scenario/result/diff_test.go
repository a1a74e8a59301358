package result

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// reportOf writes a report from lines "CHECK VERDICT [CODE]"; a finding has the
// verdict of its first check.
func reportOf(verdict Verdict, lines ...string) *Report {
	r := &Report{Schema: Schema, Summary: Summary{Verdict: verdict}}
	for _, line := range lines {
		words := append(strings.Fields(line), "")
		check := Result{ID: words[0], Verdict: Verdict(words[1]), Code: words[2]}
		if check.Verdict == Accepted {
			check.Proven = Fail
		}
		r.Results = append(r.Results, check)
		if check.Code == "" {
			continue
		}
		i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Code == check.Code })
		if i < 0 {
			i = len(r.Findings)
			r.Findings = append(r.Findings, Finding{Code: check.Code, Verdict: check.Verdict, Proven: check.Proven, Fingerprint: "of " + check.Code})
		}
		r.Findings[i].Checks = append(r.Findings[i].Checks, check.ID)
	}
	return r
}

// changesOf is a comparison in short: what happened to which finding.
func changesOf(d Diff) []string {
	var list []string
	tell := func(what string, changes []Change) {
		for _, c := range changes {
			text := what + " " + c.Code
			if len(c.Regressed) > 0 {
				text += fmt.Sprint(" passed:", c.Regressed)
			}
			if len(c.Formerly) > 0 {
				text += fmt.Sprint(" formerly:", c.Formerly)
			}
			list = append(list, text)
		}
	}
	tell("new", d.Added)
	tell("fixed", d.Fixed)
	tell("unproven", d.Unproven)
	tell("unchanged", d.Unchanged)
	return list
}

func TestCompare(t *testing.T) {
	open := []string{"t.get/other-user fail threads-open", "t.put/other-user fail threads-open"}
	tests := []struct {
		name       string
		old, newer *Report
		want       []string
		exit       int
	}{
		{"nothing", reportOf("pass", "a pass"), reportOf("pass", "a pass"), nil, 0},
		{"the same", reportOf("fail", open...), reportOf("fail", open...), []string{"unchanged threads-open"}, 0},
		{"new", reportOf("pass", "a pass"), reportOf("fail", "a fail x"), []string{"new x passed:[a]"}, 1},
		{"new warning", reportOf("pass", "a skip"), reportOf("warn", "a warn x"), []string{"new x"}, 1},
		{"new note", reportOf("pass", "a skip"), reportOf("pass", "a note x"), []string{"new x"}, 0},
		{"new, and accepted", reportOf("pass", "a pass"), reportOf("pass", "a accepted x"), []string{"new x passed:[a]"}, 0},
		{"accepted later", reportOf("fail", "a fail x"), reportOf("pass", "a accepted x"), []string{"unchanged x"}, 0},
		{"accepted no more", reportOf("pass", "a accepted x"), reportOf("fail", "a fail x"), []string{"unchanged x"}, 0},
		{"fixed", reportOf("fail", open...), reportOf("pass", "t.get/other-user pass", "t.put/other-user skip"), []string{"fixed threads-open"}, 0},
		{"not tried again", reportOf("fail", open...), reportOf("pass", "t.get/other-user pass"), []string{"unproven threads-open"}, 0},
		{"not testable now", reportOf("fail", "a fail x"), reportOf("pass", "a skip"), []string{"unproven x"}, 0},
		{"undecided now", reportOf("fail", "a fail x"), reportOf("error", "a error undecided"), []string{"new undecided formerly:[x]", "unproven x"}, 3},
		{"a note that is gone", reportOf("pass", "a note x"), reportOf("pass", "b pass"), nil, 0},
		{"grown", reportOf("fail", "a fail x", "b pass"), reportOf("fail", "a fail x", "b fail x"), []string{"new x passed:[b]"}, 1},
		{"tried by more", reportOf("fail", "a fail x", "b skip"), reportOf("fail", "a fail x", "b fail x"), []string{"unchanged x"}, 0},
		{"worse", reportOf("warn", "a warn x"), reportOf("fail", "a fail x"), []string{"new x"}, 1},
		{"fixed in part", reportOf("fail", open...), reportOf("fail", "t.get/other-user fail threads-read", "t.put/other-user pass"),
			[]string{"fixed threads-open", "unchanged threads-read formerly:[threads-open]"}, 0},
		{"become a part", reportOf("fail", "t.get/other-user fail threads-read", "t.put/other-user pass"), reportOf("fail", open...),
			[]string{"new threads-open passed:[t.put/other-user] formerly:[threads-read]"}, 1},
		{"about acceptances", reportOf("warn", "a warn acceptance-unused"), reportOf("warn", "a warn acceptance-expired"), nil, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := Compare(test.old, test.newer)
			if diff := cmp.Diff(test.want, changesOf(d)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := d.ExitCode(); got != test.exit {
				t.Errorf("exit code %d, want %d", got, test.exit)
			}
		})
	}
}
