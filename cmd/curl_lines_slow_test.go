//go:build slow

package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
)

// TestCurlLinesLeaveNothing runs the lines that findings show, as a reader does. Whatever they
// make, on flawed servers too, `authcheck cleanup` finds and removes.
func TestCurlLinesLeaveNothing(t *testing.T) {
	for _, flaw := range []string{"tutorial-as-published", "owner-setdefault", "owner-from-header", "takeover-by-create", "takeover-by-patch",
		"crons-create-unhandled", "threads-create-run-unhandled", "studio-accepted", "store-shared", "no-auth"} {
		t.Run(flaw, func(t *testing.T) {
			t.Parallel()
			env := standInEnv(t, flaw)
			login := runIn(env, "login", "--format", "env")
			shown := maps.Clone(env)
			for line := range strings.Lines(login.Stdout) {
				name, value, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
				shown[name] = strings.Trim(value, "'")
			}
			for _, lines := range curlLines(t, env) {
				cmd := exec.Command("sh", "-c", lines)
				cmd.Env = os.Environ()
				for name, value := range shown {
					cmd.Env = append(cmd.Env, name+"="+value)
				}
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%s: %v\n%s", lines, err, out)
				}
			}
			if got := runIn(env, "cleanup", "--yes"); got.Code != exitOK {
				t.Fatalf("cleanup: %+v", got)
			}
			for _, header := range []string{"Authorization: Bearer " + shown["AUTHCHECK_TOKEN_1"], "Authorization: Bearer " + shown["AUTHCHECK_TOKEN_2"],
				"X-Auth-Scheme: langsmith", "Authorization: "} {
				for _, list := range []string{"/threads/search", "/assistants/search", "/runs/crons/search", "/store/items/search"} {
					if left := madeByUs(t, env["LANGGRAPH_URL"]+list, header); left != "" {
						t.Errorf("%s: left behind: %s", list, left)
					}
				}
			}
		})
	}
}

// curlLines are those of all findings of a run, and of all checks that made something.
func curlLines(t *testing.T, env map[string]string) []string {
	t.Helper()
	got := runIn(env, "verify", "--strict", "--format", "json")
	var report result.Report
	if err := json.Unmarshal([]byte(got.Stdout), &report); err != nil {
		t.Fatalf("%v: %+v", err, got)
	}
	var lines []string
	for _, f := range report.Findings {
		if f.Curl != "" {
			lines = append(lines, f.Curl)
		}
	}
	for _, r := range report.Results {
		o := catalog.Named(r.Operation)
		if result.IsBad(r.Verdict) && o.Creates != "" && !o.Hangs && o.Oracle != catalog.Stream && r.Evidence != nil && r.Evidence.Curl != "" {
			lines = append(lines, r.Evidence.Curl)
		}
	}
	return lines
}

// madeByUs is what a list shows that has authcheck's name in it.
func madeByUs(t *testing.T, address, header string) string {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, address, strings.NewReader(`{"limit":100}`))
	if err != nil {
		t.Fatal(err)
	}
	name, value, _ := strings.Cut(header, ": ")
	req.Header.Set(name, value)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // servers hang up after a 500
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode == http.StatusOK && strings.Contains(string(body), "authcheck") {
		return fmt.Sprintf("%.300s", body)
	}
	return ""
}
