package report

import (
	"fmt"
	"net/url"

	"github.com/fatih/color"

	"authcheck/scenario"
)

// checks writes for each check what came of it and, fainter, what was sent and
// what the same call did for its owner.
func (t *Text) checks(results []scenario.Result) {
	faint := color.New(color.Faint)
	for _, result := range results {
		head := Icons[result.Verdict] + " " + result.ID + "  "
		for _, line := range wrap(head, printable(result.Summary), t.columns()) {
			fmt.Fprintln(t.Out, line)
		}
		if result.Evidence == nil {
			continue
		}
		for _, line := range wrap("   ", inOneSentence(*result.Evidence), t.columns()) {
			fmt.Fprintln(t.Out, faint.Sprint(line))
		}
	}
}

// inOneSentence tells a request in a sentence: "GET /threads/… of User 1: expected denied, got 404; …".
func inOneSentence(e scenario.Evidence) string {
	text := e.Method + " " + pathOf(e.URL)
	if e.Whose != "" {
		text += " of " + e.Whose
	}
	text += ": expected " + e.Expected + ", got " + e.Got
	if e.Control != "" {
		text += "; " + e.Control
	}
	if e.Effect != "" {
		text += "; " + e.Effect
	}
	return printable(text)
}

// pathOf leaves out what is the same in all requests.
func pathOf(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return target
	}
	return u.RequestURI()
}
