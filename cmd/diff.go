package cmd

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"authcheck/cmd/failure"
	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/scenario/report"
	"authcheck/scenario/result"
)

var diffFormats = []string{"text", "json"}

func newDiffCmd(p terminal.Process) *cobra.Command {
	format := "text"
	cmd := &cobra.Command{
		Use:   "diff OLD.json NEW.json",
		Short: "Tell what changed between two runs",
		Long: `Compares two JSON reports of verify by the fingerprints of their findings: which
are new, fixed or unchanged. A finding that shows in a check that passed before
counts as new; one whose checks were not all decided again does not count as
fixed. Exits 1 when there are new ones, and 3 when the newer run could not
decide everything.`,
		Example: `  # before and after a change
  authcheck verify --report json=old.json
  authcheck verify --report json=new.json
  authcheck diff old.json new.json`,
		Args: twoReports,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := known("format", "format", format, diffFormats); err != nil {
				return err
			}
			return diff(cmd.Context(), p, format, args[0], args[1])
		},
	}
	cmd.Flags().StringVar(&format, "format", format, "output `FORMAT`: text or json")
	offer(cmd, "format", diffFormats)
	return cmd
}

func twoReports(_ *cobra.Command, args []string) error {
	if len(args) != 2 {
		return refused("authcheck diff OLD.json NEW.json", "diff takes two JSON reports")
	}
	return nil
}

func diff(ctx context.Context, p terminal.Process, format, older, newer string) error {
	before, err := readReport(ctx, older)
	if err != nil {
		return err
	}
	after, err := readReport(ctx, newer)
	if err != nil {
		return err
	}
	d := result.Compare(before, after)
	if format == "json" {
		err = report.DiffJSON(p.Out, d)
	} else {
		err = report.Diff(p.Out, d, p.Columns)
	}
	if err != nil {
		return err
	}
	return endWith(d.ExitCode())
}

const reportForm = "a report is written by authcheck verify --report json=FILE"

// readReport reads what verify wrote.
func readReport(ctx context.Context, path string) (*result.Report, error) {
	text, err := settings.ReadFile(ctx, path, settings.MaxReport)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, refused(reportForm, "cannot read %s: %v", path, failure.Root(err))
	}
	var r result.Report
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, refused(reportForm, "cannot read %s: it is no JSON report", path)
	}
	if r.Schema != result.Schema {
		return nil, refused(reportForm, "cannot read %s: its schema is %q, not %s", path, r.Schema, result.Schema)
	}
	return &r, nil
}
