package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"authcheck/scenario/phrase"
	"authcheck/scenario/result"
)

// inSummary is Markdown for a step, of which GitHub shows 1 MiB. Its code goes into fences.
var inSummary = destination{text: inMarkdown, code: inLines, bytes: 200 << 10, items: 200, findings: 100}

// writeMarkdown writes verdict, matrix and findings, as a step summary or for a comment.
func writeMarkdown(w io.Writer, r *result.Report) error {
	few := *r
	few.Results = nil // they are not listed
	r = inSummary.shown(&few)
	var b strings.Builder
	fmt.Fprintf(&b, "## %s authcheck: %s\n\n", Icons[r.Summary.Verdict], headline(r))
	fmt.Fprintf(&b, "%s\n\n", strings.Join(facts(r), " · "))
	if r.Soak != nil {
		markdownSoak(&b, *r.Soak)
	} else {
		markdownMatrix(&b, r.Matrix)
	}
	markdownRelations(&b, r.Relations)
	for _, f := range r.Findings {
		if f.Verdict != result.Note {
			markdownFinding(&b, f)
		}
	}
	if left := r.Summary.NotJudged; len(left) > 0 {
		fmt.Fprintf(&b, "Documented, but not judged: %s\n\n", strings.Join(left, "; "))
	}
	for _, note := range r.Summary.Notes {
		fmt.Fprintf(&b, "%s %s\n\n", Icons[result.Note], note)
	}
	for _, left := range r.Summary.Leftovers {
		fmt.Fprintf(&b, "%s could not be removed: %s\n\n", Icons[result.Warn], left)
	}
	fmt.Fprintf(&b, "%s\n", legend)
	_, err := io.WriteString(w, b.String())
	return err
}

const legend = "✅ denied, proven by the owner's own call · ⚠️ weakness · ❌ got through · ❗ undecided · 🔕 accepted · ℹ️ worth knowing, or allowed by the policy · ➖ not testable here"

// facts are what a reader wants to know of a run first.
func facts(r *result.Report) []string {
	list := []string{r.Target.URL}
	if server := serverOf(r.Target); server != "" {
		list = append(list, server)
	}
	list = append(list, figures(r)...)
	return append(list, r.Summary.Started.UTC().Format("2006-01-02 15:04 UTC"), "authcheck "+r.Tool.Version)
}

// markdownMatrix leaves out the columns that have nothing in them.
func markdownMatrix(b *strings.Builder, m result.Matrix) {
	if len(m.Rows) == 0 {
		return
	}
	head, rule := "| |", "|---|"
	var columns [][]result.Verdict
	for i, name := range m.Columns {
		cells := cellsOf(m, i)
		if slices.ContainsFunc(cells, func(v result.Verdict) bool { return v != "" }) {
			head, rule = head+" "+name+" |", rule+":---:|"
			columns = append(columns, cells)
		}
	}
	fmt.Fprintln(b, head+"\n"+rule)
	for i, row := range m.Rows {
		fmt.Fprintf(b, "| %s |", row.Resource)
		for _, cells := range columns {
			fmt.Fprintf(b, " %s |", Icons[cells[i]])
		}
		fmt.Fprintln(b)
	}
	fmt.Fprintln(b)
}

func markdownFinding(b *strings.Builder, f result.Finding) {
	fix, code, _ := strings.Cut(f.Fix, "\n")
	fmt.Fprintf(b, "### %s %s: %s\n\n", Icons[f.Verdict], f.Code, f.Title)
	if f.Acceptance != nil {
		fmt.Fprintf(b, "**Accepted:** %s; %s otherwise\n\n", acceptance(f), Icons[f.Proven])
	}
	fmt.Fprintf(b, "%s\n\n%s\n\n**Fix:** %s\n\n", sentence(f.Summary), f.Why, inMarkdown(fix))
	if code != "" {
		fmt.Fprintf(b, "%s\n", fenced(code))
	}
	fmt.Fprintf(b, "<details><summary>%s</summary>\n\n", phrase.Count(len(f.Checks), "check"))
	fmt.Fprintf(b, "%s\n\n", strings.Join(f.Checks, ", "))
	if f.Curl != "" {
		fmt.Fprintf(b, "%s\n", fenced(f.Curl))
	}
	if len(f.Tags) > 0 {
		fmt.Fprintf(b, "%s\n\n", strings.Join(f.Tags, " · "))
	}
	fmt.Fprint(b, "</details>\n\n")
}

// fenced shows code as it is; the fence is longer than any in it.
func fenced(code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence + "\n" + code + "\n" + fence + "\n"
}
