//go:build e2e

package e2e

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authcheck/e2e/faults"
)

var (
	faultRuns = flag.Int("fault-runs", 5, "how many faults each real server gets")
	faultSeed = flag.Uint64("fault-seed", 1, "which faults these are")
)

// faultRows are real servers that a fault must not make look otherwise: on a sound one
// nothing is ❌, and a flawed one is not passed by without its finding.
var faultRows = []row{
	{name: "recommended", subject: subject{kind: python}, exit: sound},
	{name: "no_owner_filter", subject: subject{kind: python}, exit: flawed, want: []string{"threads-read"}},
	{name: "recommended", subject: subject{kind: aegra}, exit: sound},
	{name: "recommended", subject: subject{kind: javaScript}, exit: sound},
	{name: "no_owner_filter", subject: subject{kind: javaScript}, exit: flawed, want: []string{"threads-read"}},
}

// TestFaults runs authcheck through a proxy with faults, in front of real servers. The
// matrix of e2e/faults has the expectations for stand-ins; the kinds of fault are its.
func TestFaults(t *testing.T) {
	rows := faultRows
	if !*all && !onlySome() {
		rows = rows[:2]
	}
	for i, r := range rows {
		t.Run(r.folder()+"/"+r.name, func(t *testing.T) {
			t.Parallel()
			r.auth = r.name
			s := r.start(t)
			proxy, err := faults.New(s.url)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(proxy.Close)
			direct := s.url
			s.url = proxy.URL()
			if got, out := s.report(t); out.exit != r.exit {
				t.Fatalf("without fault: exit %d, want %d: %s", out.exit, r.exit, worst(got))
			}
			dice := rand.New(rand.NewPCG(*faultSeed, uint64(i)))
			requests := proxy.Requests()
			for range *faultRuns {
				fault, what := drawFault(dice, requests)
				t.Run(what, func(t *testing.T) {
					here := *s
					here.url = direct
					r.through(t, s, &here, proxy, fault)
				})
			}
		})
	}
}

// drawFault draws a kind of fault and the requests that it hits.
func drawFault(dice *rand.Rand, requests int) (faults.Fault, string) {
	kind := faults.Kinds[dice.IntN(len(faults.Kinds))]
	switch n, seed := 1+dice.IntN(requests), dice.Uint64(); dice.IntN(5) {
	case 0:
		return faults.Fault{Kind: kind, When: faults.All()}, kind.Name + " at all"
	case 1:
		return faults.Fault{Kind: kind, When: faults.Outsiders()}, kind.Name + " for outsiders"
	case 2:
		return faults.Fault{Kind: kind, When: faults.Random(seed, 0.1)}, kind.Name + fmt.Sprintf(" at one in ten (seed %d)", seed)
	case 3:
		return faults.Fault{Kind: kind, When: faults.Nth(n), Times: faults.Once}, fmt.Sprintf("%s at request %d once", kind.Name, n)
	default:
		return faults.Fault{Kind: kind, When: faults.Nth(n), Times: faults.Retries}, fmt.Sprintf("%s at request %d with its retries", kind.Name, n)
	}
}

// runTag is in everything that a run makes.
var runTag = regexp.MustCompile(`authcheck-[0-9a-f]{8}`)

// undecided is the exit code of a run that could not tell.
const undecided = 3

// through is one run through a fault; here is the server without the proxy.
func (r row) through(t *testing.T, s, here *server, proxy *faults.Proxy, fault faults.Fault) {
	proxy.Begin()
	proxy.Set(fault)
	out := s.verify(t, "--format", "json", "--timeout", "2m")
	proxy.Set()
	got, err := out.report()
	told := faults.Nothing // the most that an answer of the fault allows to conclude
	for _, e := range proxy.Log() {
		if tells := fault.Kind.TellsOf(faults.Request{Method: e.Method, Path: e.Path}); e.Fault != "" && tells != faults.Nothing && tells != faults.Everything {
			told = tells
		}
	}
	found := slices.ContainsFunc(got.Findings, func(f finding) bool { return slices.Contains(r.want, f.Code) })
	switch {
	case out.exit != sound && out.exit != flawed && out.exit != undecided, out.exit != undecided && err != nil:
		t.Errorf("exit %d: %s", out.exit, out.stderr)
	case told == faults.Leak || told == faults.Lie && fault.Times != faults.Always:
		t.Logf("exit %d; the answers were well-formed lies", out.exit)
	case r.exit == sound && (out.exit == flawed || got.Summary.Counts["fail"] > 0):
		t.Errorf("a false red: exit %d, %s", out.exit, worst(got))
	case r.exit == flawed && out.exit == sound && !found:
		t.Errorf("a false green: %s", worst(got))
	}
	for _, f := range proxy.Foreign() {
		if f.Done && !f.Unsure && !strings.Contains(f.ID, "authcheck-") {
			t.Errorf("%s %s touched what is not ours", f.Method, f.Path)
		}
	}
	for _, e := range proxy.Elsewhere() {
		t.Errorf("%s %s went elsewhere", e.Method, e.Path)
	}
	here.removeNamed(t, told, append(got.Summary.Leftovers, out.stderr))
}

// removeNamed holds what is there now to what the run named, and removes it: the next run
// must find nothing of this one's.
func (s *server) removeNamed(t *testing.T, told faults.Tells, named []string) {
	t.Helper()
	for _, what := range s.leftovers(t) {
		id := uuids.FindString(what)
		tag := runTag.FindString(what)
		known := slices.ContainsFunc(named, func(n string) bool {
			return id != "" && strings.Contains(n, id) || tag != "" && strings.Contains(n, tag)
		})
		if !known && told == faults.Nothing {
			t.Errorf("left and not named: %s; named: %q", what, named)
		}
	}
	if got := s.users.authcheck(t, "cleanup", "--yes", "--url", s.url); got.exit != 0 {
		t.Errorf("cleanup: exit %d: %s%s", got.exit, got.stdout, got.stderr)
	}
	if left := s.leftovers(t); len(left) > 0 {
		t.Errorf("left on the server after cleanup: %q", left)
	}
}
