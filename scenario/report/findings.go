package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fatih/color"

	"authcheck/scenario"
)

// findings writes one entry for each cause that is worth acting on.
func (t *Text) findings(r *scenario.Report) {
	told := false
	for _, f := range r.Findings {
		if f.Verdict == scenario.Note && !t.Verbose {
			continue
		}
		fmt.Fprintln(t.Out)
		t.finding(f)
		told = true
	}
	if told {
		fmt.Fprintln(t.Out, "\nMore about a finding: authcheck explain CODE. For $AUTHCHECK_TOKEN_1 and _2:\n"+
			`eval "$(authcheck login --format env)"`)
	}
}

func (t *Text) finding(f scenario.Finding) {
	paint := color.New(color.FgYellow, color.Bold)
	switch f.Verdict {
	case scenario.Fail:
		paint = color.New(color.FgRed, color.Bold)
	case scenario.Accepted:
		paint = color.New(color.Bold)
	}
	fmt.Fprintf(t.Out, "%s %s  %s\n", Icons[f.Verdict], paint.Sprint(f.Code), f.Title)
	t.wrapped("", strings.ToUpper(f.Summary[:1])+f.Summary[1:])
	if len(f.Operations) > 0 {
		t.wrapped("on   ", t.operations(f.Operations))
	}
	if f.Acceptance != nil {
		t.wrapped("accepted  ", printable(acceptance(f))+"; "+Icons[f.Proven]+" otherwise")
		return
	}
	t.wrapped("why  ", f.Why)
	head, code, _ := strings.Cut(f.Fix, "\n")
	t.wrapped("fix  ", head)
	for _, line := range strings.Split(code, "\n") {
		if code != "" {
			fmt.Fprintf(t.Out, "          %s\n", color.New(color.FgCyan).Sprint(line))
		}
	}
	if f.Curl != "" && f.Verdict != scenario.Error {
		t.commands("   see  ", f.Curl)
	}
}

// manyOperations are not listed one by one.
const manyOperations = 8

// operations lists them, or counts them by resource.
func (t *Text) operations(ids []string) string {
	if len(ids) <= manyOperations || t.Verbose {
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
func (t *Text) commands(head, lines string) {
	indent := strings.Repeat(" ", width(head))
	for command := range strings.SplitSeq(printable(lines), "\n") {
		words := withValues(shellWords(command))
		line := head + words[0]
		for _, word := range words[1:] {
			if width(line)+1+width(word) > t.columns()-2 {
				fmt.Fprintln(t.Out, line+` \`)
				line = indent + "  " + word
				continue
			}
			line += " " + word
		}
		fmt.Fprintln(t.Out, line)
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
