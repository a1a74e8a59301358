package cmd

import (
	"fmt"
	"sync"
	"time"
)

// spinner is a line at the bottom that shows that something is awaited, and how
// long for. Where the output cannot be redrawn it is said once.
type spinner struct {
	out   Process
	until time.Time

	mu      sync.Mutex
	waiting string // for whom
	frame   int
	ended   chan struct{} // nil where nothing turns
	drawn   sync.WaitGroup
	once    sync.Once
}

var frames = []rune("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")

const frameTime = 100 * time.Millisecond

// showWaiting shows whose link is awaited.
func showWaiting(out Process, inbox string, users []string, until time.Time) *spinner {
	limit := short(time.Until(until).Round(10 * time.Millisecond))
	fmt.Fprintf(out.Out, "Waiting up to %s for the links in the mails to %s to be opened …\n", limit, inbox)
	s := &spinner{out: out, until: until, waiting: inWords(users)}
	if !out.Redraws {
		return s
	}
	s.ended = make(chan struct{})
	s.drawn.Go(s.turn)
	return s
}

// turn draws until it is told to stop.
func (s *spinner) turn() {
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
func (s *spinner) draw() {
	s.frame = (s.frame + 1) % len(frames)
	left := max(time.Until(s.until), 0).Round(time.Second)
	tail := " · " + short(left) + " left"
	head := []rune(fmt.Sprintf("%c unconfirmed: %s", frames[s.frame], s.waiting))
	if room := max(s.out.Columns, 40) - 1 - len([]rune(tail)); len(head) > room {
		head = append(head[:room-1], '…')
	}
	fmt.Fprintf(s.out.Out, "\r\x1b[K%s%s", string(head), tail)
}

func (s *spinner) clear() { fmt.Fprint(s.out.Out, "\r\x1b[K") }

// done says above the line what has happened, and who is still awaited.
func (s *spinner) done(line string, users []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended != nil {
		s.clear()
	}
	s.waiting = inWords(users)
	fmt.Fprintln(s.out.Out, line)
	if s.ended != nil && len(users) > 0 {
		s.draw()
	}
}

// stop takes the line away. Doing it again is harmless.
func (s *spinner) stop() {
	s.once.Do(func() {
		if s.ended != nil {
			close(s.ended)
			s.drawn.Wait()
		}
	})
}
