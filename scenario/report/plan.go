package report

import (
	"fmt"
	"io"
	"strings"

	"authcheck/scenario"
)

// Plan writes what a run would send, one operation a line.
func Plan(w io.Writer, p scenario.Plan) {
	fmt.Fprintf(w, "What verify would send to %s:\n\n", p.URL)
	checks := 0
	for _, c := range p.Checks {
		checks += len(c.Identities)
		fmt.Fprintf(w, "%-28s %-6s %s\n%-28s %-6s by %s\n", c.Operation, c.Method, c.Path, "", "", strings.Join(c.Identities, ", "))
	}
	fmt.Fprintf(w, "\n%s of %s.\n", plural(checks, "check"), plural(len(p.Checks), "operation"))
	text := &Text{Out: w}
	for _, note := range p.Notes {
		text.wrapped("", note)
	}
}
