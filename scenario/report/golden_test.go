package report_test

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"testing"

	"gotest.tools/v3/golden"

	"authcheck/scenario/report"
	"authcheck/scenario/result"
)

// TestGolden renders one report in every format.
func TestGolden(t *testing.T) {
	render := map[string]func(io.Writer, *result.Report) error{
		"text.txt":         text(report.Options{}),
		"text-verbose.txt": text(report.Options{Verbose: true}),
		"text-quiet.txt":   text(report.Options{Quiet: true}),
		"report.json":      as("json"),
		"report.xml":       as("junit"),
		"report.sarif":     as("sarif"),
		"report.html":      as("html"),
		"summary.md":       as("markdown"),
		"annotations.txt":  as("github"),
	}
	for name, write := range render {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := write(&out, sample()); err != nil {
				t.Fatal(err)
			}
			golden.Assert(t, withoutLooks(out.String()), name)
		})
	}
}

var looks = regexp.MustCompile(`(?s)(<style>).*(</style>)|(<script>).*(</script>)|sha256-(?:[^&]|&#43;)*`)

// withoutLooks leaves out style and script of a page, which are files of their own.
func withoutLooks(page string) string { return looks.ReplaceAllString(page, "$1$2$3$4") }

// as is a format, to be written like the others.
func as(name string) func(io.Writer, *result.Report) error {
	return func(w io.Writer, r *result.Report) error {
		format, ok := report.Named(name)
		if !ok {
			return fmt.Errorf("no format %s", name)
		}
		return report.Replay(format.New(report.Options{Out: w, Version: r.Tool.Version}), r)
	}
}

// text plays a run of the scenario.
func text(o report.Options) func(io.Writer, *result.Report) error {
	return func(w io.Writer, r *result.Report) error {
		o.Out, o.Version = w, r.Tool.Version
		return report.Replay(&report.Text{Options: o}, r)
	}
}
