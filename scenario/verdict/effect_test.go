package verdict

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// TestHolds: a thing is found by its own ID, not by one that it refers to.
func TestHolds(t *testing.T) {
	const thread = `{"thread_id":"T","metadata":{"x":1},"values":{"run_id":"R"}}`
	for name, c := range map[string]struct {
		body string
		id   string
		e    catalog.Effect
		want bool
	}{
		"itself":             {thread, "T", catalog.Effect{}, true},
		"in a list":          {`[{"thread_id":"U"},` + thread + `]`, "T", catalog.Effect{}, true},
		"not there":          {`[{"thread_id":"U"}]`, "T", catalog.Effect{}, false},
		"only referred to":   {`[{"run_id":"R","thread_id":"T"}]`, "T", catalog.Effect{}, false},
		"a cron's assistant": {`[{"cron_id":"C","assistant_id":"A"}]`, "A", catalog.Effect{}, false},
		"a run":              {`[{"run_id":"R","thread_id":"T","status":"pending"}]`, "R", catalog.Effect{Field: "status", Want: "pending"}, true},
		"a run, cancelled":   {`[{"run_id":"R","thread_id":"T","status":"interrupted"}]`, "R", catalog.Effect{Field: "status", Want: "pending"}, false},
		"a number":           {`{"assistant_id":"A","version":2}`, "A", catalog.Effect{Field: "version", Want: "2"}, true},
		"another number":     {`{"assistant_id":"A","version":1}`, "A", catalog.Effect{Field: "version", Want: "2"}, false},
		"a store item":       {`{"namespace":["a"],"key":"K","value":{}}`, "K", catalog.Effect{}, true},
		"no JSON":            {`gone`, "T", catalog.Effect{}, false},
		"nothing":            {`null`, "T", catalog.Effect{}, false},
	} {
		if got := holds(says(200, c.body), c.id, c.e); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestEffectOf compares what the owner saw before and after.
func TestEffectOf(t *testing.T) {
	patch, remove, cancel := catalog.Named("threads.patch"), catalog.Named("threads.delete"), catalog.Named("runs.cancel")
	run := func(status string) string {
		return `[{"run_id":"` + mine + `","thread_id":"x","status":"` + status + `"}]`
	}
	for name, c := range map[string]struct {
		op            catalog.Operation
		before, after *transcript.Exchange
		want          effect
	}{
		"marker":               {op: patch, after: new(says(200, `{"thread_id":"`+mine+`","metadata":{"authcheck_other_user":"threads.patch/other-user/TAG"}}`)), want: effect{seen: "the owner sees what was written"}},
		"marker of another op": {op: patch, after: new(says(200, `{"thread_id":"`+mine+`","a":"threads.state-update/other-user/TAG"}`))},
		"marker of another":    {op: patch, after: new(says(200, `{"thread_id":"`+mine+`","a":"threads.patch/no-token/TAG"}`))},
		"nothing written":      {op: patch, after: new(shown), want: effect{dumb: true}},
		"nothing written, beside what the owner wrote": {op: patch, after: new(says(200, `{"thread_id":"`+mine+`","metadata":{"authcheck":"authcheck-TAG"}}`))},
		"out of reach":                          {op: patch, after: new(none), want: effect{seen: "the owner can no longer reach it", mute: true}},
		"look crashed":                          {op: patch, after: new(crash), want: effect{blind: true}},
		"look not answered":                     {op: patch, after: new(broken), want: effect{blind: true}},
		"not looked":                            {op: patch, want: effect{blind: true}},
		"still there":                           {op: remove, before: new(shown), after: new(shown)},
		"gone":                                  {op: remove, before: new(shown), after: new(gone), want: effect{seen: "the owner's thing is gone", mute: true}},
		"never there":                           {op: remove, before: new(gone), after: new(gone), want: effect{blind: true, early: true}},
		"not looked before, so nothing is gone": {op: remove, after: new(gone), want: effect{blind: true}},
		"cancelled":                             {op: cancel, before: new(says(200, run("pending"))), after: new(says(200, run("interrupted"))), want: effect{seen: `the owner no longer sees status "pending"`, mute: true}},
		"still pending":                         {op: cancel, before: new(says(200, run("pending"))), after: new(says(200, run("pending")))},
	} {
		run, look, shape := bench(), catalog.Check(c.op.Effect.Readback, "owner"), catalog.Readbacks[c.op.Effect.Readback].Answer
		if c.before != nil {
			add(run, transcript.Before, look, fitted(*c.before, shape, mine))
		}
		if c.after != nil {
			add(run, transcript.After, look, fitted(*c.after, shape, mine))
		}
		if diff := cmp.Diff(c.want, open(run, Policy{}).effectOf(c.op, catalog.IdentityNamed("other-user")), cmp.AllowUnexported(effect{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
