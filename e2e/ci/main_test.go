//go:build slow

// Package ci tests what runs authcheck in pipelines, as far as that works on one machine: the
// GitHub action and its workflows, the examples of docs/ci.md, the pre-commit hook, the release.
package ci

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

var everything = flag.Bool("everything", false, "build for every system and processor; else for each system once")

// root is the top of the repository; binary is the folder with the authcheck that is tested.
var root, binary string

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "ci:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	var err error
	if root, err = filepath.Abs("../.."); err != nil {
		return 0, err
	}
	if binary, err = os.MkdirTemp("", "authcheck-ci"); err != nil {
		return 0, err
	}
	defer os.RemoveAll(binary)
	build := exec.Command("go", "build", "-o", binary+"/", ".")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%w\n%s", err, out)
	}
	return m.Run(), nil
}

// standIns starts `authcheck sandbox` and returns its settings.
func standIns(t *testing.T, flaw string) map[string]string {
	t.Helper()
	args := []string{"sandbox"}
	if flaw != "" {
		args = append(args, "--flaw", flaw)
	}
	cmd := exec.Command(filepath.Join(binary, "authcheck"), args...)
	var errors bytes.Buffer
	cmd.Stderr = &errors
	path := filepath.Join(t.TempDir(), "sandbox.env")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cmd.Stdout = file
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "# ready") {
			return exports(string(text))
		}
	}
	t.Fatalf("the sandbox is not ready: %s", errors.String())
	return nil
}

// exports reads lines "export NAME='VALUE'".
func exports(text string) map[string]string {
	values := make(map[string]string)
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "="); ok && name != "" && !strings.HasPrefix(name, "#") {
			values[name] = strings.Trim(value, "'")
		}
	}
	return values
}

// shell runs a script as a pipeline does, with nothing in its environment that the
// test did not put there, and ends what it has started when the test ends.
func shell(t *testing.T, dir string, env map[string]string, path []string, script string) (string, int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "script.sh")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", file)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + strings.Join(append(path, os.Getenv("PATH")), ":")}
	for _, name := range []string{"HOME", "TMPDIR", "GOPROXY", "GOSUMDB", "GOFLAGS", "GOCACHE", "GOMODCACHE", "GOPATH", "GOTOOLCHAIN"} {
		if value, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return output(t, cmd)
}

// output collects what a process and those that it leaves behind print; the latter
// are ended with the test.
func output(t *testing.T, cmd *exec.Cmd) (string, int) {
	t.Helper()
	log, err := os.CreateTemp(t.TempDir(), "log") // a pipe would be waited for
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	_ = cmd.Wait() // the exit code tells
	text, err := os.ReadFile(log.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

// programs makes a folder of small shell scripts in the place of other programs.
func programs(t *testing.T, scripts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{root}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
