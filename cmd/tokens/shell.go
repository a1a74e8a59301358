//go:build !windows

package tokens

import (
	"context"
	"os"
	"os/exec"
	"syscall"
)

// shell is a command line to be run. When ctx ends, all that it has started ends, too.
// Only at a terminal that stays with Ctrl-C: there the command must be in the group of
// this process, or it could not ask anything.
func shell(ctx context.Context, line string) *exec.Cmd {
	c := exec.CommandContext(ctx, "sh", "-c", line)
	if terminal, err := os.Open("/dev/tty"); err == nil {
		_ = terminal.Close()
		return c
	}
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	return c
}
