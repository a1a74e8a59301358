package report

import (
	"fmt"
	"io"
	"strings"

	"authcheck/scenario/result"
)

// inLog is the log of a workflow, of which GitHub shows a few annotations.
var inLog = destination{text: OnTerminal, code: inLines, bytes: 64 << 10, items: 100, findings: 50}

// writeAnnotations writes a workflow command of GitHub Actions for each finding that is
// worth acting on, and one for what was not judged; GitHub shows them on the run and on
// the pull request.
// The format: docs.github.com, "Workflow commands for GitHub Actions".
func writeAnnotations(w io.Writer, r *result.Report) error {
	few := *r
	few.Results = nil // they are not listed
	r = inLog.shown(&few)
	var b strings.Builder
	for _, f := range r.Findings {
		command := "warning"
		switch {
		case f.Verdict == result.Note, f.Verdict == result.Accepted:
			continue
		case f.Verdict != result.Warn || r.Summary.Strict:
			command = "error"
		}
		fix, _, _ := strings.Cut(f.Fix, "\n")
		text := sentence(f.Summary) + "\n" + f.Why + "\nFix: " + sentence(fix) + " See: authcheck explain " + f.Code
		fmt.Fprintf(&b, "::%s title=%s::%s\n", command, inProperty("authcheck: "+f.Code+": "+f.Title), inCommand(text))
	}
	if some := someNotJudged(r.Summary); some != "" { // GitHub shows few of them: one for all
		fmt.Fprintf(&b, "::notice title=%s::%s\n", inProperty("authcheck: "+some), inCommand("The reasons: the summary of this step, or authcheck verify --verbose."))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
