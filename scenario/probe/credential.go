package probe

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"authcheck/supabase"
)

// credential is the access token of one user, renewed before it ends.
type credential struct {
	name    string
	refresh func(context.Context) (string, error)
	told    func() time.Time // when the newest token ends, by who gave it

	mu     sync.Mutex
	token  string
	had    map[string]bool // all tokens that the user has had in this run
	due    time.Time       // when to renew it; zero where the token does not say when it ends
	ends   time.Time       // the same
	failed error           // why it could not be renewed
	proof  proof           // that the server lets it in

	looking sync.Mutex // whether it still does
}

// margin is how long before its end a token is renewed: a minute, or a third of
// what is left of it.
const margin = time.Minute

// again is how soon a renewal that came to nothing is tried again, at the earliest.
const again = time.Second

func newCredential(u User) *credential {
	c := &credential{name: u.Name, refresh: u.Refresh, told: u.Ends, had: make(map[string]bool)}
	c.take(u.Token, time.Now())
	return c
}

func (c *credential) take(token string, now time.Time) {
	c.token, c.due, c.ends = token, time.Time{}, time.Time{}
	c.had[token] = true
	left := lifeLeft(token, now)
	if left <= 0 && c.told != nil {
		if ends := c.told(); !ends.IsZero() {
			left = ends.Sub(now)
		}
	}
	if left > 0 {
		c.ends = now.Add(left)
		c.due = c.ends.Add(-min(margin, left/3))
	}
}

// lifeLeft is how long a token that was just given is good for, 0 where it does
// not say. One that seems to be over, or to last longer than its whole life, is
// taken for new: then it is this machine's clock that is off.
func lifeLeft(token string, now time.Time) time.Duration {
	claims, _, ok := supabase.Claims(token)
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
	if now, then := subjectOf(token), subjectOf(c.token); err == nil && now != "" && then != "" && now != then {
		err = errors.New("the new token is somebody else's")
	}
	c.failed = err
	if err != nil || token == c.token {
		c.due = now.Add(max(again, c.ends.Sub(now)/3))
		return
	}
	c.take(token, time.Now())
}

// renewed puts a user's newest token into a header with an older one of the same
// user, whatever the scheme and whatever is beside it, and makes what was made of the older
// one of the newest. Headers outlive tokens: things are removed at the end with the header
// that they were made with, and what has ended is refused for that.
func (w *wire) renewed(ctx context.Context, header http.Header) (http.Header, error) {
	value := header.Get("Authorization")
	for word := range strings.FieldsSeq(strings.ReplaceAll(value, ",", " ")) {
		c, remake := w.holds(word)
		if c == nil {
			continue
		}
		newest, err := c.get(ctx)
		if err != nil || remake(newest) == word {
			return header, err
		}
		header = maps.Clone(header)
		header["Authorization"] = []string{strings.Replace(value, word, remake(newest), 1)}
		return header, nil
	}
	return header, nil
}

// holds finds the user one of whose tokens a word is, or is made of, and how it is made.
func (w *wire) holds(word string) (c *credential, remake func(token string) string) {
	for _, remake := range []func(string) string{func(token string) string { return token }, altered} {
		for _, c := range w.tokens {
			if slices.ContainsFunc(c.all(), func(token string) bool { return remake(token) == word }) {
				return c, remake
			}
		}
	}
	return nil, nil
}

// token is a user's token as it is now, also when it has ended.
func (w *wire) token(ctx context.Context, i int) string {
	if token, err := w.tokens[i].get(ctx); err == nil {
		return token
	}
	return w.users[i].Token
}

// all are the tokens that the user has had in this run.
func (c *credential) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Keys(c.had))
}
