package report

import (
	"fmt"
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
	if f.Verdict == scenario.Fail {
		paint = color.New(color.FgRed, color.Bold)
	}
	fmt.Fprintf(t.Out, "%s %s  %s\n", Icons[f.Verdict], paint.Sprint(f.Code), f.Title)
	t.wrapped("", strings.ToUpper(f.Summary[:1])+f.Summary[1:])
	t.wrapped("on   ", t.operations(f.Operations))
	t.wrapped("why  ", f.Why)
	head, code, _ := strings.Cut(f.Fix, "\n")
	t.wrapped("fix  ", head)
	for _, line := range strings.Split(code, "\n") {
		if code != "" {
			fmt.Fprintf(t.Out, "          %s\n", color.New(color.FgCyan).Sprint(line))
		}
	}
	if f.Curl != "" && f.Verdict != scenario.Error {
		fmt.Fprintf(t.Out, "   see  %s\n", strings.ReplaceAll(f.Curl, "\n", "\n        "))
	}
}

// manyOperations are not listed one by one.
const manyOperations = 8

// operations lists them, or counts them by resource.
func (t *Text) operations(ids []string) string {
	if len(ids) <= manyOperations || t.Verbose {
		return strings.Join(ids, ", ")
	}
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
	return strings.Join(resources, ", ") + " (--verbose lists them)"
}

// wrapped breaks a text at the width of the terminal, under its label.
func (t *Text) wrapped(label, text string) {
	indent := "   "
	line := indent + label
	if label != "" {
		indent = strings.Repeat(" ", 3+len(label))
	}
	empty := true
	for _, word := range strings.Fields(text) {
		if !empty && width(line)+1+width(word) > t.columns() {
			fmt.Fprintln(t.Out, line)
			line, empty = indent, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	fmt.Fprintln(t.Out, line)
}
