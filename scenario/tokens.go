package scenario

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"authcheck/langgraph"
)

// credential is the access token of one user, renewed before it ends.
type credential struct {
	name    string
	refresh func(context.Context) (string, error)

	mu     sync.Mutex
	token  string
	had    map[string]bool // all tokens that the user has had in this run
	due    time.Time       // when to renew it; zero where the token does not say when it ends
	ends   time.Time       // the same
	failed error           // why it could not be renewed
}

// margin is how long before its end a token is renewed: a minute, or a third of
// what is left of it.
const margin = time.Minute

// again is how soon a renewal that came to nothing is tried again, at the earliest.
const again = time.Second

func newCredential(u User) *credential {
	c := &credential{name: u.Name, refresh: u.Refresh, had: make(map[string]bool)}
	c.take(u.Token, time.Now())
	return c
}

func (c *credential) take(token string, now time.Time) {
	c.token, c.due, c.ends = token, time.Time{}, time.Time{}
	c.had[token] = true
	if left := lifeLeft(token, now); left > 0 {
		c.ends = now.Add(left)
		c.due = c.ends.Add(-min(margin, left/3))
	}
}

// lifeLeft is how long a token that was just given is good for, 0 where it does
// not say. One that seems to be over, or to last longer than its whole life, is
// taken for new: then it is this machine's clock that is off.
func lifeLeft(token string, now time.Time) time.Duration {
	claims, _, ok := claimsOf(token)
	if !ok {
		return 0
	}
	expires, err := claims.GetExpirationTime()
	if err != nil || expires == nil {
		return 0
	}
	left := expires.Sub(now)
	if issued, err := claims.GetIssuedAt(); err == nil && issued != nil {
		if whole := expires.Sub(issued.Time); left <= 0 || left > whole {
			left = whole
		}
	}
	return max(0, left)
}

// endedError says that a user has no valid token any more.
type endedError struct {
	name  string
	at    time.Time
	cause error // why it was not renewed; nil where there is no way to
}

func (e *endedError) Error() string {
	text := fmt.Sprintf("%s's token ended at %s", e.name, e.at.Format(time.TimeOnly))
	if e.cause != nil {
		return fmt.Sprintf("%s and could not be renewed: %v", text, e.cause)
	}
	return text
}

func (e *endedError) Unwrap() error { return e.cause }

// get is the user's token as it is now. Who asks while it is being renewed waits.
func (c *credential) get(ctx context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); c.refresh != nil && !c.due.IsZero() && !now.Before(c.due) {
		c.renew(ctx, now)
	}
	if !c.ends.IsZero() && !time.Now().Before(c.ends) {
		return "", &endedError{c.name, c.ends, c.failed}
	}
	return c.token, nil
}

// renew asks for a new token. Until there is one the old token is used: commands
// have caches, and give the same one until it has ended.
func (c *credential) renew(ctx context.Context, now time.Time) {
	token, err := c.refresh(ctx)
	c.failed = err
	if err != nil || token == c.token {
		c.due = now.Add(max(again, c.ends.Sub(now)/3))
		return
	}
	c.take(token, time.Now())
}

func (c *credential) knows(token string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.had[token]
}

// renewed puts a user's newest token into a header with an older one of the same
// user, whatever the scheme. Headers outlive tokens: things are removed at the
// end with the header that they were made with.
func (r *run) renewed(ctx context.Context, header http.Header) (http.Header, error) {
	value := header.Get("Authorization")
	begin := strings.LastIndex(value, " ") + 1
	for _, c := range r.tokens {
		if value == "" || !c.knows(value[begin:]) {
			continue
		}
		newest, err := c.get(ctx)
		if err != nil || newest == value[begin:] {
			return header, err
		}
		header = maps.Clone(header)
		header["Authorization"] = []string{value[:begin] + newest}
		return header, nil
	}
	return header, nil
}

// token is a user's token as it is now, also when it has ended.
func (r *run) token(ctx context.Context, i int) string {
	if token, err := r.tokens[i].get(ctx); err == nil {
		return token
	}
	return r.user(i).Token
}

// waiting shows how long a rate limit is still waited out.
func (r *run) waiting(left time.Duration) {
	r.mu.Lock()
	e := Event{Wait: left, Done: r.done, Total: r.total}
	r.mu.Unlock()
	r.observe(e)
}

// cutShort is why the run is not complete, "" where it is.
func (r *run) cutShort() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.short
}

// starved notes why a request could not be made as it should have been: the run
// is not complete then.
func (r *run) starved(resp *langgraph.Response, err error) {
	reason, note := "", ""
	if ended, ok := err.(*endedError); ok {
		reason, note = "token ended", ended.Error()+": the checks after that are undecided"
	}
	if resp != nil && resp.Status == http.StatusTooManyRequests {
		reason, note = "rate limit", "the server limits the rate (429)"
		if wait := resp.RetryAfter(); wait > 0 {
			note += fmt.Sprintf(", and asks to wait %s, which the time limit does not allow", wait)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if reason != "" && r.short == "" {
		r.short = reason
		r.notes = append(r.notes, note)
	}
}
