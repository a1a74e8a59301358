//go:build slow

package ci

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// runner does what GitHub's runner does with a job. Actions from elsewhere are not
// run: Used says with what they would have been.
type runner struct {
	t         *testing.T
	workspace string
	temp      string
	actions   string            // the repository that the action is in
	env       map[string]string // of the job
	path      []string
	values    map[string]string // of expressions
	failed    bool

	Log     string
	Used    []string
	Summary string
}

// newRunner is one whose job has the environment; vars and secrets have it as well.
func newRunner(t *testing.T, env map[string]string, path ...string) *runner {
	t.Helper()
	r := &runner{t: t, workspace: t.TempDir(), temp: t.TempDir(), actions: root, env: maps.Clone(env), path: path,
		values: map[string]string{"github.token": "t", "matrix.os": "ubuntu-latest", "steps.verify.outputs.sarif": "", "steps.download.outputs.build": "",
			"github.server_url": "https://github.com", "github.action_repository": "OWNER/authcheck", "runner.os": "Linux", "runner.arch": "X64"}}
	for name, value := range env {
		r.values["vars."+name], r.values["secrets."+name] = value, value
	}
	r.env["GITHUB_ACTIONS"] = "true"
	return r
}

// job runs the steps of a job, and tells how it ended.
func (r *runner) job(j job) (failed bool) {
	r.t.Helper()
	for name, value := range j.Env {
		r.env[name] = expand(r.t, value, r.values)
	}
	for _, s := range j.Steps {
		r.step(s, "bash")
	}
	return r.failed
}

// step runs a step unless its condition, or one that failed, keeps it from that.
func (r *runner) step(s step, shellOf string) {
	r.t.Helper()
	if !holds(r.t, s.If, r.failed, r.values) {
		return
	}
	switch {
	case s.Run != "" && (s.Shell == "bash" || shellOf == "bash"):
		r.script(s)
	case strings.Contains(s.Uses, actionPath):
		r.action(s.With)
	case strings.Contains(s.Uses, "@v"):
		with := ""
		for _, name := range slices.Sorted(maps.Keys(s.With)) {
			with += fmt.Sprintf(" %s=%s", name, expand(r.t, fmt.Sprint(s.With[name]), r.values))
		}
		r.Used = append(r.Used, s.Uses+with)
	default:
		r.t.Errorf("step %q: neither run with a shell nor uses an action with a version", s.Name+s.Uses)
	}
}

// action runs the action of this repository.
func (r *runner) action(with map[string]any) {
	r.t.Helper()
	a := theAction(r.t)
	outer := maps.Clone(r.values)
	r.values["github.action_path"] = filepath.Join(r.actions, actionPath)
	given := 0
	for _, in := range a.inputs(r.t) {
		r.values["inputs."+in.name] = in.fallback
		if value, ok := with[in.name]; ok {
			r.values["inputs."+in.name] = expand(r.t, fmt.Sprint(value), outer)
			given++
		}
	}
	if given != len(with) {
		r.t.Errorf("%v: not all of these are inputs of the action", with)
	}
	for _, s := range a.Runs.Steps {
		r.step(s, "")
	}
}

// script runs a step's commands, and reads what they leave for the steps after it.
func (r *runner) script(s step) {
	r.t.Helper()
	env := maps.Clone(r.env)
	for name, value := range s.Env {
		env[name] = expand(r.t, value, r.values)
	}
	left := map[string]string{}
	for _, name := range []string{"GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"} {
		left[name] = filepath.Join(r.t.TempDir(), name)
		env[name] = left[name]
		if err := os.WriteFile(left[name], nil, 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
	env["RUNNER_TEMP"] = r.temp
	dir := r.workspace
	if s.Dir != "" {
		dir = expand(r.t, s.Dir, r.values)
	}
	log, code := shell(r.t, dir, env, r.path, s.Run)
	r.Log += log
	r.failed = r.failed || code != 0
	r.take(s.ID, left)
}

func (r *runner) take(id string, left map[string]string) {
	r.t.Helper()
	lines := func(name string) []string {
		text, err := os.ReadFile(left[name])
		if err != nil {
			r.t.Fatal(err)
		}
		return strings.Fields(string(text))
	}
	for _, line := range lines("GITHUB_OUTPUT") {
		name, value, _ := strings.Cut(line, "=")
		r.values["steps."+id+".outputs."+name] = value
	}
	for _, line := range lines("GITHUB_ENV") {
		name, value, _ := strings.Cut(line, "=")
		r.env[name] = value
	}
	r.path = append(lines("GITHUB_PATH"), r.path...)
	r.Summary += strings.Join(lines("GITHUB_STEP_SUMMARY"), " ")
}
