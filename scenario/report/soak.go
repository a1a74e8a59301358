package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"authcheck/scenario/phrase"
	"authcheck/scenario/result"
	"authcheck/scenario/soak"
)

// soaking is how far a soak is, on one line.
func soaking(p soak.Progress, columns int) string {
	if p.Phase != "" {
		return p.Phase + " …"
	}
	mixed := "no mix-up"
	if p.Crossed > 0 {
		mixed = phrase.Count(int(p.Crossed), "mix-up")
	}
	parts := []string{grouped(p.Requests) + " requests", fmt.Sprintf("%.0f/s", p.PerSecond), fmt.Sprintf("%d at once", p.AtOnce), mixed,
		p.Left.Round(time.Second).String() + " left"}
	if p.Wait > 0 {
		parts[1] = "the server limits the rate: going on in " + p.Wait.String()
	}
	if columns <= 0 {
		columns = 80
	}
	return ansi.Truncate("soaking: "+strings.Join(parts, " · "), columns-1, "…")
}

// grouped writes a number with its thousands apart.
func grouped(n int64) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// soak tells what many users at once came to.
func (s *sheet) soak(k result.Soak, verbose bool) {
	s.joined(soakFigures(k))
	s.line(soakLatency(k.Latency))
	s.hanging("", soakOutcome(k))
	if k.First != nil {
		s.mixUp(*k.First)
	}
	if verbose {
		s.line()
		for _, o := range k.Operations {
			s.line(fmt.Sprintf("   %-14s %9s requests, %s telling · %s", o.Operation, grouped(o.Requests), grouped(o.Telling), soakLatency(o.Latency)))
		}
	}
	for _, note := range k.Notes {
		s.hanging(Icons[result.Note]+" ", note)
	}
}

func soakFigures(k result.Soak) []string {
	return []string{phrase.Count(k.Users, "user"), fmt.Sprintf("%.0f s", float64(k.DurationMS)/1000), grouped(k.Requests) + " requests",
		fmt.Sprintf("%.0f a second", k.PerSecond), fmt.Sprintf("at most %d at once", k.AtOnce)}
}

func soakLatency(l result.Latency) string {
	return fmt.Sprintf("p50 %.1f ms · p95 %.1f ms · p99 %.1f ms", l.P50, l.P95, l.P99)
}

// soakOutcome says how many answers were somebody else's, or what it excludes that none was.
func soakOutcome(k result.Soak) string {
	switch {
	case k.MixedUp > 0:
		return fmt.Sprintf("%s of %s answers that tell whose they are belonged to somebody else, 1 in %s", grouped(k.MixedUp), grouped(k.Telling), grouped(k.Telling/k.MixedUp))
	case k.Telling == 0:
		return "No answer told whose it is."
	}
	return fmt.Sprintf("None of %s answers that tell whose they are belonged to somebody else: at most 3/%d do, 1 in %s (at 95 %%)",
		grouped(k.Telling), k.Telling, grouped(max(1, k.Telling/3)))
}

// mixUp tells the first one: who got whose, by which requests, and when.
func (s *sheet) mixUp(m result.MixUp) {
	s.line()
	s.hanging(Icons[result.Fail]+" ", fmt.Sprintf("The first, %.2f s after the begin: %s", (m.Got.AtMS+m.Got.TookMS)/1000, m.Summary))
	for _, told := range soakRequests(m) {
		s.wrapped(pad(told.Label, 11), told.Text)
	}
}

// told is a part of what is known of a mix-up.
type told struct{ Label, Text string }

// soakRequests are the requests of a mix-up.
func soakRequests(m result.MixUp) []told {
	list := []told{{"got", soakRequest(m.Got) + "; " + m.Whose + "'s is at " + m.Shown}}
	if m.Got.Body != "" {
		list = append(list, told{"sent", m.Got.Body})
	}
	if m.Beside != nil {
		list = append(list, told{"meanwhile", soakRequest(*m.Beside)})
	}
	if m.Made != nil {
		list = append(list, told{"made by", soakRequest(*m.Made)})
	}
	return list
}

// soakRequest is one request with its time: "User 3: GET /threads, 1.204–1.210 s, 200".
func soakRequest(r result.SoakRequest) string {
	text := fmt.Sprintf("%s: %s %s, %.3f", r.User, r.Method, r.Path, r.AtMS/1000)
	if r.Status == 0 {
		return text + " s, still under way"
	}
	return text + fmt.Sprintf("–%.3f s, %d", (r.AtMS+r.TookMS)/1000, r.Status)
}

// markdownSoak is the same as a table.
func markdownSoak(b *strings.Builder, k result.Soak) {
	fmt.Fprintf(b, "%s\n\n", strings.Join(soakFigures(k), " · "))
	fmt.Fprint(b, "| request | sent | tell whose they are | somebody else's | p50 | p95 | p99 |\n|---|--:|--:|--:|--:|--:|--:|\n")
	for _, o := range k.Operations {
		fmt.Fprintf(b, "| %s | %d | %d | %d | %.1f ms | %.1f ms | %.1f ms |\n", o.Operation, o.Requests, o.Telling, o.MixedUp, o.Latency.P50, o.Latency.P95, o.Latency.P99)
	}
	fmt.Fprintf(b, "\n%s\n\n", sentence(soakOutcome(k)))
	if m := k.First; m != nil {
		fmt.Fprintf(b, "The first: %s\n\n", m.Summary)
		for _, told := range soakRequests(*m) {
			fmt.Fprintf(b, "- %s: %s\n", told.Label, told.Text)
		}
		fmt.Fprintln(b)
	}
	for _, note := range k.Notes {
		fmt.Fprintf(b, "%s %s\n\n", Icons[result.Note], note)
	}
}
