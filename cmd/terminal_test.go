package cmd

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"github.com/rogpeppe/go-internal/testscript"
)

// dialogueTime is how long a dialogue waits for a text. It is long only because
// CI machines are slow.
const dialogueTime = 20 * time.Second

// scriptTerminal runs a program at a terminal of 80 × 24, which answers no questions
// about its colours or its cursor, and plays a dialogue.
// Its lines alternate in any order between
//
//	see TEXT     wait until the screen has shown TEXT after what was seen last
//	type TEXT    type it; \r is Enter, ^C and ^U are keys with Ctrl, $NAME a variable
//	screen NAME  keep what the 24 lines show, once they rest, in a file of that name
//	screen-now NAME  keep it at once: something moves all the time
//	open ADDRESS open the link in the mail to that address
//
// What the terminal showed, without escape sequences, is in the file "screen".
func scriptTerminal(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	dialogue := strings.TrimSpace(ts.ReadFile(args[1]))
	program, err := exec.LookPath(args[2])
	ts.Check(err)
	cmd := exec.Command(program, args[3:]...)
	cmd.Dir = ts.Getenv("WORK")
	cmd.Env = append(os.Environ(), "TERM=xterm")
	for _, name := range []string{"SUPABASE_URL", "SUPABASE_ANON_KEY", "SUPABASE_SERVICE_KEY", "AUTHCHECK_EMAIL", "AUTHCHECK_PASSWORD",
		"AUTHCHECK_TOKENS", "LANGGRAPH_URL", "ACCESSIBLE", "NO_COLOR"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	ts.Check(err)
	defer file.Close()
	screen := watch(file)
	for line := range strings.SplitSeq(dialogue, "\n") {
		verb, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch verb {
		case "see":
			if !screen.await(text) {
				_ = cmd.Process.Kill()
				ts.Fatalf("the terminal never showed %q; it shows:\n%s", text, screen.text())
			}
		case "type":
			text = strings.NewReplacer(`\r`, "\r", "^C", "\x03", "^U", "\x15").Replace(os.Expand(text, ts.Getenv))
			_, err := file.WriteString(text)
			ts.Check(err)
		case "screen":
			ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), text), []byte(screen.settled()), 0o600))
		case "screen-now":
			ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), text), []byte(screen.lines()), 0o600))
		case "open":
			ts.Check(worldOf(ts).supabase.Confirm(text))
		default:
			ts.Fatalf("dialogue: unknown line %q", line)
		}
	}
	got := exitCodeOf(ts, waitFor(cmd))
	<-screen.done
	ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), "screen"), []byte(screen.text()), 0o600))
	ts.Logf("[screen]\n%s", screen.text())
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func waitFor(cmd *exec.Cmd) error {
	ctx, cancel := context.WithTimeout(context.Background(), dialogueTime)
	defer cancel()
	context.AfterFunc(ctx, func() {
		if ctx.Err() == context.DeadlineExceeded {
			_ = cmd.Process.Kill()
		}
	})
	return cmd.Wait()
}

// display collects what a terminal shows.
type display struct {
	mu   sync.Mutex
	all  bytes.Buffer
	seen int
	done chan struct{}
}

func watch(file *os.File) *display {
	d := &display{done: make(chan struct{})}
	go func() {
		defer close(d.done)
		part := make([]byte, 4096)
		for {
			n, err := file.Read(part)
			d.mu.Lock()
			d.all.Write(part[:n])
			d.mu.Unlock()
			if err != nil { // EIO when the program has ended
				return
			}
		}
	}()
	return d
}

var escapes = regexp.MustCompile(`\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\r`)

func (d *display) text() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return escapes.ReplaceAllString(d.all.String(), "")
}

// settled is what an emulated terminal shows as soon as nothing moves any more,
// without blanks at the ends of lines.
func (d *display) settled() string {
	last, since := "", time.Now()
	for deadline := time.Now().Add(dialogueTime); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if now := d.lines(); now != last {
			last, since = now, time.Now()
		} else if time.Since(since) > 400*time.Millisecond {
			break
		}
	}
	return last
}

func (d *display) lines() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	emulator := vt10x.New(vt10x.WithSize(80, 24), vt10x.WithWriter(io.Discard))
	_, _ = emulator.Write(d.all.Bytes())
	return strings.TrimRight(blanks.ReplaceAllString(emulator.String(), "\n"), "\n") + "\n"
}

var blanks = regexp.MustCompile(` *\n`)

func (d *display) await(text string) bool {
	for deadline := time.Now().Add(dialogueTime); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		shown := d.text()
		if at := strings.Index(shown[d.seen:], text); at >= 0 {
			d.seen += at + len(text)
			return true
		}
	}
	return false
}

// TestTerminalUnasked has commands ask nothing of a terminal: one that does not answer
// would keep them waiting.
func TestTerminalUnasked(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"version"}, {"explain"}, {"demo", "--list-flaws"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			file, err := pty.StartWithSize(&exec.Cmd{Path: os.Args[0], Args: append([]string{"authcheck"}, args...),
				Env: append(os.Environ(), "TERM=xterm-256color")}, &pty.Winsize{Rows: 24, Cols: 80})
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			begin := time.Now()
			shown, _ := io.ReadAll(file) // EIO when the program has ended
			if took := time.Since(begin); took > 4*time.Second {
				t.Errorf("ended after %s", took)
			}
			if asked := regexp.MustCompile(`\x1b\]1[01];\?|\x1b\[6n|\x1b\[c`).Find(shown); asked != nil {
				t.Errorf("asked %q", asked)
			}
		})
	}
}
