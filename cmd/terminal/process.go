// Package terminal is what the commands have around them: streams and what they can
// show, prompts, a line that turns while something is awaited.
package terminal

import (
	"io"
	"os"

	"github.com/fatih/color"
	"golang.org/x/term"
)

// Process is what a command may know of the process that it runs in. Tests
// give their own; [Stdio] gives the real one.
type Process struct {
	In        io.Reader // nil: nothing can be piped in
	Out, Err  io.Writer
	LookupEnv func(string) (string, bool)

	// OutIsTerminal says that somebody looks at Out: tokens are masked there.
	OutIsTerminal bool

	// ErrIsTerminal says that somebody looks at Err: progress is shown there.
	ErrIsTerminal bool

	// Redraws says that lines of Out can be drawn over.
	Redraws bool

	// Columns is the width of that terminal; 0 where there is none.
	Columns int

	// Color says that Out takes colours.
	Color bool

	// Prompter asks for settings that are missing; nil without a terminal.
	Prompter Prompter
}

// Stdio is the process that runs this program. Prompts are read from standard
// input when that is a terminal, and written to standard error or, when that
// goes elsewhere, to the controlling terminal, so that the output stays clean.
func Stdio() Process {
	lookup := os.LookupEnv
	terminal := term.IsTerminal(int(os.Stdout.Fd()))
	p := Process{
		In:            os.Stdin,
		Out:           os.Stdout,
		Err:           os.Stderr,
		LookupEnv:     lookup,
		OutIsTerminal: terminal,
		ErrIsTerminal: term.IsTerminal(int(os.Stderr.Fd())) && os.Getenv("TERM") != "dumb",
		Redraws:       terminal && !isSet(lookup, "ACCESSIBLE") && os.Getenv("TERM") != "dumb",
		Color:         terminal && !isSet(lookup, "NO_COLOR") && os.Getenv("TERM") != "dumb",
	}
	if terminal {
		p.Columns, _, _ = term.GetSize(int(os.Stdout.Fd()))
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return p
	}
	if screen := promptScreen(); screen != nil {
		p.Prompter = &huhPrompter{in: os.Stdin, out: screen, accessible: isSet(lookup, "ACCESSIBLE")}
	}
	return p
}

func promptScreen() *os.File {
	if term.IsTerminal(int(os.Stderr.Fd())) {
		return os.Stderr
	}
	if tty, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0); err == nil {
		return tty
	}
	return nil
}

func isSet(lookup func(string) (string, bool), name string) bool {
	value, ok := lookup(name)
	return ok && value != ""
}

// Style colours text for Out.
func (p Process) Style(text string, attributes ...color.Attribute) string {
	if !p.Color {
		return text
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(text)
}
