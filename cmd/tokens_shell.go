//go:build !windows

package cmd

import (
	"context"
	"os/exec"
)

// shell is a command line to be run.
func shell(ctx context.Context, line string) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", line)
}
