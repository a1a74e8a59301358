package soak

import (
	"fmt"
	"slices"
	"time"
)

// brake holds requests back where the server limits their rate. After the first time it
// lets through what the server bore until then, its waits included, and no more.
type brake struct {
	since    time.Time // of the count
	served   int       // answers that were no refusal
	until    time.Time // nothing is sent before
	end      time.Time // after which nobody waits any more
	between  time.Duration
	next     time.Time
	sentAway int       // in a row, each after a wait
	failures int       // windows in a row in which nearly everything failed
	failing  time.Time // since when
	notes    []string
	given    string // why it is given up
}

// giveUp is how often in a row the server may send everybody away, or fail, which it may for a while:
// it may be starting again.
const (
	giveUp   = 4
	downTime = 20 * time.Second
)

// Where a server does not say how long to wait it is this, at first; and slowest is the
// longest time between two requests.
const (
	defaultWait = time.Second
	slowest     = time.Minute
)

// wait is how long the next request is held back.
func (b *brake) wait(now time.Time) time.Duration {
	if b.until.After(b.next) {
		return b.until.Sub(now)
	}
	return b.next.Sub(now)
}

func (b *brake) enter(now time.Time) {
	if b.between > 0 {
		b.next = now.Add(b.between)
	}
}

// leave notes an answer, and tells whether the server says with it that it is too much.
func (b *brake) leave(now time.Time, t trouble, wait time.Duration) (tooMuch bool) {
	switch {
	case t == fine:
		b.served++
		b.sentAway = 0
	case t == limited:
		if wait == 0 {
			wait = defaultWait << min(b.sentAway, 4)
		}
		b.until = now.Add(wait)
		b.between = min(slowest, max(b.between, b.until.Sub(b.since)*11/10/time.Duration(max(1, b.served))))
		b.note(fmt.Sprintf("it limits the rate (429), from then on %.1f requests a second", float64(time.Second)/float64(b.between)))
		if b.sentAway++; b.sentAway == giveUp {
			b.given = b.reason()
		}
		b.since, b.served = now, 0
		return true
	}
	return false
}

// outlasts tells whether a wait is longer than there is time for; what is waited for is noted then.
func (b *brake) outlasts(wait time.Duration, now time.Time) bool {
	if wait <= 0 || b.end.IsZero() || !now.Add(wait).After(b.end) {
		return false
	}
	if b.until.After(b.next) && b.given == "" {
		b.given = fmt.Sprintf("%s, for %s more", b.reason(), wait.Round(time.Second))
	}
	return true
}

// reason is why the last wait began.
func (b *brake) reason() string {
	if b.failures > 0 {
		return "the server fails at one request at once"
	}
	return "the server limits the rate"
}

// fails notes a window in which nearly everything failed at one request at once, or one
// in which it did not. Nothing is sent for a moment then.
func (b *brake) fails(all bool, now time.Time) {
	if !all {
		b.failures = 0
		return
	}
	if b.failures++; b.failures == 1 {
		b.failing = now
	}
	if b.failures >= giveUp && now.Sub(b.failing) >= downTime {
		b.given = b.reason()
		return
	}
	b.until = now.Add(defaultWait << min(b.failures-1, 2))
}

// note tells something once.
func (b *brake) note(text string) {
	if !slices.Contains(b.notes, text) && len(b.notes) < 3 {
		b.notes = append(b.notes, text)
	}
}
