package report

import (
	"fmt"
	"io"
	"strings"

	"authcheck/scenario"
)

// Explanations lists all findings that can be made, a line each.
func Explanations(w io.Writer) {
	for _, e := range scenario.Explanations() {
		fmt.Fprintf(w, "%s %-24s %s\n", pad(Icons[e.Verdict], 2), e.Code, e.Title)
	}
}

// Explain tells all about one finding.
func Explain(w io.Writer, e scenario.Explanation) {
	fmt.Fprintf(w, "%s %s  %s\n\n", Icons[e.Verdict], e.Code, e.Title)
	text := &Text{Out: w}
	text.wrapped("proven  ", e.Proven)
	text.wrapped("why     ", e.Why)
	head, code, _ := strings.Cut(e.Fix, "\n")
	text.wrapped("fix     ", head)
	if code != "" {
		for _, line := range strings.Split(code, "\n") {
			fmt.Fprintf(w, "             %s\n", line)
		}
	}
	if e.Sound != "" {
		text.wrapped("sound   ", e.Sound)
	}
	if len(e.Tags) > 0 {
		text.wrapped("tags    ", strings.Join(e.Tags, ", "))
	}
}
