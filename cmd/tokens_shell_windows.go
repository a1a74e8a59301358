package cmd

import (
	"context"
	"os/exec"
	"syscall"
)

// shell is a command line to be run. cmd.exe takes it as it is: it does not
// understand the quoting of other programs.
func shell(ctx context.Context, line string) *exec.Cmd {
	c := exec.CommandContext(ctx, "cmd.exe")
	c.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd.exe /D /S /C "` + line + `"`}
	return c
}
