package verdict

import (
	"slices"
	"sync"
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
	"authcheck/scenario/verdict/verdicttest"
)

// sound is the server without a flaw, as its recording is called.
const sound = "none"

// crossed are the servers on whose recordings faults are put: the sound one, and twelve
// with a flaw that few checks show.
var crossed = []string{sound, "threads-delete-unhandled", "threads-search-unhandled", "threads-create-run-unhandled",
	"crons-update-unhandled", "crons-create-unhandled", "owner-from-filter", "owner-from-header", "owner-given-away",
	"takeover-by-create", "identity-from-profile", "expired-accepted", "mcp-open"}

// recording is a run against the stand-in, and what each of its exchanges decides.
type recording struct {
	sound   bool
	run     *transcript.Transcript
	court   *court
	checks  []check
	base    []catalog.Verdict // of each check
	touches [][]int           // by exchange: the checks that it may decide
}

// read reads a recording.
func read(t *testing.T, name string) recording {
	t.Helper()
	run, err := verdicttest.Read(verdicttest.File(name))
	if err != nil {
		t.Fatal(err)
	}
	r := recording{sound: name == sound, run: run, court: open(run, Policy{})}
	for _, result := range r.court.results() {
		r.checks, r.base = append(r.checks, checkOf(result.ID)), append(r.base, result.Verdict)
	}
	for _, e := range run.Exchanges {
		r.touches = append(r.touches, r.touchedBy(e))
	}
	return r
}

// check is one of a recording, with what it rests on.
type check struct {
	id, identity string
	op           catalog.Operation
	control, own string // the operations of the controls
}

func checkOf(id string) check {
	operation, identity := catalog.SplitCheck(id)
	o := catalog.Named(operation)
	own, _ := catalog.CallerControlOf(o)
	return check{id: id, identity: identity, op: o, control: controlRow(o).ID, own: own.ID}
}

// touchedBy lists the checks whose verdicts may rest on an exchange.
func (r recording) touchedBy(e transcript.Exchange) []int {
	var touched []int
	for i, c := range r.checks {
		if c.restsOn(e) {
			touched = append(touched, i)
		}
	}
	return touched
}

// restsOn tells whether the verdict of a check may change with an exchange. Two of the
// owner's looks more let the owner in, so that none alone says that nobody is.
func (c check) restsOn(e transcript.Exchange) bool {
	switch e.Part {
	case transcript.Attack:
		return c.op.ID == e.Operation || c.control == e.Operation && e.Identity == "owner" || c.op.Weaker.Denied == e.Operation && c.identity == e.Identity
	case transcript.Unknown, transcript.Route:
		return c.id == e.Check()
	case transcript.Before, transcript.After:
		return c.op.Effect.Readback == e.Operation || c.identity == "reversed" && c.op.Resource == e.Operation
	case transcript.Own:
		return c.identity == "other-user" && (c.own == e.Operation || e.Operation == "own threads.search POST")
	}
	return c.op.ID == e.Operation
}

// TestFaults puts each kind of fault onto each exchange of each recording, when asking
// again has not helped. Nothing may become green or red by it.
func TestFaults(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var all sync.WaitGroup
	tallies := make(map[string]*tally)
	for _, name := range crossed {
		r := read(t, name)
		all.Go(func() {
			for n, f := range faults {
				told := r.with(t, name, n)
				mu.Lock()
				if tallies[f.name] == nil {
					tallies[f.name] = new(tally)
				}
				tallies[f.name].add(told)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	report(t, tallies)
}

// with puts a fault onto each exchange in turn.
func (r recording) with(t *testing.T, name string, n int) tally {
	f := faults[n]
	var told tally
	for i, e := range r.run.Exchanges {
		if i%sampled == 0 && f.name == "login-page" {
			r.sample(t, name+" "+f.name, i, f.apply(e, r))
		}
		if (i+n)%someOf != 0 {
			continue // another exchange with each fault
		}
		told.runs++
		if r.redAnyway(i) {
			continue
		}
		faulty := f.apply(e, r)
		put := r.court.put(e, faulty)
		after := r.verdicts(i)
		r.court.put(faulty, e)
		if !put {
			t.Errorf("%s: the judge does not know exchange %d, %s %s", name, i, e.Part, e.Check())
		}
		told.add(r.outcome(name, f, faulty, after))
	}
	return told
}

// sample compares what the checks that were judged anew come to with a judgement in full.
func (r recording) sample(t *testing.T, name string, exchange int, faulty transcript.Exchange) {
	t.Helper()
	run := *r.run
	run.Exchanges = slices.Clone(run.Exchanges)
	old := run.Exchanges[exchange]
	run.Exchanges[exchange] = faulty
	want := Judge(&run, Policy{}).ExitCode()
	r.court.put(old, faulty)
	after := r.verdicts(exchange)
	r.court.put(faulty, old)
	got := 0
	switch {
	case slices.Contains(after, catalog.Fail):
		got = 1
	case slices.Contains(after, catalog.Error):
		got = 3
	}
	if got != want {
		t.Errorf("%s at exchange %d: exit code %d, judged in full %d", name, exchange, got, want)
	}
}

// redAnyway tells whether checks fail that do not rest on an exchange: then the run
// stays red, whatever becomes of it.
func (r recording) redAnyway(exchange int) bool {
	for i, verdict := range r.base {
		if verdict == catalog.Fail && !slices.Contains(r.touches[exchange], i) {
			return true
		}
	}
	return false
}

// put takes an exchange of the run for another.
func (c *court) put(old, e transcript.Exchange) bool {
	swap := func(list []transcript.Exchange) bool {
		i := slices.IndexFunc(list, func(x transcript.Exchange) bool { return x.Response == old.Response && x.Check() == old.Check() })
		if i >= 0 {
			list[i] = e
		}
		return i >= 0
	}
	for part, m := range map[transcript.Part]map[string]transcript.Exchange{transcript.Before: c.before, transcript.After: c.after, transcript.Own: c.own} {
		if part == e.Part {
			m[e.Operation] = e
			return true
		}
	}
	switch e.Part {
	case transcript.Attack:
		return swap(c.attacks[e.Check()])
	case transcript.Unknown:
		c.unknown[e.Check()] = e
		return true
	}
	return swap(c.other[e.Part])
}

// verdicts are those of all checks, after a change of one exchange.
func (r recording) verdicts(exchange int) []catalog.Verdict {
	after := slices.Clone(r.base)
	for _, i := range r.touches[exchange] {
		after[i] = r.court.verdictOf(r.checks[i])
	}
	return after
}

// course is what judges a check that has one of its own.
func (k check) course(c *court) func() []result.Result {
	switch {
	case slices.ContainsFunc(catalog.OverlapChecks(), func(o catalog.Operation) bool { return o.ID == k.op.ID }):
		return c.overlaps
	case k.identity == "reversed" && k.op.Oracle == catalog.List:
		return c.reversed
	}
	return nil
}

func (c *court) verdictOf(k check) catalog.Verdict {
	if course := k.course(c); course != nil {
		for _, r := range course() {
			if r.ID == k.id {
				return r.Verdict
			}
		}
	}
	if k.op.Resource == "routes" {
		calls := c.routeCalls()
		return c.judgeRoute(c.visit(calls[k.id], calls[catalog.Check(k.op.ID, "owner")])).verdict
	}
	id, answers := catalog.IdentityNamed(k.identity), c.attacks[k.id]
	if len(answers) == 0 {
		return c.untried(k.op, id).verdict
	}
	_, j := c.worst(k.op, id, answers)
	return j.verdict
}

// TestFaultsForUser2 puts each kind of fault onto everything that user 2 is answered:
// what refuses user 2 everything, or answers nothing, tells nothing about users.
func TestFaultsForUser2(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	for _, name := range crossed {
		r := read(t, name)
		all.Go(func() {
			for n, f := range faults {
				if !r.sound && n%someOf != 0 {
					continue
				}
				if slices.Contains([]string{"swapped", "stale", "wrong-type", "stream-endless"}, f.name) {
					continue // another's answers, the own, or those of a call that waits
				}
				after := r.forUser2(f)
				if failed := slices.Contains(after, catalog.Fail); r.sound && failed || !failed && !slices.Contains(after, catalog.Error) {
					t.Errorf("%s, %s for all of user 2: failed %t", name, f.name, failed)
				}
			}
		})
	}
	all.Wait()
}

// forUser2 are the verdicts of all checks with a fault on each answer to user 2.
func (r recording) forUser2(f fault) []catalog.Verdict {
	run, after := *r.run, slices.Clone(r.base)
	run.Exchanges = slices.Clone(run.Exchanges)
	for i, e := range run.Exchanges {
		if e.Identity == "other-user" {
			run.Exchanges[i] = f.apply(e, r)
		}
	}
	court := open(&run, Policy{})
	for i, c := range r.checks {
		if c.identity == "other-user" {
			after[i] = court.verdictOf(c)
		}
	}
	return after
}
