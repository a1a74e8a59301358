//go:build slow

package ci

import (
	"encoding/xml"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var marked = regexp.MustCompile("(?s)<!-- example: ([a-z-]+) -->\n *```[a-z]+\n(.*?)```\n")

// documents are those whose examples are run here.
var documents = []string{"ci.md", "agents.md", "releasing.md"}

// example is what one of the documents shows under a name.
func example(t *testing.T, name string) string {
	t.Helper()
	for _, document := range documents {
		for _, match := range marked.FindAllStringSubmatch(read(t, "docs", document), -1) {
			if match[1] == name {
				return match[2]
			}
		}
	}
	t.Fatalf("no document has an example %q", name)
	return ""
}

// TestExamplesAreTested has each example named by a test of this file.
func TestExamplesAreTested(t *testing.T) {
	var names []string
	for _, document := range documents {
		for _, match := range marked.FindAllStringSubmatch(read(t, "docs", document), -1) {
			names = append(names, match[1])
		}
	}
	want := []string{"github", "github-tokens", "gitlab", "pre-commit", "hook", "diff", "loop", "again", "pin", "wheel"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-tested +documents):\n%s", diff)
	}
}

// TestInputsAreDocumented compares the table of docs/ci.md with the action.
func TestInputsAreDocumented(t *testing.T) {
	want := "| input | default | what it is |\n|---|---|---|\n"
	for _, in := range theAction(t).inputs(t) {
		fallback := ""
		if in.fallback != "" {
			fallback = "`" + in.fallback + "`"
		}
		want += fmt.Sprintf("| `%s` | %s | %s |\n", in.name, fallback, in.description)
	}
	_, rest, _ := strings.Cut(read(t, "docs", "ci.md"), "<!-- inputs -->\n")
	got, _, _ := strings.Cut(rest, "<!-- end of inputs -->")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-action +docs/ci.md):\n%s", diff)
	}
}

// The server of the examples is up already, at LANGGRAPH_URL.
var stub = map[string]string{
	"pip":       `[ "$1" = install ]`,
	"langgraph": `[ "$1" = dev ] && exec sleep 600`,
}

func onlyJob(t *testing.T, w workflow) job {
	t.Helper()
	if len(w.Jobs) != 1 {
		t.Fatalf("%d jobs, want one", len(w.Jobs))
	}
	for _, j := range w.Jobs {
		return j
	}
	return job{}
}

func TestGitHubExample(t *testing.T) {
	for flaw, failed := range map[string]bool{"": false, "no-owner-filter": true} {
		t.Run(flaw, func(t *testing.T) {
			t.Parallel()
			var w workflow
			decode(t, example(t, "github"), &w)
			r := newRunner(t, standIns(t, flaw), programs(t, stub))
			if got := r.job(onlyJob(t, w)); got != failed {
				t.Errorf("failed: %t, want %t\n%s", got, failed, r.Log)
			}
			checkReports(t, r)
		})
	}
}

func TestGitHubTokensExample(t *testing.T) {
	t.Parallel()
	var w workflow
	decode(t, example(t, "github-tokens"), &w)
	env := standIns(t, "studio-accepted")
	tokens, code := shell(t, t.TempDir(), env, []string{binary}, "authcheck signup > /dev/null\nauthcheck login")
	if code != 0 {
		t.Fatal(tokens)
	}
	r := newRunner(t, map[string]string{"LANGGRAPH_URL": env["LANGGRAPH_URL"], "AUTHCHECK_TOKENS": exports(tokens)["AUTHCHECK_TOKEN_1"] + "," + exports(tokens)["AUTHCHECK_TOKEN_2"]})
	if r.job(onlyJob(t, w)) || !strings.Contains(r.Log, "PASS with 1 accepted finding") {
		t.Error(r.Log)
	}
	if !slices.ContainsFunc(r.Used, func(used string) bool { return strings.HasPrefix(used, "github/codeql-action/upload-sarif@") }) {
		t.Errorf("nothing went to code scanning: %q", r.Used)
	}
}

// TestExampleWorkflow runs this repository's own example, which starts its stand-ins itself.
func TestExampleWorkflow(t *testing.T) {
	t.Parallel()
	var w workflow
	decode(t, read(t, ".github", "workflows", "authcheck-example.yml"), &w)
	r := newRunner(t, map[string]string{})
	r.workspace = t.TempDir()
	if err := os.CopyFS(r.workspace, sources{os.DirFS(root)}); err != nil {
		t.Fatal(err)
	}
	if r.job(onlyJob(t, w)) || !strings.Contains(r.Log, "PASS · ") {
		t.Error(r.Log)
	}
	checkReports(t, r)
}

func TestGitLabExample(t *testing.T) {
	for flaw, want := range map[string]int{"": 0, "no-owner-filter": 1} {
		t.Run(flaw, func(t *testing.T) {
			t.Parallel()
			var pipeline map[string]struct {
				Image        string
				Variables    map[string]string
				BeforeScript []string `yaml:"before_script"`
				Script       []string
				Artifacts    struct {
					When    string
					Paths   []string
					Reports map[string]string
				}
			}
			decode(t, example(t, "gitlab"), &pipeline)
			j := pipeline["authcheck"]
			env := standIns(t, flaw)
			maps.Copy(env, j.Variables)
			dir, stubs := t.TempDir(), maps.Clone(stub)
			stubs["curl"] = fmt.Sprintf(`[ "$2" = %s ] && exec tar cz -C %s authcheck`, downloadOf(t, "linux", "amd64"), binary)
			log, code := shell(t, dir, env, []string{programs(t, stubs)}, strings.Join(append(j.BeforeScript, j.Script...), "\n"))
			if code != want {
				t.Errorf("exit code %d, want %d:\n%s", code, want, log)
			}
			if failures := junitFailures(t, filepath.Join(dir, j.Artifacts.Reports["junit"])); (failures > 0) != (want == 1) {
				t.Errorf("%d failures in the JUnit report, exit code %d", failures, code)
			}
			for _, path := range j.Artifacts.Paths {
				if _, err := os.Stat(filepath.Join(dir, path)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func junitFailures(t *testing.T, path string) int {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var suites struct {
		Failures int `xml:"failures,attr"`
	}
	if err := xml.Unmarshal(text, &suites); err != nil {
		t.Fatal(err)
	}
	return suites.Failures
}

// TestPreCommit runs the hook with the arguments of the example.
func TestPreCommit(t *testing.T) {
	var config struct {
		Types []string `yaml:"default_install_hook_types"`
		Repos []struct {
			Repo, Rev string
			Hooks     []struct {
				ID   string
				Args []string
			}
		}
	}
	decode(t, example(t, "pre-commit"), &config)
	var hooks []struct {
		ID, Name, Description, Entry, Language string
		Stages                                 []string
		PassFilenames                          bool `yaml:"pass_filenames"`
		AlwaysRun                              bool `yaml:"always_run"`
		Verbose                                bool
	}
	decode(t, read(t, ".pre-commit-hooks.yaml"), &hooks)
	asked := config.Repos[0].Hooks[0]
	if len(hooks) != 1 || hooks[0].ID != asked.ID || hooks[0].Language != "golang" || hooks[0].PassFilenames || !slices.Contains(hooks[0].Stages, config.Types[0]) {
		t.Fatalf("the example asks for %q at %q, there is %+v", asked.ID, config.Types, hooks)
	}
	command := hooks[0].Entry + " " + strings.Join(asked.Args, " ")
	for flaw, want := range map[string]int{"": 0, "no-owner-filter": 1} {
		for name, script := range map[string]string{"pre-commit": command, "hook": example(t, "hook")} {
			t.Run(name+" "+flaw, func(t *testing.T) {
				t.Parallel()
				log, code := shell(t, t.TempDir(), standIns(t, flaw), []string{binary}, "authcheck signup > /dev/null\n"+script)
				if code != want || !strings.Contains(log, " · 4 of 4 checks decided: ") {
					t.Errorf("exit code %d, want %d, after the tutorial's three lines:\n%s", code, want, log)
				}
			})
		}
	}
}

func TestDiffExample(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	before, code := shell(t, dir, standIns(t, "store-shared"), []string{binary}, "authcheck signup --confirm > /dev/null\nauthcheck verify --report json=main.json")
	if code != 0 {
		t.Fatal(before)
	}
	for flaw, want := range map[string]int{"": 0, "no-owner-filter": 1} {
		log, code := shell(t, dir, standIns(t, flaw), []string{binary}, "authcheck signup --confirm > /dev/null\n"+example(t, "diff"))
		if code != want {
			t.Errorf("%q: exit code %d, want %d:\n%s", flaw, code, want, log)
		}
	}
}

// TestAgentLoop goes the way of docs/agents.md: a flaw is found and explained, a server
// without it has nothing left, and nothing new.
func TestAgentLoop(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for flaw, fix := range map[string]string{"tutorial-as-published": `"disable_studio_auth": true`, "any-scheme-accepted": `if scheme.lower() != "bearer":`} {
		found, code := shell(t, dir, standIns(t, flaw), []string{binary}, "authcheck signup > /dev/null\n"+example(t, "loop"))
		if code != 0 || !strings.Contains(found, fix) {
			t.Errorf("%s: exit code %d:\n%s", flaw, code, found)
		}
	}
	log, code := shell(t, dir, standIns(t, ""), []string{binary}, "authcheck signup > /dev/null\n"+example(t, "again")+"cat diff.json\n")
	if code != 0 || !strings.Contains(log, `"added": []`) || !strings.Contains(log, "scheme-accepted") {
		t.Errorf("exit code %d:\n%s", code, log)
	}
}

// TestPin has the action name a release and its sums, as docs/releasing.md writes them.
func TestPin(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, actionPath), os.DirFS(filepath.Join(root, actionPath))); err != nil {
		t.Fatal(err)
	}
	sum := strings.Repeat("0123456789abcdef", 4)
	curl := programs(t, map[string]string{"curl": "printf '%s  %s\\n' " + sum + " authcheck_linux_amd64.tar.gz " + sum + " langgraph_authcheck-1.2.3-py3-none-any.whl"})
	for range 2 { // the second time takes the lines of the first away
		if log, code := shell(t, dir, map[string]string{"TAG": "v1.2.3"}, []string{curl}, example(t, "pin")); code != 0 {
			t.Fatal(log)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, actionPath, "release.sha256"))
	if err != nil {
		t.Fatal(err)
	}
	_, lines, _ := strings.Cut(string(text), "written.\n")
	if want := sum + "  v1.2.3/authcheck_linux_amd64.tar.gz\n"; lines != want {
		t.Errorf("got %q, want %q", lines, want)
	}
}

// TestWheelByHand makes a wheel with the commands of docs/releasing.md.
func TestWheelByHand(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, sources{os.DirFS(root)}); err != nil {
		t.Fatal(err)
	}
	if log, code := shell(t, dir, nil, nil, "cp "+filepath.Join(root, "LICENSE")+" .github/wheel/\n"+example(t, "wheel")); code != 0 {
		t.Fatal(log)
	}
	if made, err := filepath.Glob(filepath.Join(dir, "dist", "langgraph_authcheck-0.1.0-*.whl")); err != nil || len(made) != 1 {
		t.Errorf("%q, %v", made, err)
	}
}

var readmeJob = regexp.MustCompile("(?s)\\*\\*In CI\\*\\*.*?```yaml\n(.*?)```")

func TestReadmeExample(t *testing.T) {
	t.Parallel()
	match := readmeJob.FindStringSubmatch(read(t, "README.md"))
	if match == nil {
		t.Fatal("README.md has no job for GitHub Actions")
	}
	var j job
	decode(t, match[1], &j)
	r := newRunner(t, standIns(t, ""), programs(t, stub))
	if r.job(j) || !strings.Contains(r.Log, "PASS · ") {
		t.Error(r.Log)
	}
	checkReports(t, r)
}
