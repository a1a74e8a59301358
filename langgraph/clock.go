package langgraph

import (
	"net/http"
	"time"
)

// ClockAhead is how far the clock of a server is ahead of this machine's, to the
// second, by the Date of an answer: negative when it is behind, false where the
// answer has none. The server is taken to have written it half-way between when
// the request was sent and when the answer was there, and to have cut half a second off.
func ClockAhead(header http.Header, sent, received time.Time) (time.Duration, bool) {
	at, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0, false
	}
	middle := sent.Add(received.Sub(sent) / 2)
	return at.Add(time.Second / 2).Sub(middle).Round(time.Second), true
}
