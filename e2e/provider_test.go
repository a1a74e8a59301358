//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// provider is the login provider of the servers under test: authcheck sandbox.
type provider struct {
	*process
	env []string // what it prints to be exported: SUPABASE_URL, the keys
}

var exported = regexp.MustCompile(`(?m)^export (SUPABASE_\w+)='([^']*)'$`)

func startProvider(logPath string, args ...string) (*provider, error) {
	args = append([]string{"sandbox", "--supabase-only", "--listen", "127.0.0.1:0"}, args...)
	p, err := startProcess(exec.Command(binary, args...), logPath)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(10 * time.Second)
	for !strings.Contains(p.output(), "# ready") {
		if p.ended() || time.Now().After(deadline) {
			p.stop()
			return nil, fmt.Errorf("authcheck sandbox is not ready: %s", p.output())
		}
		time.Sleep(10 * time.Millisecond)
	}
	out := &provider{process: p}
	for _, line := range exported.FindAllStringSubmatch(p.output(), -1) {
		out.env = append(out.env, line[1]+"="+line[2])
	}
	return out, nil
}

// users are two test users of their own, so that tests side by side do not meet.
type users struct {
	provider *provider
	email    string
}

const password = "correct-horse-battery"

func (p *provider) signUp(t *testing.T, name string) users {
	t.Helper()
	u := users{p, strings.ReplaceAll(strings.ToLower(name), "/", "-") + "@example.com"}
	if got := u.authcheck(t, "signup", "--confirm"); got.exit != 0 {
		t.Fatalf("signup: exit %d: %s", got.exit, got.stderr)
	}
	return u
}

// authcheck runs the binary with the provider and the users in the environment.
func (u users) authcheck(t *testing.T, args ...string) outcome {
	t.Helper()
	return runBinary(t, u.env(), args...)
}

// env is the environment of this process without what authcheck would read.
func (u users) env() []string {
	env := append(cleanEnv(), u.provider.env...)
	return append(env, "AUTHCHECK_EMAIL="+u.email, "AUTHCHECK_PASSWORD="+password)
}

// tokens logs both users in.
func (u users) tokens(t *testing.T) []string {
	t.Helper()
	got := u.authcheck(t, "login", "--format", "json")
	var sessions struct{ Users []struct{ Token string } }
	if err := json.Unmarshal([]byte(got.stdout), &sessions); err != nil || len(sessions.Users) != 2 {
		t.Fatalf("login: exit %d, %d users, %v: %s", got.exit, len(sessions.Users), err, got.stderr)
	}
	return []string{sessions.Users[0].Token, sessions.Users[1].Token}
}

var foreign = regexp.MustCompile(`^(SUPABASE|AUTHCHECK|LANGGRAPH|LANGSMITH|LANGCHAIN)_`)

func cleanEnv() []string {
	var env []string
	for _, entry := range os.Environ() {
		if !foreign.MatchString(entry) {
			env = append(env, entry)
		}
	}
	return env
}
