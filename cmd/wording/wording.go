// Package wording makes parts of sentences, and texts that are safe where they go.
package wording

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"authcheck/scenario/report"
)

// List names things as a sentence does: "a", "a and b", "a, b and c".
func List(things []string) string {
	last := len(things) - 1
	if last < 1 {
		return strings.Join(things, "")
	}
	return strings.Join(things[:last], ", ") + " and " + things[last]
}

// Duration is a length of time without zeroes at its end: 10m, not 10m0s.
func Duration(d time.Duration) string {
	text := d.Round(time.Millisecond).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// maxLine is how much of a text that may be of any length is shown, in columns.
const maxLine = 200

// OneLine is a text from outside as a terminal can show it, and not long.
func OneLine(text string) string {
	return ansi.Truncate(report.OnTerminal(strings.TrimSpace(text)), maxLine, "…")
}
