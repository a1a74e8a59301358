//go:build slow

package ci

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// goreleaser is what these tests need of .goreleaser.yaml; goreleaser itself checks it.
type goreleaser struct {
	Builds []struct {
		Main, Binary        string
		Env, Flags, Ldflags []string
		Goos, Goarch        []string
		Hooks               struct{ Post []hook }
	}
	Archives []struct {
		Formats      []string
		NameTemplate string `yaml:"name_template"`
	}
}

// hook is a command that goreleaser runs after each build.
type hook struct {
	Cmd, Dir string
	Env      []string
}

func theRelease(t *testing.T) goreleaser {
	t.Helper()
	var g goreleaser
	if err := yaml.Unmarshal([]byte(read(t, ".goreleaser.yaml")), &g); err != nil || len(g.Builds) != 1 || len(g.Archives) != 1 {
		t.Fatalf("%d builds and %d archives: %v", len(g.Builds), len(g.Archives), err)
	}
	return g
}

// release is what goreleaser's templates say of one build.
type release struct{ os, arch, path, dist string }

func (r release) expand(texts ...string) []string {
	fill := strings.NewReplacer("{{ .Os }}", r.os, "{{ .Arch }}", r.arch, "{{ .Path }}", r.path, "{{ .Version }}", "1.2.3-rc.1",
		"{{ .CommitTimestamp }}", "1700000000", "../../dist", r.dist)
	var all []string
	for _, text := range texts {
		all = append(all, fill.Replace(text))
	}
	return all
}

// isBuilt tells whether the release is built for a processor here: for this one, or for one of
// another system, unless everything is.
func isBuilt(system, arch string, archs []string) bool {
	return *everything || system == runtime.GOOS && arch == runtime.GOARCH || system != runtime.GOOS && arch == archs[len(archs)-1]
}

// TestReleaseBuilds builds for every system with the flags of the release: static, with the
// version of the module in it, and a wheel of each.
func TestReleaseBuilds(t *testing.T) {
	b := theRelease(t).Builds[0]
	dist := t.TempDir()
	for _, system := range b.Goos {
		for _, arch := range b.Goarch {
			if !isBuilt(system, arch, b.Goarch) {
				continue
			}
			r := release{system, arch, filepath.Join(t.TempDir(), b.Binary), dist}
			if system == "windows" {
				r.path += ".exe"
			}
			args := append([]string{"build", "-o", r.path}, b.Flags...)
			cmd := exec.Command("go", append(args, "-ldflags", strings.Join(b.Ldflags, " "), b.Main)...)
			cmd.Dir = root
			cmd.Env = append(cmd.Environ(), append(b.Env, "GOOS="+system, "GOARCH="+arch)...)
			if log, code := output(t, cmd); code != 0 {
				t.Fatal(log)
			}
			if info, code := output(t, exec.Command("go", "version", "-m", r.path)); code != 0 || !strings.Contains(info, "CGO_ENABLED=0") || !strings.Contains(info, "-trimpath=true") {
				t.Errorf("go version -m: %s", info)
			}
			for _, h := range b.Hooks.Post {
				runHook(t, r, h)
			}
			if system == runtime.GOOS && arch == runtime.GOARCH {
				checkVersion(t, exec.Command(r.path, "version"))
			}
		}
	}
	checkWheels(t, dist)
}

func runHook(t *testing.T, r release, h hook) {
	t.Helper()
	words := r.expand(strings.Fields(h.Cmd)...)
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir = filepath.Join(root, h.Dir)
	cmd.Env = append(cmd.Environ(), r.expand(h.Env...)...)
	if log, code := output(t, cmd); code != 0 {
		t.Fatal(log)
	}
}

func checkVersion(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	log, code := output(t, cmd)
	if code != 0 || !strings.Contains(log, "authcheck ") || !strings.Contains(log, " · go1.") {
		t.Errorf("%s: exit code %d: %q", cmd, code, log)
	}
}

// downloadOf is where the newest release has its archive for a system.
func downloadOf(t *testing.T, os, arch string) string {
	t.Helper()
	a := theRelease(t).Archives[0]
	name := strings.NewReplacer("{{ .Os }}", os, "{{ .Arch }}", arch).Replace(a.NameTemplate)
	return "https://github.com/OWNER/authcheck/releases/latest/download/" + name + "." + a.Formats[0]
}

// TestWorkflows reads every workflow strictly, and has each one limit what it may do
// and how long, and each action it uses have a version.
func TestWorkflows(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	if err != nil || len(files) < 3 {
		t.Fatalf("workflows: %q, %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			var w workflow
			decode(t, read(t, ".github", "workflows", filepath.Base(file)), &w)
			if diff := cmp.Diff(map[string]string{"contents": "read"}, w.Permissions); diff != "" {
				t.Errorf("permissions (-want +got):\n%s", diff)
			}
			for name, j := range w.Jobs {
				checkJob(t, name, j)
			}
		})
	}
}

// TestNightly has each way of e2e/nightly run every night.
func TestNightly(t *testing.T) {
	var w workflow
	decode(t, read(t, ".github", "workflows", "nightly.yml"), &w)
	if on, ok := w.On.(map[string]any); !ok || on["schedule"] == nil {
		t.Errorf("on: %v", w.On)
	}
	var runs []string
	for _, j := range w.Jobs {
		for _, s := range j.Steps {
			runs = append(runs, s.Run)
		}
	}
	for _, want := range []string{"e2e/nightly", "e2e/nightly --newest"} {
		if !slices.Contains(runs, want) {
			t.Errorf("no job runs %s: %q", want, runs)
		}
	}
}

func checkJob(t *testing.T, name string, j job) {
	t.Helper()
	if j.Uses == "" && (j.Timeout == 0 || len(j.Steps) == 0) {
		t.Errorf("job %s: %d minutes, %d steps", name, j.Timeout, len(j.Steps))
	}
	for _, s := range j.Steps {
		if s.Uses != "" && !strings.HasPrefix(s.Uses, "./") && !strings.Contains(s.Uses, "@v") {
			t.Errorf("job %s: %s has no version", name, s.Uses)
		}
	}
}

// sources is a repository without what is no part of it.
type sources struct{ fs.FS }

func (s sources) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(s.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return slices.Contains([]string{".git", "node_modules", "e2e", "testdata"}, e.Name()) || e.Type()&fs.ModeSymlink != 0
	}), err
}
