package verdict

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario/result"
	"authcheck/scenario/transcript"
)

// waited is a run of six checks whose answers took as long as that, to user 1, to user 2 and
// to nobody, in turns.
func waited(took ...time.Duration) *transcript.Transcript {
	t := &transcript.Transcript{DurationMS: 60_000, Sent: transcript.Sent{Valid: 240, Refused: 80, None: 140, All: 480}}
	checks := []string{"threads.get/owner", "threads.get/other-user", "threads.get/no-token", "threads.search/owner", "threads.search/other-user", "threads.search/garbage"}
	for i, each := range took {
		add(t, transcript.Attack, checks[i%len(checks)], after(each, none))
	}
	return t
}

const second = time.Second

// TestTimeSpent is said of a slow server alone, and counts what was waited for it alone.
func TestTimeSpent(t *testing.T) {
	slow := func(change func(*transcript.Transcript)) *transcript.Transcript {
		run := waited(2*second, 3*second, 300*time.Millisecond, 2100*time.Millisecond, 1500*time.Millisecond, 40*time.Millisecond)
		change(run)
		return run
	}
	const told = "the time went to a slow server: half of its answers took 2.0 s or longer (240 requests of users: 2.1 s, 220 without a valid login: 300 ms), " +
		"with about 12 requests under way at once; the slowest: threads.get, 3.0 s"
	for name, test := range map[string]struct {
		run  *transcript.Transcript
		want []string
	}{
		"a slow server": {slow(func(*transcript.Transcript) {}), []string{told}},
		"not in time": {slow(func(t *transcript.Transcript) {
			add(t, transcript.Attack, "store.get/owner", silent(transcript.TooLate))
			add(t, transcript.Attack, "store.get/other-user", broken)
		}), []string{told + "; not answered in time: 1"}},
		"what waits for others": {slow(func(t *transcript.Transcript) {
			add(t, transcript.Attack, "threads.stream/owner", after(time.Minute, stillOpen(stream())))
			add(t, transcript.Overlap, "threads.overlap/owner", after(time.Minute, none))
		}), []string{told}},
		"a run that was waited for is no slow answer": {slow(func(t *transcript.Transcript) {
			add(t, transcript.Attack, "runs.wait/owner", after(time.Minute, none))
			t.DurationMS *= 10
		}), []string{"the time went to a slow server: half of its answers took 2.0 s or longer (240 requests of users: 2.1 s, 220 without a valid login: 300 ms), " +
			"with about 8 requests under way at once; the slowest: threads.get, 3.0 s"}},
		"further pairs of users": {func() *transcript.Transcript {
			run := waited()
			run.Relations = []*transcript.Transcript{slow(func(*transcript.Transcript) {})}
			return run
		}(), []string{told}},
		"one after the other": {slow(func(t *transcript.Transcript) { t.DurationMS *= 12 }), []string{
			"the time went to a slow server: half of its answers took 2.0 s or longer (240 requests of users: 2.1 s, 220 without a valid login: 300 ms); the slowest: threads.get, 3.0 s"}},
		"mostly something else":   {slow(func(t *transcript.Transcript) { t.DurationMS *= 100 }), nil},
		"as fast as most":         {waited(second/2, second/2, second/2, second/2, second/2), nil},
		"one slow answer":         {waited(0, 0, 0, 0, time.Minute), nil},
		"too few to tell":         {waited(second, second, second), nil},
		"a recording without any": {waited(0, 0, 0, 0, 0, 0), nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := result.Summary{Requests: test.run.Sent.All, DurationMS: test.run.DurationMS,
				Sent: result.RequestCounts{Valid: test.run.Sent.Valid, Refused: test.run.Sent.Refused, None: test.run.Sent.None}}
			if diff := cmp.Diff(test.want, timeSpent(test.run, s)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
