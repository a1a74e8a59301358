package probe

import (
	"context"
	"net/http"
	"strings"
	"time"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
)

// lively is how long user 2's token is trusted after it was last let in: user 2 is
// refused often, as it should be, and each look costs a request.
const lively = time.Second

// proof is what shows that a token is still let in: a request that was, to be made again.
type proof struct {
	request langgraph.Request
	begun   time.Time // when the last one that was let in was sent
	unsure  bool      // the token was refused since, and nobody has looked why
}

// watch notes what a user's token is good for, and looks where it is refused whether it
// has ended before its time. It returns the answer that counts: after a renewal, that of
// the request made again. The error is an *endedError.
func (w *wire) watch(ctx context.Context, request langgraph.Request, login catalog.Login, begun time.Time, resp *langgraph.Response,
	again func(context.Context, langgraph.Request) (*langgraph.Response, error)) (*langgraph.Response, error) {
	c := w.holder(request.Header.Get("Authorization"))
	if c == nil || resp == nil || login != catalog.Owner && login != catalog.OtherUser {
		return resp, nil
	}
	if resp.OK() {
		c.letIn(request, begun)
	}
	if resp.Status != http.StatusUnauthorized || !c.suspect(begun, login == catalog.OtherUser) {
		return resp, nil
	}
	renewed, err := w.revive(ctx, c, begun)
	if err != nil || !renewed {
		return resp, err
	}
	w.count(login, true)
	request.Opened = nil // that was told
	request.Header, err = w.renewed(ctx, request.Header)
	if err != nil {
		return nil, err
	}
	return again(ctx, request)
}

// holder is the user whose newest token stands in a header, nil for none.
func (w *wire) holder(authorization string) *credential {
	for _, c := range w.tokens {
		c.mu.Lock()
		held := authorization == "Bearer "+c.token
		c.mu.Unlock()
		if held {
			return c
		}
	}
	return nil
}

// letIn notes that the token was good when the request was sent.
func (c *credential) letIn(request langgraph.Request, begun time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if begun.After(c.proof.begun) {
		c.proof.begun, c.proof.unsure = begun, false
	}
	if !request.Stream && request.Opened == nil && proofRank(request) > proofRank(c.proof.request) {
		c.proof.request = request
	}
}

// proofRank is how well a request shows later that a token is still let in: a list is there
// as long as its user, and a thing is not: some servers answer 401 for what is gone.
func proofRank(request langgraph.Request) int {
	switch {
	case request.Method == http.MethodPost && strings.HasSuffix(request.Path, "/search"):
		return 2
	case request.Method == http.MethodGet && request.Path != "":
		return 1
	}
	return 0
}

// suspect tells whether a refusal may be for a token that has ended: it was let in
// before, and not since the request was sent.
func (c *credential) suspect(begun time.Time, often bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.proof.request.Path == "" || c.proof.begun.After(begun) {
		return false
	}
	if often && time.Since(c.proof.begun) < lively {
		c.proof.unsure = true
		return false
	}
	return true
}

// doubt has the next refusal of a user be looked at at once: another session may have ended
// the token.
func (w *wire) doubt(user int) {
	c := w.tokens[user]
	c.mu.Lock()
	defer c.mu.Unlock()
	c.proof.begun = c.proof.begun.Add(-lively)
}

// revive looks whether a token has ended, and renews it where it has and there is a way.
func (w *wire) revive(ctx context.Context, c *credential, begun time.Time) (renewed bool, err error) {
	c.looking.Lock()
	defer c.looking.Unlock()
	if !c.suspect(begun, false) || w.stillIn(ctx, c) {
		return false, nil // somebody has looked meanwhile, or it is a rule of the server
	}
	if w.unlocked(ctx, c) {
		return true, nil
	}
	unsure := c.end(ctx)
	if !w.stillIn(ctx, c) {
		return false, c.over()
	}
	if unsure {
		w.fallShort("token ended", c.name+"'s token ended before its time: what was refused since may have been refused for that")
	}
	return true, nil
}

// unlocked waits for the end of a lock of the account, which a forged token may have brought
// about, where the user's token says that it is still good.
func (w *wire) unlocked(ctx context.Context, c *credential) bool {
	if w.counted().Refused == 0 || !c.lasts() {
		return false
	}
	for wait, end := time.Second, time.Now().Add(lockedOut); ctx.Err() == nil && time.Now().Add(wait).Before(end); wait *= 2 {
		pause(ctx, wait)
		if w.stillIn(ctx, c) {
			w.noteOnce("An account was locked for a while after forged tokens of its user: that was waited out.")
			return true
		}
	}
	return false
}

// lasts tells whether the token says that it is good for a while.
func (c *credential) lasts() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.ends.IsZero() && time.Until(c.ends) > lockedOut
}

// stillIn makes the request again that was let in, twice where it is refused.
func (w *wire) stillIn(ctx context.Context, c *credential) bool {
	for range 2 {
		c.mu.Lock()
		request, token := c.proof.request, c.token
		c.mu.Unlock()
		request.Header = bearer(token)
		begun := time.Now()
		w.count(catalog.Owner, true)
		resp, err := w.valid.Send(ctx, request)
		if err == nil && resp.Status < http.StatusInternalServerError && resp.Status != http.StatusUnauthorized {
			c.letIn(request, begun)
		}
		if err != nil || resp.Status != http.StatusUnauthorized {
			return true
		}
		pause(ctx, againAfter)
	}
	return false
}

// end notes that the token is over, and asks for a new one; unsure tells whether
// refusals were taken for the server's since it was last let in.
func (c *credential) end(ctx context.Context) (unsure bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	unsure = c.proof.unsure
	c.ends = time.Now()
	if c.refresh != nil {
		c.renew(ctx, c.ends)
	}
	return unsure
}

// over says that there is no valid token any more.
func (c *credential) over() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.due, c.ends = time.Time{}, time.Now()
	return &endedError{c.name, c.ends, c.failed}
}

// lookOnce looks in the end at tokens that were refused since they were last let in.
func (w *wire) lookOnce(ctx context.Context) {
	for _, c := range w.tokens {
		c.mu.Lock()
		unsure := c.proof.unsure
		c.mu.Unlock()
		if !unsure || ctx.Err() != nil {
			continue
		}
		if _, err := w.revive(ctx, c, time.Now()); err != nil {
			w.starved(ctx, nil, err)
		}
	}
}
