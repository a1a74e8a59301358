package report_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/scenario"
	"authcheck/scenario/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden renders one report in every format.
func TestGolden(t *testing.T) {
	render := map[string]func(io.Writer, *scenario.Report) error{
		"text.txt":         text(report.Text{}),
		"text-verbose.txt": text(report.Text{Verbose: true}),
		"text-quiet.txt":   text(report.Text{Quiet: true}),
		"report.json":      report.JSON,
		"report.xml":       report.JUnit,
		"report.sarif":     report.SARIF,
		"report.html":      report.HTML,
		"summary.md":       report.Markdown,
		"annotations.txt":  report.Annotations,
	}
	for name, write := range render {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := write(&out, sample()); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", name), withoutLooks(out.String()))
		})
	}
}

var looks = regexp.MustCompile(`(?s)(<style>).*(</style>)|(<script>).*(</script>)|sha256-[^&]*`)

// withoutLooks leaves out style and script of a page, which are files of their own.
func withoutLooks(page string) string { return looks.ReplaceAllString(page, "$1$2$3$4") }

// text plays a run of the scenario.
func text(o report.Text) func(io.Writer, *scenario.Report) error {
	return func(w io.Writer, r *scenario.Report) error {
		o.Out, o.Version = w, r.Tool.Version
		o.Observe(scenario.Event{Target: &r.Target})
		for _, result := range r.Results {
			o.Observe(scenario.Event{Result: &result})
		}
		o.Finish(r)
		return nil
	}
}

// golden compares with a file, or writes it anew.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
