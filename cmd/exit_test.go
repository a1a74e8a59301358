package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"authcheck/cmd/terminal"
)

// TestErrorsOnATerminal break between words; in a log each is one line.
func TestErrorsOnATerminal(t *testing.T) {
	err := refused(strings.Repeat("a hint of many words ", 10), "an error that is longer than a terminal is wide, which many of those are that name an address")
	var screen, log bytes.Buffer
	finish(context.Background(), terminal.Process{Err: &screen, ErrIsTerminal: true, Columns: 80}, err)
	finish(context.Background(), terminal.Process{Err: &log}, err)
	if lines := strings.Count(log.String(), "\n"); lines != 2 {
		t.Errorf("%d lines in a log:\n%s", lines, log.String())
	}
	for line := range strings.SplitSeq(screen.String(), "\n") {
		if ansi.StringWidth(line) > 80 {
			t.Errorf("%d columns: %s", ansi.StringWidth(line), line)
		}
	}
	if strings.Join(strings.Fields(screen.String()), " ") != strings.Join(strings.Fields(log.String()), " ") {
		t.Errorf("not the same words:\n%s\n%s", screen.String(), log.String())
	}
}

// TestUnwrittenReport: a report that can't be written is told, and leaves the verdict as it is,
// however many mistakes it took.
func TestUnwrittenReport(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "a.html", Err: syscall.ENOSPC}
	gone := &fs.PathError{Op: "write", Path: "a.json", Err: syscall.EPIPE}
	const hint = "authcheck: hint: the verdict stands; the report is missing\n"
	for want, unwritten := range map[string]error{
		"authcheck: error: write a.html: no space left on device\n" + hint:                            full,
		"authcheck: error: write a.html: no space left on device; write a.json: broken pipe\n" + hint: errors.Join(full, gone),
		"authcheck: error: step summary: write a.html: no space left on device; other\n" + hint:       errors.Join(fmt.Errorf("step summary: %w", errors.Join(full)), errors.New("other")),
		"authcheck: error: write a.json: broken pipe\n" + hint:                                        gone,
	} {
		for _, verdict := range []int{exitOK, exitFailed, exitNoAnswer} {
			var said bytes.Buffer
			code := finish(context.Background(), terminal.Process{Err: &said}, ending(verdict, unwritten))
			if diff := cmp.Diff(want, said.String()); diff != "" || code != verdict {
				t.Errorf("exit code %d, want %d; (-want +got):\n%s", code, verdict, diff)
			}
		}
	}
}

// TestBrokenPipe: who closes the output has seen enough; a server that breaks its connection
// has not answered.
func TestBrokenPipe(t *testing.T) {
	output := &fs.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE}
	connection := &net.OpError{Op: "write", Net: "tcp", Err: os.NewSyscallError("write", syscall.EPIPE)}
	for want, err := range map[string]error{
		"": errors.Join(fmt.Errorf("write the report: %w", output), errors.New("another")),
		"authcheck: error: POST /threads: write tcp: write: broken pipe\n": fmt.Errorf("POST /threads: %w", connection),
	} {
		var said bytes.Buffer
		code := finish(context.Background(), terminal.Process{Err: &said}, err)
		if diff := cmp.Diff(want, said.String()); diff != "" || code != exitNoAnswer {
			t.Errorf("exit code %d; (-want +got):\n%s", code, diff)
		}
	}
}
