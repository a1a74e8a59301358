package report_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/golden"

	"authcheck/scenario"
	"authcheck/scenario/report"
	"authcheck/scenario/result"
	"authcheck/scenario/soak"
)

// soaked is a run of many users at once, with a mix-up where that is wanted.
func soaked(mixedUp bool) *result.Report {
	r := sample()
	r.Relations = nil
	r.Target.Users, r.Findings, r.Results, r.Summary.Leftovers = 20, []result.Finding{}, []result.Result{}, nil
	r.Summary.Coverage, r.Summary.NotJudged = result.Coverage{}, nil
	told := result.Result{ID: "threads.soak/other-user", Operation: "threads.soak", Resource: "threads", Action: "search", Identity: "other-user",
		Verdict: result.Pass, Summary: "all of 5904 answers belonged to their caller"}
	latency := result.Latency{P50: 4.2, P95: 11.8, P99: 31.4}
	r.Soak = &result.Soak{Users: 20, LengthMS: 60_000, DurationMS: 60_012, AtOnce: 16, Requests: 7012, PerSecond: 116.8, Latency: latency, Telling: 5904,
		AtMost: 3.0 / 5904, Operations: []result.SoakOperation{{Operation: "threads.search", Requests: 7012, Telling: 5904, Refused: 2, Latency: latency}},
		Notes: []string{"store left out: <b>refused\x1b[31m"}}
	if mixedUp {
		told.Verdict, told.Code, told.Summary = result.Fail, "identity-mixed-up", "User 7 was taken for User 3 (1 of 5904 answers)"
		r.Soak.MixedUp, r.Soak.AtMost, r.Soak.Operations[0].MixedUp = 1, 0, 1
		r.Soak.First = &result.MixUp{User: "User 7", Whose: "User 3", Summary: "User 7 was taken for User 3", Shown: "$[0].metadata.authcheck_canary",
			Got:    result.SoakRequest{User: "User 7", Method: "POST", Path: "/threads/search", Body: `{"limit":20}`, Status: 200, AtMS: 4190, TookMS: 21},
			Beside: &result.SoakRequest{User: "User 3", Method: "GET", Path: "/threads/01a20184-2595-7453-ab84-9631989bcaaf", AtMS: 4201.5},
			Made:   &result.SoakRequest{User: "User 3", Method: "POST", Path: "/threads", Status: 200, AtMS: 3901, TookMS: 5.2}}
		r.Findings = append(r.Findings, finding("identity-mixed-up", result.Fail, told.Summary, []string{"other-user"}, []string{"threads.soak"}, "0123456789abcdef", ""))
	}
	r.Results = append(r.Results, told)
	r.Matrix = result.MatrixOf(r.Results)
	r.Summarize()
	return r
}

// TestSoak renders a soak in every format that has something of its own for it.
func TestSoak(t *testing.T) {
	render := map[string]func(io.Writer, *result.Report) error{"txt": text(report.Options{}), "verbose.txt": text(report.Options{Verbose: true}),
		"json": as("json"), "html": as("html"), "md": as("markdown")}
	schema := published(t, true)
	for name, mixedUp := range map[string]bool{"soak-mixed-up": true, "soak-sound": false} {
		for ending, write := range render {
			t.Run(name+"."+ending, func(t *testing.T) {
				var out bytes.Buffer
				if err := write(&out, soaked(mixedUp)); err != nil {
					t.Fatal(err)
				}
				golden.Assert(t, withoutLooks(out.String()), name+"."+ending)
			})
		}
		if err := schema.Validate(document(t, soaked(mixedUp))); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

// TestSoakProgress stays on one line of 80 columns, however much there is to tell.
func TestSoakProgress(t *testing.T) {
	var out, line bytes.Buffer
	s := &report.Text{Options: report.Options{Out: &out, Progress: &line, Width: 80}}
	for _, p := range []soak.Progress{{Phase: "each user alone"}, {Requests: 123_456_789, PerSecond: 12_345, AtOnce: 64, Crossed: 99, Left: time.Hour},
		{Requests: 100, AtOnce: 1, Wait: time.Minute, Left: 30 * time.Second}} {
		if err := s.Event(scenario.Event{Soak: &p}); err != nil {
			t.Fatal(err)
		}
	}
	shown := strings.Split(line.String(), "\r\x1b[K")[1:]
	for _, text := range shown {
		if len([]rune(text)) >= 80 || strings.Contains(text, "\n") {
			t.Errorf("%d columns: %q", len([]rune(text)), text)
		}
	}
	if got := fmt.Sprint(out.String(), len(shown)); got != "3" {
		t.Errorf("printed %q", got)
	}
}
