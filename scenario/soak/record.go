package soak

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// record counts answers, and keeps the first of those that show what another user made.
type record struct {
	mu       sync.Mutex
	soak     transcript.Soak
	tallies  map[string]*transcript.SoakTally
	shown    []transcript.Mark // of the crossings that are kept
	known    map[[2]string]bool
	alone    transcript.Times // what answers took with nothing else under way
	requests int64
	crossed  int64
	before   int64 // requests until then, of progress
	at       time.Time
}

// Crossings that are kept, and after how many it is enough.
const (
	kept   = 5
	plenty = 100
)

func newRecord(length time.Duration) *record {
	return &record{soak: transcript.Soak{LengthMS: length.Milliseconds(), TurnedAway: map[string]string{}, LeftOut: map[string]string{}, Failed: map[string]bool{}},
		tallies: map[string]*transcript.SoakTally{}, known: map[[2]string]bool{}, at: time.Now()}
}

// start is when the users begin to ask at once.
func (r *record) start() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = time.Now()
}

// usual is what most answers took to one user alone.
func (r *record) usual() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Duration(r.alone.Percentile(0.5) * float64(time.Millisecond))
}

// leaveOut notes why a resource is not tried; the first reason stays.
func (r *record) leaveOut(resource, reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.soak.LeftOut[resource] == "" {
		r.soak.LeftOut[resource] = reason
	}
}

// lose leaves a resource out that failures on the way have cost.
func (r *record) lose(resource, reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.soak.LeftOut[resource] == "" {
		r.soak.LeftOut[resource], r.soak.Failed[resource] = reason, true
	}
}

func (r *record) lost(resource string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.soak.Failed[resource]
}

func (r *record) leftOut(resource string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.soak.LeftOut[resource]
}

func (r *record) stopped(reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.soak.Stopped == "" {
		r.soak.Stopped = reason
	}
}

func (r *record) took(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.soak.DurationMS = d.Milliseconds()
}

// enough says that there are plenty of crossings; "" where there are not.
func (r *record) enough() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.crossed < plenty {
		return ""
	}
	return fmt.Sprintf("%d answers were somebody else's", plenty)
}

// take notes what came of a call of a user.
func (s *Soaker) take(who *person, o catalog.Operation, call transcript.SoakCall, e transcript.Exchange) {
	var foreign []transcript.Mark
	own := false
	if e.Response != nil {
		for _, mark := range s.telling(who, o, e.Response.Body) {
			if mark.User != who.index {
				foreign = append(foreign, mark)
				continue
			}
			own = true
			if o.Creates != "" { // what is made is told to whoever made it, in whatever name it is
				continue
			}
			if made, first := who.see(mark.Serial); first && s.tells(who, o) {
				s.record.prove(made)
			}
		}
	}
	r := s.record
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests++
	t := r.tally(o.ID)
	t.Took.Add(call.TookUS)
	mark, crossed := r.newOf(who, s.people, foreign)
	switch {
	case crossed:
		t.Crossed++
		r.crossed++
		r.keep(who, s.people[mark.User], mark, call, e)
	case e.Response == nil || e.Response.Cut || e.Status() >= 500 || e.Status() == 429:
		t.Failed++
	case !e.OK():
		t.Refused++
	case own && o.Creates == "" && s.tells(who, o):
		t.Own++
	default:
		t.Mute++
	}
}

// telling are the marks in an answer to a user that are the user's own, or nobody's whom the
// policy lets the user see.
func (s *Soaker) telling(who *person, o catalog.Operation, body string) []transcript.Mark {
	return slices.DeleteFunc(s.marks.In(body), func(m transcript.Mark) bool {
		return m.User != who.index && s.config.Shares(o, who.name, s.people[m.User].name)
	})
}

// tells tells whether a mix-up would show in what a user is answered: not where the policy lets
// the user see what everybody has.
func (s *Soaker) tells(who *person, o catalog.Operation) bool {
	return slices.ContainsFunc(s.people, func(other *person) bool { return other != who && !s.config.Shares(o, who.name, other.name) })
}

// prove counts what was made for its maker's, now that its maker was shown it.
func (r *record) prove(operation string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.tally(operation)
	if t.Mute > 0 {
		t.Mute--
		t.Own++
	}
}

func (r *record) tally(operation string) *transcript.SoakTally {
	if r.tallies[operation] == nil {
		r.tallies[operation] = &transcript.SoakTally{Operation: operation}
	}
	return r.tallies[operation]
}

// newOf is the first mark of another user that is news: what was put in the wrong name is
// shown to whose name it is in again and again.
func (r *record) newOf(who *person, people []*person, foreign []transcript.Mark) (transcript.Mark, bool) {
	for _, mark := range foreign {
		key := [2]string{who.name, mark.Text}
		_, seen := people[mark.User].origin(mark.Serial)
		if old := r.known[key]; seen || !old {
			r.known[key] = true
			return mark, true
		}
	}
	return transcript.Mark{}, false
}

// keep keeps a crossing in full: the first ones, and the first of each resource.
func (r *record) keep(who, other *person, mark transcript.Mark, call transcript.SoakCall, e transcript.Exchange) {
	resource, _, _ := strings.Cut(call.Operation, ".")
	known := slices.ContainsFunc(r.soak.Crossings, func(x transcript.Crossing) bool { return strings.HasPrefix(x.Got.Operation, resource+".") })
	if len(r.soak.Crossings) >= kept && known {
		return
	}
	made, _ := other.origin(mark.Serial)
	r.soak.Crossings = append(r.soak.Crossings, transcript.Crossing{Who: who.name, Whose: other.name, Got: call, Exchange: e, Canary: mark.Text,
		Beside: other.beside(call), Made: made})
	r.shown = append(r.shown, mark)
}

// progress is how far it is; the rate is that since it was asked last.
func (r *record) progress() Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	p := Progress{Requests: r.requests, Crossed: r.crossed, PerSecond: float64(r.requests-r.before) / max(0.001, now.Sub(r.at).Seconds())}
	if now.Sub(r.at) > 2*time.Second {
		r.before, r.at = r.requests, now
	}
	return p
}

// transcript is the record of a soak that is over.
func (r *record) transcript(people []*person) *transcript.Soak {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.soak
	for i, mark := range r.shown {
		_, s.Crossings[i].Seen = people[mark.User].origin(mark.Serial)
	}
	for _, who := range people {
		if reason := who.barred(); reason != "" {
			s.TurnedAway[who.name] = reason
		} else if who.asked() {
			s.Users = append(s.Users, who.name)
		}
	}
	for _, operation := range slices.Sorted(maps.Keys(r.tallies)) {
		s.Tallies = append(s.Tallies, *r.tallies[operation])
	}
	return &s
}
