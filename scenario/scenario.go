// Package scenario is the proof: it takes two logged-in users and a LangGraph
// server, tries every operation as every kind of caller, and judges the answers
// by evidence. It prints nothing and never exits: its product is a [result.Report].
//
// What a run does stands on this page. Under it, imports run downwards only: catalog
// (what is tried and can be found, as data), transcript (what was seen), probe (does
// it; soak for many users at once), verdict (decides), result (the documented JSON). Above it, report
// renders events and results.
package scenario

import (
	"context"
	"slices"
	"time"

	"authcheck/scenario/catalog"
	"authcheck/scenario/probe"
	"authcheck/scenario/progress"
	"authcheck/scenario/result"
	"authcheck/scenario/soak"
	"authcheck/scenario/transcript"
	"authcheck/scenario/verdict"
)

// User is a logged-in test user.
type User = probe.User

// PublicKeys gets the keys with which a provider's tokens are verified.
type PublicKeys = probe.PublicKeys

// Probe says what to probe, and as whom.
type Probe = probe.Config

// Selection says which checks are tried.
type Selection = catalog.Selection

// Config says what to verify, and how it is judged.
type Config struct {
	Probe

	Strict   bool                // warnings fail
	Allow    []catalog.Allowance // what users may do with each other's things; nothing else
	Accepted []result.Acceptance // findings that are lived with
	Complete bool                // Allow says all that People may do
	People   []catalog.Person    // what the policy knows of the users, in their order; nil: two who share nothing

	Observe func(Event)                  // told of progress, from one goroutine at a time; may be nil
	Keep    func(*transcript.Transcript) // given what the verdict rests on, without secrets; may be nil

	sessions []*session // of the users, for all pairs
}

// Event is live progress.
type Event = progress.Event

// PublishedSecret tells whether a token is signed with a secret that stands in public
// documentation, and whose that is.
func PublishedSecret(token string) (where string, known bool) {
	secret, known := probe.Published(token)
	return secret.Where, known
}

// IsAddress tells an e-mail address, where a token should be.
func IsAddress(token string) bool { return probe.IsAddress(token) }

// NoSuchGraphError says that the server does not have the graph that was asked for.
type NoSuchGraphError = probe.NoSuchGraphError

// Verify runs the scenario. The error says that nothing could be started: no
// answer (*langgraph.NoAnswerError), something that is not a LangGraph server
// (*langgraph.NotLangGraphError), or one without the graph (*NoSuchGraphError). Everything else is in the report, also when
// ctx ends early; what was made is removed in either case.
func Verify(ctx context.Context, c Config) (*result.Report, error) {
	c.sessions = sessionsOf(c.Users)
	t, further, err := c.runFirst(ctx, c.relations())
	if err != nil {
		return nil, err
	}
	if !c.Quick {
		t.Relations = c.runFurther(ctx, further, t.Facts.Graph)
	}
	if c.Keep != nil {
		c.Keep(t)
	}
	report := Judge(t, c)
	if !c.Quick {
		c.observeAll(slices.DeleteFunc(slices.Clone(report.Results), func(r result.Result) bool { return r.Line != "" })) // those were told
	}
	return report, nil
}

// run tries everything with one pair of users; where their owner can make nothing, and some
// other pair will be tried, no more than that.
func (c Config) run(ctx context.Context, pair Probe, others bool) (*transcript.Transcript, error) {
	p := probe.New(pair, c.tell)
	if err := p.Find(ctx); err != nil {
		return nil, err
	}
	defer p.CleanUp(ctx) // also when something panics
	proven := p.Tutorial(ctx)
	if !proven && others && makesNothing(p.Transcript(ctx)) {
		p.CleanUp(ctx)
		return p.Transcript(ctx), nil
	}
	if proven {
		if err := p.CheckGraph(ctx); err != nil {
			return nil, err
		}
	}
	c.observeAll(verdict.Lines(p.Transcript(ctx), c.policy()))
	switch {
	case c.Quick:
	case proven && pair.Relation.Ring:
		p.Neighbours(ctx)
	case proven:
		p.Matrix(ctx)
	default:
		p.Logins(ctx)
	}
	p.CleanUp(ctx)
	return p.Transcript(ctx), nil
}

// Soak has all users ask at once for a while, in the place of the matrix: each makes
// things, looks for them and removes them, and no answer may be another user's. The error
// is that of [Verify].
func Soak(ctx context.Context, c Config, length time.Duration) (*result.Report, error) {
	p := probe.New(c.Probe, c.tell)
	if err := p.Find(ctx); err != nil {
		return nil, err
	}
	s := soak.New(p, soak.Config{Length: length, Pace: c.Pace, StoreNamespace: c.StoreNamespace, Shares: c.shares, Observe: c.tellSoak})
	defer s.CleanUp(ctx) // also when something panics
	s.Run(ctx)
	s.CleanUp(ctx)
	t := p.Transcript(ctx)
	if c.Keep != nil {
		c.Keep(t)
	}
	return Judge(t, c), nil
}

// Judge makes the report of a run that was made before, by the policy of a
// configuration: Strict, Allow and Accepted. Nothing is sent.
func Judge(t *transcript.Transcript, c Config) *result.Report { return verdict.Judge(t, c.policy()) }

func (c Config) policy() verdict.Policy {
	return verdict.Policy{Strict: c.Strict, Allow: c.Allow, Accepted: c.Accepted, Complete: c.Complete}
}

// tell passes the probe's progress on as events.
func (c Config) tell(p probe.Progress) {
	c.observe(eventOf(p, len(c.Users)))
}

func (c Config) observe(e Event) {
	if c.Observe != nil {
		c.Observe(e)
	}
}

// tellSoak passes a soak's progress on.
func (c Config) tellSoak(p soak.Progress) {
	c.observe(Event{Soak: &p})
}

func eventOf(p probe.Progress, users int) Event {
	e := Event{Phase: p.Phase, Done: p.Done, Total: p.Total, Wait: p.Wait}
	if t := p.Target; t != nil {
		e.Target = &result.Target{URL: t.URL, Server: t.Server, Version: t.Version, Kind: t.Kind, Users: users}
	}
	return e
}

func (c Config) observeAll(results []result.Result) {
	for i := range results {
		c.observe(Event{Result: &results[i]})
	}
}
