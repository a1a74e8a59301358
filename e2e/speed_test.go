//go:build e2e

package e2e

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

const (
	quickRuns   = 9
	quickAtMost = 0.40 // of the Python script's wall time
	quickBegin  = "<!-- quick: written by `go test -tags e2e ./e2e/ -run TestQuickIsFast -update` -->\n"
)

// TestQuickIsFast measures authcheck verify --quick and a Python script that does
// the same, in turns on the same server. It is not parallel, so that nothing else runs.
func TestQuickIsFast(t *testing.T) {
	s := subject{kind: python, auth: "tutorial", studio: true}.start(t)
	var ours, theirs []time.Duration
	for i := range quickRuns + 1 {
		own := s.verify(t, "--quick")
		if own.exit != 0 {
			t.Fatalf("verify --quick: exit %d: %s", own.exit, own.stderr)
		}
		script := s.runScript(t)
		if i > 0 { // the first round warms caches up
			ours, theirs = append(ours, own.took), append(theirs, script)
		}
	}
	own, script := median(ours), median(theirs)
	ratio := own.Seconds() / script.Seconds()
	figures := fmt.Sprintf("| | median of %d | fastest | slowest |\n|---|--:|--:|--:|\n", quickRuns) +
		figureRow("`authcheck verify --quick`", ours) + figureRow("`e2e/perf/tutorial.py`", theirs) +
		fmt.Sprintf("\nRatio of the medians: %.2f (at most %.2f).\n", ratio, quickAtMost)
	t.Log("\n" + figures)
	if ratio > quickAtMost {
		t.Errorf("verify --quick takes %.2f of the script's time, more than %.2f", ratio, quickAtMost)
	}
	if *update {
		writeFigures(t, quickBegin, figures)
	}
}

// runScript runs the Python script with the environment that authcheck gets.
func (s *server) runScript(t *testing.T) time.Duration {
	t.Helper()
	cmd := exec.Command(filepath.Join(venv, "bin", "python"), "perf/tutorial.py")
	cmd.Env = append(s.users.env(), "LANGGRAPH_URL="+s.url)
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return time.Since(start)
}

func figureRow(name string, times []time.Duration) string {
	ms := func(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }
	return fmt.Sprintf("| %s | %s | %s | %s |\n", name, ms(median(times)), ms(slices.Min(times)), ms(slices.Max(times)))
}

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}
