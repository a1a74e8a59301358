package langgraph

import (
	"net/http"
	"testing"
	"time"
)

// TestClockAhead: the Date is compared with the middle of the exchange.
func TestClockAhead(t *testing.T) {
	sent := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for date, want := range map[string]time.Duration{
		"Tue, 24 Nov 2026 12:00:02 GMT": 0, // half-way is 12:00:02.5, and dates are cut to seconds
		"Tue, 24 Nov 2026 12:01:02 GMT": time.Minute,
		"Tue, 24 Nov 2026 11:59:57 GMT": -5 * time.Second,
	} {
		if got, ok := ClockAhead(http.Header{"Date": {date}}, sent, sent.Add(5*time.Second)); got != want || !ok {
			t.Errorf("%s: %v, %v, want %v", date, got, ok, want)
		}
	}
	for _, date := range []string{"", "now", "2026-11-24T12:00:00Z"} {
		if got, ok := ClockAhead(http.Header{"Date": {date}}, sent, sent); got != 0 || ok {
			t.Errorf("%q: %v, %v", date, got, ok)
		}
	}
}
