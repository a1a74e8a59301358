package scenario

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/langgraph"
)

// TestHolds: a thing is found by its own ID, not by one that it refers to.
func TestHolds(t *testing.T) {
	const thread = `{"thread_id":"T","metadata":{"x":1},"values":{"run_id":"R"}}`
	for name, c := range map[string]struct {
		body string
		id   string
		e    Effect
		want bool
	}{
		"itself":             {thread, "T", Effect{}, true},
		"in a list":          {`[{"thread_id":"U"},` + thread + `]`, "T", Effect{}, true},
		"not there":          {`[{"thread_id":"U"}]`, "T", Effect{}, false},
		"only referred to":   {`[{"run_id":"R","thread_id":"T"}]`, "T", Effect{}, false},
		"a cron's assistant": {`[{"cron_id":"C","assistant_id":"A"}]`, "A", Effect{}, false},
		"a run":              {`[{"run_id":"R","thread_id":"T","status":"pending"}]`, "R", Effect{Field: "status", Want: "pending"}, true},
		"a run, cancelled":   {`[{"run_id":"R","thread_id":"T","status":"interrupted"}]`, "R", Effect{Field: "status", Want: "pending"}, false},
		"a number":           {`{"assistant_id":"A","version":2}`, "A", Effect{Field: "version", Want: "2"}, true},
		"another number":     {`{"assistant_id":"A","version":1}`, "A", Effect{Field: "version", Want: "2"}, false},
		"a store item":       {`{"namespace":["a"],"key":"K","value":{}}`, "K", Effect{}, true},
		"no JSON":            {`gone`, "T", Effect{}, false},
		"nothing":            {`null`, "T", Effect{}, false},
	} {
		if got := holds([]byte(c.body), c.id, c.e); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestEffectOf compares what the owner saw before and after.
func TestEffectOf(t *testing.T) {
	patch, remove, cancel := operationByID("threads.patch"), operationByID("threads.delete"), operationByID("runs.cancel")
	listed := `[{"thread_id":"` + mine + `"}]`
	run := func(status string) string {
		return `[{"run_id":"` + mine + `","thread_id":"x","status":"` + status + `"}]`
	}
	for name, c := range map[string]struct {
		op            Operation
		before, after *answer
		want          sight
	}{
		"marker":               {op: patch, after: ptr(says(200, `{"metadata":{"authcheck_other_user":"threads.patch/other-user/TAG"}}`)), want: sight{seen: "the owner sees what was written"}},
		"marker of another op": {op: patch, after: ptr(says(200, `{"a":"threads.state-update/other-user/TAG"}`))},
		"marker of another":    {op: patch, after: ptr(says(200, `{"a":"threads.patch/no-token/TAG"}`))},
		"nothing written":      {op: patch, after: ptr(empty)},
		"out of reach":         {op: patch, after: ptr(none), want: sight{seen: "the owner can no longer reach it", mute: true}},
		"look crashed":         {op: patch, after: ptr(crash), want: sight{blind: true}},
		"look not answered":    {op: patch, after: ptr(broken), want: sight{blind: true}},
		"not looked":           {op: patch, want: sight{blind: true}},
		"still there":          {op: remove, before: ptr(says(200, listed)), after: ptr(says(200, listed))},
		"gone":                 {op: remove, before: ptr(says(200, listed)), after: ptr(says(200, `[]`)), want: sight{seen: "the owner's thing is gone", mute: true}},
		"never there":          {op: remove, before: ptr(says(200, `[]`)), after: ptr(says(200, `[]`)), want: sight{blind: true, early: true}},
		"not looked before":    {op: remove, after: ptr(says(200, `[]`)), want: sight{blind: true, early: true}},
		"cancelled":            {op: cancel, before: ptr(says(200, run("pending"))), after: ptr(says(200, run("interrupted"))), want: sight{seen: `the owner no longer sees status "pending"`, mute: true}},
		"still pending":        {op: cancel, before: ptr(says(200, run("pending"))), after: ptr(says(200, run("pending")))},
	} {
		r := bench()
		r.tag = "authcheck-TAG"
		r.vars["thread_d"], r.vars["run_c"] = mine, mine
		r.before, r.after = make(map[string]answer), make(map[string]answer)
		if c.before != nil {
			r.before[c.op.Effect.Look] = *c.before
		}
		if c.after != nil {
			r.after[c.op.Effect.Look] = *c.after
		}
		if diff := cmp.Diff(c.want, r.effectOf(c.op, caller("other-user")), cmp.AllowUnexported(sight{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestAlike: only the IDs that were asked for may differ.
func TestAlike(t *testing.T) {
	asked := func(id, body string, events ...langgraph.Event) answer {
		a := says(404, body, events...)
		a.request.Path = "/threads/" + id
		return a
	}
	const other = "22222222-2222-4222-8222-222222222222"
	for name, c := range map[string]struct {
		a, b answer
		want bool
	}{
		"the same":       {asked(mine, "x"), asked(other, "x"), true},
		"IDs quoted":     {asked(mine, "no "+mine), asked(other, "no "+other), true},
		"another's ID":   {asked(mine, "no "+other), asked(other, "no "+other), false},
		"another text":   {asked(mine, "x"), asked(other, "y"), false},
		"another status": {asked(mine, "x"), says(200, "x"), false},
		"more events":    {asked(mine, "x", langgraph.Event{}), asked(other, "x"), false},
		"still open":     {open(asked(mine, "x")), asked(other, "x"), false},
		"no answer":      {asked(mine, "x"), broken, false},
	} {
		if got := alike(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
