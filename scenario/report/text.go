package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"authcheck/scenario/catalog"
	"authcheck/scenario/phrase"
	"authcheck/scenario/progress"
	"authcheck/scenario/result"
)

// Text writes for a terminal or a log, live.
type Text struct {
	Options

	drawn bool  // a line of progress is to be cleared away
	err   error // the first of writing
}

// Event shows what is known already: the target, and the tutorial's lines.
func (t *Text) Event(e progress.Event) error {
	switch {
	case t.Quiet:
	case e.Target != nil:
		s := newSheet(t.Width)
		s.header(harmless(*e.Target, onScreen), OnTerminal(t.Version))
		t.write(s)
	case e.Result != nil && e.Result.Line != "":
		check := harmless(*e.Result, onScreen)
		s := newSheet(t.Width)
		s.line(Hang(Icons[check.Verdict]+" ", 3, check.Line, t.Width)) // where nobody looks, on one line
		t.write(s)
	case e.Result == nil && t.Progress != nil:
		t.draw(harmless(e, onScreen))
	}
	return t.err
}

// Report writes the rest: the matrix, the findings, and the verdict.
func (t *Text) Report(r *result.Report) error {
	few, said, allowed := *r, lines(r.Results), slices.ContainsFunc(r.Results, isAllowed)
	if quick(r) {
		few.Matrix = result.Matrix{} // its lines have said it
	}
	if !t.Verbose {
		few.Results = skipped(r.Results)
	}
	r = onScreen.shown(&few)
	s := newSheet(t.Width)
	s.said, s.allowed = said, allowed
	s.tokens = cmp.Or(t.Tokens, `eval "$(authcheck login --format env)", or export those that were given`)
	switch {
	case t.Quiet:
	case interrupted(r) && !t.Verbose:
		s.proven(r)
	default:
		s.body(r, t.Verbose)
	}
	if interrupted(r) && r.Soak != nil && !t.Quiet && !t.Verbose {
		s.soak(*r.Soak, false)
		s.line()
	}
	parts := verdictParts(r)
	if interrupted(r) {
		parts = append(parts[:1], fmt.Sprintf("%d of %s decided", decidedOf(r), phrase.Count(checksOf(r), "check")))
	}
	s.joined(parts)
	if interrupted(r) && len(r.Summary.Leftovers) == 0 {
		s.line("Everything that this run made is removed.")
	}
	t.write(s)
	return t.err
}

// lines are those of the tutorial, as they were shown.
func lines(results []result.Result) []string {
	var list []string
	for _, r := range results {
		if r.Line != "" {
			list = append(list, OnTerminal(r.Line))
		}
	}
	return list
}

// write takes the line of progress away and writes what is laid out.
func (t *Text) write(s *sheet) {
	if t.drawn {
		_, _ = io.WriteString(t.Progress, "\r\x1b[K")
		t.drawn = false
	}
	text := s.String()
	if t.Plain {
		text = ansi.Strip(text)
	}
	if t.err == nil {
		_, t.err = io.WriteString(t.Out, text)
	}
}

// draw shows progress. Nothing is lost where that can't be written.
func (t *Text) draw(e progress.Event) {
	t.drawn = true
	if e.Soak != nil {
		_, _ = io.WriteString(t.Progress, "\r\x1b[K"+soaking(*e.Soak, t.Width))
		return
	}
	phase := e.Phase
	if phase == "" {
		phase = "trying"
	}
	if e.Wait > 0 {
		phase = fmt.Sprintf("the server limits the rate: going on in %s", e.Wait)
	}
	_, _ = fmt.Fprintf(t.Progress, "\r\x1b[K%s … %d", phase, e.Done)
	if e.Total > 0 {
		_, _ = fmt.Fprintf(t.Progress, " of %d", e.Total)
	}
}

func (s *sheet) header(target result.Target, version string) {
	parts := []string{strings.TrimSpace("authcheck "+version) + " → " + target.URL}
	if server := serverOf(target); server != "" {
		parts = append(parts, server)
	}
	s.joined(append(parts, phrase.Count(target.Users, "user")))
	s.line()
}

func serverOf(target result.Target) string {
	return catalog.ServerTitle(target.Server, target.Version, target.Kind)
}

func (s *sheet) body(r *result.Report, verbose bool) {
	if r.Soak != nil {
		s.soak(*r.Soak, verbose)
	} else if len(r.Matrix.Rows) > 0 {
		s.line()
		s.matrix(r.Matrix)
		s.legend(r)
	}
	s.relations(r.Relations)
	if verbose {
		s.line()
		s.checks(r.Results)
	}
	s.findings(r.Findings, verbose)
	s.notJudged(r.Summary, verbose)
	if why := skips(r.Results); why != "" && !verbose { // the skipped ones
		s.line()
		s.wrapped("", why)
	}
	if known := noted(r.Findings); known != "" && !verbose {
		s.line()
		s.wrapped("", known)
	}
	for _, note := range r.Summary.Notes {
		s.line()
		s.wrapped("", Icons[result.Note]+" "+note)
	}
	for _, left := range r.Summary.Leftovers {
		s.left(left)
	}
	s.line()
}

// left names what could not be removed, and on a line of its own the command that removes it.
func (s *sheet) left(leftover string) {
	what, command := result.ByHand(leftover)
	if command == "" {
		s.hanging(Icons[result.Warn]+" ", "could not be removed: "+what)
		return
	}
	s.hanging(Icons[result.Warn]+" ", "could not be removed: "+what+":")
	s.line("   ", command)
}

// interrupted tells a run that somebody ended: what it did not get to is no news to them.
func interrupted(r *result.Report) bool { return r.Summary.Incomplete == "interrupted" }

// proven is what a run that was interrupted has found all the same, and what is left of it.
func (s *sheet) proven(r *result.Report) {
	s.findings(slices.DeleteFunc(slices.Clone(r.Findings), func(f result.Finding) bool { return !result.IsBad(f.Verdict) }), false)
	for _, left := range r.Summary.Leftovers {
		s.left(left)
	}
	s.line()
}

// noted says in a sentence what the notes are.
func noted(list []result.Finding) string {
	var parts []string
	for _, f := range list {
		if f.Verdict == result.Note {
			parts = append(parts, fmt.Sprintf("%s (%s)", f.Title, f.Code))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("%s Worth knowing, nothing to fix: %s (--verbose tells more)", Icons[result.Note], strings.Join(parts, "; "))
}

// notJudged names the documented operations that were not judged, with the reasons where
// everything is told.
func (s *sheet) notJudged(summary result.Summary, verbose bool) {
	if len(summary.NotJudged) == 0 {
		return
	}
	s.line()
	if !verbose {
		s.wrapped("", s.folded(summary))
		return
	}
	s.line("Documented, but not judged:")
	for _, left := range summary.NotJudged {
		s.hanging(Icons[result.Skip]+" ", left)
	}
}

// folded names those operations in a sentence, or counts them where that takes more than
// three lines.
func (s *sheet) folded(summary result.Summary) string {
	const head = "Documented, but not judged: "
	list := head + strings.Join(summary.Coverage.Untested, ", ") + " (--verbose has the reasons)"
	if len(wrap("   ", list, s.columns)) > 3 {
		return head + phrase.Count(numberNotJudged(summary), "operation") + " (--verbose lists them)"
	}
	return list
}

// quick tells a run of the tutorial's three lines only, which have the owner's call beside them.
func quick(r *result.Report) bool {
	lines := 0
	for _, check := range r.Results {
		if check.Line != "" {
			lines++
		} else if check.Identity != "owner" {
			return false
		}
	}
	return lines > 0
}
