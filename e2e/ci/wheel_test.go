//go:build slow

package ci

import (
	"archive/zip"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wheels are the files that PyPI gets, by the platforms in their names.
var wheels = []string{
	"macosx_12_0_arm64",
	"macosx_12_0_x86_64",
	"manylinux2014_aarch64.manylinux_2_17_aarch64.musllinux_1_1_aarch64",
	"manylinux2014_x86_64.manylinux_2_17_x86_64.musllinux_1_1_x86_64",
	"win_amd64",
	"win_arm64",
}

const distribution = "langgraph_authcheck-1.2.3rc1"

// checkWheels has one wheel for each system, whole and alike, and installs that of this one as
// a user does.
func checkWheels(t *testing.T, dist string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dist, "*.whl"))
	if err != nil {
		t.Fatal(err)
	}
	var platforms []string
	for _, file := range files {
		platform := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), distribution+"-py3-none-"), ".whl")
		platforms = append(platforms, platform)
		checkWheel(t, file, platform)
	}
	want := wheels
	if !*everything {
		want = slices.DeleteFunc(slices.Clone(wheels), func(platform string) bool { return !slices.Contains(platforms, platform) })
	}
	if diff := cmp.Diff(want, platforms); diff != "" || len(platforms) < 3 {
		t.Fatalf("wheels (-want +got):\n%s", diff)
	}
	arch := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
	here := slices.IndexFunc(files, func(file string) bool { return strings.Contains(file, "manylinux2014_"+arch) })
	installWheel(t, files[here])
}

// checkWheel reads what is in a wheel: the binary alone, which can be run, and what says so.
func checkWheel(t *testing.T, file, platform string) {
	t.Helper()
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	got := map[string]string{}
	for _, f := range archive.File {
		text := ""
		if strings.HasPrefix(f.Name, distribution+".dist-info/") {
			text = content(t, f)
		} else if f.Mode().Perm() != 0o755 {
			t.Errorf("%s has mode %s", f.Name, f.Mode())
		}
		got[strings.TrimPrefix(f.Name, distribution)] = text
	}
	binary := ".data/scripts/authcheck"
	if strings.HasPrefix(platform, "win_") {
		binary += ".exe"
	}
	want := []string{binary, ".dist-info/METADATA", ".dist-info/RECORD", ".dist-info/WHEEL", ".dist-info/licenses/LICENSE"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("%s (-want +got):\n%s", platform, diff)
	}
	for tag := range strings.SplitSeq(platform, ".") {
		if !strings.Contains(got[".dist-info/WHEEL"], "\nTag: py3-none-"+tag+"\n") {
			t.Errorf("%s: WHEEL has no tag %s", platform, tag)
		}
	}
	for _, line := range []string{"\nName: langgraph-authcheck\n", "\nLicense-Expression: MIT\n"} {
		if !strings.Contains(got[".dist-info/METADATA"], line) {
			t.Errorf("%s: METADATA has no line %q", platform, line)
		}
	}
}

func content(t *testing.T, f *zip.File) string {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// installWheel installs a wheel into environments that have nothing else, with pip and with uv,
// and runs what is there then.
func installWheel(t *testing.T, wheel string) {
	t.Helper()
	python := venv(t)
	install(t, python, "--no-index", wheel)
	checkVersion(t, exec.Command(filepath.Join(filepath.Dir(python), "authcheck"), "version"))

	tools := venv(t)
	install(t, tools, "uv==0.13.9")
	uvx := exec.Command(filepath.Join(filepath.Dir(tools), "uvx"), "--no-config", "--python", tools, "--from", wheel, "authcheck", "--version")
	uvx.Env = append(os.Environ(), "UV_CACHE_DIR="+t.TempDir())
	checkVersion(t, uvx)
}

// venv is the Python of a new environment.
func venv(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if log, code := output(t, exec.Command("python3", "-m", "venv", dir)); code != 0 {
		t.Fatal(log)
	}
	return filepath.Join(dir, "bin", "python")
}

func install(t *testing.T, python string, args ...string) {
	t.Helper()
	if log, code := output(t, exec.Command(python, append([]string{"-m", "pip", "install", "-q"}, args...)...)); code != 0 {
		t.Fatal(log)
	}
}
