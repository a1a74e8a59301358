package cmd

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"

	"authcheck/cmd/terminal"
)

// Run is [Main] with what signals do: the first ends the command, which removes what it
// made; a second one ends the process there and then.
func Run(signals <-chan os.Signal, args []string, p terminal.Process) int {
	var at removal
	ctx, end := context.WithCancel(context.WithValue(context.Background(), removalKey{}, &at))
	defer end()
	code := make(chan int, 1)
	go func() { code <- Main(ctx, args, p) }()
	select {
	case c := <-code:
		return c
	case <-signals:
		at.tell(p, "stopping, and removing what was made; Ctrl-C again leaves it there")
		end()
	}
	select {
	case c := <-code:
		return c
	case <-signals:
		at.tell(p, "left there; `authcheck cleanup` removes it")
		return exitInterrupted
	}
}

// removal says whether a command has to remove what it made before it ends.
type removal struct{ due atomic.Bool }

type removalKey struct{}

// removing is called by a command that makes things, and done when they are removed.
func removing(ctx context.Context) (done func()) {
	at, ok := ctx.Value(removalKey{}).(*removal)
	if !ok {
		return func() {}
	}
	at.due.Store(true)
	return func() { at.due.Store(false) }
}

func (r *removal) tell(p terminal.Process, what string) {
	if !r.due.Load() {
		return
	}
	clear := ""
	if p.ErrIsTerminal { // of the line that shows progress
		clear = "\r\x1b[K"
	}
	fmt.Fprintf(p.Err, "%sauthcheck: %s\n", clear, what)
}
