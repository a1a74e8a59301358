package probe

import (
	"context"
	"errors"
	"slices"
	"time"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// What follows is for a soak, which has a course of its own: it sends as any of the
// users, and writes into the same transcript.

// Send sends a request as one of the users, with the newest token, once: what the server
// asks to be sent later is an answer like any other.
func (p *Prober) Send(ctx context.Context, user int, r langgraph.Request) (*langgraph.Response, error) {
	token, err := p.wire.tokens[user].get(ctx)
	if err != nil {
		p.wire.starved(ctx, nil, err)
		return nil, err
	}
	p.wire.count(catalog.Owner, true)
	r.Header = bearer(token)
	resp, err := p.wire.plain.Send(ctx, r)
	p.wire.noteClock(resp)
	return resp, err
}

// HasEnded tells an error that says that a user has no valid token any more.
func HasEnded(err error) bool { _, ended := errors.AsType[*endedError](err); return ended }

// Facts are what is known so far.
func (p *Prober) Facts() transcript.Facts { return p.log.known() }

// Note has the transcript changed by one goroutine at a time.
func (p *Prober) Note(f func(*transcript.Transcript)) { p.log.change(f) }

// Graph is a graph that runs can be made for; the server is asked where none is named.
func (p *Prober) Graph(ctx context.Context) string {
	if p.log.known().Graph == "" {
		p.discoverGraph(ctx)
	}
	return p.log.known().Graph
}

// Sweep removes what any of the users can still list of this run. What is still there
// then is a leftover, and so is what could not be looked through. On a server that mixes
// up callers whose requests overlap it is done one request at a time.
func (p *Prober) Sweep(ctx context.Context, mixes bool) {
	c := p.config
	if mixes {
		c.Pace = 1
	}
	c.Provider, c.Users = nil, slices.Clone(c.Users) // no profile was edited
	for i := range c.Users {
		c.Users[i].Token = p.wire.token(ctx, i)
	}
	left, err := p.sweepOnce(ctx, c)
	for wait := time.Second; (err != nil || len(left.Missed) > 0) && wait <= longestDown && ctx.Err() == nil; wait *= 2 {
		pause(ctx, wait) // it may be starting again
		left, err = p.sweepOnce(ctx, c)
	}
	if err != nil {
		p.log.left("what carries the tag " + p.log.known().Tag + ": it could not be looked for: " + cause(err))
		return
	}
	for _, l := range p.ours(left) {
		p.log.left(l.Kind + " " + l.ID)
	}
	for _, missed := range left.Missed {
		p.log.left(missed)
	}
}

// longestDown is the longest of the waits for a server that does not answer.
const longestDown = 8 * time.Second

// sweepOnce looks for what is left of this run, and removes it.
func (p *Prober) sweepOnce(ctx context.Context, c Config) (*Leftovers, error) {
	left, err := FindLeftovers(ctx, c)
	if err == nil && len(p.ours(left)) > 0 {
		return RemoveLeftovers(ctx, c, p.ours(left))
	}
	return left, err
}

// ours are the leftovers of this run.
func (p *Prober) ours(left *Leftovers) []Leftover {
	return slices.DeleteFunc(slices.Clone(left.Found), func(l Leftover) bool { return l.Run != p.log.known().Tag })
}

// Recorded is an answer as transcripts have it.
func Recorded(resp *langgraph.Response) *transcript.Response { return recorded(resp) }

// Cause says in plain words why there was no answer.
func Cause(err error) string { return cause(err) }
