package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authcheck/cmd/doctor"
	"authcheck/cmd/terminal"
	"authcheck/scenario/report/reporttest"
	"authcheck/scenario/result"
)

// TestNothingForeignActs prints hostile texts wherever a command prints what servers and
// files say.
func TestNothingForeignActs(t *testing.T) {
	t.Parallel()
	const evil = reporttest.Evil
	found := doctor.Diagnosis{ID: "x", Name: "x", Verdict: result.Fail, Found: evil, Next: evil}
	users := []loginUser{{User: "User 1", Email: evil, Identity: evil, Token: evil}}
	done := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	for name, prints := range map[string]func(terminal.Process){
		"errors":      func(p terminal.Process) { finish(context.Background(), p, refused(evil, "%s", evil)) },
		"doctor":      func(p terminal.Process) { (&doctor.Shown{Out: p}).Show(found) },
		"doctor json": func(p terminal.Process) { done(doctor.WriteJSON(p.Out, evil, []doctor.Diagnosis{found})) },
		"login table": func(p terminal.Process) { done(writeUsers(p, "table", users)) },
		"login env":   func(p terminal.Process) { done(writeUsers(p, "env", users)) },
		"login json":  func(p terminal.Process) { done(writeUsers(p, "json", users)) },
		"reports":     func(p terminal.Process) { (&reportOptions{given: []string{"html=" + evil}}).tell(p.Err) },
		"left": func(p terminal.Process) {
			(&verifyOptions{}).tellLeft(p.Err, &result.Report{Target: result.Target{URL: evil}, Summary: result.Summary{Leftovers: []string{evil, evil + ": curl " + evil}}})
		},
	} {
		for _, columns := range []int{0, 30, 80} {
			var out bytes.Buffer
			prints(terminal.Process{Out: &out, Err: &out, ErrIsTerminal: columns > 0, Columns: columns})
			if !strings.Contains(out.String(), "pwn") {
				t.Errorf("%s: nothing hostile was shown: %s", name, out.String())
			}
			for _, harm := range reporttest.Harms(out.String()) {
				t.Errorf("%s, %d columns: %s", name, columns, harm)
			}
		}
	}
}

// TestHostileServers: whatever the servers are that the settings name, what they say does
// not act.
func TestHostileServers(t *testing.T) {
	t.Parallel()
	said, _ := json.Marshal(map[string]string{"msg": reporttest.Evil, "error_code": reporttest.Evil, "detail": reporttest.Evil})
	for name, answer := range map[string]http.HandlerFunc{
		"refuses": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write(said)
		},
		"is a page": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/##[group]pwn; ::error::pwn")
			_, _ = io.WriteString(w, "<title>"+reporttest.Evil+"</title>")
		},
		"redirects": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://pwn.example/##[group]pwn ::error::pwn")
			w.WriteHeader(http.StatusFound)
		},
	} {
		at := serve(t, answer)
		for _, args := range [][]string{{"signup"}, {"login"}, {"doctor"}, {"doctor", "--format", "json"}, {"verify", "--quick", "--token", "one", "--token", "two"},
			{"cleanup", "--yes", "--token", "one", "--token", "two"}, {"login", "--oauth-issuer", at}, {"login", "--oauth-token-url", at}} {
			t.Run(name+"/"+strings.Join(args[:min(2, len(args))], " "), func(t *testing.T) {
				t.Parallel()
				env := complete(t)
				env["SUPABASE_URL"], env["LANGGRAPH_URL"], env["AUTHCHECK_OAUTH_CLIENTS"] = at, at, "a:b,c:d"
				got := runIn(env, args...)
				if got.Code == exitOK {
					t.Errorf("%+v", got)
				}
				for _, harm := range reporttest.Harms(got.Stdout + got.Stderr) {
					t.Error(harm)
				}
			})
		}
	}
}

// TestHostileFiles: what stands in a file that is named does not act, nor does its name.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	evil := strings.ToValidUTF8(reporttest.Evil, "")
	dir := filepath.Join(t.TempDir(), "##[group]pwn\n::error::pwn")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	schema, _ := json.Marshal(map[string]any{"schema": evil, "users": map[string]any{evil: map[string]string{"role": evil}}, "auth": map[string]any{"path": evil + ".py:" + evil},
		"graphs": map[string]string{evil: ""}, "env": evil})
	file := filepath.Join(dir, "langgraph.json")
	if err := os.WriteFile(file, schema, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"diff", file, file}, {"judge", file}, {"judge", file, "--policy", file}, {"doctor", "--project", dir}, {"login", "--env-file", file},
		{"verify", "--project", dir + evil[:40]}, {"verify", "--only", evil}, {"export", "locust", "--out", file}, {evil}, {"verify", "--" + evil}} {
		got := runIn(complete(t), args...)
		if got.Code == exitOK || !strings.Contains(got.Stdout+got.Stderr, "pwn") {
			t.Errorf("%q: %+v", args[0], got)
		}
		for _, harm := range reporttest.Harms(got.Stdout + got.Stderr) {
			t.Errorf("%q: %s", args[0], harm)
		}
	}
}
