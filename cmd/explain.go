package cmd

import (
	"github.com/spf13/cobra"

	"authcheck/cmd/terminal"
	"authcheck/cmd/wording"
	"authcheck/scenario"
	"authcheck/scenario/catalog"
	"authcheck/scenario/report"
)

var explainFormats = []string{"text", "json"}

func newExplainCmd(p terminal.Process) *cobra.Command {
	format := "text"
	cmd := &cobra.Command{
		Use:   "explain [CODE]",
		Short: "List the findings, or explain one",
		Long: `Lists the findings that verify can make; with the code of one: what was proven,
why it matters, how to fix it, and what it is called in the standards.`,
		Example: `  # all findings
  authcheck explain

  # one of them
  authcheck explain store-shared

  # the same for a program
  authcheck explain store-shared --format json`,
		Args: atMostOneCode,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := known("format", "format", format, explainFormats); err != nil {
				return err
			}
			if len(args) == 0 && format == "json" {
				return report.ExplainJSON(p.Out, catalog.Explanations()...)
			}
			if len(args) == 0 {
				return report.Explanations(p.Out, p.Columns)
			}
			e, ok := catalog.Explain(args[0])
			if !ok && len(scenario.Unmatched(args)) == 0 {
				return refused("`authcheck verify --only '"+report.OnTerminal(args[0])+"' --verbose` shows what it finds; authcheck explain lists the codes of findings", "%q is no finding, it names checks", args[0])
			}
			if !ok {
				return refused(wording.DidYouMean(args[0], catalog.Codes(), "authcheck explain lists the codes"), "there is no finding %q", args[0])
			}
			if format == "json" {
				return report.ExplainJSON(p.Out, e)
			}
			return report.Explain(p.Out, e, p.Columns)
		},
		ValidArgsFunction: completeCodes,
	}
	cmd.Flags().StringVar(&format, "format", format, "output `FORMAT`: text or json")
	offer(cmd, "format", explainFormats)
	return cmd
}

func atMostOneCode(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return refused("authcheck explain CODE", "explain takes one code at a time")
	}
	return nil
}

func completeCodes(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var codes []string
	for _, e := range catalog.Explanations() {
		codes = append(codes, e.Code+"\t"+e.Title)
	}
	return codes, cobra.ShellCompDirectiveNoFileComp
}
