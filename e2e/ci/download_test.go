//go:build slow

package ci

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// released is a copy of the action that names a release, and the folder of a curl that has it.
func released(t *testing.T, sum string) (actions, programsOf string) {
	t.Helper()
	archive := filepath.Join(t.TempDir(), "authcheck.tar.gz")
	if log, code := output(t, exec.Command("tar", "czf", archive, "-C", binary, "authcheck")); code != 0 {
		t.Fatal(log)
	}
	text, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	actions = t.TempDir()
	if err := os.CopyFS(filepath.Join(actions, actionPath), os.DirFS(filepath.Join(root, actionPath))); err != nil {
		t.Fatal(err)
	}
	if sum == "" {
		sum = fmt.Sprintf("%x", sha256.Sum256(text))
	}
	lines := strings.Repeat("0", 64) + "  v1.2.3/authcheck_darwin_amd64.tar.gz\n" + sum + "  v1.2.3/authcheck_linux_amd64.tar.gz\n"
	if err := os.WriteFile(filepath.Join(actions, actionPath, "release.sha256"), []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	curl := `while [ "$1" != -o ]; do shift; done; [ "$3" = https://github.com/OWNER/authcheck/releases/download/v1.2.3/authcheck_linux_amd64.tar.gz ] && exec cp ` + archive + ` "$2"`
	return actions, programs(t, map[string]string{"curl": curl})
}

// TestActionDownloads has the action run what it names and nothing else, and build only where
// there is nothing to download.
func TestActionDownloads(t *testing.T) {
	none := programs(t, map[string]string{"curl": "exit 22"})
	tests := []struct {
		name, sum      string
		offline, local bool
		builds, failed bool
		contains       string
	}{
		{name: "released", contains: "authcheck v1.2.3\n"},
		{name: "another file", sum: strings.Repeat("a", 64), failed: true, contains: "v1.2.3/authcheck_linux_amd64.tar.gz is not what was released"},
		{name: "not there", offline: true, builds: true, contains: "no v1.2.3/authcheck_linux_amd64.tar.gz to download: authcheck is built"},
		{name: "in its own repository", local: true, builds: true, contains: "authcheck is built"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			actions, curl := released(t, test.sum)
			if test.offline {
				curl = none
			}
			r := newRunner(t, standIns(t, ""), programs(t, map[string]string{"go": "exec cp " + binary + `/authcheck "$4"`}), curl)
			r.actions = actions
			if test.local {
				r.values["github.action_repository"] = ""
			}
			r.step(step{Uses: "./" + actionPath, With: map[string]any{"args": "--quick"}}, "")
			builds := slices.ContainsFunc(r.Used, func(used string) bool { return strings.HasPrefix(used, "actions/setup-go@") })
			if r.failed != test.failed || builds != test.builds || !strings.Contains(r.Log, test.contains) {
				t.Errorf("failed: %t, want %t; builds: %t, want %t\n%s", r.failed, test.failed, builds, test.builds, r.Log)
			}
			if ran := strings.Contains(r.Log, "PASS · "); ran == test.failed {
				t.Errorf("authcheck ran: %t\n%s", ran, r.Log)
			}
		})
	}
}
