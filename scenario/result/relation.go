package result

import "authcheck/scenario/catalog"

// Relation is how two users stand to each other, and what came of trying each resource.
type Relation struct {
	Name      string         `json:"name"`
	Visitor   catalog.Person `json:"visitor"` // who tries
	Owner     catalog.Person `json:"owner"`   // whose things they are
	Pairs     int            `json:"pairs"`   // of users that stand so
	Resources []Crossings    `json:"resources"`
}

// Crossings counts the checks of one resource by what the policy says and what was seen.
type Crossings struct {
	Resource    string `json:"resource"`
	Allowed     int    `json:"allowed"`      // and it works
	Denied      int    `json:"denied"`       // as it should be
	Leaked      int    `json:"leaked"`       // though nothing allows it
	OverBlocked int    `json:"over_blocked"` // though the policy allows it
	Undecided   int    `json:"undecided"`
}

// Add counts a check.
func (c *Crossings) Add(r Result) {
	switch {
	case r.Code == catalog.OverBlocked:
		c.OverBlocked++
	case r.GotIn():
		c.Leaked++
	case r.Verdict == Error:
		c.Undecided++
	case r.Verdict == Note && r.Allowed:
		c.Allowed++
	case r.Verdict == Pass, r.Verdict == Warn:
		c.Denied++
	}
}
