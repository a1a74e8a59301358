package scenario

import (
	"fmt"
	"net/http"
	"time"

	"authcheck/langgraph"
)

// tolerance is how far clocks may be apart before it is worth a word. Date headers
// have whole seconds, and tokens are checked to the second by strict servers.
const tolerance = 10 * time.Second

// noteClock compares the server's clock with this machine's, by the first answer
// that has a Date.
func (r *run) noteClock(resp *langgraph.Response) {
	if resp == nil {
		return
	}
	at, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.dated {
		r.dated = true
		r.ahead = at.Add(time.Second / 2).Sub(time.Now().Add(-resp.Elapsed / 2)).Round(time.Second)
	}
}

// clockNotes tell which clocks are off: the server's, and the one by which the
// tokens were issued. Tokens are refused for that with no word about it.
func (r *run) clockNotes() []string {
	r.mu.Lock()
	ahead := r.ahead
	r.mu.Unlock()
	var notes []string
	switch {
	case ahead > tolerance:
		notes = append(notes, fmt.Sprintf("the server's clock is %s ahead of this machine's", ahead))
	case ahead < -tolerance:
		notes = append(notes, fmt.Sprintf("the server's clock is %s behind this machine's", -ahead))
	}
	begin := r.report.Summary.Started.Add(ahead)
	for i := range min(2, len(r.config.Users)) {
		claims, _, ok := claimsOf(r.user(i).Token)
		if !ok {
			continue
		}
		if at, err := claims.GetIssuedAt(); err == nil && at != nil && at.Sub(begin) > tolerance {
			notes = append(notes, fmt.Sprintf("%s's token was issued %s in the future by the server's clock", r.user(i).Name, at.Sub(begin).Round(time.Second)))
		}
		if at, err := claims.GetExpirationTime(); err == nil && at != nil && begin.After(at.Time) {
			notes = append(notes, fmt.Sprintf("%s's token ended %s before this run by the server's clock", r.user(i).Name, begin.Sub(at.Time).Round(time.Second)))
		}
	}
	return notes
}
