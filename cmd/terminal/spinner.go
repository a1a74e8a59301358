package terminal

import (
	"fmt"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"

	"authcheck/cmd/wording"
	"authcheck/scenario/report"
)

// Spinner is a line at the bottom that shows that something is awaited, and how
// long for. Where the output cannot be redrawn there is none.
type Spinner struct {
	out   Process
	until time.Time

	mu    sync.Mutex
	text  string // what is awaited
	frame int
	ended chan struct{} // nil where nothing turns
	drawn sync.WaitGroup
	once  sync.Once
}

var frames = []rune("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")

const frameTime = 100 * time.Millisecond

// NewSpinner shows what is awaited, and until when, where that is known.
func NewSpinner(out Process, text string, until time.Time) *Spinner {
	s := &Spinner{out: out, until: until, text: text}
	if !out.Redraws {
		return s
	}
	s.ended = make(chan struct{})
	s.drawn.Go(s.turn)
	return s
}

// turn draws until it is told to stop.
func (s *Spinner) turn() {
	ticks := time.NewTicker(frameTime)
	defer ticks.Stop()
	for {
		s.mu.Lock()
		s.draw()
		s.mu.Unlock()
		select {
		case <-ticks.C:
		case <-s.ended:
			s.clear()
			return
		}
	}
}

// draw writes the line anew. It must fit on one: what wraps could not be taken back.
func (s *Spinner) draw() {
	s.frame = (s.frame + 1) % len(frames)
	tail := ""
	if !s.until.IsZero() {
		tail = " · " + wording.Duration(max(time.Until(s.until), 0).Round(time.Second)) + " left"
	}
	room := max(s.out.Columns, 40) - 1 - ansi.StringWidth(tail)
	head := ansi.Truncate(string(frames[s.frame])+" "+report.OnTerminal(s.text), room, "…")
	fmt.Fprintf(s.out.Out, "\r\x1b[K%s%s", head, tail)
}

func (s *Spinner) clear() { fmt.Fprint(s.out.Out, "\r\x1b[K") }

// Say writes a line above, and shows what is still awaited: nothing where text is "".
func (s *Spinner) Say(line, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended != nil {
		s.clear()
	}
	s.text = text
	fmt.Fprintln(s.out.Out, report.OnTerminal(line))
	if s.ended != nil && text != "" {
		s.draw()
	}
}

// Stop takes the line away. Doing it again is harmless.
func (s *Spinner) Stop() {
	s.once.Do(func() {
		if s.ended != nil {
			close(s.ended)
			s.drawn.Wait()
		}
	})
}
