package scenario_test

import (
	"flag"
	"fmt"
	"maps"
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
	shared     []string // as with --shared
}

// sharing is sound for who says that it is on purpose.
const sharing = "assistants-shared-read-only"

// mixing lets data cross by chance wherever requests overlap: which checks show
// it differs from run to run.
const mixing = "identity-in-global"

// variants are all named flaws, and with a provider that signs with ES256 those
// that are about tokens.
func variants() []variant {
	list := []variant{{name: "(none)", sound: true}}
	for _, flaw := range langgraphtest.Flaws() {
		list = append(list, variant{name: flaw.Name, flaw: flaw.Name, sound: flaw.Sound && flaw.Name != sharing})
	}
	list = append(list, variant{name: sharing + " (--shared assistants)", flaw: sharing, sound: true, shared: []string{"assistants"}})
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
				blocks[i] = v.block(t)
				if v.sound && (strings.Contains(blocks[i], "fail") || strings.Contains(blocks[i], "error")) {
					t.Errorf("false alarm on a sound server:\n%s", blocks[i])
				}
			})
			return nil
		})
	}
	_ = all.Wait()
	if len(slices.DeleteFunc(slices.Clone(blocks), func(b string) bool { return b == "" })) < len(list) {
		return // only some of the servers were asked for
	}
	golden(t, "testdata/flaws.golden", strings.Join(blocks, "\n"))
}

// block is what a run says of the server: its findings, and the checks behind
// them by verdict and identity.
func (v variant) block(t *testing.T) string {
	config := newStand(t, v.flaw, v.provider).config(t)
	config.Shared = v.shared
	report := verify(t, config)
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", v.name, report.Summary.Verdict)
	for _, f := range report.Findings {
		if f.Code != "open-routes" {
			fmt.Fprintf(&b, "  %s %s\n", f.Verdict, f.Code)
		}
	}
	if v.flaw == mixing {
		report.Results = slices.DeleteFunc(report.Results, func(r scenario.Result) bool { return r.Operation != "threads.overlap" })
	}
	for _, verdict := range []scenario.Verdict{scenario.Fail, scenario.Warn, scenario.Error} {
		writeChecks(&b, verdict, report.Results)
	}
	for _, left := range report.Summary.Leftovers {
		fmt.Fprintf(&b, "    left: %s\n", left[:strings.LastIndex(left, " ")])
	}
	return b.String()
}

// writeChecks writes a line for each identity with the operations of its checks.
func writeChecks(b *strings.Builder, verdict scenario.Verdict, results []scenario.Result) {
	operations := make(map[string][]string)
	for _, result := range results {
		if result.Verdict == verdict {
			operations[result.Identity] = append(operations[result.Identity], result.Operation)
		}
	}
	for _, identity := range slices.Sorted(maps.Keys(operations)) {
		fmt.Fprintf(b, "    %s %s: %s\n", verdict, identity, strings.Join(operations[identity], " "))
	}
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
