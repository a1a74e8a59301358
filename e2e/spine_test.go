//go:build e2e

package e2e

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	created   = "✅ User 1 created thread: <id>"
	anonymous = "✅ Unauthenticated access blocked: Client error '401 Unauthorized' for url '<url>/threads'"
	blocked   = "✅ User 2 blocked from User 1's thread: Client error '404 Not Found' for url '<url>/threads/<id>'"
	open      = "❌ Unauthenticated access should fail!"
	seen      = "❌ User 2 shouldn't see User 1's thread!"
)

var quickTests = []struct {
	name    string
	subject subject
	exit    int
	lines   []string
}{
	{"python/tutorial", subject{kind: python, auth: "tutorial", studio: true}, 0, []string{
		created,
		"⚠️ Unauthenticated access blocked by a crash: Server error '500 Internal Server Error' for url '<url>/threads'",
		blocked,
	}},
	{"python/forbidden", subject{kind: python, auth: "forbidden"}, 0, []string{
		created,
		"✅ Unauthenticated access blocked: Client error '403 Forbidden' for url '<url>/threads'",
		blocked,
	}},
	{"python/no_owner_filter", subject{kind: python, auth: "no_owner_filter"}, 1, []string{created, anonymous, seen}},
	{"python/no_auth", subject{kind: python}, 1, []string{created, open, seen}},
	{"js/tutorial", subject{kind: javaScript, auth: "tutorial", studio: true}, 0, []string{created, anonymous, blocked}},
	{"js/no_owner_filter", subject{kind: javaScript, auth: "no_owner_filter"}, 1, []string{created, anonymous, seen}},
	{"js/no_auth", subject{kind: javaScript}, 1, []string{created, open, seen}},
}

func TestQuick(t *testing.T) {
	for _, test := range quickTests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := test.subject.start(t)
			got := s.verify(t, "--quick")
			if got.exit != test.exit {
				t.Errorf("exit %d, want %d; stderr: %s", got.exit, test.exit, got.stderr)
			}
			if diff := cmp.Diff(test.lines, s.verdictLines(got.stdout)); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
			s.checkHarmless(t, false)
		})
	}
}

var (
	verdictLine = regexp.MustCompile(`(?m)^(✅|⚠️|❌|❗).*$`)
	anyID       = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
)

// verdictLines are the first three lines that begin with a verdict, without what
// differs from run to run; findings come after them.
func (s *server) verdictLines(stdout string) []string {
	stdout = strings.ReplaceAll(stdout, s.url, "<url>")
	return verdictLine.FindAllString(anyID.ReplaceAllString(stdout, "<id>"), 3)
}

// A server that is gone is never a pass.
func TestDeadServer(t *testing.T) {
	t.Parallel()
	s := subject{kind: python, auth: "rewritten"}.start(t)
	s.stop()
	got := s.verify(t, "--quick")
	if got.exit != 3 || strings.Contains(got.stdout, "✅") {
		t.Errorf("exit %d, want 3 and no ✅; stdout: %s", got.exit, got.stdout)
	}
}

// Ctrl-C in the middle of the run leaves nothing behind.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	s := subject{kind: python, auth: "tutorial", studio: true}.start(t)
	cmd := exec.Command(binary, "verify", "--url", s.url)
	cmd.Dir = t.TempDir()
	cmd.Env = s.users.env()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && !strings.Contains(lines.Text(), "User 1 created thread") {
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
	}
	_ = cmd.Wait() // its exit code is what counts
	if got := cmd.ProcessState.ExitCode(); got != 130 {
		t.Errorf("exit %d, want 130", got)
	}
	if left := s.leftovers(t); len(left) > 0 {
		t.Errorf("left on the server: %q", left)
	}
}

// The proof that no node was run is worth something only if a run leaves its mark.
func TestMarkerTells(t *testing.T) {
	t.Parallel()
	input := map[string]any{"messages": []map[string]string{{"role": "user", "content": "hello"}}}
	for kind, auth := range map[kind]string{python: "tutorial", javaScript: "tutorial", aegra: "recommended"} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := subject{kind: kind, auth: auth}.start(t)
			status, body := s.send(t, s.users.tokens(t)[0], http.MethodPost, "/runs/wait",
				map[string]any{"assistant_id": "agent", "input": input})
			if status != http.StatusOK {
				t.Fatalf("%d: %s", status, body)
			}
			if diff := cmp.Diff([]string{"agent.call"}, s.nodesThatRan(t)); diff != "" {
				t.Errorf("nodes (-want +got):\n%s", diff)
			}
		})
	}
}
