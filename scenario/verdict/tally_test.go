package verdict

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// tally counts what the runs of one kind of fault came to.
type tally struct {
	runs, falseGreens, falseReds, lies, leaks int
	example                                   string
}

func (a *tally) add(b tally) {
	a.runs, a.falseGreens, a.falseReds, a.lies, a.leaks = a.runs+b.runs, a.falseGreens+b.falseGreens, a.falseReds+b.falseReds, a.lies+b.lies, a.leaks+b.leaks
	if a.example == "" {
		a.example = b.example
	}
}

func report(t *testing.T, tallies map[string]*tally) {
	t.Helper()
	var sum tally
	var table strings.Builder
	fmt.Fprintf(&table, "%-20s %7s %12s %10s %18s %10s\n", "fault", "runs", "false greens", "false reds", "can't be told apart", "true leaks")
	for _, name := range append(slices.Sorted(maps.Keys(tallies)), "all") {
		told := tallies[name]
		if name == "all" {
			told = &sum
		}
		fmt.Fprintf(&table, "%-20s %7d %12d %10d %18d %10d\n", name, told.runs, told.falseGreens, told.falseReds, told.lies, told.leaks)
		if told != &sum {
			sum.add(*told)
		}
		if told.falseGreens+told.falseReds > 0 && told != &sum {
			t.Errorf("%s: %d false greens, %d false reds, %s", name, told.falseGreens, told.falseReds, told.example)
		}
	}
	t.Logf("%d servers, %d kinds of fault, each at each exchange:\n%s", len(crossed), len(faults), table.String())
}

// wellFormed tells an answer that is the owner's own, or one of those without content
// that the operation answers, too.
func (r recording) wellFormed(e transcript.Exchange) bool {
	o := catalog.Named(e.Operation)
	owners := r.court.control(o).Response
	if e.Part != transcript.Attack || !e.OK() || owners == nil {
		return false
	}
	if o.Method == http.MethodHead { // has no content: only its headers could tell
		return e.Response.ContentType == owners.ContentType
	}
	text := strings.TrimSpace(e.Response.Body)
	mute := o.Answer.Type == catalog.Done && o.Effect.Object == ""
	return text == owners.Body && e.Response.Open == owners.Open || o.Answer.Null && text == "null" || mute
}

// outcome says what a run was for its exit code.
func (r recording) outcome(name string, f fault, e transcript.Exchange, after []catalog.Verdict) tally {
	failed, open := slices.Contains(after, catalog.Fail), slices.Contains(after, catalog.Error)
	lie := f.lie || r.wellFormed(e)
	where := fmt.Sprintf("as in %s at %s %s", name, e.Part, e.Check())
	switch {
	case r.sound && failed && f.name == "swapped":
		return tally{leaks: 1}
	case r.sound && failed && lie, !r.sound && !failed && !open && lie:
		return tally{lies: 1}
	case r.sound && failed:
		return tally{falseReds: 1, example: where}
	case !r.sound && !failed && !open:
		return tally{falseGreens: 1, example: where}
	}
	return tally{}
}
