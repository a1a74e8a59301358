package report_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"authcheck/scenario"
	"authcheck/scenario/report"
)

// TestNoSecrets looks for tokens, keys and passwords in every format, of runs in
// which they were sent, refused, and quoted.
func TestNoSecrets(t *testing.T) {
	formats := map[string]func(io.Writer, *scenario.Report) error{
		"text": text(report.Text{Verbose: true}), "json": report.JSON, "junit": report.JUnit, "sarif": report.SARIF,
		"html": report.HTML, "markdown": report.Markdown, "annotations": report.Annotations,
	}
	for _, flaw := range realFlaws {
		run := verified(t, flaw)
		for name, write := range formats {
			var out bytes.Buffer
			if err := write(&out, run.report); err != nil {
				t.Fatal(err)
			}
			for i, secret := range run.secrets {
				if secret == "" || strings.Contains(out.String(), secret) {
					t.Errorf("%q, %s: secret %d is in it", flaw, name, i)
				}
			}
			if at := strings.Index(out.String(), "eyJ"); at >= 0 {
				t.Errorf("%q, %s: a token is in it: %.20s…", flaw, name, out.String()[at:])
			}
			if strings.Contains(out.String(), "canary-") {
				t.Errorf("%q, %s: the canary is in it", flaw, name)
			}
		}
	}
}
