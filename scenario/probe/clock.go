package probe

import (
	"fmt"
	"net/mail"
	"strings"
	"time"

	"authcheck/langgraph"
	"authcheck/supabase"
)

// tolerance is how far clocks may be apart before it is worth a word. Date headers
// have whole seconds, and tokens are checked to the second by strict servers.
const tolerance = 10 * time.Second

// clock is the server's, compared with ours.
type clock struct {
	known bool
	ahead time.Duration
}

// noteClock compares the server's clock with this machine's, by the first answer
// that has a Date.
func (w *wire) noteClock(resp *langgraph.Response) {
	if resp == nil {
		return
	}
	now := time.Now()
	ahead, ok := langgraph.ClockAhead(resp.Header, now.Add(-resp.Elapsed), now)
	w.mu.Lock()
	defer w.mu.Unlock()
	if ok && !w.clock.known {
		w.clock = clock{known: true, ahead: ahead}
	}
}

// serverTime is what the server's clock shows at a time of this machine's.
func (w *wire) serverTime(at time.Time) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return at.Add(w.clock.ahead)
}

// clocks tell which clocks are off: the server's, and the one by which the
// tokens were issued. Tokens are refused for that with no word about it.
func (w *wire) clocks(begin time.Time) []string {
	ahead := w.serverTime(begin).Sub(begin)
	var notes []string
	switch {
	case ahead > tolerance:
		notes = append(notes, fmt.Sprintf("the server's clock is %s ahead of this machine's", ahead))
	case ahead < -tolerance:
		notes = append(notes, fmt.Sprintf("the server's clock is %s behind this machine's", -ahead))
	}
	begin = begin.Add(ahead)
	for _, user := range w.users[:min(2, len(w.users))] {
		claims, _, ok := supabase.Claims(user.Token)
		if IsAddress(user.Token) {
			notes = append(notes, user.Name+"'s token is an e-mail address: `authcheck login` prints tokens")
		}
		if !ok {
			continue
		}
		if at, err := claims.GetIssuedAt(); err == nil && at != nil && at.Sub(begin) > tolerance {
			notes = append(notes, fmt.Sprintf("%s's token was issued %s in the future by the server's clock", user.Name, at.Sub(begin).Round(time.Second)))
		}
		if at, err := claims.GetExpirationTime(); err == nil && at != nil && begin.After(at.Time) {
			notes = append(notes, fmt.Sprintf("%s's token ended %s before this run by the server's clock", user.Name, begin.Sub(at.Time).Round(time.Second)))
		}
	}
	return notes
}

// IsAddress tells an e-mail address, where a token should be.
func IsAddress(token string) bool {
	_, domain, found := strings.Cut(token, "@")
	_, err := mail.ParseAddress(token)
	return found && err == nil && strings.Contains(domain, ".")
}
