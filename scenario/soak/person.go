package soak

import (
	"net/http"
	"slices"
	"sync"

	"authcheck/scenario/transcript"
)

// person is a user with what they made and asked.
type person struct {
	index int
	name  string
	own   string // what the marks of the user's things hold, and no other

	mu      sync.Mutex
	made    []transcript.SoakCall // by serial: how each thing was made
	seen    []bool                // by serial: the maker was shown it
	calls   []*transcript.SoakCall
	living  []*life // with something to remove
	refused int     // calls in a row that were refused
	reason  string  // why the user asks no more
	turns   int     // that the user had
}

// lately is how many of a user's calls are remembered.
const lately = 64

// barredAfter is how many refused calls in a row it takes until a user asks no more.
const barredAfter = 20

// asks notes a call that is sent.
func (p *person) asks(call *transcript.SoakCall) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.calls) == lately {
		p.calls = slices.Delete(p.calls, 0, 1)
	}
	p.calls = append(p.calls, call)
}

// answered notes what came of it.
func (p *person) answered(call *transcript.SoakCall, took int64, status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	call.TookUS, call.Status = took, status
	if status < 400 || status >= 500 || status == http.StatusTooManyRequests {
		p.refused = 0
	} else if p.refused++; p.refused == barredAfter && p.reason == "" {
		p.reason = transcript.StatusText(status) + ", again and again"
	}
}

// beside is what the user asked last while a call of somebody else was under way.
func (p *person) beside(other transcript.SoakCall) *transcript.SoakCall {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, call := range slices.Backward(p.calls) {
		if call.AtUS < other.AtUS+other.TookUS && (call.TookUS == 0 || call.AtUS+call.TookUS > other.AtUS) {
			found := *call
			return &found
		}
	}
	return nil
}

// next is the serial of one more thing.
func (p *person) next(made transcript.SoakCall) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made, p.seen = append(p.made, made), append(p.seen, false)
	return len(p.made) - 1
}

// see notes that the maker was shown a thing, and tells how it was made, the first time.
func (p *person) see(serial int) (operation string, first bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if serial < 0 || serial >= len(p.seen) || p.seen[serial] {
		return "", false
	}
	p.seen[serial] = true
	return p.made[serial].Operation, true
}

// origin is how a thing was made, and whether its maker was shown it.
func (p *person) origin(serial int) (made *transcript.SoakCall, seen bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if serial < 0 || serial >= len(p.made) {
		return nil, false
	}
	call := p.made[serial]
	return &call, p.seen[serial]
}

// begins is when the user has a turn.
func (p *person) begins() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turns++
}

// asked tells whether the user had a turn while all asked at once.
func (p *person) asked() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.turns > 0
}

// bar has the user ask no more.
func (p *person) bar(reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reason == "" {
		p.reason = reason
	}
}

// barred is why the user asks no more; "" where they do.
func (p *person) barred() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reason
}

// has notes a life that has something to remove, or has no more.
func (p *person) has(l *life, something bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.living = slices.DeleteFunc(p.living, func(other *life) bool { return other == l })
	if something {
		p.living = append(p.living, l)
	}
}

// lives are those with something to remove.
func (p *person) lives() []*life {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.living)
}
