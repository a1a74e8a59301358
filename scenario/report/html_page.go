package report

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"sync"

	"authcheck/scenario/catalog"
	"authcheck/scenario/phrase"
	"authcheck/scenario/result"
)

// page is what the template shows.
type page struct {
	Policy        string
	Style, Script template.HTML
	Report        *result.Report
	Headline      string
	Sentence      string
	Server        string
	Facts         []fact
	Counts        []count
	Findings      []card
	Columns       []catalog.Identity
	Resources     []section
	Checks        int
	NotJudged     []unjudged
}

// fact is a figure at the top of the page.
type fact struct{ Label, Value, Note string }

// count is how many checks have a verdict, and their part in the bar of all of
// them, which is 1000 units wide.
type count struct {
	Verdict     result.Verdict
	Number      int
	Word        string // for so many
	Left, Width int
}

// card is a finding with the checks that showed it.
type card struct {
	result.Finding
	Checks []cell
}

// section is a resource.
type section struct {
	Name       string
	Operations []operation
}

// operation is a row of the matrix; Cells are nil where an identity has no check.
type operation struct {
	ID, Method, Path string
	Cells            []*cell
	Checks           []cell
	Worst            result.Verdict
}

// cell is a result with what belongs to it.
type cell struct {
	result.Result
	Caller  catalog.Identity
	Finding *result.Finding
}

func newPage(r *result.Report) page {
	p := page{
		Policy: policy, Style: styleElement, Script: scriptElement, Report: r,
		Headline: headline(r), Sentence: explained(r), Server: serverOf(r.Target),
		Facts: factsOf(r), Counts: countsOf(r), Columns: columnsOf(r.Results), Checks: checksOf(r),
		NotJudged: notJudged(r.Summary),
	}
	byID, findings := make(map[string]cell), byCode(r)
	for _, group := range byResource(r.Results) {
		s := section{Name: group.name}
		for _, check := range group.results {
			c := cell{Result: check, Caller: p.caller(check.Identity), Finding: findings[check.Code]}
			byID[c.ID] = c
			s.add(c, p.Columns)
		}
		p.Resources = append(p.Resources, s)
	}
	for _, f := range r.Findings {
		c := card{Finding: f}
		for _, id := range f.Checks {
			if known, ok := byID[id]; ok {
				c.Checks = append(c.Checks, known)
			}
		}
		p.Findings = append(p.Findings, c)
	}
	return p
}

// add puts a check into the row of its operation.
func (s *section) add(c cell, columns []catalog.Identity) {
	i := slices.IndexFunc(s.Operations, func(o operation) bool { return o.ID == c.Operation })
	if i < 0 {
		i = len(s.Operations)
		method, path := requestOf(c.Operation)
		s.Operations = append(s.Operations, operation{ID: c.Operation, Method: method, Path: path, Cells: make([]*cell, len(columns))})
	}
	o := &s.Operations[i]
	o.Checks = append(o.Checks, c)
	column := slices.IndexFunc(columns, func(id catalog.Identity) bool { return id.ID == c.Identity })
	if column >= 0 && (o.Cells[column] == nil || result.Covers(c.Verdict, o.Cells[column].Verdict)) {
		o.Cells[column] = &c
	}
	if result.Covers(c.Verdict, o.Worst) {
		o.Worst = c.Verdict
	}
}

// requests are the operations that are one request each, by ID.
var requests = sync.OnceValue(func() map[string]catalog.Operation {
	all := make(map[string]catalog.Operation)
	for _, o := range slices.Concat(catalog.Operations(true, true), catalog.Special()) {
		all[o.ID] = o
	}
	return all
})

func requestOf(operation string) (method, path string) {
	if method, path, ok := catalog.SplitRoute(operation); ok {
		return method, path
	}
	o := requests()[operation]
	return o.Method, o.Documented()
}

// mostUnknown are more callers than there are, in a report that was made by hand.
const mostUnknown = 8

// columnsOf are the callers that tried anything, in the usual order.
func columnsOf(results []result.Result) []catalog.Identity {
	var columns []catalog.Identity
	tried := make(map[string]bool)
	for _, check := range results {
		tried[check.Identity] = true
	}
	for _, caller := range catalog.Identities(true, true) {
		if tried[caller.ID] {
			columns = append(columns, caller)
			delete(tried, caller.ID)
		}
	}
	unknown := 0
	for _, check := range results {
		if tried[check.Identity] && unknown < mostUnknown {
			columns = append(columns, catalog.Identity{ID: check.Identity, Title: check.Identity})
			delete(tried, check.Identity)
			unknown++
		}
	}
	return columns
}

func (p page) caller(id string) catalog.Identity {
	i := slices.IndexFunc(p.Columns, func(c catalog.Identity) bool { return c.ID == id })
	if i < 0 {
		return catalog.Identity{ID: id, Title: id}
	}
	return p.Columns[i]
}

// explained says what the verdict means.
func explained(r *result.Report) string {
	switch r.Summary.Verdict {
	case result.Fail:
		if r.Summary.Counts[result.Fail] == 0 {
			return "Nothing failed, but warnings fail under --strict."
		}
		return "Something got through that must not. The findings say what, and how to close it."
	case result.Error:
		return "Not everything could be decided, so this is no pass: " + cmp.Or(unproven(r), "see what was undecided") + "."
	case result.Warn:
		return "Nothing failed. The weaknesses below are worth closing."
	}
	if r.Soak != nil {
		return "While all users asked at once, no answer belonged to somebody else."
	}
	return "Every caller was denied what belongs to somebody else, and the owner’s own calls work."
}

func factsOf(r *result.Report) []fact {
	s := r.Summary
	facts := []fact{
		{"Checks", fmt.Sprint(checksOf(r)), phrase.Count(len(r.Findings), "finding")},
		{"Requests", fmt.Sprint(s.Requests), fmt.Sprintf("%d with a valid token", s.Sent.Valid)},
		{"Duration", fmt.Sprintf("%.1f s", float64(s.DurationMS)/1000), ""},
	}
	if s.Coverage.Documented > 0 {
		note := "documented ones judged"
		if n := numberNotJudged(s); n > 0 {
			note = fmt.Sprintf("documented, %d not judged", n)
		}
		facts = append(facts, fact{"Operations", fmt.Sprintf("%d of %d", s.Coverage.Tested, s.Coverage.Documented), note})
	}
	return append(facts,
		fact{"Run", s.Started.UTC().Format("2 Jan 2006"), s.Started.UTC().Format("15:04 UTC")},
		fact{"authcheck", r.Tool.Version, r.Schema})
}

// countsOf lays the verdicts side by side, the worst first.
func countsOf(r *result.Report) []count {
	var counts []count
	left := 0
	for _, v := range worstFirst {
		if n := r.Summary.Counts[v]; n > 0 {
			w := max(4, n*1000/max(1, checksOf(r)))
			counts = append(counts, count{v, n, inPlural(v, n), left, w})
			left += w
		}
	}
	return counts
}

// inPlural is the word for as many checks.
func inPlural(v result.Verdict, n int) string {
	if n != 1 && (v == result.Warn || v == result.Note) {
		return meanings[v] + "s"
	}
	return meanings[v]
}
