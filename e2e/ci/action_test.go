//go:build slow

package ci

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAction runs the action as a job does, against stand-ins.
func TestAction(t *testing.T) {
	upload := "actions/upload-artifact@v5 if-no-files-found=ignore name=authcheck path=authcheck-reports"
	sarif := "github/codeql-action/upload-sarif@v4 category=authcheck sarif_file=authcheck-reports/authcheck.sarif"
	tests := []struct {
		name     string
		flaw     string
		with     map[string]any
		exit     string
		uploads  []string
		contains []string
	}{
		{"sound", "", map[string]any{"strict": true}, "0", []string{upload},
			[]string{"✅ me+1@example.com created and confirmed", "PASS · "}},
		{"leaking", "no-owner-filter", map[string]any{"sarif": true}, "1", []string{upload, sarif},
			[]string{"::error title=authcheck%3A no-owner-filter", "FAIL with 1 warning"}},
		{"warnings", "tutorial-as-published", map[string]any{"strict": true, "artifact": ""}, "1", nil, []string{"FAIL with 3 warnings"}},
		{"arguments", "tutorial-as-published", map[string]any{"strict": true, "args": "--only\nstore.*/other-user\n\n--accept\nstore-shared=one team\n--accept\ncrash-as-denial=as published\n"},
			"0", []string{upload}, []string{"PASS with 2 accepted findings"}},
		{"refused", "", map[string]any{"args": "--accept\nno-such=x", "sarif": true}, "2", []string{upload}, []string{`there is no finding "no-such"`}},
		{"nobody there", "", map[string]any{"url": "http://127.0.0.1:1", "wait": "1s", "start": "echo traceback of the server; sleep 60"}, "3", []string{upload},
			[]string{"authcheck: error: ", "traceback of the server"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRunner(t, standIns(t, test.flaw))
			r.step(step{Uses: "./" + actionPath, With: test.with}, "")
			if got := r.values["steps.verify.outputs.exit-code"]; got != test.exit || r.failed != (test.exit != "0") {
				t.Errorf("exit code %q, want %s; the step failed: %t\n%s", got, test.exit, r.failed, r.Log)
			}
			uploads := slices.DeleteFunc(r.Used, func(used string) bool { return strings.HasPrefix(used, "actions/setup-go@") })
			if diff := cmp.Diff(test.uploads, uploads, cmp.Transformer("", func(l []string) string { return strings.Join(l, "\n") })); diff != "" {
				t.Errorf("uploads (-want +got):\n%s", diff)
			}
			for _, want := range test.contains {
				if !strings.Contains(r.Log, want) {
					t.Errorf("no %q in:\n%s", want, r.Log)
				}
			}
			if test.exit == "0" || test.exit == "1" {
				checkReports(t, r)
			}
		})
	}
}

// checkReports has every report there, and the summary of the step.
func checkReports(t *testing.T, r *runner) {
	t.Helper()
	for _, name := range []string{"authcheck.html", "authcheck.xml", "authcheck.sarif", "authcheck.json"} {
		if info, err := os.Stat(filepath.Join(r.workspace, "authcheck-reports", name)); err != nil || info.Size() == 0 {
			t.Errorf("report %s: %v", name, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(r.workspace, "authcheck-reports", "authcheck.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report struct{ Schema string }
	if err := json.Unmarshal(text, &report); err != nil || report.Schema != "authcheck/v1" {
		t.Errorf("authcheck.json has schema %q: %v", report.Schema, err)
	}
	if !strings.Contains(r.Summary, "authcheck:") {
		t.Errorf("the summary of the step is %q", r.Summary)
	}
}

// TestActionStartsServer has the server that the action starts end with it.
func TestActionStartsServer(t *testing.T) {
	t.Parallel()
	env := standIns(t, "")
	r := newRunner(t, env, programs(t, map[string]string{"langgraph": `echo "$$ $*" > started; exec sleep 600`}))
	r.step(step{Uses: "./" + actionPath, With: map[string]any{"start": "langgraph dev --no-browser", "args": "--quick"}}, "")
	if r.failed {
		t.Fatal(r.Log)
	}
	started, err := os.ReadFile(filepath.Join(r.workspace, "started"))
	if err != nil {
		t.Fatal(err)
	}
	pid, args, _ := strings.Cut(strings.TrimSpace(string(started)), " ")
	if args != "dev --no-browser" {
		t.Errorf("started with %q", args)
	}
	// a zombie has ended: whether somebody reaps it is the machine's business
	if out, code := shell(t, r.workspace, nil, nil, "for i in {1..50}; do ps -o stat= -p "+pid+" | grep -qv Z || exit 0; sleep 0.1; done; exit 1"); code != 0 {
		t.Errorf("process %s still runs: %s", pid, out)
	}
}

// TestActionKeepsSecrets has no secret in what a job prints and leaves.
func TestActionKeepsSecrets(t *testing.T) {
	t.Parallel()
	env := standIns(t, "no-owner-filter")
	r := newRunner(t, env)
	r.step(step{Uses: "./" + actionPath}, "")
	told := r.Log + r.Summary
	err := filepath.WalkDir(r.workspace, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		told += string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"SUPABASE_ANON_KEY", "SUPABASE_SERVICE_KEY", "SUPABASE_JWT_SECRET", "AUTHCHECK_PASSWORD"} {
		if secret := env[name]; secret == "" || strings.Contains(told, secret) {
			t.Errorf("%s is told, or was not there", name)
		}
	}
}
