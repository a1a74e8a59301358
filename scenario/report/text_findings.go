package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/fatih/color"

	"authcheck/scenario/result"
)

// findings writes one entry for each cause that is worth acting on.
func (s *sheet) findings(list []result.Finding, verbose bool) {
	told, curl, others := false, false, false
	for _, f := range list {
		if f.Verdict == result.Note && !verbose {
			continue
		}
		s.line()
		s.finding(f, verbose)
		told = true
		for _, token := range bearer.FindAllStringSubmatch(f.Curl, -1) {
			curl = curl || shows(f)
			others = others || shows(f) && !slices.Contains([]string{"AUTHCHECK_TOKEN_1", "AUTHCHECK_TOKEN_2"}, token[1])
		}
	}
	switch {
	case curl:
		tokens := "$AUTHCHECK_TOKEN_1 and _2"
		if others {
			tokens = "the tokens"
		}
		s.line("\nMore about a finding: authcheck explain CODE. For "+tokens+":\n", s.tokens)
	case told:
		s.line("\nMore about a finding: authcheck explain CODE.")
	}
}

// bearer finds the tokens of a line for a shell.
var bearer = regexp.MustCompile(`Bearer '?"?\$(\w+)`)

// shows tells a finding whose curl lines are printed.
func shows(f result.Finding) bool {
	return f.Curl != "" && f.Verdict != result.Error && f.Acceptance == nil
}

// loud are the colours of codes.
var loud = map[result.Verdict]*color.Color{result.Fail: color.New(color.FgRed, color.Bold), result.Accepted: color.New(color.Bold)}

func (s *sheet) finding(f result.Finding, verbose bool) {
	paint, ok := loud[f.Verdict]
	if !ok {
		paint = color.New(color.FgYellow, color.Bold)
	}
	s.hanging(Icons[f.Verdict]+" "+paint.Sprint(f.Code)+"  ", f.Title)
	s.wrapped("", begun(s.unsaid(f.Summary)))
	if len(f.Operations) > 0 {
		s.wrapped("on   ", operations(f.Operations, verbose))
	}
	if verbose {
		s.wrapped("by   ", strings.Join(f.Identities, ", "))
	}
	if f.Acceptance != nil {
		s.wrapped("accepted  ", acceptance(f)+"; "+Icons[f.Proven]+" otherwise")
		return
	}
	s.wrapped("why  ", f.Why)
	s.fix("fix  ", f.Fix, color.New(color.FgCyan))
	if shows(f) {
		s.commands("   see  ", f.Curl)
	}
}

// unsaid is a summary without the reason that one of the tutorial's lines has given already.
func (s *sheet) unsaid(summary string) string {
	who, reason, _ := strings.Cut(summary, ": ")
	if reason != "" && slices.ContainsFunc(s.said, func(line string) bool { return strings.Contains(line, reason) }) {
		return who + ": see above"
	}
	return summary
}

// fix writes what to do, and the code that does it as it is.
func (s *sheet) fix(label, fix string, paint *color.Color) {
	head, code, ok := strings.Cut(fix, "\n")
	s.wrapped(label, head)
	if !ok {
		return
	}
	indent := strings.Repeat(" ", len("   "+label)+2)
	for line := range strings.SplitSeq(code, "\n") {
		s.line(indent, paint.Sprint(line))
	}
}

// acceptance says why a finding is lived with, and how long: "one team (until 2026-12-31)".
func acceptance(f result.Finding) string {
	if f.Acceptance == nil {
		return ""
	}
	if f.Acceptance.Until == "" {
		return f.Acceptance.Reason
	}
	return f.Acceptance.Reason + " (until " + f.Acceptance.Until + ")"
}

// manyOperations are not listed one by one.
const manyOperations = 8

// operations lists them, or counts them by resource.
func operations(ids []string, verbose bool) string {
	if len(ids) <= manyOperations || verbose {
		return strings.Join(ids, ", ")
	}
	return countedByResource(ids) + " (--verbose lists them)"
}

func countedByResource(ids []string) string {
	var resources []string
	count := make(map[string]int)
	for _, id := range ids {
		resource, _, _ := strings.Cut(id, ".")
		if count[resource]++; count[resource] == 1 {
			resources = append(resources, resource)
		}
	}
	for i, resource := range resources {
		resources[i] = fmt.Sprintf("%s %d", resource, count[resource])
	}
	return strings.Join(resources, ", ")
}

// commands writes lines for a shell, broken between arguments in a way that the
// shell undoes.
func (s *sheet) commands(head, lines string) {
	indent := strings.Repeat(" ", ansi.StringWidth(head))
	for command := range strings.SplitSeq(lines, "\n") {
		words := withValues(shellWords(command))
		line := head + words[0]
		for _, word := range words[1:] {
			if ansi.StringWidth(line)+1+ansi.StringWidth(word) > s.columns-2 {
				s.line(line, ` \`)
				line = indent + "  " + word
				continue
			}
			line += " " + word
		}
		s.line(line)
		head = indent
	}
}

// withValues keeps an option together with its value, and a pipe with its program.
func withValues(words []string) []string {
	var list []string
	for i, word := range words {
		if i > 0 && slices.Contains([]string{"-H", "-d", "-X", "|", "sed"}, words[i-1]) {
			list[len(list)-1] += " " + word
			continue
		}
		list = append(list, word)
	}
	return list
}

// shellWords parts a command at the spaces that are not within quotes.
func shellWords(command string) []string {
	var words []string
	start, quote := 0, rune(0)
	escaped := false
	for i, c := range command {
		switch {
		case escaped:
			escaped = false
		case c == '\\' && quote != '\'':
			escaped = true
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == ' ':
			words = append(words, command[start:i])
			start = i + 1
		}
	}
	return append(words, command[start:])
}
