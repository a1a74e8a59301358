package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"authcheck/scenario"
)

// JUnit writes a suite for each resource and a case for each check. ❌ are
// failures, ❗ errors, ➖ skipped; ⚠️ pass with a word on standard output, unless
// warnings fail.
func JUnit(w io.Writer, r *scenario.Report) error {
	suites := junit.Testsuites{Name: "authcheck", Time: seconds(r.Summary.DurationMS)}
	for i, group := range byResource(r.Results) {
		s := suite(r, group)
		s.ID = i
		suites.AddSuite(s)
	}
	if why := unproven(r); why != "" {
		suites.AddSuite(runSuite(r, why))
	}
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return suites.WriteXML(w)
}

// unproven says why a run as a whole proved nothing, where no check of it says so.
func unproven(r *scenario.Report) string {
	switch {
	case r.Summary.Incomplete != "":
		return "the run ended early: " + r.Summary.Incomplete
	case r.Summary.Verdict == scenario.Error && r.Summary.Counts[scenario.Error] == 0:
		return "nothing was proven"
	}
	return ""
}

func runSuite(r *scenario.Report, why string) junit.Testsuite {
	s := junit.Testsuite{Name: "authcheck.run", Time: "0.000", Timestamp: r.Summary.Started.Format(time.RFC3339)}
	s.AddTestcase(junit.Testcase{Name: "run", Classname: "authcheck.run", Time: "0.000", Error: &junit.Result{Message: why, Type: "undecided"}})
	return s
}

// resource is the checks of one resource.
type resource struct {
	name    string
	results []scenario.Result
}

// byResource parts the results, in the order in which resources come first.
func byResource(results []scenario.Result) []resource {
	var groups []resource
	at := make(map[string]int)
	for _, result := range results {
		i, ok := at[result.Resource]
		if !ok {
			i = len(groups)
			at[result.Resource] = i
			groups = append(groups, resource{name: result.Resource})
		}
		groups[i].results = append(groups[i].results, result)
	}
	return groups
}

func suite(r *scenario.Report, group resource) junit.Testsuite {
	s := junit.Testsuite{Name: "authcheck." + group.name, Time: "0.000", Timestamp: r.Summary.Started.Format(time.RFC3339)}
	s.AddProperty("target", r.Target.URL)
	s.AddProperty("authcheck", r.Tool.Version)
	total := int64(0)
	for _, result := range group.results {
		if result.Evidence != nil {
			total += result.Evidence.DurationMS
		}
		s.AddTestcase(testcase(r, result))
	}
	s.Time = seconds(total)
	return s
}

func testcase(r *scenario.Report, result scenario.Result) junit.Testcase {
	c := junit.Testcase{Name: result.ID, Classname: "authcheck." + result.Resource, Time: "0.000"}
	if result.Evidence != nil {
		c.Time = seconds(result.Evidence.DurationMS)
	}
	told := &junit.Result{Message: result.Summary, Type: result.Code, Data: account(r, result)}
	switch verdict := result.Verdict; {
	case verdict == scenario.Fail, verdict == scenario.Warn && r.Summary.Strict:
		c.Failure = told
	case verdict == scenario.Error:
		c.Error = told
	case verdict == scenario.Skip:
		c.Skipped = &junit.Result{Message: result.Summary}
	case verdict == scenario.Warn, verdict == scenario.Note, verdict == scenario.Accepted:
		c.SystemOut = &junit.Output{Data: Icons[verdict] + " " + result.Code + ": " + printable(result.Summary) + "\n" + told.Data}
	}
	return c
}

// account tells a check in plain text: evidence, and how to fix it.
func account(r *scenario.Report, result scenario.Result) string {
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-9s %s\n", label, strings.ReplaceAll(text, "\n", "\n          "))
		}
	}
	if e := result.Evidence; e != nil {
		line("expected:", e.Expected)
		line("got:", e.Got)
		line("effect:", e.Effect)
		line("owner:", e.Control)
		line("see:", e.Curl)
	}
	if f := findingOf(r, result.Code); f != nil {
		line("accepted:", acceptance(*f))
		line("why:", f.Why)
		line("fix:", f.Fix)
	}
	return printable(b.String())
}

func findingOf(r *scenario.Report, code string) *scenario.Finding {
	for i := range r.Findings {
		if r.Findings[i].Code == code {
			return &r.Findings[i]
		}
	}
	return nil
}

func seconds(ms int64) string { return fmt.Sprintf("%.3f", float64(ms)/1000) }
