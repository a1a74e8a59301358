// Authcheck proves that two users of one LangGraph server cannot see each
// other's data.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"authcheck/cmd"
)

func main() {
	// A closed pipe behind the output must not end the process before what it
	// made on the server is removed.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	os.Exit(cmd.Main(ctx, os.Args[1:], cmd.Stdio()))
}
