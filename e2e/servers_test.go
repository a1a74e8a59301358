//go:build e2e

package e2e

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestServers runs authcheck verify on every server of the table: each flawed one
// is noticed with the right checks named, each sound one has no ❌.
func TestServers(t *testing.T) {
	var table results
	t.Run("all", func(t *testing.T) {
		for _, r := range slices.Concat(soundRows, flawedRows) {
			t.Run(r.folder()+"/"+r.name, func(t *testing.T) {
				t.Parallel()
				table.add(r, r.test(t))
			})
		}
	})
	t.Log("\n" + table.text())
	if !onlySome() {
		table.compareWithDocs(t)
	}
}

func (r row) test(t *testing.T) report {
	t.Helper()
	if r.auth == "" && r.name != "no_auth" {
		r.auth = r.name
	}
	s := r.start(t)
	args := slices.Concat(r.args, []string{"--request-timeout", "30s"}) // two servers share two cores
	if r.strict {
		args = append(args, "--strict")
	}
	got, out := s.report(t, args...)
	if out.exit != r.exit {
		t.Errorf("exit %d, want %d: %s", out.exit, r.exit, worst(got))
	}
	if failed := got.Summary.Counts["fail"]; failed > 0 && (r.exit == sound || r.strict) {
		t.Errorf("%d ❌ where there may be none: %s", failed, worst(got))
	}
	if undecided := got.Summary.Counts["error"]; undecided > 0 {
		t.Errorf("%d checks could not be decided: %s", undecided, worst(got))
	}
	r.compare(t, got)
	s.checkHarmless(t)
	return got
}

// compare looks for what is wanted among the findings and the bad results.
func (r row) compare(t *testing.T, got report) {
	t.Helper()
	verdict := "fail"
	if r.strict || r.exit == sound {
		verdict = "warn"
	}
	for _, want := range r.want {
		found := slices.ContainsFunc(got.Findings, func(f finding) bool { return f.Code == want }) ||
			slices.ContainsFunc(got.Results, func(c result) bool {
				return matches(want, c.ID) && (c.Verdict == verdict || c.Verdict == "warn" && strings.HasPrefix(c.ID, "store."))
			})
		if !found {
			t.Errorf("no %q: %s", want, worst(got))
		}
	}
	for _, pattern := range r.absent {
		for _, c := range got.Results {
			if matches(pattern, c.ID) && (c.Verdict == "fail" || c.Verdict == "warn") {
				t.Errorf("%s %s, where nothing is wrong: %s", c.Verdict, c.ID, c.Summary)
			}
		}
	}
}

// checkHarmless looks at what verify left and did.
func (s *server) checkHarmless(t *testing.T) {
	t.Helper()
	if left := s.leftovers(t); len(left) > 0 {
		t.Errorf("left on the server: %q", left)
	}
	if ran := s.nodesThatRan(t); len(ran) > 0 {
		t.Errorf("nodes were run: %q", ran)
	}
}

// matches reads * as authcheck's patterns do: it stands for / too.
func matches(pattern, id string) bool {
	expression := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*")
	return regexp.MustCompile("^" + expression + "$").MatchString(id)
}

// worst lists what is not in order, for a test that failed.
func worst(r report) string {
	var lines []string
	for _, c := range r.Results {
		if c.Verdict != "pass" && c.Verdict != "skip" && c.Verdict != "note" {
			lines = append(lines, c.Verdict+" "+c.ID+": "+c.Summary)
		}
	}
	slices.Sort(lines)
	return "verdict " + r.Summary.Verdict + "\n\t" + strings.Join(lines[:min(len(lines), 25)], "\n\t")
}
