package scenario_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario"
)

// neverRed are the checks that no flaw turns red, each with the reason.
var neverRed = map[string]string{
	"a2a.card/no-token":           noCards,
	"a2a.card/other-user":         noCards,
	"mcp.get/no-token":            "405 to everybody who is let in, which is not told from a refusal",
	"mcp.delete/no-token":         "as mcp.get",
	"runs.config-keys/other-user": "a warning at worst: whether the graph believes it is seen with --run-graph",
	"used-logged-out":             "a warning at worst: a cache of some seconds is a sound design",
	"other-issuer":                "a note: the key says who the issuer is",
	"no-subject":                  onlySecret,
	"no-expiry":                   onlySecret,
	"not-yet":                     onlySecret,
	"service-role":                onlySecret,
	"logged-out":                  "a note at worst: local checking of tokens is a sound design",
	"threads.commands/no-token":   noSession,
	"threads.commands/other-user": noSession,
}

const (
	onlySecret = "a warning at worst: only who has the secret makes such tokens"

	noCards   = "the stand-in has no agent cards; real servers show them, see e2e"
	noSession = "a command without a run is refused to everybody, and one with a run would run a node: see --run-graph, threads.command-run"
)

// reds reads the table of flaws: the checks that failed somewhere, and those of
// the store that warned, which is the worst that they do between users.
func reds(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("testdata/flaws.golden")
	if err != nil {
		t.Fatal(err)
	}
	red := make(map[string]bool)
	for _, line := range strings.Split(string(text), "\n") {
		head, operations, ok := strings.Cut(line, ": ")
		words := strings.Fields(head)
		if !ok || !strings.HasPrefix(line, "    ") || len(words) != 2 {
			continue
		}
		for _, operation := range strings.Fields(operations) {
			if words[0] == "fail" || words[0] == "warn" && strings.HasPrefix(operation, "store.") {
				red[operation+"/"+words[1]] = true
			}
		}
	}
	return red
}

// TestEveryCheckCanGoRed: a check that nothing turns red proves nothing. Each
// operation is red for somebody without a token somewhere and, where user 2 tries
// it, for user 2; each other identity is red somewhere.
func TestEveryCheckCanGoRed(t *testing.T) {
	red := reds(t)
	missing := make(map[string]string)
	redIdentities := make(map[string]bool)
	for check := range red {
		redIdentities[check[strings.LastIndex(check, "/")+1:]] = true
	}
	for _, planned := range scenario.PlanOf(scenario.Config{}).Checks {
		for _, identity := range planned.Identities {
			check := planned.Operation + "/" + identity
			if (identity == "other-user" || identity == "no-token") && !red[check] {
				missing[check] = neverRed[check]
			}
			if identity != "owner" && !redIdentities[identity] {
				missing[identity] = neverRed[identity]
			}
		}
	}
	if diff := cmp.Diff(neverRed, missing); diff != "" {
		t.Errorf("checks that no flaw turns red (-said to be +are):\n%s", diff)
	}
	if !red["routes.get:/custom/threads/{thread_id}/summary/no-token"] || !red["routes.get:/export/{thread_id}/other-user"] {
		t.Error("no route of the application is red")
	}
}
