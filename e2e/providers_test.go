//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// openID is an OpenID Connect provider, providers/provider.mjs.
type openID struct {
	*process
	issuer string
}

var issuerLine = regexp.MustCompile(`(?m)^http://127\.0\.0\.1:\d+$`)

// startOpenID starts the provider; its tokens last as long as said.
func startOpenID(t *testing.T, life time.Duration, env ...string) *openID {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("providers")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(nodeModules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "provider.mjs")
	cmd.Dir = dir
	cmd.Env = append(append(cleanEnv(), fmt.Sprintf("TOKEN_LIFE=%d", int(life.Seconds()))), env...)
	p, err := startProcess(cmd, filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.stop)
	deadline := time.Now().Add(30 * time.Second)
	for issuerLine.FindString(p.output()) == "" {
		if p.ended() || time.Now().After(deadline) {
			t.Fatalf("the provider is not ready: %s", p.output())
		}
		time.Sleep(20 * time.Millisecond)
	}
	return &openID{p, issuerLine.FindString(p.output())}
}

// server is a LangGraph server that takes this provider's tokens.
func (o *openID) server(t *testing.T) *server {
	t.Helper()
	return subject{kind: python, auth: "oidc", env: []string{"E2E_ISSUER=" + o.issuer}}.start(t)
}

// The ways of getting tokens from the provider.
var (
	twoMachines = []string{"AUTHCHECK_OAUTH_CLIENTS=machine-1:secret of machine 1,machine-2:secret of machine 2"}
	twoPeople   = []string{"AUTHCHECK_OAUTH_CLIENTS=shell", "AUTHCHECK_OAUTH_USERS=ann:ann's password, with a comma\nbob:bob's:password"}
)

// verifyWith runs authcheck verify with these settings alone: nothing of Supabase.
func (s *server) verifyWith(t *testing.T, env []string, args ...string) (report, outcome) {
	t.Helper()
	got := runBinary(t, append(cleanEnv(), env...), append([]string{"verify", "--format", "json", "--url", s.url}, args...)...)
	var r report
	if err := json.Unmarshal([]byte(got.stdout), &r); err != nil {
		t.Fatalf("verify: exit %d, %v\nstdout: %s\nstderr: %s", got.exit, err, got.stdout, got.stderr)
	}
	return r, got
}

// TestOpenID verifies a server that takes the tokens of an OpenID Connect provider,
// with each way of getting them.
func TestOpenID(t *testing.T) {
	t.Parallel()
	provider := startOpenID(t, time.Hour)
	s := provider.server(t)
	endpoint := []string{"--oauth-token-url", provider.issuer + "/token"}
	command := `curl -sf %s/token -d grant_type=password -d client_id=shell --data-urlencode "username=%s" --data-urlencode "password=%s" | sed 's/.*"access_token":"\([^"]*\)".*/\1/'`
	tests := []struct {
		name string
		env  []string
		args []string
	}{
		{"client credentials", twoMachines, append(endpoint, "--oauth-audience", "https://langgraph.example.com")},
		{"password, of an issuer", twoPeople, []string{"--oauth-issuer", provider.issuer}},
		{"ID tokens", twoPeople, append(endpoint, "--oauth-token", "id_token", "--oauth-scope", "openid email")},
		{"commands", nil, []string{
			"--token-command", fmt.Sprintf(command, provider.issuer, "ann", "ann's password, with a comma"),
			"--token-command", fmt.Sprintf(command, provider.issuer, "bob", "bob's:password"),
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, out := s.verifyWith(t, test.env, test.args...)
			if out.exit != 0 {
				t.Errorf("exit %d: %s", out.exit, worst(got))
			}
			for _, wanted := range []string{"threads.get/other-user", "threads.get/forged-none", "threads.get/forged-key", "threads.search/forged-payload", "threads.search/forged-confused"} {
				if !slices.ContainsFunc(got.Results, func(r result) bool { return r.ID == wanted && r.Verdict == "pass" }) {
					t.Errorf("%s is not ✅", wanted)
				}
			}
			t.Logf("%d checks, %v, %d requests with valid tokens, %d ms", len(got.Results), got.Summary.Counts, got.Summary.Sent.Valid, got.Summary.DurationMS)
		})
	}
}

// foreignClient is another application's at both providers.
const foreignClient = "AUTHCHECK_OAUTH_FOREIGN=another:secret of another application"

// TestOpaqueTokens verifies servers that ask the provider about each token: what can be
// forged of those is tried, and the rest is said.
func TestOpaqueTokens(t *testing.T) {
	t.Parallel()
	provider := startOpenID(t, time.Hour, "TOKEN_FORMAT=opaque")
	for name, test := range map[string]struct {
		auth             string
		env              []string
		exit             int
		foreign, subject string
	}{
		"clients":   {"introspected", twoMachines, 0, "pass", "pass"},
		"people":    {"introspected", twoPeople, 0, "pass", "skip"}, // a public client may not ask whose token it is
		"unchecked": {"introspected_active", twoMachines, 1, "fail", "pass"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "people" && !*all {
				t.Skip("with -all")
			}
			s := subject{kind: python, auth: test.auth, env: []string{"E2E_ISSUER=" + provider.issuer}}.start(t)
			got, out := s.verifyWith(t, append(slices.Clone(test.env), foreignClient), "--oauth-issuer", provider.issuer)
			if out.exit != test.exit {
				t.Errorf("exit %d: %s", out.exit, worst(got))
			}
			verdicts := map[string]string{}
			for _, r := range got.Results {
				verdicts[r.ID] = r.Verdict
			}
			for id, want := range map[string]string{"threads.get/other-user": "pass", "threads.search/altered": "pass", "threads.search/subject": test.subject,
				"threads.search/other-audience": test.foreign, "threads.get/forged-key": "skip"} {
				if verdicts[id] != want {
					t.Errorf("%s is %s, want %s", id, verdicts[id], want)
				}
			}
		})
	}
}

// TestOpenIDLogin prints the tokens for other programs, which the server takes.
func TestOpenIDLogin(t *testing.T) {
	t.Parallel()
	provider := startOpenID(t, time.Hour)
	s := provider.server(t)
	got := runBinary(t, append(cleanEnv(), twoMachines...), "login", "--format", "json", "--oauth-token-url", provider.issuer+"/token")
	var printed struct {
		Users []struct{ Identity, Token string }
	}
	if err := json.Unmarshal([]byte(got.stdout), &printed); err != nil || len(printed.Users) != 2 {
		t.Fatalf("exit %d, %v: %s", got.exit, err, got.stderr)
	}
	for i, user := range printed.Users {
		if want := fmt.Sprintf("machine-%d", i+1); user.Identity != want {
			t.Errorf("identity %q, want %q", user.Identity, want)
		}
		if status, body := s.send(t, user.Token, http.MethodPost, "/threads/search", map[string]any{}); status != http.StatusOK {
			t.Errorf("%s: %d %s", user.Identity, status, body)
		}
	}
	if diff := cmp.Diff([]string{"machine-1", "machine-2"}, []string{printed.Users[0].Identity, printed.Users[1].Identity}); diff != "" {
		t.Error(diff)
	}
}

// TestOpenIDRefusals says what the provider refused, in its own words.
func TestOpenIDRefusals(t *testing.T) {
	t.Parallel()
	provider := startOpenID(t, time.Hour)
	tests := []struct {
		name string
		env  string
		args []string
		want string
	}{
		{"wrong secret", "AUTHCHECK_OAUTH_CLIENTS=machine-1:wrong,machine-2:wrong", nil,
			"authcheck: error: User 1: the token endpoint refused: invalid_client: client authentication failed\n" +
				"authcheck: hint: check AUTHCHECK_OAUTH_CLIENTS\n"},
		{"wrong password", "AUTHCHECK_OAUTH_CLIENTS=shell\nAUTHCHECK_OAUTH_USERS=ann:wrong,bob:wrong", nil,
			"authcheck: error: User 1: the token endpoint refused: invalid_grant: grant request is invalid\n" +
				"authcheck: hint: check AUTHCHECK_OAUTH_USERS\n"},
		{"a grant that is not allowed", "AUTHCHECK_OAUTH_CLIENTS=shell,machine-2:wrong", nil,
			"authcheck: error: User 1: the token endpoint refused: invalid_request: requested grant type is not allowed for this client\n" +
				"authcheck: hint: allow this client the grant at the provider: password where AUTHCHECK_OAUTH_USERS is set, else client credentials\n"},
		{"another audience", twoMachines[0], []string{"--oauth-audience", "https://elsewhere.example.com"},
			"authcheck: error: User 1: the token endpoint refused: invalid_target: no service at https://elsewhere.example.com\n" +
				"authcheck: hint: check --oauth-audience\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			env := append(cleanEnv(), strings.Split(test.env, "\n")...)
			got := runBinary(t, env, append([]string{"login", "--oauth-token-url", provider.issuer + "/token"}, test.args...)...)
			if got.exit != 2 || got.stdout != "" {
				t.Errorf("exit %d, stdout %q", got.exit, got.stdout)
			}
			if diff := cmp.Diff(test.want, got.stderr); diff != "" {
				t.Errorf("stderr (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOpenIDShortLife has a run outlast its tokens: new ones are fetched, and the
// verdict is the same.
func TestOpenIDShortLife(t *testing.T) {
	t.Parallel()
	provider := startOpenID(t, 2*time.Second)
	s := provider.server(t)
	got, out := s.verifyWith(t, twoPeople, "--oauth-token-url", provider.issuer+"/token")
	if out.exit != 0 {
		t.Errorf("exit %d: %s", out.exit, worst(got))
	}
	if got.Summary.DurationMS < 2000 {
		t.Errorf("the run took %d ms only: its tokens lasted", got.Summary.DurationMS)
	}
	if left := got.Summary.Leftovers; len(left) > 0 {
		t.Errorf("left on the server: %q", left)
	}
}

// TestHardCodedTokens verifies parts 1 and 2 of the tutorial: what needs real
// tokens is left out, with the reason.
func TestHardCodedTokens(t *testing.T) {
	t.Parallel()
	s := subject{kind: python, auth: "hard_coded"}.start(t)
	got, out := s.verifyWith(t, nil, "--token", "user1-token", "--token", "user2-token")
	if out.exit != 0 {
		t.Errorf("exit %d: %s", out.exit, worst(got))
	}
	reasons := make(map[string]string)
	for _, r := range got.Results {
		if operation, identity, _ := strings.Cut(r.ID, "/"); operation == "threads.get" {
			reasons[identity] = r.Verdict
			if r.Verdict == "skip" {
				reasons[identity] += ": " + r.Summary
			}
		}
	}
	const noJWT = "skip: the tokens are no JWTs: nothing to forge"
	want := map[string]string{
		"owner": "pass", "other-user": "pass", "no-token": "warn", "malformed": "warn", "garbage": "pass",
		"forged-none": noJWT, "forged-key": noJWT,
		"anon-key":   "skip: no anon key was given",
		"expired":    "skip: the tokens are no JWTs: none can be minted",
		"logged-out": "skip: tokens were given, so there is no session to log out", "studio": "warn",
		"switches": "warn", "switches-query": "warn", // without a token, which this handler's crash denies
	}
	if diff := cmp.Diff(want, reasons); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
	s.checkHarmless(t, false)
}
