//go:build e2e

package e2e

import (
	"bufio"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var setUpTests = []struct {
	name    string
	subject subject
	links   map[string]string // of the server and its folder, as the doctor sees them
}{
	{"python/tutorial", subject{kind: python, auth: "tutorial", studio: true}, soundBut("langgraph.auth", "warn", "langgraph.studio", "warn")},
	{"python/rewritten", subject{kind: python, auth: "rewritten"}, soundBut()},
	{"python/refused", subject{kind: python, auth: "refused"}, soundBut()},
	{"aegra/recommended", subject{kind: aegra, auth: "recommended"}, soundBut()},
	{"js/tutorial", subject{kind: javaScript, auth: "tutorial"}, soundBut("langgraph.graph", "skip")},
}

// soundBut are the links of a server and its folder with which all is well, but for some.
func soundBut(pairs ...string) map[string]string {
	links := map[string]string{"project.file": "pass", "project.auth": "pass", "langgraph.cors": "skip"} // no origin was given
	for _, id := range []string{"reachable", "version", "auth", "tokens", "graph", "garbage", "secret", "speed", "studio", "thread"} {
		links["langgraph."+id] = "pass"
	}
	for pair := range slices.Chunk(pairs, 2) {
		links[pair[0]] = pair[1]
	}
	return links
}

// TestSetUp has the doctor look at real servers, and removes what runs left there
// that were killed.
func TestSetUp(t *testing.T) {
	for _, test := range setUpTests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := test.subject.start(t)
			if diff := cmp.Diff(test.links, s.diagnose(t)); diff != "" {
				t.Errorf("doctor (-want +got):\n%s", diff)
			}
			for _, after := range []time.Duration{time.Second, 4 * time.Second} {
				s.kill(t, after)
			}
			if len(s.leftovers(t)) == 0 {
				t.Fatal("nothing was left behind by killed runs: this test would prove nothing")
			}
			if got := s.users.authcheck(t, "cleanup", "--yes", "--url", s.url); got.exit != 0 {
				t.Errorf("cleanup: exit %d: %s%s", got.exit, got.stdout, got.stderr)
			}
			if left := s.leftovers(t); len(left) > 0 {
				t.Errorf("left on the server: %q", left)
			}
			if got := s.users.authcheck(t, "cleanup", "--url", s.url); got.exit != 0 || got.stdout != "Nothing is left behind\n" {
				t.Errorf("cleanup again: exit %d: %s%s", got.exit, got.stdout, got.stderr)
			}
		})
	}
}

// diagnose is what the doctor says of the links of the server and its folder.
func (s *server) diagnose(t *testing.T) map[string]string {
	t.Helper()
	got := s.users.authcheck(t, "doctor", "--format", "json", "--url", s.url, "--project", s.folder)
	var report struct {
		Links []struct{ ID, Verdict string }
	}
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || got.exit != 0 {
		t.Fatalf("doctor: exit %d, %v: %s", got.exit, err, got.stderr)
	}
	links := map[string]string{}
	for _, l := range report.Links {
		if strings.HasPrefix(l.ID, "langgraph.") || strings.HasPrefix(l.ID, "project.") {
			links[l.ID] = l.Verdict
		}
	}
	return links
}

// kill runs verify, and gives it no chance to clean up.
func (s *server) kill(t *testing.T, after time.Duration) {
	t.Helper()
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
	time.Sleep(after)
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // killed, unless it was done already
}
