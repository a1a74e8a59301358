// Package progress is what a run tells while it goes on, as data.
package progress

import (
	"time"

	"authcheck/scenario/result"
	"authcheck/scenario/soak"
)

// Event is live progress: a target that answered, a line of the tutorial, or a check.
type Event struct {
	Target *result.Target // the server was found
	Result *result.Result
	Done   int // checks tried so far
	Total  int // checks planned
	Phase  string
	Wait   time.Duration  // that the server's rate limit still costs
	Soak   *soak.Progress // how far a soak is
}
