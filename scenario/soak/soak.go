// Package soak has many users ask a server at once, for a while: each makes things with
// canaries of their own, looks for them and removes them, and the transcript keeps whose
// canary came back to whom. It judges nothing. How much at once the server bears, it
// finds out as it goes.
package soak

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"authcheck/langgraph/wire"
	"authcheck/scenario/catalog"
	"authcheck/scenario/probe"
	"authcheck/scenario/transcript"
)

// Config says how long users ask, and how.
type Config struct {
	Length         time.Duration
	Pace           int    // at most so many requests at once; 0: what the server bears
	StoreNamespace string // where the server has its users' items; "" for where authcheck puts them
	// Shares tells whether the policy lets one user see by an operation what is another's: that it is shown tells nothing.
	Shares  func(o catalog.Operation, who, whose string) bool
	Observe func(Progress) // told a few times a second, from one goroutine; may be nil
}

// Progress is how far a soak is.
type Progress struct {
	Phase     string // before the users ask at once
	Requests  int64
	PerSecond float64 // of late
	AtOnce    int
	Crossed   int64         // answers that showed what another user made
	Left      time.Duration // until the end
	Wait      time.Duration // that the server's rate limit still costs
}

// Soaker is one soak.
type Soaker struct {
	config    Config
	probe     *probe.Prober
	tag       string
	graph     string   // that runs are made for; "" for none
	namespace []string // of the store, as all users ask for it
	marks     transcript.Marks
	people    []*person
	limit     *limit
	record    *record
	begin     time.Time
	once      sync.Once // of cleaning up
	queue     queue     // of those whose turn it is
}

// New prepares a soak of the probe's users; nothing is sent yet.
func New(p *probe.Prober, c Config) *Soaker {
	facts := p.Facts()
	s := &Soaker{config: c, probe: p, tag: facts.Tag, begin: time.Now(), record: newRecord(c.Length),
		marks: transcript.Marks{Prefix: "soak." + facts.Tag + ".", Users: map[string]int{}}}
	for i, user := range facts.Users {
		own := randomHex()
		s.marks.Users[own] = i
		s.people = append(s.people, &person{index: i, name: user.Name, own: own})
	}
	s.limit = newLimit(min(slotsOf(len(s.people))*len(s.people), most))
	if c.Pace > 0 {
		s.limit.bound(c.Pace)
	}
	return s
}

func randomHex() string {
	buffer := make([]byte, 8)
	rand.Read(buffer) // never fails since Go 1.24
	return hex.EncodeToString(buffer)
}

// Run has each user ask alone, and then all of them at once until the time is over, ctx
// is, or the server shows that it bears no more.
func (s *Soaker) Run(ctx context.Context) {
	s.observe(Progress{Phase: "each user alone"})
	s.graph = s.probe.Graph(ctx)
	s.limit.until(time.Now().Add(s.config.Length))
	s.alone(ctx)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	s.begin = time.Now()
	s.limit.base = s.record.usual()
	s.limit.until(s.begin.Add(s.config.Length))
	s.record.start()
	told := make(chan struct{})
	go func() { defer close(told); s.tell(ctx) }()
	var all errgroup.Group
	for range min(s.queue.fill(s.people), most) {
		all.Go(func() error { s.live(ctx, stop); return nil })
	}
	_ = all.Wait()
	s.record.took(time.Since(s.begin))
	stop(nil)
	<-told
}

// over tells whether no more is to be asked.
func (s *Soaker) over(ctx context.Context) bool {
	return ctx.Err() != nil || time.Since(s.begin) >= s.config.Length
}

// round are the calls between making things and removing them. What shows at once whose
// they are comes often.
var round = []string{"threads.search", "store.search", "store.get"}

const rounds = 6

// live has whose turn it is make things, look for them and remove them, over and over.
func (s *Soaker) live(ctx context.Context, stop context.CancelCauseFunc) {
	for !s.over(ctx) && s.limit.begin(ctx) {
		turn := s.queue.next()
		s.liveOnce(ctx, &life{soak: s, who: turn.who, slot: turn.slot})
		s.queue.add(turn)
		s.limit.end()
		if reason := cmp.Or(s.limit.exhausted(), s.record.enough()); reason != "" {
			s.record.stopped(reason)
			stop(nil)
		}
	}
}

func (s *Soaker) liveOnce(ctx context.Context, l *life) {
	for _, id := range []string{"threads.create", "store.put", "runs.create", "threads.get", "runs.list"} {
		l.call(ctx, id)
	}
	for range rounds {
		for _, id := range round {
			l.call(ctx, id)
		}
	}
	l.call(ctx, "store.delete")
	l.call(ctx, "threads.delete")
}

// tell says a few times a second how far it is.
func (s *Soaker) tell(ctx context.Context) {
	ticks := time.NewTicker(250 * time.Millisecond)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			p := s.record.progress()
			p.AtOnce, p.Wait = s.limit.current(), s.limit.waiting()
			p.Left = max(0, s.config.Length-time.Since(s.begin))
			s.observe(p)
		}
	}
}

func (s *Soaker) observe(p Progress) {
	if s.config.Observe != nil {
		s.config.Observe(p)
	}
}

// CleanUp removes what the soak has made, once, and writes the transcript. It goes on
// after Ctrl-C, for a bounded time.
func (s *Soaker) CleanUp(ctx context.Context) {
	s.once.Do(func() {
		s.observe(Progress{Phase: "removing what was made"})
		s.removeAll(ctx)
		soaked := s.record.transcript(s.people)
		soaked.AtOnce, soaked.Limits = s.limit.peak(), s.limit.shown()
		s.probe.Note(func(t *transcript.Transcript) { t.Soak = soaked })
	})
}

// Times of cleaning up: after the run was ended, and in any case.
const (
	cleanUpTime = 20 * time.Second
	cleanUpMost = 2 * time.Minute
)

func (s *Soaker) removeAll(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, cleanUpMost)
	defer cancel()
	ctx, done := wire.Outlive(ctx, cleanUpTime)
	defer done()
	if deadline, ok := ctx.Deadline(); ok {
		s.limit.until(deadline)
	}
	mixes := s.record.progress().Crossed > 0
	if mixes {
		s.limit.bound(1)
	}
	var all errgroup.Group
	all.SetLimit(max(1, s.limit.current()))
	for _, who := range s.people {
		for _, l := range who.lives() {
			all.Go(func() error {
				for _, o := range []string{"store.delete", "threads.delete"} {
					l.remove(ctx, catalog.SoakCall(o))
				}
				return nil
			})
		}
	}
	_ = all.Wait()
	s.probe.Sweep(ctx, mixes)
}

// key is the key of a slot's item, the same for all users.
func (s *Soaker) key(slot int) string { return fmt.Sprintf("%s%d-%s", catalog.SoakKey, slot, s.tag) }
