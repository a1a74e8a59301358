package transcript

import (
	"math"
	"strconv"
	"strings"
)

// Soak is what many users did at once, for a while. What came back as it should have is
// counted; an answer that shows what another user made is kept in full.
type Soak struct {
	LengthMS   int64             `json:"length_ms"`   // that was asked for
	DurationMS int64             `json:"duration_ms"` // that it took
	AtOnce     int               `json:"at_once"`     // requests under way, at most
	Users      []string          `json:"users"`       // who took part
	TurnedAway map[string]string `json:"turned_away,omitempty"`
	LeftOut    map[string]string `json:"left_out,omitempty"` // by resource: why it was not tried
	Failed     map[string]bool   `json:"failed,omitempty"`   // of what was left out: what failures on the way cost
	Alone      []Crossing        `json:"alone,omitempty"`    // what crossed with nothing else under way
	Tallies    []SoakTally       `json:"tallies"`
	Crossings  []Crossing        `json:"crossings,omitempty"` // the first of them
	Limits     []string          `json:"limits,omitempty"`    // what the server showed of its limits
	Stopped    string            `json:"stopped,omitempty"`   // why it ended before its time
}

// SoakTally counts what came of one operation.
type SoakTally struct {
	Operation string `json:"operation"`
	Own       int64  `json:"own"`     // showed the caller's, and nobody else's
	Crossed   int64  `json:"crossed"` // showed another user's
	Mute      int64  `json:"mute"`    // usable, and shows nobody's
	Refused   int64  `json:"refused"` // 4xx
	Failed    int64  `json:"failed"`  // no answer, one that was cut, 429, 5xx
	Took      Times  `json:"took"`
}

// All is how many requests there were.
func (t SoakTally) All() int64 { return t.Own + t.Crossed + t.Mute + t.Refused + t.Failed }

// Crossing is an answer to one user that shows what another one made.
type Crossing struct {
	Who      string    `json:"who"`   // asked
	Whose    string    `json:"whose"` // is shown
	Got      SoakCall  `json:"got"`
	Exchange Exchange  `json:"exchange"`
	Canary   string    `json:"canary"`           // the mark of what is shown
	Beside   *SoakCall `json:"beside,omitempty"` // what the other user asked meanwhile; nil for nothing
	Made     *SoakCall `json:"made,omitempty"`   // how the thing was made that is shown
	Seen     bool      `json:"seen,omitempty"`   // its maker was shown it, too
}

// SoakCall is when a user asked what; times count from the begin.
type SoakCall struct {
	Operation string `json:"operation"`
	Method    string `json:"method"`
	Path      string `json:"path"`
	AtUS      int64  `json:"at_us"`
	TookUS    int64  `json:"took_us"` // 0 while it is under way
	Status    int    `json:"status,omitempty"`
}

// Times are how often something took how long. Each place is for a tenth more than the
// one before; the first is for a tenth of a millisecond.
type Times []int64

const (
	shortestUS = 100
	longer     = 1.1
)

// Add counts one.
func (t *Times) Add(us int64) {
	i := max(0, int(math.Ceil(math.Log(float64(us)/shortestUS)/math.Log(longer))))
	for len(*t) <= i {
		*t = append(*t, 0)
	}
	(*t)[i]++
}

// Plus is the sum of two counts.
func (t Times) Plus(other Times) Times {
	sum := make(Times, max(len(t), len(other)))
	copy(sum, t)
	for i, n := range other {
		sum[i] += n
	}
	return sum
}

// Percentile is what that part of all took at most, in milliseconds.
func (t Times) Percentile(part float64) float64 {
	all := int64(0)
	for _, n := range t {
		all += n
	}
	below := int64(0)
	for i, n := range t {
		if below += n; n > 0 && float64(below) >= part*float64(all) {
			return math.Round(shortestUS*math.Pow(longer, float64(i))/10) / 100
		}
	}
	return 0
}

// Marks are the canaries of a soak: one for each thing, "TAG.u3.HEX.57", where HEX is
// the user's own.
type Marks struct {
	Prefix string         // of all
	Users  map[string]int // by what only their marks hold
}

// Mark is a canary that was read: whose it is, and the which of their things.
type Mark struct {
	User, Serial int
	Text         string
}

// Of is the mark of a user's thing.
func (m Marks) Of(own string, serial int) string {
	return m.Prefix + own + "." + strconv.Itoa(serial) + ";"
}

// In are the marks that a text shows, each once.
func (m Marks) In(text string) (found []Mark) {
	seen := make(map[string]bool)
	for {
		at := strings.Index(text, m.Prefix)
		if at < 0 {
			return found
		}
		text = text[at:]
		whole, _, ended := strings.Cut(text, ";")
		own, number, numbered := strings.Cut(strings.TrimPrefix(whole, m.Prefix), ".")
		user, known := m.Users[own]
		serial, err := strconv.Atoi(number)
		if ended && numbered && known && err == nil && !seen[whole] {
			seen[whole] = true
			found = append(found, Mark{user, serial, whole})
		}
		text = text[len(m.Prefix):]
	}
}

// redacted is a soak without the secrets.
func (s *Soak) redacted(clean func(string) string) *Soak {
	if s == nil {
		return nil
	}
	c := *s
	c.TurnedAway, c.LeftOut, c.Limits, c.Stopped = cleanMap(s.TurnedAway, clean), cleanMap(s.LeftOut, clean), cleanAll(s.Limits, clean), clean(s.Stopped)
	c.Alone, c.Crossings = cleanCrossings(s.Alone, clean), cleanCrossings(s.Crossings, clean)
	return &c
}

func cleanCrossings(list []Crossing, clean func(string) string) []Crossing {
	var c []Crossing
	for _, crossing := range list {
		crossing.Exchange = crossing.Exchange.redacted(clean)
		crossing.Got = crossing.Got.redacted(clean)
		for _, call := range []**SoakCall{&crossing.Beside, &crossing.Made} {
			if *call != nil {
				cleaned := (*call).redacted(clean)
				*call = &cleaned
			}
		}
		c = append(c, crossing)
	}
	return c
}

func (c SoakCall) redacted(clean func(string) string) SoakCall {
	c.Path = clean(c.Path)
	return c
}
