//go:build e2e

package e2e

import (
	"os/exec"
	"strings"
	"testing"
)

// The contract that the stand-in is held to is what a real server does.
func TestContract(t *testing.T) {
	for _, test := range []struct {
		subject       subject
		variable, run string
	}{
		{subject{kind: python, auth: "rewritten", graphs: []string{"agent"}}, "AUTHCHECK_CONTRACT_LANGGRAPH_URL", "TestContract(Streams)?"},
		{subject{kind: aegra, auth: "recommended", graphs: []string{"agent"}}, "AUTHCHECK_CONTRACT_AEGRA_URL", "TestContractOfAegra"},
	} {
		t.Run(test.subject.folder(), func(t *testing.T) {
			t.Parallel()
			test.subject.holds(t, test.variable, test.run)
		})
	}
}

func (of subject) holds(t *testing.T, variable, run string) {
	t.Helper()
	s := of.start(t)
	cmd := exec.Command("go", "test", "-count=1", "-v", "-run=^"+run+"$", "authcheck/langgraph")
	cmd.Env = append(cleanEnv(),
		variable+"="+s.url,
		"AUTHCHECK_CONTRACT_TOKENS="+strings.Join(s.users.tokens(t), ","),
	)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
	if !strings.Contains(string(out), "/real (") {
		t.Errorf("no contract was tested:\n%s", out)
	}
}
