package scenario_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
	"gotest.tools/v3/golden"

	"authcheck/langgraph/langgraphtest"
	"authcheck/scenario"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
	"authcheck/scenario/verdict/verdicttest"
	"authcheck/supabase/supabasetest"
)

// variant is one server of the self-test table.
type variant struct {
	name, flaw string // the name says what the policy shares, too
	sound      bool
	provider   supabasetest.Options
	secret     bool // the provider's secret is known
	given      bool // tokens were given: nobody can ask the provider
	runGraph   bool
	deep       bool
	accounts   bool // accounts may be made and ended
}

// sharing is sound for who says that it is on purpose.
const sharing = "assistants-shared-read-only"

// posting are told by routes that are called only where the user allows it.
var posting = map[string]string{"route-any-user-body": "POST /summaries", "route-any-user-form": "POST /letters", "route-any-user-upload": "POST /uploads"}

// variants are all named flaws, and with a provider that signs with ES256 those
// that are about tokens.
func variants() []variant {
	list := []variant{{name: "(none)", sound: true}}
	for _, flaw := range langgraphtest.Flaws() {
		list = append(list, variant{name: flaw.Name, flaw: flaw.Name, sound: flaw.Sound && flaw.Name != sharing})
	}
	list = append(list, variant{name: sharing + " (--shared assistants)", flaw: sharing, sound: true})
	for _, flaw := range []string{"signature-not-verified", "alg-none-accepted", "any-key-accepted", "signature-cached",
		"hs256-confusion", "expired-accepted", "local-jwt"} {
		list = append(list, variant{name: flaw + " (ES256)", flaw: flaw, sound: flaw == "local-jwt", provider: supabasetest.Options{ES256: true}})
	}
	for _, flaw := range []string{"local-jwt", "audience-ignored", "end-not-required", "login-cached-for-ever", "tutorial-as-published"} {
		list = append(list, variant{name: flaw + " (JWT secret)", flaw: flaw, sound: flaw == "local-jwt", secret: true})
	}
	for _, flaw := range []string{"audience-ignored", "end-not-required"} {
		list = append(list, variant{name: flaw + " (JWT secret, tokens given)", flaw: flaw, secret: true, given: true})
	}
	list = append(list, variant{name: "(none, --deep)", sound: true, deep: true, secret: true}, variant{name: "(none, --run-graph)", sound: true, runGraph: true})
	for _, flaw := range []string{"config-names-user", "input-names-user", "graph-remembers-all", "graph-caches-answers", "headers-to-graph", "webhook-loopback", "graph-writes-open"} {
		list = append(list, variant{name: flaw + " (--run-graph)", flaw: flaw, runGraph: true})
	}
	for _, flaw := range []string{"graph-caches-own-answers", "graph-writes-own"} {
		list = append(list, variant{name: flaw + " (--run-graph)", flaw: flaw, sound: true, runGraph: true})
	}
	list = append(list, variant{name: "(none, accounts)", sound: true, accounts: true})
	for _, flaw := range []string{"local-jwt", "accounts-cached-for-ever", "login-cached-for-ever"} {
		list = append(list, variant{name: flaw + " (accounts)", flaw: flaw, sound: flaw == "local-jwt", accounts: true})
	}
	list = append(list, variant{name: "accounts-cached-for-ever (accounts, --deep)", flaw: "accounts-cached-for-ever", accounts: true, deep: true},
		variant{name: "(none, anonymous users, accounts)", accounts: true, provider: supabasetest.Options{Anonymous: true}})
	list = append(list, variant{name: "login-cached-for-ever (JWT secret, --deep)", flaw: "login-cached-for-ever", secret: true, deep: true})
	list = append(list, variant{name: "login-cached-while-used (--deep)", flaw: "login-cached-while-used", deep: true})
	for _, flaw := range []string{"comma-ahead", "comma-user-id", "search-busy-unchecked", "developers-tokens", "store-preferences-open", "store-threads-open", "members-join", "shared-beside-refused-unchecked", "owners-by-spelling", "owners-by-folded-spelling",
		"store-profiles-open", "store-profiles-listed", "store-org-open"} {
		list = append(list, variant{name: flaw + " (--deep)", flaw: flaw, deep: true})
	}
	for _, flaw := range []string{"key-usual", "owner-from-filter", "acl-from-filter", "anon-key-header", "documented-key-header", "email-in-cookie", "second-line-decoded", "scheme-uppercase-decoded"} {
		list = append(list, variant{name: flaw + " (--deep)", flaw: flaw, deep: true})
	}
	for _, flaw := range []string{"subdomain-trusted", "letters-fail-open", "issuer-by-prefix", "connection-names-user", "text-unfiltered", "export-unfiltered", "debug-sees-all",
		"key-of-address", "once-for-all", "assets-cached", "reads-in-flight-shared"} {
		list = append(list, variant{name: flaw + " (--deep)", flaw: flaw, deep: true})
	}
	for _, flaw := range []string{"sphere-kept", "once-for-each", "other-names-refused"} {
		list = append(list, variant{name: flaw + " (--deep)", flaw: flaw, sound: true, deep: true})
	}
	list = append(list, variant{name: "cookie-expiry-ignored (JWT secret, --deep)", flaw: "cookie-expiry-ignored", secret: true, deep: true})
	for _, flaw := range []string{"thread-patch-plain", "published-by-anybody", "system-by-anybody", "forks-open", "odd-runs-open", "odd-searches-open", "context-names-owner", "helper-graph-open",
		"import-keeps-owner", "on-behalf-of-anybody", "crons-by-project", "store-query-open", "store-depth-open", "store-value-names-owner"} {
		list = append(list, variant{name: flaw + " (--deep)", flaw: flaw, deep: true})
	}
	for _, flaw := range []string{"assistant-lists-shared", "cron-lists-shared", "item-lists-shared"} {
		list = append(list, variant{name: flaw + " (--deep)", flaw: flaw, deep: true})
	}
	for _, flaw := range []string{"odd-updates-open", "published-writable", "updater-shared"} {
		list = append(list, variant{name: flaw + " (--deep)", flaw: flaw, deep: true})
	}
	list = append(list, variant{name: "published-read-only (--deep)", flaw: "published-read-only", sound: true, deep: true})
	list = append(list, variant{name: "store-listed-below-own (--deep)", flaw: "store-listed-below-own", sound: true, deep: true})
	for _, flaw := range []string{"store-profiles-own", "store-org-own"} {
		list = append(list, variant{name: flaw + " (--deep)", flaw: flaw, sound: true, deep: true})
	}
	list = append(list, variant{name: "hs256-confusion-bytes (ES256, --deep)", flaw: "hs256-confusion-bytes", deep: true, provider: supabasetest.Options{ES256: true}})
	return append(list, variant{name: "thread-of-body-trusted (--deep)", flaw: "thread-of-body-trusted", deep: true})
}

// serversAtOnce is more than there are processors: a run mostly waits.
const serversAtOnce = 16

// smoke are the servers that are verified live whenever the tests run; the others are in CI.
// The judge is tested on recordings of all: see scenario/verdict.
var smoke = []string{"(none)", "no-owner-filter", "tutorial-as-published"}

// anew makes the table and the recordings of its servers, which the judge is tested on.
const anew = "go test -tags slow ./scenario -run TestFlaws -update -record"

var record = flag.Bool("record", false, "record the transcripts of the stand-in anew, of the servers that the test verifies")

// TestFlaws is the self-test table: what each flawed server is found to have, and
// which checks show it. The golden file is read by people: what is red there
// must be what the flaw opens, and nothing else.
func TestFlaws(t *testing.T) {
	t.Parallel()
	list := variants()
	if !thorough && !golden.FlagUpdate() {
		list = slices.DeleteFunc(list, func(v variant) bool { return !slices.Contains(smoke, v.name) })
	}
	rows := make([]string, len(list))
	var all errgroup.Group
	all.SetLimit(serversAtOnce)
	waiting := slices.IndexFunc(list, func(v variant) bool { return v.deep }) // for more than a minute: first
	for n := range list {
		i := (n + max(0, waiting)) % len(list)
		v := list[i]
		all.Go(func() error {
			t.Run(v.name, func(t *testing.T) {
				report := v.report(t)
				rows[i] = verdicttest.Row(v.name, report)
				if v.sound && (strings.Contains(rows[i], "fail") || strings.Contains(rows[i], "error")) {
					t.Errorf("false alarm on a sound server:\n%s", rows[i])
				}
				if slices.Contains(smoke, v.name) {
					v.isRecorded(t, report)
				}
			})
			return nil
		})
	}
	_ = all.Wait()
	checkRows(t, slices.DeleteFunc(rows, func(row string) bool { return row == "" }))
}

// checkRows compares rows with those of the table, or writes it.
func checkRows(t *testing.T, rows []string) {
	t.Helper()
	if len(rows) == len(variants()) {
		golden.Assert(t, strings.Join(rows, "\n"), "flaws.golden")
		return
	}
	table, err := os.ReadFile("testdata/flaws.golden")
	if err != nil {
		t.Fatal(err)
	}
	known := verdicttest.Rows(string(table))
	for _, row := range rows {
		if name, _, _ := strings.Cut(row, ": "); row != known[name] {
			t.Errorf("testdata/flaws.golden has %s otherwise:\n%s", name, row)
		}
	}
}

// report is that of a run against the server of the variant.
func (v variant) report(t *testing.T) *result.Report {
	if slices.Contains(smoke, v.name) && !*record { // other tests look at those, too
		return plainRun(t, v.flaw).report
	}
	return v.verify(t)
}

// verify runs everything against the server of the variant, and keeps the run where that is asked for.
func (v variant) verify(t *testing.T) *result.Report {
	s := newStand(t, v.flaw, v.provider)
	config := s.config(t)
	config.Allow, config.RunGraph, config.Deep = verdicttest.Shared(v.name), v.runGraph, v.deep
	if route := posting[v.flaw]; route != "" {
		config.AllowRoutes = []string{route}
	}
	if v.secret {
		config.JWTSecret = s.provider.JWTSecret
	}
	if v.accounts {
		config.Admin = s.admin()
	}
	if v.given {
		config.Provider = nil
	}
	config.Keep = func(run *transcript.Transcript) {
		if *record {
			keep(t, v.recording(), run)
		}
	}
	return verify(t, config)
}

// isRecorded: the recording of a server is judged as a run is now.
func (v variant) isRecorded(t *testing.T, live *result.Report) {
	t.Helper()
	run, err := verdicttest.Read(v.recording())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(verdicts(live), verdicts(scenario.Judge(run, scenario.Config{Allow: verdicttest.Shared(v.name)}))); diff != "" {
		t.Errorf("the recording is judged otherwise than the run (%s makes all anew) (-run +recording):\n%s", anew, diff)
	}
}

// recording is the path of the file.
func (v variant) recording() string { return "verdict/" + verdicttest.File(v.name) }
