//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// locustRun is how a fleet of a master and two workers is run.
type locustRun struct {
	time  string                        // of the load
	after time.Duration                 // when something happens to the fleet; 0: never
	what  func(master, worker *process) // that happens
}

// logins are the users of a fleet: the more there are, the less a mix-up hits the same.
const logins = 8

// fleet is the project that authcheck has exported, with the tokens of the users.
type fleet struct {
	server *server
	folder string // of the project, the logs and the reports
	users  []byte // of `authcheck login --format json`
	tokens []string
}

// TestLocust has real Locust, a master and two workers, find that a server mixes callers
// up in one request of a thousand, and nothing on a sound one. Nothing is left, whatever
// ends the test, and no token is in anything that Locust writes.
func TestLocust(t *testing.T) {
	t.Run("rare_mixup", func(t *testing.T) {
		t.Parallel()
		f := newFleet(t, subject{kind: python, auth: "rare_mixup"})
		exit, said := f.run(t, locustRun{time: "25s"})
		for i := 0; i < 2 && !strings.Contains(said, "VIOLATION: "); i++ { // a busy machine has not sent thousands of requests by then
			exit, said = f.run(t, locustRun{time: "25s"})
		}
		wants(t, exit, 1, said, `VIOLATION: User \d got what is of User \d`, `asked +\w+ /\S+ as User \d, at [\d:.]+ UTC`,
			`answered +200 after \d+ ms`, `found +answer\S* = canary-`, `meanwhile `, `[\d,]+ answers held what is another user's`)
		f.checkClean(t)
	})
	t.Run("session_cache", func(t *testing.T) {
		t.Parallel()
		f := newFleet(t, subject{kind: python, auth: "session_cache"})
		exit, said := f.run(t, locustRun{time: "10s"})
		wants(t, exit, 0, said, `[\d,]+ answers showed things, all their caller's: at most 3/(\d+) = [\d.]+ % mix-ups \(95 %\)`)
		if !regexp.MustCompile(`at most 3/\d{3,} `).MatchString(said) {
			t.Error("less than 100 answers were checked")
		}
		if strings.Contains(said, "not checked: ") {
			t.Errorf("something of this server was not checked:\n%s", said)
		}
		f.checkClean(t)

		exit, said = f.run(t, locustRun{time: "1m", after: 6 * time.Second, what: func(master, _ *process) { _ = master.cmd.Process.Signal(os.Interrupt) }})
		wants(t, exit, 0, said, `all their caller's: at most 3/`)
		f.checkClean(t)
		if !*all {
			return
		}

		exit, said = f.run(t, locustRun{time: "1m", after: 6 * time.Second, what: func(master, _ *process) { _ = master.cmd.Process.Signal(syscall.SIGTERM) }})
		wants(t, exit, 0, said, `all their caller's: at most 3/`)
		f.checkClean(t)

		exit, said = f.run(t, locustRun{time: "10s", after: 6 * time.Second, what: func(_, worker *process) { _ = worker.cmd.Process.Signal(syscall.SIGTERM) }})
		wants(t, exit, 0, said, `all their caller's: at most 3/`)
		f.checkClean(t)

		exit, said = f.run(t, locustRun{time: "10s", after: 6 * time.Second, what: func(_, worker *process) { _ = worker.cmd.Process.Kill() }})
		wants(t, exit, 3, said, `1 of the workers did not report: .authcheck cleanup. removes what they left`)
		if len(f.server.leftoversOf(t, f.tokens)) == 0 {
			t.Fatal("a killed worker has left nothing: this test would prove nothing")
		}
		if got := f.server.users.authcheck(t, "cleanup", "--yes", "--users", fmt.Sprint(logins), "--url", f.server.url); got.exit != 0 {
			t.Errorf("cleanup: exit %d: %s%s", got.exit, got.stdout, got.stderr)
		}
		f.checkClean(t)
	})
}

func newFleet(t *testing.T, s subject) *fleet {
	t.Helper()
	f := &fleet{server: s.start(t), folder: t.TempDir()}
	if got := f.server.users.authcheck(t, "signup", "--confirm", "--users", fmt.Sprint(logins)); got.exit != 0 {
		t.Fatalf("signup: exit %d: %s", got.exit, got.stderr)
	}
	got := f.server.users.authcheck(t, "login", "--users", fmt.Sprint(logins), "--format", "json")
	f.users = []byte(got.stdout)
	var sessions struct{ Users []struct{ Token string } }
	if err := json.Unmarshal(f.users, &sessions); err != nil || len(sessions.Users) != logins {
		t.Fatalf("login: exit %d, %d users, %v: %s", got.exit, len(sessions.Users), err, got.stderr)
	}
	for _, u := range sessions.Users {
		f.tokens = append(f.tokens, u.Token)
	}
	export(t, f.folder, f.server.url)
	return f
}

func export(t *testing.T, folder, url string) {
	t.Helper()
	if got := runBinary(t, cleanEnv(), "export", "locust", "--out", folder, "--url", url); got.exit != 0 {
		t.Fatalf("export: exit %d: %s", got.exit, got.stderr)
	}
}

// locust is a command that runs the project in a folder.
func locust(folder string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(locustVenv, "bin", "locust"), args...)
	cmd.Dir = folder
	cmd.Env = cleanEnv()
	return cmd
}

// run runs the fleet, and returns the exit code of the master and what it said. One worker
// has its tokens from standard input, the other from a file; the master has none.
func (f *fleet) run(t *testing.T, r locustRun) (exit int, said string) {
	t.Helper()
	port := fmt.Sprint(freePort(t))
	tokens := filepath.Join(t.TempDir(), "tokens.json")
	if err := os.WriteFile(tokens, f.users, 0o600); err != nil {
		t.Fatal(err)
	}
	start := func(name string, cmd *exec.Cmd) *process {
		p, err := startProcess(cmd, filepath.Join(f.folder, name+".log"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.stop)
		return p
	}
	master := start("master", locust(f.folder, "--master", "--headless", "--master-bind-host", "127.0.0.1", "--master-bind-port", port, "--expect-workers", "2",
		"--users", "20", "--spawn-rate", "20", "--run-time", r.time, "--html", "report.html", "--csv", "report", "--csv-full-history"))
	byFile := start("worker-1", locust(f.folder, "--worker", "--master-port", port, "--tokens", tokens))
	byPipe := locust(f.folder, "--worker", "--master-port", port)
	byPipe.Stdin = strings.NewReader(string(f.users))
	workers := []*process{byFile, start("worker-2", byPipe)}
	if r.after > 0 {
		f.awaitLoad(t, master)
		time.Sleep(r.after)
		r.what(master, byFile)
	}
	for _, p := range append(workers, master) {
		select {
		case <-p.done:
		case <-time.After(patience):
			t.Fatalf("Locust does not end: %s%s", master.output(), byFile.output())
		}
	}
	return master.cmd.ProcessState.ExitCode(), master.output()
}

// spawned is what a master says when its workers have their users, in time or late.
var spawned = regexp.MustCompile(`All users spawned|Spawning is complete`)

// awaitLoad waits until the workers have their users.
func (f *fleet) awaitLoad(t *testing.T, master *process) {
	t.Helper()
	for until := time.Now().Add(time.Minute); !spawned.MatchString(master.output()); time.Sleep(50 * time.Millisecond) {
		if master.ended() || time.Now().After(until) {
			t.Fatalf("Locust does not start: %s", master.output())
		}
	}
}

// checkClean has nothing be left on the server, and no token be in what was written.
func (f *fleet) checkClean(t *testing.T) {
	t.Helper()
	if left := f.server.leftoversOf(t, f.tokens); len(left) > 0 {
		t.Errorf("left on the server: %q", left)
	}
	if ran, err := os.ReadFile(f.server.marker); err == nil {
		t.Errorf("nodes ran: %s", ran)
	}
	files := 0
	err := filepath.WalkDir(f.folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		for _, token := range f.tokens {
			if signature := token[strings.LastIndex(token, ".")+1:]; strings.Contains(string(text), signature) {
				t.Errorf("a token is in %s", path)
			}
		}
		return err
	})
	if err != nil || files < 8 {
		t.Errorf("%d files, want those of the project, the logs and the reports: %v", files, err)
	}
}

func wants(t *testing.T, exit, want int, said string, patterns ...string) {
	t.Helper()
	if exit != want {
		t.Errorf("exit %d, want %d: %s", exit, want, said)
		return
	}
	for _, pattern := range patterns {
		if !regexp.MustCompile(pattern).MatchString(said) {
			t.Errorf("does not say %q: %s", pattern, said)
		}
	}
}

// TestLocustTokens has the project refuse tokens that others can read, and what are none.
func TestLocustTokens(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	export(t, folder, "http://127.0.0.1:1")
	const one, two = `{"user":"User 1","email":"","identity":"a","token":"first-secret"}`, `{"user":"User 2","email":"","identity":"b","token":"second-secret"}`
	for _, test := range []struct {
		name, text string
		mode       fs.FileMode
		want       string
	}{
		{"others", `{"users":[` + one + "," + two + `]}`, 0o644, `others can read '\S+' \(its mode is 0644\)\nauthcheck: hint: make it yours alone: chmod 600`},
		{"group", `{"users":[` + one + "," + two + `]}`, 0o640, `others can read`},
		{"none", "first-secret", 0o600, "there are no tokens in "},
		{"alone", `{"users":[` + one + `]}`, 0o600, "there are tokens of 1 users in .*, and it takes two"},
		{"twice", `{"users":[` + one + "," + one + `]}`, 0o600, "'User 1' and 'User 1' are the same user"},
		{"expired", `{"users":[` + one + "," + strings.Replace(two, "{", `{"expires_at":"2020-01-01T00:00:00Z",`, 1) + `]}`, 0o600, "the token of 'User 2' has expired"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "tokens.json")
			if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, test.mode); err != nil {
				t.Fatal(err)
			}
			cmd := locust(folder, "--headless", "--run-time", "1s", "--tokens", path)
			said, _ := cmd.CombinedOutput()
			wants(t, cmd.ProcessState.ExitCode(), 2, string(said), "authcheck: error: .*"+test.want)
			if strings.Contains(string(said), "secret") {
				t.Error("a token was printed")
			}
		})
	}
}

// TestLocustCode has the project be clean Python.
func TestLocustCode(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	export(t, folder, "http://localhost:2024")
	for _, check := range [][]string{
		{"ruff", "check", "--isolated", "--line-length", "140", "--select", "E,F,W,I,B,UP,SIM,RET,C4", folder},
		{"ruff", "format", "--isolated", "--line-length", "140", "--diff", folder},
		{"python", "-m", "compileall", "-q", folder},
	} {
		cmd := exec.Command(filepath.Join(locustVenv, "bin", check[0]), check[1:]...)
		cmd.Dir = folder
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", check[0], err, said)
		}
	}
}
