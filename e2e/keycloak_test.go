//go:build e2e

package e2e

import (
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// keycloakTime bounds its start: Java takes its time on a busy machine.
const keycloakTime = 8 * time.Minute

// startKeycloak starts a Keycloak with the realm of providers/keycloak.json.
func startKeycloak(t *testing.T) (issuer string) {
	t.Helper()
	home, err := output("./keycloak")
	if err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	cmd := exec.Command(filepath.Join(strings.TrimSpace(home), "bin", "kc.sh"), "start", "--optimized", "--http-enabled=true",
		"--hostname-strict=false", "--http-host=127.0.0.1", fmt.Sprintf("--http-port=%d", port), "--import-realm")
	cmd.Env = append(cleanEnv(), "JAVA_OPTS_KC_HEAP=-Xms64m -Xmx512m")
	p, err := startProcess(cmd, filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.stop)
	issuer = fmt.Sprintf("http://127.0.0.1:%d/realms/authcheck", port)
	for deadline := time.Now().Add(keycloakTime); ; time.Sleep(time.Second) {
		resp, err := http.Get(issuer + "/.well-known/openid-configuration")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return issuer
			}
		}
		if p.ended() || time.Now().After(deadline) {
			t.Fatalf("Keycloak is not ready: %s", p.output())
		}
	}
}

// TestKeycloak verifies a server that takes a Keycloak's tokens, with each way of getting
// them, and has the provider say no in its own words.
func TestKeycloak(t *testing.T) {
	if !*all {
		t.Skip("with -all: it takes minutes to start")
	}
	issuer := startKeycloak(t)
	s := subject{kind: python, auth: "oidc", env: []string{"E2E_ISSUER=" + issuer, "E2E_KEYS=" + issuer + "/protocol/openid-connect/certs"}}.start(t)
	for name, test := range map[string]struct{ env, args []string }{
		"client credentials": {twoMachines, nil},
		"passwords":          {twoPeople, nil},
		"ID tokens":          {twoPeople, []string{"--oauth-token", "id_token", "--oauth-scope", "openid"}},
	} {
		t.Run(name, func(t *testing.T) {
			env := append(slices.Clone(test.env), foreignClient)
			got, out := s.verifyWith(t, env, append(test.args, "--oauth-issuer", issuer)...)
			if out.exit != 0 {
				t.Errorf("exit %d: %s", out.exit, worst(got))
			}
			for _, wanted := range []string{"threads.get/other-user", "threads.get/forged-key", "threads.search/forged-confused", "threads.search/other-audience", "threads.search/altered"} {
				if !slices.ContainsFunc(got.Results, func(r result) bool { return r.ID == wanted && r.Verdict == "pass" }) {
					t.Errorf("%s is not ✅", wanted)
				}
			}
			t.Logf("%d checks, %v, %d ms", len(got.Results), got.Summary.Counts, got.Summary.DurationMS)
		})
	}
	t.Run("refusals", func(t *testing.T) { keycloakRefusals(t, issuer) })
}

func keycloakRefusals(t *testing.T, issuer string) {
	const refused = "User 1: the token endpoint refused: "
	for _, test := range []struct{ name, clients, users, url, error, hint string }{
		{"wrong secret", "machine-1:wrong,machine-2:wrong", "", "", refused + "unauthorized_client: Invalid client or Invalid client credentials",
			"check the secrets in AUTHCHECK_OAUTH_CLIENTS"},
		{"no such client", "nobody:wrong,machine-2:wrong", "", "", refused + "invalid_client: Invalid client or Invalid client credentials", "check AUTHCHECK_OAUTH_CLIENTS"},
		{"no service account", "browser:secret of the browser,machine-2:x", "", "", refused + "unauthorized_client: Client not enabled to retrieve service account",
			`switch "Client authentication" and "Service account roles" on for this client, or give AUTHCHECK_OAUTH_USERS`},
		{"no passwords", "browser:secret of the browser", "ann:1,bob:2", "", refused + "unauthorized_client: Client not allowed for direct access grants",
			`switch "Direct access grants" on for this client`},
		{"wrong password", "shell", "ann:1,bob:2", "", refused + "invalid_grant: Invalid user credentials", "check AUTHCHECK_OAUTH_USERS"},
		{"first login", "shell", "new:password,bob:2", "", refused + "invalid_grant: Account is not fully set up",
			"finish the user's first login: the provider wants something done at it, such as a new password"},
		{"disabled", "shell", "gone:password,bob:2", "", refused + "invalid_grant: Account disabled", "enable the user at the provider"},
		{"issuer for endpoint", "machine-1:x,machine-2:x", "", issuer, issuer + " is an issuer, not its token endpoint", "give it with --oauth-issuer or AUTHCHECK_OAUTH_ISSUER"},
	} {
		t.Run(test.name, func(t *testing.T) {
			env := append(cleanEnv(), "AUTHCHECK_OAUTH_CLIENTS="+test.clients, "AUTHCHECK_OAUTH_USERS="+test.users)
			flag, url := "--oauth-issuer", issuer
			if test.url != "" {
				flag, url = "--oauth-token-url", test.url
			}
			got := runBinary(t, env, "login", flag, url)
			want := "authcheck: error: " + test.error + "\nauthcheck: hint: " + test.hint + "\n"
			if diff := cmp.Diff(want, got.stderr); diff != "" || got.exit != 2 {
				t.Errorf("exit %d (-want +got):\n%s", got.exit, diff)
			}
		})
	}
}
