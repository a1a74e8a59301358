//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// outcome is what a run of the binary came to.
type outcome struct {
	exit           int
	stdout, stderr string
	took           time.Duration
	cpu            time.Duration // processor time
	memory         int64         // the most that was resident, in KiB
}

// patience is how long a run may take at most before it counts as hanging.
const patience = 3 * time.Minute

func runBinary(t *testing.T, env []string, args ...string) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGQUIT) } // shows where it hangs
	cmd.WaitDelay = 5 * time.Second
	cmd.Dir = t.TempDir() // no .env of this folder
	cmd.Env = env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	took := time.Since(start)
	if ctx.Err() != nil {
		t.Fatalf("authcheck %s: not finished after %s: %s", strings.Join(args, " "), patience, stderr.String())
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Fatal("this system does not tell the memory of a process")
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return outcome{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String(), took, cpu, usage.Maxrss}
}

// report is what the tests read of authcheck/v1.
type report struct {
	Schema  string
	Summary struct {
		Verdict  string
		Counts   map[string]int
		Requests int
		Sent     struct {
			Valid   int `json:"valid_token"`
			Refused int `json:"refused_token"`
			None    int `json:"no_token"`
		}
		DurationMS int `json:"duration_ms"`
		Incomplete string
		Notes      []string
		Leftovers  []string
	}
	Findings  []finding
	Results   []result
	Relations []relation
}

type result struct{ ID, Verdict, Summary string }

type finding struct {
	Code, Verdict, Title string
	Checks               []string
}

// relation is how users stand to each other, and what came of trying each resource.
type relation struct {
	Name      string
	Resources []struct {
		Resource    string
		Leaked      int
		OverBlocked int `json:"over_blocked"`
	}
}

// verify runs authcheck verify against the server.
func (s *server) verify(t *testing.T, args ...string) outcome {
	t.Helper()
	return s.users.authcheck(t, append([]string{"verify", "--url", s.url}, args...)...)
}

// report runs authcheck verify and reads its JSON.
func (s *server) report(t *testing.T, args ...string) (report, outcome) {
	t.Helper()
	got := s.verify(t, append(args, "--format", "json")...)
	r, err := got.report()
	if err != nil {
		t.Fatalf("verify: exit %d, %v\nstdout: %s\nstderr: %s", got.exit, err, got.stdout, got.stderr)
	}
	return r, got
}

// report is what a run with --format json wrote; one that ended early wrote none.
func (o outcome) report() (r report, err error) {
	err = json.Unmarshal([]byte(o.stdout), &r)
	return r, err
}

// nodesThatRan are the lines that nodes left in the marker file.
func (s *server) nodesThatRan(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(s.marker)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.Fields(string(text))
}
