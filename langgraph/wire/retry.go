package wire

import (
	"net/http"
	"strconv"
	"time"
)

// maxWait bounds RetryAfter: whoever asks for more means "not today".
const maxWait = 24 * time.Hour

// RetryAfter is how long an answer asks to wait, at most a day; 0 where it does not
// say. A date counts from the server's own Date, so that the clocks need not agree,
// and from now where there is none.
func RetryAfter(header http.Header, now time.Time) time.Duration {
	text := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		return time.Duration(min(max(0, seconds), int(maxWait/time.Second))) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	return min(max(0, at.Sub(now)), maxWait)
}
