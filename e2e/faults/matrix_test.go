//go:build faults

package faults_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"authcheck/e2e/faults"
	"authcheck/scenario"
)

var (
	runs     = flag.Int("runs", number("AUTHCHECK_FAULT_RUNS", 120), "how many runs the matrix has, of at most 600")
	seed     = flag.Uint64("seed", uint64(number("AUTHCHECK_FAULT_SEED", 1)), "of the sample")
	limit    = flag.Duration("limit", 30*time.Second, "of one run")
	atOnce   = flag.Int("at-once", 8, "runs at the same time")
	longest  = flag.Duration("longest", 90*time.Second, "that a run may last in all")
	only     = flag.String("only", "", "only the runs whose description holds this text")
	outcomes = []string{falseGreen, falseRed, hang, panicked, leftover, foreign, elsewhere, opened}
)

func number(variable string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil {
		return n
	}
	return otherwise
}

// TestMatrix runs authcheck through the faults and counts what must not be. All of it is 0.
//
//	go test -tags faults -run TestMatrix -v -timeout 60m ./e2e/faults -runs 600
func TestMatrix(t *testing.T) {
	log.SetOutput(io.Discard) // net/http quotes what comes after the end of an answer
	known := baselines(t)
	trials := chosen(sample(min(*runs, 600), *seed, known), *only)
	offences := map[string][]string{}
	var lies []string
	var mu sync.Mutex
	var all errgroup.Group
	all.SetLimit(*atOnce)
	for _, c := range trials {
		all.Go(func() error {
			begin := time.Now()
			found, lie := c.run(t)
			mu.Lock()
			defer mu.Unlock()
			tell(c, found, time.Since(begin))
			for kind, what := range found {
				offences[kind] = append(offences[kind], fmt.Sprintf("%s: %s", c, what))
			}
			if lie != "" {
				lies = append(lies, fmt.Sprintf("%s: %s", c, lie))
			}
			return nil
		})
	}
	_ = all.Wait()
	t.Log(table(len(trials), offences, lies))
	for _, outcome := range outcomes {
		if len(offences[outcome]) > 0 {
			t.Errorf("%s: %d", outcome, len(offences[outcome]))
		}
	}
}

// tell says at once what must not be, and what took long.
func tell(c trial, found map[string]string, took time.Duration) {
	for outcome, what := range found {
		if outcome != missed {
			fmt.Printf("    %s: %s: %s\n", outcome, c, what)
		}
	}
	if took > slowRun {
		fmt.Printf("    %.0f s: %s\n", took.Seconds(), c)
	}
}

// slowRun is worth a word.
const slowRun = 25 * time.Second

func table(runs int, offences map[string][]string, lies []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-22s %4d\n", "runs", runs)
	for _, outcome := range outcomes {
		fmt.Fprintf(&b, "%-22s %4d\n", outcome, len(offences[outcome]))
	}
	fmt.Fprintf(&b, "%-22s %4d\n", missed, len(offences[missed]))
	for _, outcome := range outcomes {
		for _, line := range offences[outcome] {
			fmt.Fprintf(&b, "%s: %s\n", outcome, line)
		}
	}
	for _, line := range lies {
		fmt.Fprintf(&b, "can't be told apart, not counted: %s\n", line)
	}
	return b.String()
}

// baselines runs each server without fault: what the matrix expects must be there.
func baselines(t *testing.T) map[string]baseline {
	known := map[string]baseline{}
	var mu sync.Mutex
	var all errgroup.Group
	all.SetLimit(*atOnce)
	for _, s := range servers {
		all.Go(func() error {
			w, err := newStand(s, false)
			if err != nil {
				return err
			}
			defer w.close()
			before, err := w.inventory()
			if err != nil {
				return err
			}
			o := verify(t, w, s)
			bad, _ := trial{server: s, kind: faults.Named("slow")}.judge(w, o, before)
			delete(bad, missed)
			if len(bad) > 0 || s.finding != "" && !o.codes[s.finding] {
				return fmt.Errorf("%s without fault: %v, findings %v", s.name(), bad, o.codes)
			}
			mu.Lock()
			defer mu.Unlock()
			known[s.flaw] = baseline{w.front.Requests(), w.login.Requests(), o.tellers}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	return known
}

// run is one trial: what went wrong by outcome, and what can't be told apart.
func (c trial) run(t *testing.T) (map[string]string, string) {
	w, err := newStand(c.server, c.oauth2)
	if err != nil {
		t.Error(err)
		return nil, ""
	}
	defer w.close()
	before, err := w.inventory()
	if err != nil {
		t.Error(err)
		return nil, ""
	}
	proxy := w.front
	if c.login {
		proxy = w.login
	}
	proxy.Set(c.fault(w))
	o := verify(t, w, c.server)
	w.front.Set()
	w.login.Set()
	return c.judge(w, o, before)
}

// outcome is what a run of authcheck said, without the names of its types.
type outcome struct {
	exit      int
	err       error
	codes     map[string]bool // of findings
	failed    []string        // checks
	leftovers []string
	notes     []string
	tellers   [][2]string // requests that showed the server's flaw
	late      bool
	panicked  any
}

// verify runs authcheck. What does not end in time is left behind.
func verify(t *testing.T, w *stand, s server) outcome {
	ended := make(chan outcome, 1)
	config := w.config(t)
	ctx, cancel := context.WithTimeout(t.Context(), *limit)
	defer cancel()
	go func() {
		var o outcome
		defer func() {
			o.panicked = recover()
			ended <- o
		}()
		report, err := scenario.Verify(ctx, config)
		if o.err = err; err != nil {
			o.exit = 3
			return
		}
		o.exit, o.leftovers, o.notes, o.codes = report.ExitCode(), report.Summary.Leftovers, report.Summary.Notes, map[string]bool{}
		for _, f := range report.Findings {
			o.codes[f.Code] = true
		}
		for _, r := range report.Results {
			if r.Verdict == "fail" {
				o.failed = append(o.failed, r.ID)
			}
			if r.Evidence != nil && r.Code != "" && r.Code == s.finding {
				o.tells(r.Evidence.Method, r.Evidence.URL)
			}
		}
	}()
	select {
	case o := <-ended:
		return o
	case <-time.After(*longest):
		return outcome{late: true}
	}
}

func (o *outcome) tells(method, target string) {
	if at, err := url.Parse(target); err == nil && method != "" {
		o.tellers = append(o.tellers, [2]string{method, faults.Pattern(at.Path)})
	}
}
