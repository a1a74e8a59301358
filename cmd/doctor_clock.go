package cmd

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// tolerance is how far clocks may be apart. Date headers have whole seconds, and
// servers that check tokens strictly allow for no more than a few.
const tolerance = 10 * time.Second

// clock notes how far the servers' clocks are ahead of this machine's, as their
// Date headers tell.
type clock struct {
	mu    sync.Mutex
	ahead map[string]time.Duration // by host
}

func newClock() *clock { return &clock{ahead: map[string]time.Duration{}} }

// noting is a transport that reads the Date of each answer.
type noting struct {
	clock *clock
	next  http.RoundTripper
}

func (c *clock) behind(next http.RoundTripper) http.RoundTripper { return &noting{c, next} }

func (n *noting) RoundTrip(r *http.Request) (*http.Response, error) {
	sent := time.Now()
	resp, err := n.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		middle := sent.Add(time.Since(sent) / 2)
		n.clock.mu.Lock()
		defer n.clock.mu.Unlock()
		n.clock.ahead[r.URL.Host] = at.Add(time.Second / 2).Sub(middle).Round(time.Second)
	}
	return resp, nil
}

// apart is how far a server's clock is ahead of this machine's, 0 where it does not tell.
func (c *clock) apart(address string) time.Duration {
	u, err := url.Parse(address)
	if err != nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ahead[u.Host]
}

// lookAtClocks compares this machine's clock with the servers', and theirs with
// each other: one issues the tokens, the other checks their times.
func lookAtClocks(_ context.Context, d *doctor) diagnosis {
	server := d.clock.apart(d.server.URL)
	issuer, name := time.Duration(0), "this machine's"
	if d.project != nil {
		issuer, name = d.clock.apart(d.project.client.URL), "Supabase's"
	}
	const next = "synchronise the clocks (NTP): tokens count as expired too early, or as not valid yet"
	switch {
	case off(server - issuer):
		return weak(next, "the LangGraph server's clock is %s %s", ahead(server-issuer), name)
	case off(issuer):
		return weak(next, "this machine's clock is %s Supabase's", ahead(-issuer))
	}
	return holds("agree within %s", tolerance)
}

func off(d time.Duration) bool { return d.Abs() > tolerance }

func ahead(d time.Duration) string {
	if d < 0 {
		return short(-d) + " behind"
	}
	return short(d) + " ahead of"
}
