// Authcheck proves that two users of one LangGraph server cannot see each
// other's data.
package main

import (
	"os"
	"os/signal"
	"syscall"

	"authcheck/cmd"
	"authcheck/cmd/terminal"
)

func main() {
	// A closed pipe behind the output must not end the process before what it
	// made on the server is removed.
	signal.Ignore(syscall.SIGPIPE)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	os.Exit(cmd.Run(signals, os.Args[1:], terminal.Stdio()))
}
