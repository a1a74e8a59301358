//go:build !windows

package cmd

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/cmd/terminal"
)

// TestEndlessFiles ends the reading of files that do not end, or that cost far more
// than their length, with one error and in time.
func TestEndlessFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"wide.yaml": strings.Repeat("#", 70_000), "deep.yaml": "accepted: " + strings.Repeat("[", 60_000), "steps.yaml": strings.Repeat("- ", 30_000),
		"deep.json": `{"schema":"authcheck-transcript/v1","facts":{"shape":` + strings.Repeat("[", 200_000),
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const late = "authcheck: error: not finished after 200ms\nauthcheck: hint: give it more time with --timeout\n"
	const env = "authcheck: hint: --env-file names a file of KEY=value lines\n"
	const accept = "authcheck: hint: --policy names a file such as authcheck.yaml\n"
	const form = "authcheck: hint: users: says who is who, allow: who may do what, accepted: which findings are lived with (code, reason, until)\n"
	const report = "authcheck: hint: a report is written by authcheck verify --report json=FILE\n"
	const kept = "authcheck: hint: a transcript is kept by authcheck verify --report transcript=FILE\n"
	tests := []struct {
		args []string
		code int
		want string
	}{
		{[]string{"login", "--timeout", "200ms", "--env-file", pipe}, exitNoAnswer, late},
		{[]string{"verify", "--timeout", "200ms", "--accept-file", pipe}, exitNoAnswer, late},
		{[]string{"login", "--env-file", "/dev/zero"}, exitRefused, "authcheck: error: cannot read /dev/zero: it is larger than 1024 KiB\n" + env},
		{[]string{"verify", "--accept-file", "/dev/zero"}, exitRefused, "authcheck: error: cannot read /dev/zero: it is larger than 64 KiB\n" + accept},
		{[]string{"verify", "--accept-file", "DIR/wide.yaml"}, exitRefused, "authcheck: error: cannot read DIR/wide.yaml: it is larger than 64 KiB\n" + accept},
		{[]string{"verify", "--accept-file", "DIR/deep.yaml"}, exitRefused, "authcheck: error: cannot read DIR/deep.yaml: it is nested too deeply\n" + form},
		{[]string{"verify", "--accept-file", "DIR/steps.yaml"}, exitRefused, "authcheck: error: cannot read DIR/steps.yaml: it is nested too deeply\n" + form},
		{[]string{"diff", "/dev/zero", "/dev/zero"}, exitRefused, "authcheck: error: cannot read /dev/zero: it is larger than 65536 KiB\n" + report},
		{[]string{"judge", "/dev/zero"}, exitRefused, "authcheck: error: cannot read /dev/zero: it is larger than 65536 KiB\n" + kept},
		{[]string{"judge", "DIR/deep.json"}, exitRefused, "authcheck: error: cannot read DIR/deep.json: read a transcript: invalid character '[' exceeded max depth\n" + kept},
	}
	for _, test := range tests {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			args := make([]string, len(test.args))
			for i, arg := range test.args {
				args[i] = strings.Replace(arg, "DIR", dir, 1)
			}
			begin := time.Now()
			got := runIn(nil, args...)
			if diff := cmp.Diff(outcome{test.code, "", strings.ReplaceAll(test.want, "DIR", dir)}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if took := time.Since(begin); took > 20*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

// meanwhile answers the form of signup, once something has happened.
type meanwhile func() error

func (happens meanwhile) Ask(context.Context, []terminal.Question) ([]string, error) {
	return []string{"http://127.0.0.1:1", "sb_publishable_x", "me@example.com", "secure-password", terminal.Yes}, happens()
}

func (meanwhile) Confirm(context.Context, string) (bool, error) { return false, nil }

// TestEndlessFilesToWrite: the file that answers are written to is read before, and may have
// become one that does not end.
func TestEndlessFilesToWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, ".env")
	if err := os.WriteFile(filepath.Join(dir, "langgraph.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		timeout string
		becomes meanwhile
		code    int
		want    string
	}{
		{"200ms", func() error { return syscall.Mkfifo(file, 0o600) }, exitNoAnswer, "authcheck: error: not finished after 200ms\nauthcheck: hint: give it more time with --timeout\n"},
		{"1m", func() error { return os.Symlink("/dev/zero", file) }, exitRefused,
			"authcheck: error: cannot write " + file + ": it is larger than 1024 KiB\nauthcheck: hint: choose another file with --env-file\n"},
	} {
		var out bytes.Buffer
		code := Main(t.Context(), []string{"signup", "--project", dir, "--timeout", test.timeout}, terminal.Process{Out: &out, Err: &out, Prompter: test.becomes,
			LookupEnv: func(string) (string, bool) { return "", false }})
		if diff := cmp.Diff(test.want, out.String()); diff != "" || code != test.code {
			t.Errorf("%d (-want +got):\n%s", code, diff)
		}
		if err := os.RemoveAll(file); err != nil {
			t.Error(err)
		}
	}
}
