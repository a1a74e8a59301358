package scenario

import (
	"path"
	"slices"
	"strings"
)

// judgeAll turns what came back into results, in the order of the tables.
func (r *run) judgeAll(ops []Operation, ids []Identity) {
	for _, o := range ops {
		for _, id := range ids {
			if !tried(o, id) || o.Only != nil && id.Login == Owner || !r.selected(o.ID+"/"+id.ID) {
				continue
			}
			if reason := r.lacking(o); reason != "" && o.Optional {
				continue
			}
			r.add(r.result(o, id))
		}
	}
	for _, result := range r.extra {
		r.add(result)
	}
}

// result judges one check.
func (r *run) result(o Operation, id Identity) Result {
	check := o.ID + "/" + id.ID
	result := Result{ID: check, Operation: o.ID, Resource: o.Resource, Action: o.Action, Identity: id.ID}
	answers := r.answers[check]
	if len(answers) == 0 {
		result.Verdict, result.Summary = Skip, r.whyUntried(o, id)
		return result
	}
	control := r.control(o)
	var worst judgement
	var told trial
	for i, a := range answers {
		t := trial{op: o, id: id, answer: a, got: receive(a, r.canary), control: control, works: r.works(control)}
		if o.changes() && id.Login != Owner {
			t.effect = r.effectOf(o, id)
		}
		if unknown, ok := r.unknown[check]; ok {
			t.unknown = &unknown
		}
		if j := r.judge(t); i == 0 || worse(j.verdict, worst.verdict) {
			worst, told = j, t
		}
	}
	result.Verdict, result.Code, result.Summary = worst.verdict, worst.code, worst.reason
	result.Evidence = r.evidence(told)
	return result
}

// control is the owner's same call, or the one that the table names instead.
func (r *run) control(o Operation) answer {
	name := o.ID
	if o.Control != "" {
		name = o.Control
	}
	if answers := r.answers[name+"/owner"]; len(answers) > 0 {
		return answers[0]
	}
	return answer{op: o}
}

func (r *run) whyUntried(o Operation, id Identity) string {
	if id.Missing != "" {
		return id.Missing
	}
	if reason := r.lackingFor(o, id); reason != "" {
		return reason
	}
	if reason, ok := r.excuses[o.ID+"/"+id.ID]; ok {
		return reason
	}
	return "the run ended before it was tried"
}

// order ranks the verdicts of the variants of one check.
var order = []Verdict{Pass, Note, Skip, Accepted, Warn, Error, Fail}

func worse(a, b Verdict) bool { return slices.Index(order, a) > slices.Index(order, b) }

// addLater keeps the result of a check that is no row of the table for the end of the report.
func (r *run) addLater(result Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.extra = append(r.extra, result)
}

func (r *run) add(result Result) {
	r.report.Results = append(r.report.Results, result)
	r.observe(Event{Result: &result})
}

// selected applies --only and --skip to a check ID. A pattern's * matches / too.
func (r *run) selected(check string) bool {
	return (len(r.config.Only) == 0 || matches(r.config.Only, check)) && !matches(r.config.Skip, check)
}

// chosen drops the operations that no selected check needs.
func (r *run) chosen(ops []Operation, ids []Identity) []Operation {
	wanted := make(map[string]bool)
	for _, o := range ops {
		for _, id := range ids {
			if tried(o, id) && r.selected(o.ID+"/"+id.ID) {
				wanted[o.ID], wanted[o.Control] = true, true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(ops), func(o Operation) bool { return !wanted[o.ID] })
}

func matches(patterns []string, check string) bool {
	flat := strings.ReplaceAll(check, "/", "\x00")
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		ok, err := path.Match(strings.ReplaceAll(pattern, "/", "\x00"), flat)
		return ok && err == nil
	})
}
