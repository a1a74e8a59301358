package cleanup

import (
	"bytes"
	"strings"
	"testing"

	"authcheck/cmd/terminal"
	"authcheck/cmd/tokens"
	"authcheck/scenario"
	"authcheck/scenario/report/reporttest"
	"authcheck/supabase"
)

// TestShowIsHarmless: names and times are the servers' own, and nothing in them acts.
func TestShowIsHarmless(t *testing.T) {
	const evil = reporttest.Evil
	var out bytes.Buffer
	project := &tokens.Project{Client: &supabase.Client{URL: evil}}
	account := supabase.User{ID: evil, Email: evil}
	j := &Job{out: terminal.Process{Out: &out, Columns: 10000}, config: scenario.Config{Probe: scenario.Probe{URL: evil}}, admin: project, service: project,
		accounts: []supabase.User{account}, spare: []supabase.User{account}, left: &scenario.Leftovers{Missed: []string{evil},
			Found: []scenario.Leftover{{Kind: evil, ID: evil, User: evil, Created: evil}}}}
	j.show()
	if lines := strings.Count(out.String(), "\n"); lines != 7 {
		t.Errorf("%d lines:\n%s", lines, out.String())
	}
	for _, harm := range reporttest.Harms(out.String()) {
		t.Error(harm)
	}
}
