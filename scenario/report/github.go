package report

import (
	"fmt"
	"io"
	"strings"

	"authcheck/scenario"
)

// Annotations writes a workflow command of GitHub Actions for each finding that is
// worth acting on; GitHub shows them on the run and on the pull request.
// The format: docs.github.com, "Workflow commands for GitHub Actions".
func Annotations(w io.Writer, r *scenario.Report) error {
	for _, f := range r.Findings {
		command := "warning"
		switch {
		case f.Verdict == scenario.Note, f.Verdict == scenario.Accepted:
			continue
		case f.Verdict != scenario.Warn || r.Summary.Strict:
			command = "error"
		}
		fix, _, _ := strings.Cut(f.Fix, "\n")
		text := sentence(f.Summary) + "\n" + f.Why + "\nFix: " + sentence(fix) + " See: authcheck explain " + f.Code
		_, err := fmt.Fprintf(w, "::%s title=%s::%s\n", command, property("authcheck: "+f.Code+": "+f.Title), data(text))
		if err != nil {
			return err
		}
	}
	return nil
}

// data and property escape what the runner would take for the end of a command or
// of its title.
func data(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(printable(text))
}

func property(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(text))
}

// Markdown writes verdict, matrix and findings, as a step summary or for a comment.
func Markdown(w io.Writer, r *scenario.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s authcheck: %s\n\n", Icons[r.Summary.Verdict], escape(headline(r)))
	fmt.Fprintf(&b, "%s\n\n", escape(strings.Join(facts(r), " · ")))
	markdownMatrix(&b, r.Matrix)
	for _, f := range r.Findings {
		if f.Verdict != scenario.Note {
			markdownFinding(&b, f)
		}
	}
	if untested := r.Summary.Coverage.Untested; len(untested) > 0 {
		fmt.Fprintf(&b, "Documented, but not tested: %s\n\n", escape(strings.Join(untested, ", ")))
	}
	for _, left := range r.Summary.Leftovers {
		fmt.Fprintf(&b, "%s could not be removed: %s\n\n", Icons[scenario.Warn], escape(left))
	}
	fmt.Fprintf(&b, "%s\n", legend())
	_, err := io.WriteString(w, b.String())
	return err
}

// facts are what a reader wants to know of a run first.
func facts(r *scenario.Report) []string {
	list := []string{r.Target.URL}
	if server := serverOf(r.Target); server != "" {
		list = append(list, server)
	}
	list = append(list, verdictParts(r)[1:]...)
	return append(list, r.Summary.Started.UTC().Format("2006-01-02 15:04 UTC"), "authcheck "+r.Tool.Version)
}

func markdownMatrix(b *strings.Builder, m scenario.Matrix) {
	if len(m.Rows) == 0 {
		return
	}
	var columns []int
	for i := range m.Columns {
		for _, row := range m.Rows {
			if row.Cells[i] != "" {
				columns = append(columns, i)
				break
			}
		}
	}
	head, rule := "| |", "|---|"
	for _, i := range columns {
		head += " " + escape(m.Columns[i]) + " |"
		rule += ":---:|"
	}
	fmt.Fprintln(b, head+"\n"+rule)
	for _, row := range m.Rows {
		fmt.Fprintf(b, "| %s |", escape(row.Resource))
		for _, i := range columns {
			fmt.Fprintf(b, " %s |", icon(row.Cells[i]))
		}
		fmt.Fprintln(b)
	}
	fmt.Fprintln(b)
}

func markdownFinding(b *strings.Builder, f scenario.Finding) {
	fix, code, _ := strings.Cut(f.Fix, "\n")
	fmt.Fprintf(b, "### %s %s: %s\n\n", Icons[f.Verdict], escape(f.Code), escape(f.Title))
	if f.Acceptance != nil {
		fmt.Fprintf(b, "**Accepted:** %s; %s otherwise\n\n", escape(acceptance(f)), Icons[f.Proven])
	}
	fmt.Fprintf(b, "%s\n\n%s\n\n**Fix:** %s\n\n", escape(sentence(f.Summary)), escape(f.Why), escape(fix))
	if code != "" {
		fmt.Fprintf(b, "%s\n", fenced(code))
	}
	fmt.Fprintf(b, "<details><summary>%s</summary>\n\n", plural(len(f.Checks), "check"))
	fmt.Fprintf(b, "%s\n\n", escape(strings.Join(f.Checks, ", ")))
	if f.Curl != "" {
		fmt.Fprintf(b, "%s\n", fenced(f.Curl))
	}
	if len(f.Tags) > 0 {
		fmt.Fprintf(b, "%s\n\n", escape(strings.Join(f.Tags, " · ")))
	}
	fmt.Fprint(b, "</details>\n\n")
}

// fenced is a block of code, with a fence longer than any in the text.
func fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "\n" + printable(text) + "\n" + fence + "\n"
}

var markdownSpecial = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_",
	"[", "\\[", "]", "\\]", "|", "\\|", "#", "\\#", "~", "\\~", "@", "&#64;", "\n", " ")

// escape leaves nothing in a text that Markdown would act on.
func escape(text string) string { return markdownSpecial.Replace(printable(text)) }

func legend() string {
	return "✅ denied, proven by the owner's own call · ⚠️ weakness · ❌ got through · ❗ undecided · 🔕 accepted · ℹ️ worth knowing · ➖ not testable here"
}
