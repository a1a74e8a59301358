package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
	"authcheck/scenario/result"
)

// acceptedSample is the sample with its ❌ accepted, and an acceptance that ran out.
func acceptedSample() *result.Report {
	r := sample()
	f := &r.Findings[0]
	f.Proven, f.Verdict = f.Verdict, result.Accepted
	f.Acceptance = &result.Acceptance{Code: f.Code, Reason: "a <demo> server", Until: "2026-12-31"}
	for i, check := range r.Results {
		if check.Code == f.Code {
			r.Results[i].Proven, r.Results[i].Verdict = check.Verdict, result.Accepted
		}
	}
	expired, _ := catalog.Explain("acceptance-expired")
	r.Findings = append(r.Findings, result.Finding{Code: expired.Code, Verdict: result.Warn, Title: expired.Title,
		Summary: "studio-open until 2026-01-31 (for a month)", Why: expired.Why, Fix: expired.Fix})
	r.Summary.Verdict = result.Error
	r.Summary.Counts = map[result.Verdict]int{result.Pass: 3, result.Warn: 2, result.Accepted: 2, result.Note: 1, result.Skip: 1, result.Error: 1}
	r.Matrix.Rows[0].Cells[4], r.Matrix.Rows[1].Cells[4] = result.Accepted, result.Accepted
	return r
}

// TestAcceptedIsTold has each format tell an accepted finding with its reason, and
// fail nobody because of it.
func TestAcceptedIsTold(t *testing.T) {
	tests := []struct {
		name   string
		write  func(io.Writer, *result.Report) error
		want   []string
		absent []string
	}{
		{"text", text(report.Options{Width: 120}), []string{
			"🔕 no-owner-filter  Users see each other's data everywhere\n",
			"   accepted  a <demo> server (until 2026-12-31); ❌ otherwise\n",
			"⚠️ acceptance-expired  An acceptance has run out\n   Studio-open until 2026-01-31 (for a month)\n   why  ",
			"UNDECIDED with 3 warnings and 1 accepted finding · 8 of 10 checks decided: 3 ✅ 2 ⚠️ 2 🔕 1 ℹ️ 1 ➖ 1 ❗"},
			[]string{"\n❌ no-owner-filter", "   on   \n"}},
		{"markdown", as("markdown"), []string{"### 🔕 no-owner-filter: ", "**Accepted:** a &lt;demo&gt; server (until 2026-12-31); ❌ otherwise\n", "| 🔕 |"}, nil},
		{"annotations", as("github"), []string{"::warning title=authcheck%3A acceptance-expired"}, []string{"no-owner-filter"}},
		{"html", as("html"), []string{`<article class="card accepted" id="finding-no-owner-filter">`, "<p>Accepted: a &lt;demo&gt; server (until 2026-12-31)</p>"},
			[]string{`<article class="card fail"`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			if err := test.write(&out, acceptedSample()); err != nil {
				t.Fatal(err)
			}
			for _, want := range test.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %q in:\n%s", want, out.String())
				}
			}
			for _, absent := range test.absent {
				if strings.Contains(out.String(), absent) {
					t.Errorf("%q in:\n%s", absent, out.String())
				}
			}
		})
	}
}

func TestAcceptedJUnit(t *testing.T) {
	var out bytes.Buffer
	if err := as("junit")(&out, acceptedSample()); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Failures int `xml:"failures,attr"`
		Suites   []struct {
			Cases []struct {
				Name string `xml:"name,attr"`
				Out  string `xml:"system-out"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	told := ""
	for _, suite := range got.Suites {
		for _, c := range suite.Cases {
			if c.Name == "threads.get/other-user" {
				told = c.Out
			}
		}
	}
	if got.Failures != 0 || !strings.Contains(told, "🔕 no-owner-filter: ") || !strings.Contains(told, "accepted: a <demo> server (until 2026-12-31)\n") {
		t.Errorf("%d failures; the accepted check says %q", got.Failures, told)
	}
}

func TestAcceptedSARIF(t *testing.T) {
	var out bytes.Buffer
	if err := as("sarif")(&out, acceptedSample()); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Runs []struct {
			Results []struct {
				RuleID, Level string
				Suppressions  []struct{ Kind, Status, Justification string }
			}
		}
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	suppressed := ""
	for _, check := range got.Runs[0].Results {
		for _, s := range check.Suppressions {
			suppressed += fmt.Sprintln(check.RuleID, check.Level, s)
		}
	}
	if want := "no-owner-filter note {external accepted a <demo> server (until 2026-12-31)}\n"; suppressed != want {
		t.Errorf("suppressed: %q, want %q", suppressed, want)
	}
}
