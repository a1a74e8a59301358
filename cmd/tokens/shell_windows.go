package tokens

import (
	"context"
	"os/exec"
	"strconv"
	"syscall"
)

// shell is a command line to be run. When ctx ends, all that it has started ends, too. cmd.exe takes it as it is: it does not
// understand the quoting of other programs.
func shell(ctx context.Context, line string) *exec.Cmd {
	c := exec.CommandContext(ctx, "cmd.exe")
	c.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd.exe /D /S /C "` + line + `"`}
	c.Cancel = func() error { return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(c.Process.Pid)).Run() }
	return c
}
