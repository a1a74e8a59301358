package verdict

import (
	"fmt"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/phrase"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// slowServerMS is what half of the answers exceed where a server is called slow. Most are
// told apart well: a healthy one is some times as fast even on a busy machine.
const slowServerMS = 1000

// fewAnswers say nothing about a server.
const fewAnswers = 4

// waits are the answers that a run waited for.
type waits struct {
	users, others []int64             // how long, in milliseconds: for users, and for whoever has no valid login
	slowest       transcript.Exchange // of the checks
	late          int                 // requests that were not answered in time
}

// timeSpent says what the time of a run went to, where that is a slow server.
func timeSpent(t *transcript.Transcript, s result.Summary) []string {
	var w waits
	for _, run := range append([]*transcript.Transcript{t}, t.Relations...) {
		for _, e := range run.Exchanges {
			w.add(e)
		}
	}
	all := slices.Concat(w.users, w.others)
	if len(all) < fewAnswers || median(all) <= slowServerMS {
		return nil
	}
	atOnce := underWay(all, s)
	if atOnce == 0 {
		return nil // most of the time went elsewhere: a token's end was waited for
	}
	note := fmt.Sprintf("the time went to a slow server: half of its answers took %s or longer (%s)", lasting(median(all)), strings.Join(w.callers(s.Sent), ", "))
	if atOnce > 1 {
		note += fmt.Sprintf(", with about %d requests under way at once", atOnce)
	}
	if r := w.slowest.Response; r != nil {
		note += fmt.Sprintf("; the slowest: %s, %s", w.slowest.Operation, lasting(r.ElapsedMS))
	}
	if w.late > 0 {
		note += fmt.Sprintf("; not answered in time: %d", w.late)
	}
	return []string{note}
}

// add adds an answer. Streams on which we hung up are left out, and requests that were
// held back so that they overlap: that time is our own.
func (w *waits) add(e transcript.Exchange) {
	r := e.Response
	switch {
	case r == nil && e.Failure == transcript.TooLate:
		w.late++
		return
	case r == nil || r.Open || e.Part == transcript.Overlap:
		return
	case catalog.IdentityNamed(e.Identity).Login.Valid():
		w.users = append(w.users, r.ElapsedMS)
	default:
		w.others = append(w.others, r.ElapsedMS)
	}
	slower := w.slowest.Response == nil || r.ElapsedMS > w.slowest.Response.ElapsedMS
	if e.Part == transcript.Attack && slower && !catalog.Named(e.Operation).Hangs { // which waits for a run
		w.slowest = e
	}
}

// callers say whose requests those were: a login costs a server more than none.
func (w *waits) callers(sent result.RequestCounts) []string {
	var parts []string
	if len(w.users) > 0 {
		parts = append(parts, fmt.Sprintf("%s of users: %s", phrase.Count(int(sent.Valid), "request"), lasting(median(w.users))))
	}
	if len(w.others) > 0 {
		parts = append(parts, fmt.Sprintf("%d without a valid login: %s", sent.Refused+sent.None, lasting(median(w.others))))
	}
	return parts
}

// underWay is how many requests were under way at once, on average over the run.
func underWay(took []int64, s result.Summary) int {
	sum := int64(0)
	for _, ms := range took {
		sum += ms
	}
	mean := float64(sum) / float64(len(took))
	return int(mean*float64(s.Requests)/float64(max(1, s.DurationMS)) + 0.5)
}

func median(of []int64) int64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

// lasting is a time in words: "640 ms", "1.5 s".
func lasting(ms int64) string {
	if ms < 1000 {
		return fmt.Sprintf("%d ms", ms)
	}
	return fmt.Sprintf("%.1f s", float64(ms)/1000)
}
