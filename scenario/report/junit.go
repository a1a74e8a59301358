package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"authcheck/scenario/phrase"
	"authcheck/scenario/result"
)

// asCases is what viewers of tests show.
var asCases = destination{text: inLines, code: inLines, bytes: 4 << 20, items: 500, results: 5000, findings: 100}

// writeJUnit writes a suite for each resource and a case for each check. ❌ are
// failures, ❗ errors, ➖ skipped; ⚠️ pass with a word on standard output, unless
// warnings fail. What is documented and was not judged is skipped in a suite of its own.
func writeJUnit(w io.Writer, r *result.Report) error {
	whole := len(r.Results)
	r = asCases.shown(r)
	suites := junit.Testsuites{Name: "authcheck", Time: seconds(r.Summary.DurationMS)}
	findings := byCode(r)
	for _, group := range byResource(r.Results) {
		suites.AddSuite(suite(r, group, findings))
	}
	if left := notJudged(r.Summary); len(left) > 0 {
		suites.AddSuite(coverageSuite(r, left))
	}
	if why := unproven(r); why != "" {
		suites.AddSuite(runSuite(r, junit.Testcase{Name: "run", Error: &junit.Result{Message: why, Type: "undecided"}}))
	}
	if more := whole - len(r.Results); more > 0 {
		suites.AddSuite(runSuite(r, junit.Testcase{Name: "more", Skipped: &junit.Result{Message: phrase.Count(more, "more check") + " left out here"}}))
	}
	for i := range suites.Suites {
		suites.Suites[i].ID = i
	}
	var text bytes.Buffer
	text.WriteString(xml.Header)
	if err := suites.WriteXML(&text); err != nil {
		return err
	}
	_, err := w.Write(text.Bytes())
	return err
}

func runSuite(r *result.Report, c junit.Testcase) junit.Testsuite {
	return besideSuite(r, "authcheck.run", c)
}

// coverageSuite has a case for each operation that no check is about, so that viewers show
// the reason where they show those of the checks.
func coverageSuite(r *result.Report, left []unjudged) junit.Testsuite {
	var cases []junit.Testcase
	for _, one := range left {
		cases = append(cases, junit.Testcase{Name: one.Operation, Skipped: &junit.Result{Message: one.Why}})
	}
	return besideSuite(r, "authcheck.coverage", cases...)
}

// besideSuite has cases that are no checks and took no time.
func besideSuite(r *result.Report, name string, cases ...junit.Testcase) junit.Testsuite {
	s := junit.Testsuite{Name: name, Time: "0.000", Timestamp: r.Summary.Started.Format(time.RFC3339)}
	for _, c := range cases {
		c.Classname, c.Time = s.Name, "0.000"
		s.AddTestcase(c)
	}
	return s
}

// resource is the checks of one resource.
type resource struct {
	name    string
	results []result.Result
}

// byResource parts the results, in the order in which resources come first.
func byResource(results []result.Result) []resource {
	var groups []resource
	at := make(map[string]int)
	for _, check := range results {
		i, ok := at[check.Resource]
		if !ok {
			i = len(groups)
			at[check.Resource] = i
			groups = append(groups, resource{name: check.Resource})
		}
		groups[i].results = append(groups[i].results, check)
	}
	return groups
}

// byCode has the findings by their codes.
func byCode(r *result.Report) map[string]*result.Finding {
	all := make(map[string]*result.Finding)
	for i := range r.Findings {
		if f := &r.Findings[i]; all[f.Code] == nil {
			all[f.Code] = f
		}
	}
	return all
}

func suite(r *result.Report, group resource, findings map[string]*result.Finding) junit.Testsuite {
	s := junit.Testsuite{Name: "authcheck." + group.name, Timestamp: r.Summary.Started.Format(time.RFC3339)}
	s.AddProperty("target", r.Target.URL)
	s.AddProperty("authcheck", r.Tool.Version)
	total := int64(0)
	for _, check := range group.results {
		if check.Evidence != nil {
			total += check.Evidence.DurationMS
		}
		s.AddTestcase(testcase(check, findings[check.Code], r.Summary.Strict))
	}
	s.Time = seconds(total)
	return s
}

func testcase(check result.Result, f *result.Finding, strict bool) junit.Testcase {
	c := junit.Testcase{Name: check.ID, Classname: "authcheck." + check.Resource, Time: "0.000"}
	if check.Evidence != nil {
		c.Time = seconds(check.Evidence.DurationMS)
	}
	told := &junit.Result{Message: check.Summary, Type: check.Code, Data: account(check, f)}
	switch verdict := check.Verdict; {
	case verdict == result.Fail, verdict == result.Warn && strict:
		c.Failure = told
	case verdict == result.Error:
		c.Error = told
	case verdict == result.Skip:
		c.Skipped = &junit.Result{Message: check.Summary}
	case verdict == result.Warn, verdict == result.Note, verdict == result.Accepted:
		c.SystemOut = &junit.Output{Data: Icons[verdict] + " " + check.Code + ": " + check.Summary + "\n" + told.Data}
	}
	return c
}

// account tells a check in plain text: evidence, and how to fix it.
func account(check result.Result, f *result.Finding) string {
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-9s %s\n", label, strings.ReplaceAll(text, "\n", "\n          "))
		}
	}
	if e := check.Evidence; e != nil {
		line("expected:", e.Expected)
		line("got:", e.Got)
		line("effect:", e.Effect)
		line("owner:", e.Control)
		line("see:", e.Curl)
	}
	if f != nil {
		line("accepted:", acceptance(*f))
		line("why:", cut(f.Why, aFew))
		line("fix:", cut(f.Fix, aFew))
	}
	return b.String()
}

// aFew are the bytes that each check has for the texts of its finding.
const aFew = 1024

func seconds(ms int64) string { return fmt.Sprintf("%.3f", float64(ms)/1000) }
