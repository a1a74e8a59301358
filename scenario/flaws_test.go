package scenario_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario"
	"authcheck/supabase/supabasetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// variant is one server of the self-test table.
type variant struct {
	name, flaw string
	sound      bool
	provider   supabasetest.Options
}

// variants are all named flaws, and with a provider that signs with ES256 those
// that are about tokens.
func variants() []variant {
	list := []variant{{name: "(none)", sound: true}}
	for _, flaw := range langgraphtest.Flaws() {
		list = append(list, variant{name: flaw.Name, flaw: flaw.Name, sound: flaw.Sound})
	}
	for _, flaw := range []string{"signature-not-verified", "alg-none-accepted", "any-key-accepted", "signature-cached",
		"hs256-confusion", "expired-accepted", "local-jwt"} {
		list = append(list, variant{name: flaw + " (ES256)", flaw: flaw, sound: flaw == "local-jwt", provider: supabasetest.Options{ES256: true}})
	}
	return list
}

// serversAtOnce is more than there are processors: a run mostly waits.
const serversAtOnce = 8

// TestFlaws is the self-test table: what each flawed server is found to have, and
// which checks show it. The golden file is read by people: what is red there
// must be what the flaw opens, and nothing else.
func TestFlaws(t *testing.T) {
	list := variants()
	blocks := make([]string, len(list))
	var all errgroup.Group
	all.SetLimit(serversAtOnce)
	for i, v := range list {
		all.Go(func() error {
			t.Run(v.name, func(t *testing.T) {
				report := verify(t, newStand(t, v.flaw, v.provider).config(t))
				blocks[i] = block(v.name, report)
				if bad := report.Summary.Counts[scenario.Fail] + report.Summary.Counts[scenario.Error]; v.sound && bad > 0 {
					t.Errorf("false alarm on a sound server:\n%s", blocks[i])
				}
			})
			return nil
		})
	}
	_ = all.Wait()
	if len(slices.DeleteFunc(slices.Clone(blocks), func(b string) bool { return b == "" })) < len(list) {
		t.Skip("only some of the servers were asked for")
	}
	golden(t, "testdata/flaws.golden", strings.Join(blocks, "\n"))
}

// block is what a report says of a server: its findings, and the checks behind
// them by verdict and identity.
func block(name string, report *scenario.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", name, report.Summary.Verdict)
	bad := []scenario.Verdict{scenario.Fail, scenario.Warn, scenario.Error}
	for _, verdict := range bad {
		for _, f := range report.Findings {
			if f.Verdict == verdict {
				fmt.Fprintf(&b, "  %s %s\n", verdict, f.Code)
			}
		}
	}
	for _, verdict := range bad {
		var identities []string
		operations := make(map[string][]string)
		for _, result := range report.Results {
			if result.Verdict == verdict {
				if operations[result.Identity] == nil {
					identities = append(identities, result.Identity)
				}
				operations[result.Identity] = append(operations[result.Identity], result.Operation)
			}
		}
		slices.Sort(identities)
		for _, identity := range identities {
			fmt.Fprintf(&b, "    %s %s: %s\n", verdict, identity, strings.Join(operations[identity], " "))
		}
	}
	for _, left := range report.Summary.Leftovers {
		fmt.Fprintf(&b, "    left: %s\n", left[:strings.LastIndex(left, " ")])
	}
	return b.String()
}

// golden compares with a file, or writes it anew.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
