//go:build e2e

package e2e

import (
	"flag"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var all = flag.Bool("all", false, "test all servers, not only the fixed part that CI has time for")

// part is the fixed part of the table: everything sound, all of Aegra, of which there are few,
// and every fifth of the other flawed.
func part(rows []row) []row {
	if *all || onlySome() {
		return rows
	}
	var some []row
	for i, r := range rows {
		if r.exit == sound || r.kind == aegra || i%5 == 0 {
			some = append(some, r)
		}
	}
	return some
}

// TestServers runs authcheck verify on the servers of the table: each flawed one
// is noticed with the right checks named, each sound one has no ❌.
func TestServers(t *testing.T) {
	var table results
	t.Run("all", func(t *testing.T) {
		for _, r := range part(slices.Concat(soundRows, flawedRows)) {
			t.Run(r.folder()+"/"+r.name, func(t *testing.T) {
				t.Parallel()
				table.add(r, r.test(t))
			})
		}
	})
	t.Log("\n" + table.text())
	if *all && !onlySome() {
		table.compareWithDocs(t)
	}
}

func (r row) test(t *testing.T) report {
	t.Helper()
	return r.verified(t, r.up(t))
}

// up starts the row's server, whose auth module has the row's name unless it says another.
func (r row) up(t *testing.T) *server {
	t.Helper()
	if r.auth == "" && r.name != "no_auth" {
		r.auth = r.name
	}
	return r.start(t)
}

// verified runs authcheck verify on the row's server and holds the report to the row.
func (r row) verified(t *testing.T, s *server) report {
	t.Helper()
	args := slices.Concat(r.args, []string{"--project", filepath.Join(s.folder, r.kind.row().config), "--request-timeout", "30s"}) // two servers share two cores
	if r.strict {
		args = append(args, "--strict")
	}
	kept := filepath.Join(t.TempDir(), "run.json")
	if *record {
		args = append(args, "--report", "transcript="+kept)
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
	if named := got.Summary.Leftovers; named != nil && r.exit == sound {
		t.Errorf("named as left: %q", named)
	}
	s.checkHarmless(t, slices.Contains(r.args, "--run-graph"), got.Summary.Leftovers...)
	r.keep(t, kept)
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

// checkHarmless looks at what verify left without naming it, and did; running is for runs
// that were to run nodes.
func (s *server) checkHarmless(t *testing.T, running bool, named ...string) {
	t.Helper()
	left := slices.DeleteFunc(s.leftovers(t), func(what string) bool {
		return slices.ContainsFunc(named, func(n string) bool { return uuids.MatchString(n) && strings.Contains(what, uuids.FindString(n)) })
	})
	if len(left) > 0 {
		t.Errorf("left on the server: %q", left)
	}
	if ran := s.nodesThatRan(t); len(ran) > 0 && !running {
		t.Errorf("nodes were run: %q", ran)
	}
}

var uuids = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

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
	var codes []string
	for _, f := range r.Findings {
		codes = append(codes, f.Code)
	}
	return fmt.Sprintf("verdict %s %s, findings %v, notes %q\n\t", r.Summary.Verdict, r.Summary.Incomplete, codes, r.Summary.Notes) + strings.Join(lines[:min(len(lines), 25)], "\n\t")
}
