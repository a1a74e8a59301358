package ci

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// goreleaser holds the keys of .goreleaser.yaml that are used here; see
// goreleaser.com/customization. Any other one is taken for a mistake.
type goreleaser struct {
	Version     int
	ProjectName string `yaml:"project_name"`
	Builds      []struct {
		Main, Binary string
		Env, Flags   []string
		Ldflags      []string
		ModTimestamp string `yaml:"mod_timestamp"`
		Goos, Goarch []string
	}
	Archives []struct {
		Formats         []string
		FormatOverrides []struct {
			Goos    string
			Formats []string
		} `yaml:"format_overrides"`
		NameTemplate string `yaml:"name_template"`
		Files        []string
	}
	Checksum struct {
		NameTemplate string `yaml:"name_template"`
	}
	Changelog struct{ Use string }
	Release   struct{ Draft bool }
}

func theRelease(t *testing.T) goreleaser {
	t.Helper()
	var g goreleaser
	decode(t, read(t, ".goreleaser.yaml"), &g)
	if g.Version != 2 || len(g.Builds) != 1 || len(g.Archives) != 1 {
		t.Fatalf("version %d with %d builds and %d archives", g.Version, len(g.Builds), len(g.Archives))
	}
	return g
}

// TestRelease has six static binaries, whose files are all there, with checksums
// that the attestation is about.
func TestRelease(t *testing.T) {
	g := theRelease(t)
	var targets []string
	for _, os := range g.Builds[0].Goos {
		for _, arch := range g.Builds[0].Goarch {
			targets = append(targets, os+"/"+arch)
		}
	}
	want := []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}
	if diff := cmp.Diff(want, targets); diff != "" {
		t.Errorf("targets (-want +got):\n%s", diff)
	}
	if !slices.Contains(g.Builds[0].Env, "CGO_ENABLED=0") {
		t.Errorf("not static: %q", g.Builds[0].Env)
	}
	for _, file := range g.Archives[0].Files {
		read(t, file)
	}
	if ignored := read(t, ".gitignore"); !strings.Contains(ignored, "\n/dist/\n") {
		t.Error(".gitignore has no /dist/: goreleaser would call the tree dirty, and so would the version")
	}
	var w workflow
	decode(t, read(t, ".github", "workflows", "release.yml"), &w)
	last := w.Jobs["release"].Steps[len(w.Jobs["release"].Steps)-1]
	if got := last.With["subject-checksums"]; got != "dist/"+g.Checksum.NameTemplate {
		t.Errorf("attested is %v, the checksums are in %s", got, g.Checksum.NameTemplate)
	}
}

// TestReleaseBuilds builds with the flags of the release: static, and with the
// version of the module in it.
func TestReleaseBuilds(t *testing.T) {
	b := theRelease(t).Builds[0]
	out := filepath.Join(t.TempDir(), b.Binary)
	args := append([]string{"build", "-o", out}, b.Flags...)
	cmd := exec.Command("go", append(args, "-ldflags", strings.Join(b.Ldflags, " "), b.Main)...)
	cmd.Dir = root
	cmd.Env = append(cmd.Environ(), b.Env...)
	if log, code := output(t, cmd); code != 0 {
		t.Fatal(log)
	}
	log, _ := output(t, exec.Command(out, "version"))
	if !strings.HasPrefix(log, "authcheck ") || !strings.Contains(log, " · go1.") {
		t.Errorf("version: %q", log)
	}
	if info, code := output(t, exec.Command("go", "version", "-m", out)); code != 0 || !strings.Contains(info, "CGO_ENABLED=0") || !strings.Contains(info, "-trimpath=true") {
		t.Errorf("go version -m: %s", info)
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
