package doctor

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"authcheck/cmd/wording"
	"authcheck/langgraph"
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
	if ahead, ok := langgraph.ClockAhead(resp.Header, sent, time.Now()); ok {
		n.clock.mu.Lock()
		defer n.clock.mu.Unlock()
		n.clock.ahead[r.URL.Host] = ahead
	}
	return resp, nil
}

// apart is how far a server's clock is ahead of this machine's; ok is false where it does not tell.
func (c *clock) apart(address string) (ahead time.Duration, ok bool) {
	u, err := url.Parse(address)
	if err != nil {
		return 0, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	ahead, ok = c.ahead[u.Host]
	return ahead, ok
}

// supabaseAhead is how far Supabase's clock is ahead of this machine's, where users log in there
// and it tells.
func (d *Doctor) supabaseAhead() (ahead time.Duration, ok bool) {
	if d.project == nil {
		return 0, false
	}
	return d.clock.apart(d.project.Client.URL)
}

// serverAhead is how far the LangGraph server's clock is ahead of that of who issues the tokens,
// as far as that is known: else of this machine's. ok is false where the server does not tell.
func (d *Doctor) serverAhead() (by time.Duration, whose string, ok bool) {
	by, ok = d.clock.apart(d.server.URL)
	if issuer, told := d.supabaseAhead(); told {
		return by - issuer, "Supabase's", ok
	}
	return by, "this machine's", ok
}

// lookAtClocks compares this machine's clock with the servers', and theirs with
// each other: one issues the tokens, the other checks their times.
func lookAtClocks(_ context.Context, d *Doctor) Diagnosis {
	const next = "synchronise the clocks (NTP): tokens count as expired too early, or as not valid yet"
	server, whose, told := d.serverAhead()
	issuer, _ := d.supabaseAhead()
	switch {
	case told && off(server):
		return weak(next, "the LangGraph server's clock is %s %s", ahead(server), whose)
	case off(issuer):
		return weak(next, "this machine's clock is %s Supabase's", ahead(-issuer))
	case !told:
		return notLooked("the LangGraph server does not tell the time")
	}
	return holds("agree within %s", tolerance)
}

func off(d time.Duration) bool { return d.Abs() > tolerance }

func ahead(d time.Duration) string {
	if d < 0 {
		return wording.Duration(-d) + " behind"
	}
	return wording.Duration(d) + " ahead of"
}
