package report_test

import (
	"fmt"
	"strings"
	"testing"

	"authcheck/scenario/report"
	"authcheck/scenario/result"
)

// huge is the report on a server that documents n paths and has a lot to say.
func huge(text string, n int) *result.Report {
	r := sample()
	r.Summary.Counts = map[result.Verdict]int{result.Fail: n, result.Pass: 1}
	for i := range n {
		id := fmt.Sprintf("routes.get:/%d", i)
		r.Results = append(r.Results, result.Result{ID: id + "/no-token", Operation: id, Resource: "routes", Identity: fmt.Sprint("caller ", i), Verdict: result.Fail,
			Code: "route-open", Summary: text, Evidence: &result.Evidence{Expected: "denied", Got: text, URL: text, Detail: text, Body: text, Control: text, Effect: text}})
		r.Summary.Coverage.Untested = append(r.Summary.Coverage.Untested, id)
		r.Summary.NotJudged = append(r.Summary.NotJudged, id+": "+text)
		r.Summary.Leftovers = append(r.Summary.Leftovers, text)
	}
	for i := range n {
		f := r.Findings[0]
		f.Code, f.Summary, f.Why, f.Fix = fmt.Sprint("code-", i), text, text, text
		r.Findings = append(r.Findings, f)
	}
	r.Summary.Coverage.Documented, r.Summary.Coverage.Tested = n+64, 64
	r.Findings[0].Checks = r.Summary.Coverage.Untested
	r.Findings[0].Operations = r.Summary.Coverage.Untested
	for range n {
		r.Matrix.Rows = append(r.Matrix.Rows, result.MatrixRow{Resource: text, Cells: []result.Verdict{result.Fail}})
	}
	return r
}

// TestReportsStayBounded, whatever a server says, and however much of it.
func TestReportsStayBounded(t *testing.T) {
	const mib = 1 << 20
	text := strings.Repeat(`<&"|ä`, 2000)
	long, longer := huge(text, 1000), huge(text, 20_000)
	for name, most := range map[string]int{"text": 8 * mib, "json": 32 * mib, "html": 6 * mib, "junit": 16 * mib, "sarif": 8 * mib, "markdown": mib, "github": mib / 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var size counter
			r := longer
			if name == "json" { // it has everything, cut
				r = long
			}
			if err := as(name)(&size, r); err != nil {
				t.Fatal(err)
			}
			if int(size) > most || size < 1000 {
				t.Errorf("%d bytes, at most %d wanted", size, most)
			}
		})
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// TestLeftOutIsSaid with numbers, and the worst are shown first of all.
func TestLeftOutIsSaid(t *testing.T) {
	r := huge("short", 20_000)
	for i := range 15_500 {
		r.Results[i+20].Verdict = result.Pass
	}
	r.Results[len(r.Results)-1].Summary = "the last"
	for name, wanted := range map[string][]string{
		"html":     {"19011 more checks left out here; --report json=FILE has everything", "19905 more findings left out here", "and 19502 more"},
		"junit":    {"15011 more checks left out here", "the last"},
		"text":     {"19905 more findings left out here", "and 19502 more"},
		"markdown": {"19905 more findings left out here", "and 19802 more"},
	} {
		var out strings.Builder
		if err := as(name)(&out, r); err != nil {
			t.Fatal(err)
		}
		told := strings.Join(strings.Fields(out.String()), " ")
		for _, want := range wanted {
			if !strings.Contains(told, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
	var out strings.Builder
	if err := text(report.Options{Quiet: true})(&out, r); err != nil || !strings.Contains(out.String(), "20001 of 20001 checks decided: 1 ✅ 20000 ❌") {
		t.Errorf("%v: %s", err, out.String())
	}
}
