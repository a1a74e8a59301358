package cmd

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"authcheck/scenario"
	"authcheck/scenario/report"
)

var diffFormats = []string{"text", "json"}

func newDiffCmd(p Process) *cobra.Command {
	format := "text"
	cmd := &cobra.Command{
		Use:   "diff OLD.json NEW.json",
		Short: "Tell what changed between two runs",
		Long: `Compares two JSON reports of verify by the fingerprints of their findings: which
are new, fixed or unchanged. A finding that shows in a check that passed before
counts as new; one whose checks were not all decided again does not count as fixed.
Exits 1 when there are new ones, and 3 when the newer run could not decide everything.`,
		Example: `  # before and after a change
  authcheck verify --report json=old.json
  authcheck verify --report json=new.json
  authcheck diff old.json new.json`,
		Args: twoReports,
		RunE: func(_ *cobra.Command, args []string) error {
			if !slices.Contains(diffFormats, format) {
				return refused("choose "+inWords(diffFormats), "--format: unknown format %q", format)
			}
			return diff(p, format, args[0], args[1])
		},
	}
	cmd.Flags().StringVar(&format, "format", format, "output `FORMAT`: text or json")
	return cmd
}

func twoReports(_ *cobra.Command, args []string) error {
	if len(args) != 2 {
		return refused("authcheck diff OLD.json NEW.json", "diff takes two JSON reports")
	}
	return nil
}

func diff(p Process, format, older, newer string) error {
	before, err := readReport(older)
	if err != nil {
		return err
	}
	after, err := readReport(newer)
	if err != nil {
		return err
	}
	d := scenario.Compare(before, after)
	if format == "json" {
		if err := report.DiffJSON(p.Out, d); err != nil {
			return err
		}
	} else {
		report.Diff(p.Out, d, p.Columns)
	}
	return quiet(d.ExitCode())
}

const reportForm = "a report is written by authcheck verify --report json=FILE"

// readReport reads what verify wrote.
func readReport(path string) (*scenario.Report, error) {
	text, err := os.ReadFile(path)
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, refused(reportForm, "cannot read %s: %v", path, failed.Err)
	}
	var r scenario.Report
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, refused(reportForm, "cannot read %s: it is no JSON report", path)
	}
	if r.Schema != scenario.Schema {
		return nil, refused(reportForm, "cannot read %s: its schema is %q, not %s", path, r.Schema, scenario.Schema)
	}
	return &r, nil
}
