//go:build e2e

package e2e

import (
	"os/exec"
	"strings"
	"testing"
)

// The contract that the stand-in is held to is what a real server does.
func TestContract(t *testing.T) {
	t.Parallel()
	s := subject{kind: python, auth: "rewritten", graphs: []string{"agent"}}.start(t)
	cmd := exec.Command("go", "test", "-count=1", "-v", "-run=Contract", "authcheck/langgraph")
	cmd.Env = append(cleanEnv(),
		"AUTHCHECK_CONTRACT_LANGGRAPH_URL="+s.url,
		"AUTHCHECK_CONTRACT_TOKENS="+strings.Join(s.users.tokens(t), ","),
	)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
	if !strings.Contains(string(out), "--- PASS: TestContract") {
		t.Errorf("no contract was tested:\n%s", out)
	}
}
