package langgraph

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// crowd bounds how many requests are under way at once, once the server has turned some
// away: half of what there were each time, down to a few. The zero value bounds nothing.
type crowd struct {
	mu    sync.Mutex
	freed chan struct{} // closed when there may be room
	most  int           // 0: any number
	under int           // are under way
	full  bool          // the server has said that there are too many, not too often (503)
	since time.Time     // most is what it is
}

// fewest is how many at once are left where the server limits the rate: fewer at once
// would not be fewer in a second.
const fewest = 2

// enter waits for a place, or for the end of ctx; leave gives it back.
func (c *crowd) enter(ctx context.Context) (leave func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.most > 0 && c.under >= c.most && ctx.Err() == nil {
		if c.freed == nil {
			c.freed = make(chan struct{})
		}
		freed := c.freed
		c.mu.Unlock()
		select {
		case <-freed:
		case <-ctx.Done():
		}
		c.mu.Lock()
	}
	c.under++
	return c.leave
}

func (c *crowd) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.under--
	if c.freed != nil {
		close(c.freed)
		c.freed = nil
	}
}

// thin lets fewer in at once, as the answer to what was sent at that time says that there
// were too many. What was sent when more were let in says nothing new.
func (c *crowd) thin(status int, sent time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	least := fewest
	if status == http.StatusServiceUnavailable {
		least, c.full = 1, true
	}
	if now := c.under + 1; c.most == 0 || sent.After(c.since) && now <= c.most {
		c.most, c.since = max(least, now/2), time.Now()
	}
}

func (c *crowd) bearable() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.full {
		return 0
	}
	return c.most
}
