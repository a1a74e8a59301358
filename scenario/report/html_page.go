package report

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"authcheck/scenario"
)

// page is what the template shows.
type page struct {
	Policy        string
	Style, Script template.HTML
	Report        *scenario.Report
	Headline      string
	Sentence      string
	Server        string
	Facts         []fact
	Counts        []count
	Findings      []card
	Columns       []scenario.Identity
	Resources     []section
	Checks        int
}

// fact is a figure at the top of the page.
type fact struct{ Label, Value, Note string }

// count is how many checks have a verdict, and their part in the bar of all of
// them, which is 1000 units wide.
type count struct {
	Verdict     scenario.Verdict
	Number      int
	Word        string // for so many
	Left, Width int
}

// card is a finding with the checks that showed it.
type card struct {
	scenario.Finding
	Checks []check
}

// section is a resource.
type section struct {
	Name       string
	Operations []operation
}

// operation is a row of the matrix; Cells are nil where an identity has no check.
type operation struct {
	ID, Method, Path string
	Cells            []*check
	Checks           []check
	Worst            scenario.Verdict
}

// check is a result with what belongs to it.
type check struct {
	scenario.Result
	Caller  scenario.Identity
	Finding *scenario.Finding
}

func newPage(r *scenario.Report) page {
	p := page{
		Policy: policy, Style: styleElement, Script: scriptElement, Report: r,
		Headline: headline(r), Sentence: explained(r), Server: serverOf(r.Target),
		Facts: factsOf(r), Counts: countsOf(r), Columns: columnsOf(r.Results), Checks: len(r.Results),
	}
	byID := make(map[string]check)
	for _, group := range byResource(r.Results) {
		s := section{Name: group.name}
		for _, result := range group.results {
			c := check{Result: result, Caller: p.caller(result.Identity), Finding: findingOf(r, result.Code)}
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
func (s *section) add(c check, columns []scenario.Identity) {
	i := slices.IndexFunc(s.Operations, func(o operation) bool { return o.ID == c.Operation })
	if i < 0 {
		i = len(s.Operations)
		method, path := requestOf(c.Operation)
		s.Operations = append(s.Operations, operation{ID: c.Operation, Method: method, Path: path, Cells: make([]*check, len(columns))})
	}
	o := &s.Operations[i]
	o.Checks = append(o.Checks, c)
	column := slices.IndexFunc(columns, func(id scenario.Identity) bool { return id.ID == c.Identity })
	o.Cells[column] = &c
	if scenario.Worse(c.Verdict, o.Worst) {
		o.Worst = c.Verdict
	}
}

// planned are method and path of every operation.
var planned = func() map[string]scenario.Planned {
	all := make(map[string]scenario.Planned)
	for _, p := range scenario.PlanOf(scenario.Config{RunGraph: true}).Checks {
		all[p.Operation] = p
	}
	return all
}()

func requestOf(operation string) (method, path string) {
	if route, ok := strings.CutPrefix(operation, "routes.get:"); ok {
		return "GET", route
	}
	return planned[operation].Method, planned[operation].Path
}

// columnsOf are the callers that tried anything, in the usual order.
func columnsOf(results []scenario.Result) []scenario.Identity {
	var columns []scenario.Identity
	tried := make(map[string]bool)
	for _, result := range results {
		tried[result.Identity] = true
	}
	for _, caller := range scenario.Callers() {
		if tried[caller.ID] {
			columns = append(columns, caller)
			delete(tried, caller.ID)
		}
	}
	for _, result := range results {
		if tried[result.Identity] {
			columns = append(columns, scenario.Identity{ID: result.Identity, Title: result.Identity})
			delete(tried, result.Identity)
		}
	}
	return columns
}

func (p page) caller(id string) scenario.Identity {
	i := slices.IndexFunc(p.Columns, func(c scenario.Identity) bool { return c.ID == id })
	return p.Columns[i]
}

// explained says what the verdict means.
func explained(r *scenario.Report) string {
	switch r.Summary.Verdict {
	case scenario.Fail:
		if r.Summary.Counts[scenario.Fail] == 0 {
			return "Nothing crossed between users, but warnings fail under --strict."
		}
		return "Something got through that must not. The findings say what, and how to close it."
	case scenario.Error:
		return "Not everything could be decided, so this is no pass: " + cmp.Or(unproven(r), "see what was undecided") + "."
	case scenario.Warn:
		return "Nothing crossed between users in threads, runs, assistants and crons. The weaknesses below are worth closing."
	}
	return "Every caller was denied what belongs to somebody else, and the owner’s own calls work."
}

func factsOf(r *scenario.Report) []fact {
	s := r.Summary
	facts := []fact{
		{"Checks", fmt.Sprint(len(r.Results)), plural(len(r.Findings), "finding")},
		{"Requests", fmt.Sprint(s.Requests), fmt.Sprintf("%d with a valid token", s.Sent.Valid)},
		{"Duration", fmt.Sprintf("%.1f s", float64(s.DurationMS)/1000), ""},
	}
	if s.Coverage.Documented > 0 {
		facts = append(facts, fact{"Operations", fmt.Sprintf("%d of %d", s.Coverage.Tested, s.Coverage.Documented), "documented ones tried"})
	}
	return append(facts,
		fact{"Run", s.Started.UTC().Format("2 Jan 2006"), s.Started.UTC().Format("15:04 UTC")},
		fact{"authcheck", r.Tool.Version, r.Schema})
}

// countsOf lays the verdicts side by side, the worst first.
func countsOf(r *scenario.Report) []count {
	var counts []count
	left := 0
	for _, v := range []scenario.Verdict{scenario.Fail, scenario.Error, scenario.Warn, scenario.Accepted, scenario.Pass, scenario.Note, scenario.Skip} {
		if n := r.Summary.Counts[v]; n > 0 {
			w := max(4, n*1000/max(1, len(r.Results)))
			counts = append(counts, count{v, n, inPlural(v, n), left, w})
			left += w
		}
	}
	return counts
}

// inPlural is the word for as many checks.
func inPlural(v scenario.Verdict, n int) string {
	if n != 1 && (v == scenario.Warn || v == scenario.Note) {
		return meanings[v] + "s"
	}
	return meanings[v]
}
