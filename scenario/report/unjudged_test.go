package report_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authcheck/scenario/report"
	"authcheck/scenario/result"
)

// TestEveryFormatTellsWhatIsNotJudged, with the reason, or how many that are and where the
// reasons stand; and nothing of it where everything was judged.
func TestEveryFormatTellsWhatIsNotJudged(t *testing.T) {
	tellsAll := `POST /mcp/(?:: |</code>: |" classname="authcheck.coverage" time="0.000"> <skipped message=")this server does not have it: 405`
	for name, want := range map[string]string{"text": `POST /mcp/, .*\(--verbose has the reasons\)`, "json": tellsAll, "html": tellsAll, "junit": tellsAll,
		"sarif": `"2 of 64 documented operations were not judged: ` + tellsAll, "markdown": tellsAll,
		"github": `::notice title=authcheck%3A 2 of 64 documented operations were not judged::The reasons: .*--verbose\.`} {
		for _, judged := range []bool{false, true} {
			r := sample()
			if judged {
				r.Summary.Coverage, r.Summary.NotJudged = result.Coverage{Documented: 64, Tested: 64}, nil
			}
			var out bytes.Buffer
			if err := as(name)(&out, r); err != nil {
				t.Fatal(err)
			}
			told := strings.Join(strings.Fields(out.String()), " ")
			if said := regexp.MustCompile(want).MatchString(told); said == judged || judged && strings.Contains(told, "not judged") {
				t.Errorf("%s, with everything judged: %t:\n%s", name, judged, out.String())
			}
		}
	}
}

// TestNotJudgedIsCounted whole where the list is cut.
func TestNotJudgedIsCounted(t *testing.T) {
	r := sample()
	r.Summary.Coverage = result.Coverage{Documented: 1064, Tested: 64, Untested: slices.Repeat([]string{"GET /x"}, 1000)}
	r.Summary.NotJudged = slices.Repeat([]string{"GET /x: not tried"}, 1000)
	for name, want := range map[string]string{"text": "documented operations, 1000 not judged", "html": "documented, 1000 not judged", "sarif": "1000 of 1064 documented operations",
		"markdown": "documented operations, 1000 not judged", "github": "1000 of 1064 documented operations"} {
		var out bytes.Buffer
		if err := as(name)(&out, r); err != nil {
			t.Fatal(err)
		}
		if told := strings.Join(strings.Fields(out.String()), " "); !strings.Contains(told, want) {
			t.Errorf("%s does not say %q", name, want)
		}
	}
	var out bytes.Buffer
	if err := (&report.Text{Options: report.Options{Out: &out}}).Report(r); err != nil || !strings.Contains(out.String(), "1000 operations (--verbose lists them)") {
		t.Errorf("%v: %s", err, out.String())
	}
}
